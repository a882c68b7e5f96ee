"""The rows of the audit's lists as pages show them: cells of words, links and signs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any, Final, NamedTuple, Self

from ketluan.addresses import document_address, notice_address, period_address, unit_address
from ketluan.auditing import (
    Audit,
    CarriedOver,
    Contradiction,
    Figures,
    FindingKind,
    NotRepeated,
    Overdue,
    PastWhenIssued,
    ProposedOutcome,
    Side,
    Slip,
    UnconfirmedLink,
    UnconfirmedLinks,
    UnitWithoutTasks,
    figures_of,
)
from ketluan.exports.audit_rows import ABOUT, LINK_STATUSES
from ketluan.exports.task_words import whole_line
from ketluan.model import Period, Task, UnitMention
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link, Sign, named_task, thread_link, unit_link
from ketluan.pages.thread_changes import due_words
from ketluan.pages.wording import dated_notice_name, document_name
from ketluan.status import LABELS, Status
from ketluan.vietnamese import day_in_words


class Cell(NamedTuple):
    """A cell: links, words, a quieter line below them, a sign, more links; each may be missing.

    `stacked` links stand below each other.
    """

    text: str = ""
    links: tuple[Link, ...] = ()
    sign: Sign | None = None
    note: str = ""
    more: tuple[Link, ...] = ()
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What rows are made of: the audit, its figures, the whole archive for names and addresses."""

    audit: Audit
    figures: Figures
    known: Catalogue

    @classmethod
    def of(cls, audit: Audit, known: Catalogue) -> Self:
        """Return the source of all rows of `audit`."""
        return cls(audit, figures_of(audit), known)


class Facts(NamedTuple):
    """What decides the cells of rows: their own values, and what is known of some others, by id.

    Of the notices `joining` it is what links they bring.
    """

    values: Iterable[object]
    tasks: Iterable[str] = ()
    notices: Iterable[str] = ()
    joining: Iterable[str] = ()
    documents: Iterable[str] = ()


_FactsOf = Callable[[Any], Facts]  # of rows

HEADS: Final[Mapping[FindingKind, tuple[str, ...]]] = {
    "overdue": ("Nhiệm vụ", "Chủ trì", "Hạn", "Quá hạn", "Kể từ hạn đầu"),
    "carried_over": (
        "Nhiệm vụ",
        "Chủ trì qua các kỳ",
        "Nêu lần đầu",
        "Đã nêu",
        "Hạn đầu",
        "Hạn nay",
    ),
    "not_repeated": ("Nhiệm vụ", "Chủ trì", "Kỳ", "Hạn", "Thông báo kế tiếp"),
    "past_when_issued": ("Nhiệm vụ", "Chủ trì", "Hạn", "Ngày thông báo", "Đã qua", "Trạng thái"),
    "slip": ("Nhiệm vụ", "Bước trước", "Hạn trước", "Hạn sau", "Lùi", "Cả quá trình"),
    "unit_without_tasks": ("Đơn vị", "Kỳ", "Thông báo chỉ đạo kỳ", "Nhiệm vụ chung"),
    "conflict": ("Nội dung", "Về", "Các bên ghi"),
    "unconfirmed_link": ("Nhiệm vụ", "Tiếp nối", "Liên kết", "Điểm", "Lý do"),
    "proposed_outcome": ("Nhiệm vụ", "Kết quả đề xuất", "Câu", "Nêu trong", "Điểm"),
}


def finding_cells(kind: FindingKind, row: Any, source: Source) -> tuple[Cell, ...]:
    """Return the cells of `row`, one below each of the `HEADS` of its list."""
    return _CELLS[kind](row, source)


def rows_key(kind: FindingKind, rows: Sequence[Any], source: Source, *more: object) -> str:
    """Return a digest of all that decides the cells of `rows`, and of `more`; empty if there is none."""
    origins, known = source.known.origins, source.known.notices
    facts = _FACTS[kind](rows)
    named = (notice_id for notice_id in facts.notices if notice_id in known)
    return origins.of(
        kind,
        source.audit.day,
        list(facts.values),
        origins.of_documents(facts.documents),
        more,
        written=dict.fromkeys(named),
        tasks=facts.tasks,
        joining=facts.joining,
    )


def task_cell(task: Task, source: Source) -> Cell:
    """Return the task: number and day, its whole text, its thread."""
    thread = thread_link(task.id, source.known)
    return Cell(
        links=(_sentence_case(named_task(task.id, source.known)),),
        note=whole_line(task),
        more=(thread,) if thread else (),
    )


def _sentence_case(link: Link) -> Link:
    return Link(f"{link.text[0].upper()}{link.text[1:]}", link.address)


def lead_cell(task: Task, source: Source) -> Cell:
    """Return the lead units of the task."""
    return Cell(links=_unit_links(task.lead_units, source)) if task.lead_units else Cell("chưa rõ")


def due_cell(task: Task) -> Cell:
    """Return the last day in time, marked where it is the period's."""
    return Cell(due_words(task))


def status_sign(status: Status) -> Sign:
    """Return the sign of a status on a fixed day, which no browser changes."""
    return Sign(status, LABELS[status])


def _sign(task: Task, source: Source) -> Sign:
    return status_sign(source.audit.state.statuses[task.id])


def period_cell(period: Period) -> Cell:
    """Return the period with its page."""
    return Cell(links=(Link(period.label, period_address(period.id)),))


def _days(count: int, note: str = "") -> Cell:
    return Cell(f"{count}\N{NO-BREAK SPACE}ngày", note=note)


def _percent(score: float) -> Cell:
    return Cell(f"{round(100 * score)}\N{NO-BREAK SPACE}%")


def _notice_link(notice_id: str, source: Source) -> Link:
    return Link(dated_notice_name(source.known.notices[notice_id]), notice_address(notice_id))


def _unit_links(units: tuple[UnitMention, ...], source: Source) -> tuple[Link, ...]:
    return tuple(unit_link(one, source.known.units, source.known.groups) for one in units)


def _overdue(row: Overdue, source: Source) -> tuple[Cell, ...]:
    first = ", theo kỳ" if row.first_is_default else ""
    return (
        task_cell(row.task, source),
        lead_cell(row.task, source),
        due_cell(row.task),
        _days(row.days_late),
        _days(row.days_since_first, f"hạn {day_in_words(row.first_due)}{first}"),
    )


def _carried_over(row: CarriedOver, source: Source) -> tuple[Cell, ...]:
    told = f"{row.steps}\N{NO-BREAK SPACE}lần, {row.periods}\N{NO-BREAK SPACE}kỳ"
    return (
        task_cell(row.task, source),
        Cell(links=_unit_links(row.units, source)),
        Cell(links=(_sentence_case(named_task(row.first.id, source.known)),)),
        Cell(told, note=f"qua {row.quarters}\N{NO-BREAK SPACE}quý"),
        Cell(day_in_words(row.first_due) if row.first_due else "không có hạn"),
        due_cell(row.task),
    )


def _not_repeated(row: NotRepeated, source: Source) -> tuple[Cell, ...]:
    waiting = f"có {row.proposed} liên kết chờ xác nhận" if row.proposed else ""
    own = row.task.period is not None
    return (
        task_cell(row.task, source),
        lead_cell(row.task, source),
        period_cell(row.period) if own else Cell(row.period.label, note="theo ngày thông báo"),
        Cell(due_words(row.task), sign=_sign(row.task, source)),
        Cell(links=(_notice_link(row.next_notice, source),), note=waiting),
    )


def _past_when_issued(row: PastWhenIssued, source: Source) -> tuple[Cell, ...]:
    return (
        task_cell(row.task, source),
        lead_cell(row.task, source),
        Cell(day_in_words(row.due)),
        Cell(day_in_words(row.told)),
        _days(row.days),
        Cell(sign=_sign(row.task, source)),
    )


def _slip(row: Slip, source: Source) -> tuple[Cell, ...]:
    return (
        task_cell(row.task, source),
        Cell(links=(_sentence_case(named_task(row.earlier.id, source.known)),)),
        Cell(day_in_words(row.before)),
        due_cell(row.task),
        _days(row.days),
        Cell(f"{row.count}\N{NO-BREAK SPACE}lần lùi"),
    )


def _unit_without_tasks(row: UnitWithoutTasks, source: Source) -> tuple[Cell, ...]:
    return (
        Cell(links=(Link(row.unit.name, unit_address(row.unit.id)),)),
        period_cell(row.period),
        Cell(links=tuple(_notice_link(one, source) for one in row.notices)),
        Cell(str(row.by_group) if row.by_group else "không có"),
    )


def _conflict(row: Contradiction, source: Source) -> tuple[Cell, ...]:
    about = ABOUT[row.about]
    tasks = tuple(named_task(task.id, source.known) for task in row.tasks)
    if row.document and row.document.key in source.known.documents:
        name = Link(document_name(row.document), document_address(row.document.key))
        subject = Cell(links=(name,), more=tasks)
    elif row.document:
        subject = Cell(document_name(row.document), more=tasks)
    else:
        subject = task_cell(row.tasks[0], source)
    return (
        Cell(f"{about[0].upper()}{about[1:]}"),
        subject,
        Cell(
            links=tuple(link for side in row.sides for link in _side_links(side, source)),
            stacked=True,
        ),
    )


def _side_links(side: Side, source: Source) -> tuple[Link, ...]:
    """Return what is said and by whom, as a link to each notice or task that says it."""
    label = next((label for status, label in LABELS.items() if status == side.value), side.value)
    day = day_in_words(side.day) if side.day else ""
    if side.value in source.audit.state.tasks:
        return (named_task(side.value, source.known),)
    if side.day and side.value == side.day.isoformat():
        label, day = day, ""
    words = f"{label} {day}".strip()
    notices = [one for one in side.sources if one in source.known.notices]
    others = [one for one in side.sources if one not in source.known.notices]
    if not notices:
        return (Link(f"{words} ({', '.join(others)})" if others else words),)
    return tuple(
        Link(f"{words}: {dated_notice_name(source.known.notices[one])}", notice_address(one))
        for one in notices
    )


def _unconfirmed_link(row: UnconfirmedLink, source: Source) -> tuple[Cell, ...]:
    return (
        task_cell(row.task, source),
        task_cell(row.earlier, source)._replace(more=()),
        Cell(LINK_STATUSES[row.link.status]),
        _percent(row.link.score),
        Cell("; ".join(row.link.reasons)),
    )


def _proposed_outcome(row: ProposedOutcome, source: Source) -> tuple[Cell, ...]:
    proposal = row.proposal
    label = next((label for one, label in LABELS.items() if one == proposal.status), "")
    return (
        task_cell(row.task, source),
        Cell(label or proposal.status, note=proposal.evidence),
        Cell(f"“{proposal.sentence}”", note="; ".join(proposal.reasons)),
        Cell(links=(_notice_link(proposal.notice_id, source),)),
        _percent(proposal.score),
    )


_CELLS: Final[Mapping[FindingKind, Callable[[Any, Source], tuple[Cell, ...]]]] = {
    "overdue": _overdue,
    "carried_over": _carried_over,
    "not_repeated": _not_repeated,
    "past_when_issued": _past_when_issued,
    "slip": _slip,
    "unit_without_tasks": _unit_without_tasks,
    "conflict": _conflict,
    "unconfirmed_link": _unconfirmed_link,
    "proposed_outcome": _proposed_outcome,
}


def _facts(*values: str, tasks: Iterable[str] = ("task",), notice: str = "") -> _FactsOf:
    """Return what gives the facts of rows that tell of some tasks, and of a notice if one is named."""
    own, ends = attrgetter(*values), [attrgetter(f"{one}.id") for one in tasks]
    named = attrgetter(notice) if notice else None

    def found(rows: Sequence[Any]) -> Facts:
        of_ends = chain.from_iterable(map(end, rows) for end in ends)
        return Facts(map(own, rows), of_ends, map(named, rows) if named else ())

    return found


def _facts_of_conflicts(rows: Sequence[Contradiction]) -> Facts:
    return Facts(
        ((row.about, row.sides, len(row.tasks), row.document is None) for row in rows),
        (task.id for row in rows for task in row.tasks),
        (source for row in rows for side in row.sides for source in side.sources),
        (row.document.key for row in rows if row.document),
    )


def _facts_of_units(rows: Sequence[UnitWithoutTasks]) -> Facts:
    values = ((row.unit.id, row.period.id, row.notices, row.by_group) for row in rows)
    return Facts(values, notices=(one for row in rows for one in row.notices))


def _facts_of_links(rows: UnconfirmedLinks) -> Facts:
    ends = ((one.task, one.continues) for one in rows.links)
    return Facts((), chain.from_iterable(ends), joining=rows.of_notices)


_FACTS: Final[Mapping[FindingKind, _FactsOf]] = {
    "overdue": _facts("days_late", "days_since_first", "first_due", "first_is_default"),
    "carried_over": _facts(
        "steps", "periods", "quarters", "units", "first_due", tasks=("task", "first")
    ),
    "not_repeated": _facts("period.id", "next_notice", "proposed", notice="next_notice"),
    "past_when_issued": _facts("due", "told", "days"),
    "slip": _facts("before", "days", "count", tasks=("task", "earlier")),
    "unit_without_tasks": _facts_of_units,
    "conflict": _facts_of_conflicts,
    "unconfirmed_link": _facts_of_links,
    "proposed_outcome": _facts("proposal", notice="proposal.notice_id"),
}
