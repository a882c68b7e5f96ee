"""A page for each list of the audit; a long one has a page for each year instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ketluan.addresses import AUDIT, HOME, audit_list_address
from ketluan.auditing import Contradiction, Figures, Overdue, UnitWithoutTasks
from ketluan.exports import AUDIT_CSV
from ketluan.pages.audit_rows import HEADS, Cell, Source, finding_cells
from ketluan.pages.audit_words import (
    LINKED,
    LISTS,
    ListWords,
    none_sentence,
    none_words,
    waiting_words,
)
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.page import Page, rendered
from ketluan.pages.tasks import Link
from ketluan.pages.wording import count_in_words
from ketluan.vietnamese import day_in_words

_UNDATED = "khong-ro-nam"


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one year, `shown` of which stand on its page."""

    name: str
    title: str
    rows: Sequence[Any]


def audit_list_pages(source: Source) -> Iterator[Page]:
    """Yield the pages of every list: all rows on one, or one a year and an index of the years.

    A year's page shows LIST_LIMIT rows, and says where the others are.
    """
    for words in LISTS:
        rows = source.audit.rows(words.kind)
        if len(rows) <= LIST_LIMIT:
            yield _page(words, None, rows, (), source)
            continue
        parts = _parts(rows)
        years = tuple(
            Link(f"{part.title} ({count_in_words(len(part.rows))})", _part_address(words, part))
            for part in parts
        )
        yield _page(words, None, rows, years, source)
        for part in parts:
            yield _page(words, part, part.rows, years, source)


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


def _parts(rows: Sequence[Any]) -> tuple[_Part, ...]:
    """Return the rows by year, the newest first."""
    years: dict[str, list[Any]] = {}
    for row in rows:
        years.setdefault(_year(row), []).append(row)
    return tuple(
        _Part(year or _UNDATED, f"Năm {year}" if year else "Không rõ năm", years[year])
        for year in sorted(years, reverse=True)
    )


def _year(row: Any) -> str:
    """Return the year of the notice by which the row came about, of a unit's that of the period."""
    if isinstance(row, UnitWithoutTasks):
        return row.period.id[:4]
    if isinstance(row, Contradiction) and not row.tasks:
        return max((one for side in row.sides for one in side.sources), default="")[:4]
    notice_id: str = row.tasks[0].notice_id
    return notice_id[:4]


def _part_address(words: ListWords, part: _Part) -> str:
    return audit_list_address(words.name, part.name)


def _page(
    words: ListWords,
    part: _Part | None,
    rows: Sequence[Any],
    years: tuple[Link, ...],
    source: Source,
) -> Page:
    address = _part_address(words, part) if part else audit_list_address(words.name)
    day = day_in_words(source.audit.day)
    shown = () if years and not part else rows[:LIST_LIMIT]
    title = f"{words.title}: {part.title.lower()}" if part else words.title
    body = rendered(
        "audit_list.html",
        address,
        trail=_trail(words, part),
        title=title,
        day=day,
        words=words,
        count=count_in_words(len(rows)),
        share=_share(rows),
        has_rows=bool(rows),
        nothing=none_sentence(words, source.figures),
        waiting=waiting_words(source.figures) if words.kind in LINKED else "",
        years=years,
        heads=HEADS[words.kind],
        rows=tuple(_cells(words, row, source) for row in shown),
        hidden=count_in_words(len(rows) - len(shown)) if len(shown) < len(rows) else "",
        exports=(Link("mọi danh sách kiểm toán (CSV)", AUDIT_CSV),),
    )
    return Page(
        address=address,
        title=title,
        description=f"{title}: {len(rows)} {words.noun}, tính đến hết ngày {day}.",
        body=body,
    )


def _share(rows: Sequence[Any]) -> str:
    """Return how many of overdue rows have a limit of their own, empty for other rows."""
    late = [row for row in rows if isinstance(row, Overdue)]
    return _shares(sum(not row.is_default for row in late), len(late)) if late else ""


def _shares(own: int, count: int) -> str:
    return f"{count_in_words(own)} theo hạn riêng, {count_in_words(count - own)} theo hạn của kỳ"


def _cells(words: ListWords, row: Any, source: Source) -> tuple[Cell, ...]:
    return finding_cells(words.kind, row, source)


def _trail(words: ListWords, part: _Part | None) -> tuple[Link, ...]:
    ahead = (Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT))
    if part is None:
        return (*ahead, Link(words.title))
    return (*ahead, Link(words.title, audit_list_address(words.name)), Link(part.title))
