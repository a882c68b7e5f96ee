"""A page for each list of the audit; a long one has a page for each year instead."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ketluan.addresses import AUDIT, HOME, audit_list_address
from ketluan.auditing import Contradiction, Figures, FindingKind, Overdue, UnconfirmedLinks
from ketluan.exports import AUDIT_CSV
from ketluan.grouping import grouped
from ketluan.pages.audit_rows import HEADS, Source, finding_cells, rows_key
from ketluan.pages.audit_words import (
    LINKED,
    LISTS,
    ListWords,
    none_sentence,
    none_words,
    waiting_words,
)
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.page import Later, Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words

_UNDATED = "khong-ro-nam"


class _Part(NamedTuple):
    """The rows of one year, `shown` of which stand on its page."""

    name: str
    title: str
    rows: Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a page of a list tells beside the rows that it shows: `count` is that of all its rows."""

    address: str
    title: str
    trail: tuple[Link, ...]
    count: int
    share: str
    nothing: str
    waiting: str
    years: tuple[Link, ...]


def audit_list_pages(source: Source) -> Iterator[Later]:
    """Yield the pages of every list: all rows on one, or one a year and an index of the years.

    A year's page shows LIST_LIMIT rows, and says where the others are. It tells no number but of its
    year: a new row would else change the pages of all years.
    """
    for words in LISTS:
        rows = source.audit.rows(words.kind)
        if len(rows) <= LIST_LIMIT:
            yield _later(words, None, rows, (), source)
            continue
        parts = _parts(words.kind, rows)
        years = tuple(Link(part.title, _part_address(words, part)) for part in parts)
        counted = tuple(
            Link(f"{link.text} ({count_in_words(len(part.rows))})", link.address)
            for link, part in zip(years, parts, strict=True)
        )
        yield _later(words, None, rows, counted, source)
        for part in parts:
            yield _later(words, part, part.rows, years, source)


def list_figures(figures: Figures) -> Iterator[tuple[Link, str, str]]:
    """Yield each list with its number of rows and what a row is; without rows only with that word."""
    for words in LISTS:
        count = figures.rows[words.kind]
        link = Link(words.title, audit_list_address(words.name))
        share = _shares(figures.overdue_own, count) if words.kind == "overdue" and count else ""
        noun = f"{words.noun}: {share}" if share else words.noun
        if count:
            yield link, count_in_words(count), noun
        else:
            yield link, "", none_words(words.kind, figures)


def _parts(kind: FindingKind, rows: Sequence[Any]) -> tuple[_Part, ...]:
    """Return the rows by year, the newest first."""
    years = _by_year(kind, rows)
    return tuple(
        _Part(year or _UNDATED, f"Năm {year}" if year else "Không rõ năm", years[year])
        for year in sorted(years, reverse=True)
    )


def _by_year(kind: FindingKind, rows: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    if isinstance(rows, UnconfirmedLinks):
        notices = grouped((one[:4], one) for one in rows.of_notices)
        return {year: rows.of(some) for year, some in notices.items()}
    years, begun = dict[str, list[Any]](), _YEARS.get(kind, attrgetter("task.notice_id"))
    for year, some in groupby(rows, lambda row: begun(row)[:4]):
        years.setdefault(year, []).extend(some)
    return years


def _notice_of_conflict(row: Contradiction) -> str:
    if not row.tasks:
        return max((one for side in row.sides for one in side.sources), default="")
    return row.tasks[0].notice_id


# What begins with the year of a row, for most the notice by which it came about.
_YEARS: Final[Mapping[FindingKind, Callable[[Any], str]]] = {
    "unit_without_tasks": attrgetter("period.id"),
    "conflict": _notice_of_conflict,
}


def _part_address(words: ListWords, part: _Part) -> str:
    return audit_list_address(words.name, part.name)


def _later(
    words: ListWords,
    part: _Part | None,
    rows: Sequence[Any],
    years: tuple[Link, ...],
    source: Source,
) -> Later:
    is_linked = words.kind in LINKED
    told = _Told(
        address=_part_address(words, part) if part else audit_list_address(words.name),
        title=f"{words.title}: {part.title.lower()}" if part else words.title,
        trail=_trail(words, part),
        count=len(rows),
        share=_share(rows) if words.kind == "overdue" else "",
        nothing=none_sentence(words, source.figures),
        waiting=waiting_words(source.figures, counted=part is None) if is_linked else "",
        years=years,
    )
    shown = rows[: 0 if years and not part else LIST_LIMIT]
    key = rows_key(words.kind, shown, source, told)
    return Later(told.address, key, partial(_page, words, told, shown, source), has_headings=False)


def _page(words: ListWords, told: _Told, shown: Sequence[Any], source: Source) -> Page:
    day = day_in_words(source.audit.day)
    body = rendered(
        "audit_list.html",
        told.address,
        trail=told.trail,
        title=told.title,
        day=day,
        words=words,
        count=count_in_words(told.count),
        share=told.share,
        has_rows=told.count > 0,
        nothing=told.nothing,
        waiting=told.waiting,
        years=told.years,
        heads=HEADS[words.kind],
        rows=tuple(finding_cells(words.kind, row, source) for row in shown),
        hidden=count_in_words(told.count - len(shown)) if len(shown) < told.count else "",
        exports=(Link("mọi danh sách kiểm toán (CSV)", AUDIT_CSV),),
    )
    return Page(
        address=told.address,
        title=told.title,
        description=f"{told.title}: {told.count} {words.noun}, tính đến hết ngày {day}.",
        body=body,
    )


def _share(rows: Sequence[Overdue]) -> str:
    """Return how many of overdue rows have a limit of their own, empty where there are none."""
    return _shares(sum(not row.is_default for row in rows), len(rows)) if rows else ""


def _shares(own: int, count: int) -> str:
    return f"{count_in_words(own)} theo hạn riêng, {count_in_words(count - own)} theo hạn của kỳ"


def _trail(words: ListWords, part: _Part | None) -> tuple[Link, ...]:
    ahead = (Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT))
    if part is None:
        return (*ahead, Link(words.title))
    return (*ahead, Link(words.title, audit_list_address(words.name)), Link(part.title))
