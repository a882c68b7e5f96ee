"""The audit's pages of provenance: where everything comes from, and what is not known.

A list that is too long for the page has pages of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from ketluan.addresses import AUDIT, AUDIT_SOURCES, DOCUMENTS, HOME, notice_address, task_address
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.document_list import document_row
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.lists_by_year import NO_YEARS, Part, Years, numbered, ways
from ketluan.pages.page import Heading, Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import count_in_words, notice_name
from ketluan.vietnamese import day_in_words

_PLACES: Final = 20  # tasks named beside a name that the register lacks

Kind = Literal["originals", "dropped", "documents", "units", "problems"]


class _List(NamedTuple):
    """A list of the page: its rows, what is said where there are none, how they are shown."""

    id: str
    title: str
    noun: str
    kind: Kind
    nothing: str
    rows: Sequence[Any]

    @property
    def parts(self) -> tuple[Part[Any], ...]:
        """The pages of the list where it is too long for the page of all lists."""
        if len(self.rows) <= LIST_LIMIT:
            return ()
        return tuple(numbered(self.rows, AUDIT_SOURCES, self.id, self.title))


@dataclass(frozen=True, slots=True)
class Shown:
    """A list as a page shows it: `rows`, or where they are (`more`)."""

    id: str
    title: str
    count: str
    kind: Kind
    nothing: str
    rows: Sequence[Any]
    more: Link = NO_LINK


def audit_sources_pages(known: Catalogue, day: date) -> Iterator[Later]:
    """Yield the page of provenance of the whole archive, as it is on `day`, and those of long lists."""
    lists = tuple(_lists(known))
    whole = tuple(_whole(one) for one in lists)
    yield _later(AUDIT_SOURCES, "Nguồn gốc", whole, NO_YEARS, day, known)
    for one in lists:
        for part in one.parts:
            shown = Shown(one.id, one.title, _count(one), one.kind, one.nothing, part.items)
            pages = Years(pages=ways(one.parts, part).pages)
            title = f"Nguồn gốc: {part.title}"
            yield _later(part.address, title, (shown,), pages, day, known)


def _later(
    address: str, title: str, lists: tuple[Shown, ...], pages: Years, day: date, known: Catalogue
) -> Later:
    """Return the page to come: its rows are few and ready, and tell all that it shows."""
    shown = (address, title, lists, pages, day)
    return Later(address, known.origins.of(shown), partial(_page, *shown))


def _lists(known: Catalogue) -> Iterator[_List]:
    documents = known.archive.documents
    known_years = "Không có: năm của mọi văn bản lấy từ ngày được viện dẫn hoặc từ số, ký hiệu."
    yield _List(
        "ban-goc", "Bản gốc", "", "originals", "Kho chưa có thông báo nào.", tuple(_originals(known))
    )  # fmt: skip
    yield _List(
        "phan-bo-ra", "Phần bỏ ra khi nhập", "", "dropped", "Không có phần nào bị bỏ ra.",
        tuple(_dropped(known)),
    )  # fmt: skip
    yield _List(
        "khong-giu", "Văn bản kho không giữ", "văn bản", "documents", "Không có.",
        tuple(document_row(one, known) for one in documents if not one.held_as),
    )  # fmt: skip
    yield _List(
        "nam", "Năm suy đoán hoặc chưa rõ", "văn bản", "documents", known_years,
        tuple(document_row(one, known) for one in documents if one.year_from in ("inferred", "")),
    )  # fmt: skip
    yield _List(
        "don-vi-la", "Tên đơn vị chưa có trong sổ", "tên", "units", "Không có.",
        tuple(_strange_units(known)),
    )  # fmt: skip
    yield _List(
        "kiem-tra", "Kết quả kiểm tra", "vấn đề", "problems",
        "Lệnh kiểm tra không thấy vấn đề nào.", known.archive.problems,
    )  # fmt: skip


def _whole(one: _List) -> Shown:
    if not one.parts:
        return Shown(one.id, one.title, _count(one), one.kind, one.nothing, one.rows)
    words = f"Xem danh sách {count_in_words(len(one.rows))} dòng, {len(one.parts)} trang"
    more = Link(words, one.parts[0].address)
    return Shown(one.id, one.title, _count(one), one.kind, one.nothing, (), more)


def _count(one: _List) -> str:
    return f"{count_in_words(len(one.rows))} {one.noun}" if one.noun else ""


def _page(address: str, title: str, lists: tuple[Shown, ...], pages: Years, day: date) -> Page:
    is_whole = address == AUDIT_SOURCES
    trail = (Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT))
    sources = Link("Nguồn gốc", "" if is_whole else AUDIT_SOURCES)
    body = rendered(
        "audit_sources.html",
        address,
        trail=(*trail, sources, *(() if is_whole else (Link(lists[0].title),))),
        title=title,
        day=day_in_words(day),
        lists=lists,
        pages=pages,
        documents_address=DOCUMENTS,
    )
    return Page(
        address=address,
        title=title,
        description="Bản gốc và mã băm, phần bỏ ra khi nhập, văn bản kho không giữ, những gì chưa rõ.",
        body=body,
        headings=tuple(Heading(one.id, one.title) for one in lists),
    )


def _originals(known: Catalogue) -> Iterator[tuple[Link, str, str, int]]:
    """Yield notice, file, SHA-256 and number of dropped pieces."""
    for notice in known.archive.notices:
        link = Link(notice_name(notice), notice_address(notice.id))
        source = notice.source
        yield (
            link,
            source.path if source else "",
            source.sha256 if source else "",
            len(notice.dropped),
        )


def _dropped(known: Catalogue) -> Iterator[tuple[Link, int, str, str]]:
    """Yield notice, line in the source, text and reason of every dropped piece."""
    for notice in known.archive.notices:
        link = Link(notice_name(notice), notice_address(notice.id))
        for piece in notice.dropped:
            yield link, piece.line, piece.text, piece.reason


def _strange_units(known: Catalogue) -> Iterator[tuple[str, tuple[Link, ...], str]]:
    """Yield each name of a unit that the register lacks, first tasks that use it, how many more do."""
    places: dict[str, list[Link]] = {}
    registered = known.units.keys() | known.groups.keys()
    strange = {
        task.id
        for by_unit in (known.led, known.joined)
        for unit_id in by_unit.keys() - registered
        for task in by_unit[unit_id]
    }
    for task in map(known.tasks.__getitem__, filter(strange.__contains__, known.tasks)):
        for mention in (*task.lead_units, *task.coordinating_units):
            if mention.unit_id not in registered:
                notice = notice_name(known.notices[task.notice_id])
                link = Link(f"{task.number}, {notice}", task_address(task.id))
                places.setdefault(mention.name, []).append(link)
    for name in sorted(places):
        more = len(places[name]) - _PLACES
        yield name, tuple(places[name][:_PLACES]), count_in_words(more) if more > 0 else ""
