"""Each notice as it was printed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Literal, NamedTuple

from ketluan.addresses import HOME, NOTICES, notice_address, task_anchor
from ketluan.model import Block, BlockKind, Notice, Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.notice_facts import account_of, dropped_rows, notice_facts
from ketluan.pages.notice_head import Head, ends_abstract, notice_head
from ketluan.pages.notice_list import year_address
from ketluan.pages.notice_original import original_link
from ketluan.pages.notice_tables import FindTask, Table, table_at
from ketluan.pages.page import ALL, Heading, Later, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.pages.text import Paragraph, paragraphs
from ketluan.pages.wording import cited_notice, notice_name, notice_title


class Item(NamedTuple):
    """One block of a notice, ready for the template, or the rows of a table together.

    `task` is set where the block is a task. `level` is that of the HTML heading. `lines` are the
    printed lines of title, recipients and signature.
    """

    kind: BlockKind | Literal["task", "table"]
    id: str = ""
    label: str = ""
    level: int = 0
    paragraphs: tuple[Paragraph, ...] = ()
    lines: tuple[str, ...] = ()
    task: TaskView | None = None
    table: Table | None = None


def notice_pages(
    known: Catalogue, views: Mapping[str, TaskView], some: slice = ALL
) -> Iterator[Later]:
    """Yield the page of `some` of all notices, with links to the one before and after it."""
    notices = known.archive.notices
    for at, notice in list(enumerate(notices))[some]:
        earlier = notices[at - 1] if at else None
        later = notices[at + 1] if at + 1 < len(notices) else None
        ways = (_neighbour(earlier), _neighbour(later))
        cited = known.cited.of_notice.get(notice.id)
        key = known.origins.of(
            ways,
            year_address(notice, known),
            cited and (cited.key, len(cited.citing)),
            notices=(notice.id,),
        )
        make = partial(_notice_page, notice, known, views, *ways)
        yield Later(notice_address(notice.id), key, make, source=notice.path)


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
    items = _items(notice, known, views)
    head, body = _head_and_body(items, notice)
    signature, notes = _parted(_lines_of(items, "signature"))
    year = Link(f"Năm {notice.id[:4]}", year_address(notice, known))
    made = rendered(
        "notice.html",
        address,
        trail=(
            Link("Trang chủ", HOME),
            Link("Thông báo", NOTICES),
            year,
            Link(notice_name(notice)),
        ),
        head=head,
        title=notice_title(notice),
        body=body,
        recipients=_lines_of(items, "recipients"),
        signature=signature,
        notes=notes,
        cited=cited_notice(notice),
        facts=notice_facts(notice, known),
        account=account_of(notice),
        dropped=dropped_rows(notice.dropped),
        source=notice.source,
        path=notice.path,
        original=original_link(notice),
        signer=notice.signer.name,
        earlier=earlier,
        later=later,
    )
    return Page(
        address=address,
        title=notice_title(notice),
        description=f"{notice_name(notice)}: {len(notice.tasks)} nhiệm vụ.",
        body=made,
        headings=(*_contents(body), Heading("ve-thong-bao", "Về thông báo này")),
        source=notice.path,
    )


_APART: Final = ("title", "recipients", "signature")
_FOOTNOTE: Final = re.compile(r"\[\d+\]")
_DEEPEST: Final = 6  # of the headings that HTML knows


def _head_and_body(items: Sequence[Item], notice: Notice) -> tuple[Head, tuple[Item, ...]]:
    """Return the head of the page and what stands between head and foot."""
    head = notice_head(_lines_of(items, "title"), notice)
    body = tuple(item for item in items if item.kind not in _APART)
    first = body[0] if body else None
    goes_on = first is not None and first.kind == "paragraph" and not first.label
    if first and goes_on and not head.opening and len(first.lines) == 1:
        text = first.lines[0]
        if ends_abstract(head.title, text, notice.subject):
            whole = (*head.title[:-1], f"{head.title[-1]} {text}")
            return head._replace(title=whole), body[1:]
    return head, body


def _lines_of(items: Sequence[Item], kind: str) -> tuple[str, ...]:
    return tuple(line for item in items if item.kind == kind for line in item.lines)


def _parted(signature: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of the signature, and the footnotes that a document of Word has behind it."""
    begin = next((i for i, line in enumerate(signature) if _FOOTNOTE.match(line)), None)
    return signature[:begin], signature[begin:] if begin is not None else ()


def _items(notice: Notice, known: Catalogue, views: Mapping[str, TaskView]) -> tuple[Item, ...]:
    """Return the blocks as items; no two of them have one anchor."""
    # Two tasks of one number are a fault that `check` names; the page shows the last as a task.
    tasks = {task.number: task for task in notice.tasks}

    def find_task(block: Block) -> tuple[Task, TaskView] | None:
        task = tasks.get(block.number) if block.kind == "paragraph" and block.number else None
        return (task, views[task.id]) if task and task.start == block.start else None

    levels = _heading_levels(notice.blocks)
    items: list[Item] = []
    used: set[str] = set()
    at = 0
    while at < len(notice.blocks):
        table = table_at(notice.blocks, at, find_task, known.documents)
        if table:
            items.append(Item("table", f"doan-{at}", table=table[0]))
            at = table[1]
            continue
        item = _item(notice.blocks[at], at, levels.get(at, 0), find_task, known)
        if item.id in used:
            item = item._replace(id=f"doan-{at}")
        used.add(item.id)
        items.append(item)
        at += 1
    return tuple(items)


def _item(block: Block, at: int, level: int, find_task: FindTask, known: Catalogue) -> Item:
    found = find_task(block)
    if found:
        view = found[1]
        return Item("task", view.anchor, block.label, level, task=view)
    return Item(
        kind=block.kind,
        id=_anchor(block, at),
        label=block.label,
        level=level,
        paragraphs=paragraphs(block.text, block.citations, (), known.documents),
        lines=_printed_lines(block),
    )


def _heading_levels(blocks: Sequence[Block]) -> dict[int, int]:
    """Return the HTML level of each heading by the number of its block; none is left out.

    A source may begin at a deep heading or jump over one; a reader by ear counts on every step.
    """
    levels: dict[int, int] = {}
    open_depths: list[int] = []
    for at, block in enumerate(blocks):
        if block.kind != "heading":
            continue
        while open_depths and open_depths[-1] >= block.level:
            open_depths.pop()
        open_depths.append(block.level)
        levels[at] = min(len(open_depths) + 1, _DEEPEST)
    return levels


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
