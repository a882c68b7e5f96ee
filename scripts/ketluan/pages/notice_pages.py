"""The list of notices, and each notice as it was printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ketluan.addresses import (
    HOME,
    NOTICES,
    document_address,
    notice_address,
    period_address,
    task_anchor,
)
from ketluan.model import Block, Notice
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import newest_notices
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.pages.text import Paragraph, paragraphs
from ketluan.pages.wording import (
    UNKNOWN,
    notice_name,
    notice_title,
    notice_type,
)
from ketluan.vietnamese import day_in_words


@dataclass(frozen=True, slots=True)
class Item:
    """One block of a notice, ready for the template. `task` is set where the block is a task.

    `level` is that of the HTML heading. `lines` are the printed lines of title, recipients and
    signature.
    """

    kind: Literal["title", "heading", "paragraph", "task", "closing", "recipients", "signature"]
    id: str = ""
    label: str = ""
    level: int = 0
    paragraphs: tuple[Paragraph, ...] = ()
    lines: tuple[str, ...] = ()
    task: TaskView | None = None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in a list."""

    title: Link
    name: str
    day: str
    issuer: str
    reviewed: Link
    directed: Link
    task_count: int


def notice_row(notice: Notice) -> NoticeRow:
    """Return the notice as a row of a list."""
    reviewed, directed = notice.reviewed_period, notice.directed_period
    return NoticeRow(
        title=Link(notice_title(notice), notice_address(notice.id)),
        name=notice_name(notice),
        day=day_in_words(notice.day) if notice.day else UNKNOWN,
        issuer=notice.issuer or UNKNOWN,
        reviewed=Link(reviewed.label, period_address(reviewed.id)) if reviewed else NO_LINK,
        directed=Link(directed.label, period_address(directed.id)) if directed else NO_LINK,
        task_count=len(notice.tasks),
    )


def notices_page(known: Catalogue) -> Page:
    """Return the list of all notices by year, the newest first."""
    years: dict[str, list[NoticeRow]] = {}
    for notice in newest_notices(known):
        years.setdefault(notice.id[:4], []).append(notice_row(notice))
    html = rendered(
        "notices.html", NOTICES, years=years, trail=(Link("Trang chủ", HOME), Link("Thông báo"))
    )
    return Page(
        address=NOTICES,
        title="Thông báo kết luận",
        description="Mọi thông báo kết luận cuộc họp trong kho lưu trữ, theo năm.",
        html=html,
        headings=tuple(Heading(f"nam-{year}", f"Năm {year}") for year in years),
        menu="Thông báo",
    )


def notice_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page]:
    """Yield the page of each notice, with links to the one before and after it."""
    notices = known.archive.notices
    for at, notice in enumerate(notices):
        earlier = notices[at - 1] if at else None
        later = notices[at + 1] if at + 1 < len(notices) else None
        yield _notice_page(notice, known, views, _neighbour(earlier), _neighbour(later))


def _neighbour(notice: Notice | None) -> Link:
    return Link(notice_name(notice), notice_address(notice.id)) if notice else NO_LINK


def _notice_page(
    notice: Notice,
    known: Catalogue,
    views: Mapping[str, TaskView],
    earlier: Link,
    later: Link,
) -> Page:
    address = notice_address(notice.id)
    tasks = {task.number: views[task.id] for task in notice.tasks}
    items = tuple(_item(block, at, tasks, known) for at, block in enumerate(notice.blocks))
    year = Link(f"Năm {notice.id[:4]}", f"{NOTICES}#nam-{notice.id[:4]}")
    html = rendered(
        "notice.html",
        address,
        trail=(
            Link("Trang chủ", HOME),
            Link("Thông báo", NOTICES),
            year,
            Link(notice_name(notice)),
        ),
        title_lines=_lines_of(items, "title") or (notice_title(notice),),
        body=tuple(item for item in items if item.kind not in _APART),
        recipients=_lines_of(items, "recipients"),
        signature=_lines_of(items, "signature"),
        facts=(*_facts(notice), *_citations_of(notice, known)),
        notice=notice,
        signer=notice.signer.name,
        earlier=earlier,
        later=later,
    )
    return Page(
        address=address,
        title=notice_title(notice),
        description=f"{notice_name(notice)}: {len(notice.tasks)} nhiệm vụ.",
        html=html,
        headings=_contents(items),
        source=notice.path,
    )


_APART = ("title", "recipients", "signature")


def _lines_of(items: tuple[Item, ...], kind: str) -> tuple[str, ...]:
    return tuple(line for item in items if item.kind == kind for line in item.lines)


def _item(block: Block, at: int, tasks: Mapping[str, TaskView], known: Catalogue) -> Item:
    task = tasks.get(block.number) if block.kind == "paragraph" and block.number else None
    if task:
        return Item("task", task.anchor, block.label, paragraphs=task.paragraphs, task=task)
    return Item(
        kind=block.kind,
        id=_anchor(block, at),
        label=block.label,
        level=min(block.level + 1, 6),
        paragraphs=paragraphs(block.text, block.citations, (), known.documents),
        lines=_printed_lines(block),
    )


def _anchor(block: Block, at: int) -> str:
    """Return the anchor of a block that is no task; those of tasks are told apart the same way."""
    return f"muc-{task_anchor(block.number).removeprefix('nv-')}" if block.number else f"doan-{at}"


def _printed_lines(block: Block) -> tuple[str, ...]:
    printed = f"{block.label} {block.text}"
    return tuple(line.strip() for line in printed.splitlines() if line.strip())


def _plain(item: Item) -> str:
    words = " ".join(piece.text for paragraph in item.paragraphs for piece in paragraph)
    return f"{item.label} {words}".strip().rstrip(":")


def _contents(items: tuple[Item, ...]) -> tuple[Heading, ...]:
    """Return the headings of parts with those of their sections below them."""
    parts: list[tuple[Item, list[Heading]]] = []
    for item in items:
        if item.kind != "heading":
            continue
        if item.level <= 2 or not parts:
            parts.append((item, []))
        else:
            parts[-1][1].append(Heading(item.id, _plain(item), item.level))
    return tuple(Heading(part.id, _plain(part), part.level, tuple(below)) for part, below in parts)


def _facts(notice: Notice) -> tuple[tuple[str, Link], ...]:
    """Return what is known of the notice, and plainly what its source does not say."""
    reviewed, directed = notice.reviewed_period, notice.directed_period
    position = _joined(", ", notice.signer.authority, notice.signer.position)
    signer = _joined(" – ", notice.signer.name, position)
    rows = (
        ("Loại văn bản", Link(notice_type(notice))),
        ("Số, ký hiệu", Link(notice.number)),
        ("Ngày ban hành", Link(day_in_words(notice.issued) if notice.issued else "")),
        ("Ngày họp", Link(day_in_words(notice.meeting_date) if notice.meeting_date else "")),
        ("Cơ quan", Link(notice.issuer)),
        (
            "Kỳ đánh giá",
            Link(reviewed.label, period_address(reviewed.id)) if reviewed else NO_LINK,
        ),
        ("Kỳ chỉ đạo", Link(directed.label, period_address(directed.id)) if directed else NO_LINK),
        ("Người ký", Link(signer)),
    )
    return tuple((name, value if value.text else Link(UNKNOWN)) for name, value in rows)


def _citations_of(notice: Notice, known: Catalogue) -> Iterator[tuple[str, Link]]:
    """Yield a link to the page of the notice as a document, where other notices cite it."""
    document = known.cited.of_notice.get(notice.id)
    if document:
        count = f"{len(document.citing)} lần trong các thông báo khác"
        yield "Được viện dẫn", Link(count, document_address(document.key))


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
