"""Long lists cut by year, a long year into several pages: no page grows with the archive.

A year's pages are filled in the order of the list, so that what is added at its end changes the last
page alone and every page keeps its address.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from ketluan.addresses import part_address
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.tasks import Link

_T = TypeVar("_T")
_UNDATED: Final = "chua-ro-nam"


@dataclass(frozen=True, slots=True)
class Part(Generic[_T]):
    """What one page of a long list shows: `items`, of the `total` of their year.

    `title` names year and page. `number` counts the pages of the year from 1 to `of`.
    """

    address: str
    title: str
    year: str
    items: tuple[_T, ...]
    total: int
    number: int
    of: int


class Choice(NamedTuple):
    """A link of a row in which one may be the page itself."""

    link: Link
    is_here: bool


class Years(NamedTuple):
    """The ways through a long list: its years, and the pages of this part if it has several."""

    years: tuple[Choice, ...] = ()
    pages: tuple[Choice, ...] = ()


NO_YEARS: Final = Years()


def by_year(
    items: Iterable[_T],
    folder: str,
    year_of: Callable[[_T], str],
    *,
    prefix: str = "nam-",
    limit: int = LIST_LIMIT,
) -> tuple[Part[_T], ...]:
    """Return `items` in parts of at most `limit`, the newest year first, unknown years at the end.

    `year_of` gives four digits, or nothing. Addresses are below `folder`, years with `prefix`.
    """
    years: dict[str, list[_T]] = {}
    for item in items:
        years.setdefault(year_of(item), []).append(item)
    return tuple(
        part
        for year in sorted(years, reverse=True)
        for part in _parts(year, years[year], folder, prefix, limit)
    )


def _parts(
    year: str, items: Sequence[_T], folder: str, prefix: str, limit: int
) -> Iterable[Part[_T]]:
    name = f"{prefix}{year}" if year else _UNDATED
    word = f"Năm {year}" if year else "Chưa rõ năm"
    yield from numbered(items, folder, name, word, year=year, limit=limit)


def numbered(
    items: Sequence[_T],
    folder: str,
    name: str,
    word: str,
    *,
    year: str = "",
    limit: int = LIST_LIMIT,
) -> Iterable[Part[_T]]:
    """Yield `items` in parts of at most `limit`, at `name` below `folder`; `word` is their title."""
    of = -(-len(items) // limit)
    for number in range(1, of + 1):
        yield Part(
            address=part_address(folder, name, number),
            title=f"{word}, trang {number}/{of}" if of > 1 else word,
            year=year,
            items=tuple(items[(number - 1) * limit : number * limit]),
            total=len(items),
            number=number,
            of=of,
        )


def ways(parts: Sequence[Part[_T]], here: Part[_T] | None) -> Years:
    """Return the ways through `parts` from the page of the part `here`, or from the list's own page.

    No numbers stand beside the years: what is added to one year changes no page of another.
    """
    year, number = (here.year, here.number) if here else (None, 0)
    same = [part for part in parts if part.year == year and part.of > 1]
    return Years(
        years=tuple(
            Choice(Link(part.year or "Chưa rõ năm", part.address), part.year == year)
            for part in parts
            if part.number == 1
        ),
        pages=tuple(
            Choice(Link(str(part.number), part.address), part.number == number) for part in same
        ),
    )
