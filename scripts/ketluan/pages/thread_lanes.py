"""How the steps of a thread hang together, drawn: a lane for each branch, a row for each step.

Each row holds a dot and the strokes that touch or pass it; under each other they show the whole. A
chain has one lane and needs no drawing.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Stroke(NamedTuple):
    """A stroke down a row, from one lane to another; `top` and `bottom` are per cent of its height."""

    from_lane: int
    top: int
    to_lane: int
    bottom: int


class LaneRow(NamedTuple):
    """The row of a step: the lane of its dot and the strokes."""

    lane: int
    strokes: tuple[Stroke, ...]


def lane_rows(
    steps: Sequence[str], followers: Mapping[str, Sequence[str]]
) -> tuple[tuple[LaneRow, ...], int]:
    """Return a row for each of `steps`, in their order, and the number of lanes.

    `followers` are the later steps that take one up again, in order of time. A branch keeps its lane
    until it ends or meets another; what parts from a step begins in its row.
    """
    open_edges: dict[int, str] = {}  # lane → the step to which it leads
    rows: list[LaneRow] = []
    width = 0
    for step in steps:
        coming = [lane for lane, aim in open_edges.items() if aim == step]
        lane = min(coming, default=_free(open_edges))
        passing = [one for one, aim in open_edges.items() if aim != step]
        for one in coming:
            del open_edges[one]
        strokes = [Stroke(one, 0, one, 100) for one in passing]
        strokes += (Stroke(one, 0, lane, 50) for one in coming)
        for place, follower in enumerate(followers.get(step, ())):
            out = _free(open_edges) if place or lane in open_edges else lane
            open_edges[out] = follower
            strokes.append(Stroke(lane, 50, out, 100))
        rows.append(LaneRow(lane, tuple(strokes)))
        width = max(width, lane + 1, *(one + 1 for one in open_edges))
    return tuple(rows), width


def _free(taken: Mapping[int, str]) -> int:
    return next(lane for lane in range(len(taken) + 1) if lane not in taken)
