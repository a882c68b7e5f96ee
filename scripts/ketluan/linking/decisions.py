"""What people decided in front matter: which decisions can stand, and what is wrong with others."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ketluan.model import Notice

FaultKind = Literal["order", "circle", "both"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A decision that cannot stand: `number` of `notice` names `task_id` at `key`.

    `order`: the task named does not lie in an earlier notice. `circle`: it is the task itself, or
    continues it. `both`: a person said yes and no.
    """

    notice: Notice
    number: str
    key: Literal["tiep_noi", "khong_tiep_noi"]
    task_id: str
    kind: FaultKind


def decided_links(
    notice: Notice, earlier: Container[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return what a person confirmed and rejected, by the id of the later task.

    Only `earlier` tasks count; what was both confirmed and rejected is not confirmed.
    """
    confirmed: dict[str, tuple[str, ...]] = {}
    rejected: dict[str, tuple[str, ...]] = {}
    for task in notice.tasks:
        decision = notice.decisions.get(task.number)
        no = tuple(dict.fromkeys(decision.not_continues)) if decision else ()
        rejected.setdefault(task.id, tuple(one for one in no if one in earlier))
        yes = dict.fromkeys(one for one in task.continues if one in earlier and one not in no)
        confirmed.setdefault(task.id, tuple(yes))
    return confirmed, rejected


def faults(notices: Sequence[Notice]) -> Iterator[Fault]:
    """Yield decisions of `notices`, which are in order of time, that cannot stand.

    Decisions about tasks that nobody knows are not among them.
    """
    place = {
        task.id: index
        for index, notice in reversed(list(enumerate(notices)))  # of two alike the first counts
        for task in notice.tasks
    }
    back = _back(notices, place)
    for index, notice in enumerate(notices):
        for number, decision in notice.decisions.items():
            own = f"{notice.id}#{number}"
            for task_id in dict.fromkeys(decision.continues):
                if task_id == own or (
                    place.get(task_id, -1) > index and own in _reach(task_id, back)
                ):
                    yield Fault(notice, number, "tiep_noi", task_id, "circle")
                elif place.get(task_id, -1) >= index:
                    yield Fault(notice, number, "tiep_noi", task_id, "order")
                if task_id in decision.not_continues:
                    yield Fault(notice, number, "khong_tiep_noi", task_id, "both")


def _back(notices: Iterable[Notice], place: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Return for each task the earlier tasks that a person says it continues."""
    back: dict[str, tuple[str, ...]] = {}
    for index, notice in enumerate(notices):
        for task in notice.tasks:
            if not task.continues:  # as most
                continue
            known = tuple(one for one in task.continues if place.get(one, index) < index)
            if known:
                back.setdefault(task.id, known)
    return back


def _reach(task_id: str, back: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    ahead = [task_id]
    while ahead:
        for earlier in back.get(ahead.pop(), ()):
            if earlier not in found:
                found.add(earlier)
                ahead.append(earlier)
    return found
