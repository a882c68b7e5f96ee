"""What is true of the sample archive, as its stories say it: the contents of `truth.json`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from itertools import combinations
from typing import Any

from sample_stories import Step, Stories

AS_OF = Day(2024, 7, 31)  # the day for which overdue tasks are listed
_CLOSED = frozenset(("hoan-thanh", "khong-thuc-hien", "thay-the", "rut"))
_QUARTERS = 3  # carried over this many quarters or more


@dataclass(frozen=True, slots=True)
class Placed:
    """A step where it stands: the task's id, its printed label, the id of its lead unit."""

    step: Step
    id: str
    label: str
    unit: str


def truth(
    stories: Stories, placed: Mapping[str, Placed], notices: Mapping[str, tuple[str, Day]]
) -> dict[str, Any]:
    """Return the truth; `notices` gives id and day by the stories' short name, in order of time."""
    steps = stories.steps
    order = list(notices)
    strangers, open_pairs = _boilerplate_pairs(steps)
    sequels = {key for step in steps.values() for key in step.before}
    closed = {one.key for one in stories.closings if one.status in _CLOSED}
    ends = [
        one
        for key, one in placed.items()
        if key not in sequels | closed and "/" not in key and one.step.notice != order[-1]
    ]
    return {
        "note": "Dữ liệu mẫu: Sở Mẫu tỉnh Minh Họa không có thật.",
        "tasks": {
            one.id: {
                "step": key,
                "unit": one.unit,
                "due": one.step.due.isoformat() if one.step.due else None,
            }
            for key, one in placed.items()
        },
        "links": [
            {
                "task": one.id,
                "continues": [placed[key].id for key in one.step.before],
                "kind": one.step.kind,
                "confirmed": one.step.confirmed,
            }
            for one in placed.values()
            if one.step.before
        ],
        "not_links": [
            {
                "task": placed[later].id,
                "continues": placed[earlier].id,
                "why": why,
                "rejected": (later, earlier) in stories.refused,
            }
            for why, pairs in (("look-alike", stories.strangers), ("boilerplate", strangers))
            for later, earlier in pairs
        ],
        "open_links": [
            {"task": placed[later].id, "continues": placed[earlier].id}
            for later, earlier in (*stories.open_pairs, *open_pairs)
        ],
        "outcomes": [
            {
                "task": placed[one.key].id,
                "status": one.status,
                "day": one.day.isoformat(),
                "evidence": one.evidence,
                "in": notices[one.place][0] if one.place in notices else one.place,
            }
            for one in stories.closings
        ],
        "stated_outcomes": [
            {
                "notice": notices[said.notice][0],
                "task": placed[said.key].id,
                "status": said.status,
                "sentence": said.sentence,
            }
            for said in stories.said
            if said.status
        ],
        "no_outcomes": [
            {
                "notice": notices[said.notice][0],
                "task": placed[said.key].id if said.key else None,
                "sentence": said.sentence,
            }
            for said in stories.said
            if not said.status
        ],
        "anomalies": {
            "deadline-past": [
                one.id
                for one in placed.values()
                if one.step.due and one.step.due < notices[one.step.notice][1]
            ],
            "slip": list(_slips(placed)),
            "carried-over": list(_carried(placed, order)),
            "not-repeated": [one.id for one in ends],
            "overdue": {
                AS_OF.isoformat(): [
                    one.id
                    for key, one in placed.items()
                    if key not in sequels | closed and one.step.due and one.step.due < AS_OF
                ]
            },
            "suspended": _with_status(stories, placed, "tam-dung"),
            "withdrawn": _with_status(stories, placed, "rut"),
            "replaced": _with_status(stories, placed, "thay-the"),
            "not-done": _with_status(stories, placed, "khong-thuc-hien"),
            "document-conflict": [
                placed[key].id for key, mark in stories.marks if mark == "document-conflict"
            ],
            "marked": {placed[key].id: mark for key, mark in stories.marks},
        },
    }


def _with_status(stories: Stories, placed: Mapping[str, Placed], status: str) -> list[str]:
    return [placed[one.key].id for one in stories.closings if one.status == status]


def _slips(placed: Mapping[str, Placed]) -> Iterator[dict[str, str]]:
    """Yield each step whose written limit is later than that of a step that it continues."""
    for one in placed.values():
        for key in one.step.before:
            earlier = placed[key]
            if one.step.due and earlier.step.due and earlier.step.due < one.step.due:
                yield {
                    "task": one.id,
                    "continues": earlier.id,
                    "from": earlier.step.due.isoformat(),
                    "to": one.step.due.isoformat(),
                }


def _carried(placed: Mapping[str, Placed], order: list[str]) -> Iterator[dict[str, object]]:
    """Yield each last step with its first, where three quarters or more lie between them."""
    quarters = [key for key in order if not key.endswith("C")]
    place = {key: index for index, key in enumerate(quarters)}
    place |= {key: place[order[order.index(key) + 1]] for key in order if key.endswith("C")}
    sequels = {key for one in placed.values() for key in one.step.before}
    for key, one in placed.items():
        firsts = _firsts(key, placed)
        first = min(firsts, key=lambda name: place[placed[name].step.notice])
        length = place[one.step.notice] - place[placed[first].step.notice]
        if key not in sequels and length >= _QUARTERS:
            yield {"task": one.id, "first": placed[first].id, "quarters": length}


def _firsts(key: str, placed: Mapping[str, Placed]) -> list[str]:
    before = placed[key].step.before
    return [first for name in before for first in _firsts(name, placed)] if before else [key]


def _boilerplate_pairs(
    steps: Mapping[str, Step],
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return pairs (later, earlier) of one unit's boilerplate: strangers, and those left open.

    A directive of another number or day is another task, and so is a plan of another year. The same
    plan in the same year is one task for some readers and standing work for others: left open.
    """
    groups = defaultdict[str, list[str]](list)
    for key in steps:
        if "/" in key:
            groups[key.rsplit("/", 1)[0]].append(key)
    strangers, left_open = [], []
    for name, keys in groups.items():
        for earlier, later in combinations(keys, 2):
            same_year = steps[earlier].notice[:2] == steps[later].notice[:2]
            if earlier in steps[later].before:
                continue
            if name.startswith("chi-dao/") or not same_year:
                strangers.append((later, earlier))
            else:
                left_open.append((later, earlier))
    return strangers, left_open
