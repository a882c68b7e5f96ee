"""Tasks as pages show them: ready words, links and the sign of the time limit."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from ketluan.addresses import (
    notice_address,
    task_address,
    task_anchor,
    thread_address,
    unit_address,
)
from ketluan.exports.task_words import WHOLE_THREAD
from ketluan.model import Deadline, LinkStatus, Outcome, Task, Unit, UnitMention
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.text import Paragraph, paragraphs
from ketluan.pages.wording import dated_notice_name, dated_task, notice_name, place_in_words
from ketluan.status import CLOSED, LABELS, SOON_DAYS
from ketluan.vietnamese import day_in_words


class Link(NamedTuple):
    """Words with the address they lead to; an empty address is no link."""

    text: str
    address: str = ""
    note: str = ""


NO_LINK: Final = Link("")
LIMITS: Final = ("han", "khong-han")  # the kinds of signs that tell a limit, or that there is none


class Sign(NamedTuple):
    """The sign of a time limit (dấu hiệu thời hạn), true on every day.

    `due` and `soon` are ISO days: after `due` a task is late, from `soon` on it is nearly due; the
    reader's browser compares them with its day. `origin` says where the limit comes from,
    `is_default` that it is only the period's. `kind` is `han` or a status of `status.LABELS`.
    """

    kind: str
    word: str
    day: str = ""
    due: str = ""
    soon: str = ""
    origin: str = ""
    is_default: bool = False


class Kin(NamedTuple):
    """A task that another continues or is continued by; `is_automatic` if no person said so."""

    task: Link
    is_automatic: bool


class Life(NamedTuple):
    """Where a task came from, what became of it, and the page of the whole thread."""

    earlier: tuple[Kin, ...]
    later: tuple[Kin, ...]
    page: Link


class TaskView(NamedTuple):
    """A task, ready for a template. `leads` and `coordinators` are links where they have a page.

    `place` is where it stands in its notice, in words.

    `life` is that of a task which is a step of a longer thread. `stated` are the notices of which a
    sentence may tell what became of it, as nobody decided yet.
    """

    id: str
    anchor: str
    address: str
    number: str
    place: str
    label: str
    paragraphs: tuple[Paragraph, ...]
    leads: tuple[Link, ...]
    coordinators: tuple[Link, ...]
    sign: Sign
    notice: Link
    heading: str
    unit_ids: str
    period_id: str
    life: Life | None
    stated: tuple[Link, ...]

    def __hash__(self) -> int:
        """Return the hash of the address: all else would be read each time that a card is looked up."""
        return hash(self.address)


def task_views(known: Catalogue) -> Mapping[str, TaskView]:
    """Return the view of every task by its id; each is made when it is first asked for."""
    return _Views(known)


class _Views(Mapping[str, TaskView]):
    def __init__(self, known: Catalogue) -> None:
        self._known = known
        self._made: dict[str, TaskView] = {}

    def __getitem__(self, task_id: str) -> TaskView:
        made = self._made.get(task_id)
        if made is None:
            made = self._made[task_id] = _task_view(self._known.tasks[task_id], self._known)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._known.tasks)

    def __len__(self) -> int:
        return len(self._known.tasks)


def _task_view(task: Task, known: Catalogue) -> TaskView:
    notice = known.notices[task.notice_id]
    mentions = (*task.lead_units, *task.coordinating_units)
    return TaskView(
        id=task.id,
        anchor=task_anchor(task.number),
        address=task_address(task.id),
        number=task.number,
        place=place_in_words(task.number),
        label=task.label,
        paragraphs=paragraphs(task.text, task.citations, task.deadlines, known.documents),
        leads=_unit_links(task.lead_units, known),
        coordinators=_unit_links(task.coordinating_units, known),
        sign=task_sign(task, known.outcomes.get(task.id), known.continued.get(task.id)),
        notice=Link(notice_name(notice), notice_address(notice.id)),
        heading=task.headings[-1] if task.headings else "",
        unit_ids=" ".join(dict.fromkeys(m.unit_id for m in mentions if m.unit_id)),
        period_id=task.period.id if task.period else "",
        life=_life(task, known),
        stated=_stated(task, known),
    )


def _life(task: Task, known: Catalogue) -> Life | None:
    page = thread_link(task.id, known)
    if page is None:
        return None
    earlier = known.lives.earlier.get(task.id, ())
    later = known.lives.later.get(task.id, ())
    return Life(
        earlier=tuple(_kin(link.continues, link.status, known) for link in earlier),
        later=tuple(_kin(link.task, link.status, known) for link in later),
        page=page,
    )


def thread_link(task_id: str, known: Catalogue) -> Link | None:
    """Return the page of the task's thread, `None` where it has one step.

    It tells no number: a step more would else change the pages of all steps before.
    """
    thread = known.lives.threads.get(task_id)
    if thread is None:
        return None
    return Link(WHOLE_THREAD, thread_address(thread.id))


def _stated(task: Task, known: Catalogue) -> tuple[Link, ...]:
    ids = dict.fromkeys(one.notice_id for one in known.lives.stated.get(task.id, ()))
    notices = (known.notices[notice_id] for notice_id in ids)
    return tuple(Link(dated_notice_name(one), notice_address(one.id)) for one in notices)


def _kin(task_id: str, status: LinkStatus, known: Catalogue) -> Kin:
    return Kin(named_task(task_id, known), status == "automatic")


def named_task(task_id: str, known: Catalogue) -> Link:
    """Return a task by number and day, leading to its place in its notice."""
    task = known.tasks[task_id]
    return Link(dated_task(task, known.notices[task.notice_id]), task_address(task.id))


def _unit_links(mentions: Iterable[UnitMention], known: Catalogue) -> tuple[Link, ...]:
    return tuple(unit_link(mention, known.units, known.groups) for mention in mentions)


def unit_link(mention: UnitMention, units: Mapping[str, Unit], groups: Mapping[str, Unit]) -> Link:
    """Return the unit by its name in the register, else as the text names it, without a link."""
    unit = units.get(mention.unit_id)
    if unit:
        return Link(unit.name, unit_address(unit.id))
    group = groups.get(mention.unit_id)
    return Link(group.name if group else mention.name)


def task_sign(task: Task, outcome: Outcome | None, continued: date | None = None) -> Sign:
    """Return the sign of `task`: its outcome, else that it was carried on, else its last day in time.

    Of a task carried on the limit is told as what it was. Status changes with the day only where the
    sign is a limit; the rest is as `status.status_on_day` has it today.
    """
    if outcome and (outcome.status in CLOSED or (outcome.status == "tam-dung" and not continued)):
        return _outcome_sign(outcome)
    if continued:
        due = f"hạn {day_in_words(task.due)}" if task.due else ""
        origin = ", ".join(part for part in (due, _origin(task)) if part)
        return Sign("chuyen-tiep", LABELS["chuyen-tiep"], day_in_words(continued), origin=origin)
    if task.due is None:
        return Sign("khong-han", LABELS["khong-han"], origin=_phrases(task.deadlines))
    return _due_sign(task, task.due)


def _outcome_sign(outcome: Outcome) -> Sign:
    word = next(label for status, label in LABELS.items() if status == outcome.status)
    day = day_in_words(outcome.day) if outcome.day else ""
    origin = f"theo {outcome.evidence}" if outcome.evidence else ""
    return Sign(outcome.status, word, day=day, origin=origin)


def _due_sign(task: Task, due: date) -> Sign:
    return Sign(
        kind="han",
        word="Hạn",
        day=day_in_words(due),
        due=due.isoformat(),
        soon=soon_day(due),
        origin=_origin(task),
        is_default=task.due_from == "period",
    )


def soon_day(due: date) -> str:
    """Return the ISO day from which a limit on `due` is near."""
    near = timedelta(days=SOON_DAYS)
    return (max(due, date.min + near) - near).isoformat()  # a source may print the year 0001


def _origin(task: Task) -> str:
    written = _phrases(task.deadlines)
    if task.due_from == "decided":
        return "; ".join(part for part in ("do người phụ trách xác định", written) if part)
    if task.due_from == "above":
        return f"ở phần trên, {_phrases(task.deadlines_above)}"
    if task.due_from == "written" or not task.period:
        return written
    period = f"theo kỳ chỉ đạo {task.period.label}"
    return f"{period}; {written}" if written else period


def _phrases(deadlines: Iterable[Deadline]) -> str:
    phrases = ", ".join(f"“{deadline.text}”" for deadline in deadlines)
    return f"văn bản ghi {phrases}" if phrases else ""
