"""The pages of the tasks behind the numbers of the audit's matrix, by period, status and unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Final

from ketluan.addresses import AUDIT, HOME, audit_tasks_address
from ketluan.model import Period, Task
from ketluan.pages.audit_matrix import (
    is_long,
    period_id,
    period_name,
    tasks_anchor,
    unit_name,
)
from ketluan.pages.audit_rows import Cell, Source, due_cell, lead_cell, status_sign, task_cell
from ketluan.pages.page import Bundle, Heading, Later, Page, rendered
from ketluan.pages.tasks import Link, Sign
from ketluan.pages.wording import count_in_words
from ketluan.status import LABELS, Status
from ketluan.vietnamese import day_in_words

_HEADS: Final = ("Nhiệm vụ", "Chủ trì", "Hạn")


@dataclass(frozen=True, slots=True)
class UnitTasks:
    """The tasks of one status that a unit leads: `count` of them, which stand at `page` if it is set."""

    id: str
    name: str
    count: str
    tasks: tuple[Task, ...]
    page: str = ""


@dataclass(frozen=True, slots=True)
class StatusTasks:
    """The tasks of one status: `count` different ones, by unit; they stand at `page` if it is set."""

    id: str
    sign: Sign
    count: str
    groups: tuple[UnitTasks, ...] = ()
    page: str = ""


def audit_task_pages(source: Source) -> Iterator[Bundle]:
    """Yield a page for each period with the tasks that its numbers count, by status and unit.

    Where they are many, each status has a page, and where those are many, each unit of the status.
    """
    for period in source.audit.matrix.periods:
        yield Bundle(_key(period, source), partial(_period_pages, period, source))


def _key(period: Period | None, source: Source) -> str:
    """Return what the pages of a period depend on: its cells, and the tasks that stand there."""
    matrix = source.audit.matrix
    cells = [(one, matrix.cells.get((one, period), {}).items()) for one in matrix.units]
    counts = [(one, status, len(tasks)) for one, cell in cells for status, tasks in cell]
    every = chain.from_iterable(tasks for _, cell in cells for _, tasks in cell)
    more = (source.audit.day, period, source.figures.totals[period], counts)
    return source.known.origins.of(more, tasks=map(attrgetter("id"), every))


def _period_pages(period: Period | None, source: Source) -> Iterator[Later]:
    cells = source.audit.matrix.totals[period]
    if not is_long(period, source.figures):
        listed = tuple(_status_tasks(status, period, source) for status in cells)
        yield _later(period, (), listed, source)
        return
    pointers = tuple(_pointer(status, period, source) for status in cells)
    yield _later(period, (), pointers, source)
    for status in cells:
        yield from _status_pages(status, period, source)


def _status_pages(status: Status, period: Period | None, source: Source) -> Iterator[Later]:
    whole = _status_tasks(status, period, source)
    crumb = Link(LABELS[status], audit_tasks_address(period_id(period), status))
    if not is_long(period, source.figures, status):
        yield _later(period, (crumb,), (whole,), source)
        return
    groups = tuple(
        UnitTasks(
            group.id, group.name, group.count, (),
            audit_tasks_address(period_id(period), status, group.id.removeprefix(f"{status}-")),
        )
        for group in whole.groups
    )  # fmt: skip
    yield _later(
        period, (crumb,), (StatusTasks(whole.id, whole.sign, whole.count, groups),), source
    )
    for group, pointer in zip(whole.groups, groups, strict=True):
        alone = StatusTasks(whole.id, whole.sign, group.count, (group,))
        yield _later(period, (crumb, Link(group.name, pointer.page)), (alone,), source)


def _status_tasks(status: Status, period: Period | None, source: Source) -> StatusTasks:
    matrix = source.audit.matrix
    groups = []
    for unit_id in matrix.units:
        tasks = matrix.cells.get((unit_id, period), {}).get(status, ())
        if tasks:
            name, count = unit_name(unit_id, source.known), count_in_words(len(tasks))
            groups.append(UnitTasks(tasks_anchor(status, unit_id), name, count, tasks))
    count = count_in_words(len(matrix.totals[period][status]))
    return StatusTasks(status, status_sign(status), count, tuple(groups))


def _pointer(status: Status, period: Period | None, source: Source) -> StatusTasks:
    count = count_in_words(len(source.audit.matrix.totals[period][status]))
    page = audit_tasks_address(period_id(period), status)
    return StatusTasks(status, status_sign(status), count, page=page)


def _later(
    period: Period | None,
    narrower: tuple[Link, ...],
    listed: tuple[StatusTasks, ...],
    source: Source,
) -> Later:
    """Return the page of `listed`; `narrower` are its status and its unit, if it has only those."""
    whole = Link(period_name(period), audit_tasks_address(period_id(period)))
    ways = (whole, *narrower)
    if narrower:
        count = listed[0].count
    else:
        totals = source.audit.matrix.totals[period].values()
        count = count_in_words(sum(map(len, totals)))
    groups = [group for status in listed for group in status.groups]
    told = [
        *((status.id, status.count, status.page) for status in listed),
        *((group.id, group.count, group.page) for group in groups),
    ]
    tasks = map(attrgetter("id"), chain.from_iterable(group.tasks for group in groups))
    key = source.known.origins.of(source.audit.day, ways, count, told, tasks=tasks)
    return Later(ways[-1].address, key, partial(_page, ways, count, listed, source))


def _page(
    ways: tuple[Link, ...], count: str, listed: tuple[StatusTasks, ...], source: Source
) -> Page:
    trail = (Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT), *ways)
    own = trail[-1]
    name = ", ".join(link.text for link in ways)
    day = day_in_words(source.audit.day)
    body = rendered(
        "audit_tasks.html",
        own.address,
        trail=(*trail[:-1], Link(own.text)),
        title=f"Trạng thái nhiệm vụ: {name}",
        day=day,
        count=count,
        heads=_HEADS,
        statuses=tuple(
            (status, tuple((group, _rows(group, source)) for group in status.groups))
            for status in listed
        ),
    )
    return Page(
        address=own.address,
        title=f"Kiểm toán: {name}",
        description=f"{name}: {count} nhiệm vụ theo trạng thái đến hết ngày {day}.",
        body=body,
        headings=tuple(Heading(one.id, one.sign.word) for one in listed),
    )


def _rows(group: UnitTasks, source: Source) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (task_cell(task, source), lead_cell(task, source), due_cell(task)) for task in group.tasks
    )
