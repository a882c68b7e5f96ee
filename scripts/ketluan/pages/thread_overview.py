"""The head of a thread's page: how it stands now, its limit, units and time, what to look at."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ketluan.as_of import notice_day
from ketluan.auditing.state import quarter_of
from ketluan.model import Task, Thread
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link, TaskView, unit_link
from ketluan.pages.thread_anomalies import WORDS, anomalies
from ketluan.pages.thread_changes import due_words, slips_of


class End(NamedTuple):
    """A step that no later one continues: where the thread, or a branch of it, stands now."""

    step: Link
    task: TaskView


class Fact(NamedTuple):
    """A line on the whole thread: `words`, or things each with the steps where they hold."""

    name: str
    words: str = ""
    held: tuple[tuple[Link, tuple[Link, ...]], ...] = ()


class Caution(NamedTuple):
    """Something to look at, and the steps where it is."""

    words: str
    steps: tuple[Link, ...]


class Overview(NamedTuple):
    """The state of every branch, facts on the whole, and what an auditor should look at."""

    ends: tuple[End, ...]
    facts: tuple[Fact, ...]
    cautions: tuple[Caution, ...]


def overview(
    thread: Thread,
    places: Mapping[str, Link],
    known: Catalogue,
    views: Mapping[str, TaskView],
) -> Overview:
    """Return the head of the page of `thread`; `places` are its steps on that page.

    The state is one for every day: a reader's browser tells from a limit whether it is past.
    """
    tasks = [known.tasks[step] for step in thread.steps]
    short = {
        step: Link(f"bước {at}", places[step].address) for at, step in enumerate(thread.steps, 1)
    }
    ends = [task for task in tasks if task.id not in known.lives.later]
    return Overview(
        ends=tuple(End(places[one.id], views[one.id]) for one in ends),
        facts=(
            Fact("Hạn", _limits(tasks, ends, known)),
            Fact("Chủ trì qua các bước", held=tuple(_units(tasks, short, known))),
            Fact("Thời gian", _span(tasks, known)),
            Fact("Mã quá trình thực hiện", thread.id),
        ),
        cautions=tuple(
            Caution(WORDS[one.kind], tuple(short[step] for step in one.task_ids))
            for one in anomalies(thread, known)
        ),
    )


def _limits(tasks: Sequence[Task], ends: Sequence[Task], known: Catalogue) -> str:
    """Return the first limit, the present one of the latest branch, and each slip as the audit has it."""
    first = next((task for task in tasks if task.due), None)
    if first is None:
        return "Không bước nào có hạn."
    last = max(
        (task for task in ends if task.due), key=lambda task: task.due or date.min, default=None
    )
    if last is None:
        return f"Hạn đầu {due_words(first)}; bước cuối không có hạn."
    days = [f"{one} ngày" for task in tasks for one in slips_of(task, known)]
    slipped = f"; {len(days)} lần lùi hạn: {', '.join(days)}" if days else ""
    if due_words(first) == due_words(last):
        return f"Hạn đầu và hạn cuối đều là {due_words(last)}{slipped}."
    return f"Hạn đầu {due_words(first)}, hạn cuối {due_words(last)}{slipped}."


def _units(
    tasks: Sequence[Task], places: Mapping[str, Link], known: Catalogue
) -> Iterator[tuple[Link, tuple[Link, ...]]]:
    """Yield each lead unit in order of time with its steps."""
    steps: dict[Link, list[Link]] = {}
    for task in tasks:
        leads = [unit_link(one, known.units, known.groups) for one in task.lead_units]
        for lead in dict.fromkeys(leads or [Link("không nêu đơn vị")]):
            steps.setdefault(lead, []).append(places[task.id])
    for lead, where in steps.items():
        yield lead, tuple(where)


def _span(tasks: Sequence[Task], known: Catalogue) -> str:
    """Return the quarters from the first notice to the last: `Quý II/2022 đến Quý I/2023: 4 quý`."""
    days = [day for task in tasks if (day := notice_day(known.notices[task.notice_id]))]
    if not days:
        return "Chưa rõ."
    first, last = quarter_of(min(days)), quarter_of(max(days))
    if first == last:
        return f"Trong {first.label}."
    count = 4 * (last.year - first.year) + (last.start.month - first.start.month) // 3 + 1
    return f"Từ {first.label} đến {last.label}: {count} quý kể cả đầu và cuối, {len(tasks)} bước."
