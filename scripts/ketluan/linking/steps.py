"""The steps that came of each task so far, by the places of the tasks: forwards and backwards (pure)."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import numpy as np

from ketluan.linking.columns import Column, Mask
from ketluan.linking.runs import Places, spans

_ROOM: Final = 1000  # tasks more than are asked for: room is made seldom


class Steps:
    """Which task goes back to which. A link leads to an earlier place, so there is no circle.

    Threads are long, and most are a single line; where several tasks follow one, lines part. So of a
    line only its end moves when a step comes, and a step knows the lines that begin behind its own.
    Where tasks merge others several ways may lead to a step: what came of those is sought anew.
    """

    def __init__(self) -> None:
        self._earlier: dict[int, list[tuple[int, bool]]] = {}
        self._following: dict[int, list[tuple[int, bool]]] = {}
        self._before_mergers: set[int] = set()
        # By place; of a task that merges others its first link alone counts here.
        self._lines = Column(np.intp)
        self._loose = Column(np.intp)  # links before it that do not join
        # By line; the first, 0, is none.
        self._ends = Column(np.intp)
        self._ends.append(-1)
        self._parted = Column(np.intp)  # the line behind whose end it begins
        self._parted.append(0)
        self._open: list[list[int]] = [[]]  # the lines behind its end that end with a last step

    def __contains__(self, place: int) -> bool:
        """Tell whether the task goes back to another."""
        return place in self._earlier

    def add(self, later: int, earlier: int, *, joins: bool) -> None:
        """Take a link to a task that nothing follows yet; it `joins`, or it is only probable."""
        merges = later in self._earlier
        self._earlier.setdefault(later, []).append((earlier, joins))
        self._following.setdefault(earlier, []).append((later, joins))
        if merges:
            self._before_mergers |= self._before((later,), 0)
            return
        self._make_room(later)
        lines, loose = self._lines.values, self._loose.values
        line = int(lines[earlier]) or self._begin(earlier, 0)
        loose[later] = loose[earlier] + (not joins)
        if self._ends.values[line] == earlier and not self._open[line]:
            lines[later] = line
            self._ends.values[line] = later
            return
        if self._ends.values[line] != earlier:
            line = self._part(line, earlier)
        new = self._begin(later, line)
        parted = self._parted.values
        while line:
            self._open[line].append(new)
            line = int(parted[line])

    def _begin(self, place: int, parted: int) -> int:
        """Return a new line of one step, which begins behind the line `parted`."""
        line = self._lines.values[place] = len(self._ends)
        self._ends.append(place)
        self._parted.append(parted)
        self._open.append([])
        return line

    def _part(self, line: int, place: int) -> int:
        """Return a new line of the steps of `line` as far as `place`; the others stay what they are."""
        before = self._begin(place, int(self._parted.values[line]))
        self._parted.values[line] = before
        self._open[before] += self._open[line] or [line]
        lines = self._lines.values
        while place in self._earlier and lines[self._earlier[place][0][0]] == line:
            place = self._earlier[place][0][0]
            lines[place] = before
        return before

    def _make_room(self, place: int) -> None:
        """Let there be lines for all tasks as far as `place`."""
        for column in (self._lines, self._loose):
            if place >= len(column):
                column.extend(np.zeros(place + _ROOM - len(column), np.intp))

    def _lines_of(self, places: Places) -> Places:
        self._make_room(int(places.max(initial=0)))
        lines: Places = self._lines.values.take(places)
        return lines

    def is_last(self, place: int) -> bool:
        """Tell whether no link that joins leads to the task."""
        return not any(joins for _, joins in self._following.get(place, ()))

    def tips(self, places: Places) -> tuple[Places, Places, Mask]:
        """Return the last steps that came of each of `places`, and whether all links to them join.

        With each stands, in order, which of `places` it came of.
        """
        lines, own = np.unique(self._lines_of(places), return_inverse=True)
        every = [self._open[line] or (line,) for line in lines.tolist()]
        ends = self._ends.values.take(np.fromiter(chain.from_iterable(every), np.intp))
        counts = np.array(list(map(len, every)), np.intp)
        begins = np.cumsum(counts) - counts
        which = np.repeat(np.arange(len(places)), counts[own])
        tips = ends.take(spans(begins[own], counts[own]))
        came = np.flatnonzero((tips != places[which]) & (tips >= 0))
        which, tips = which[came], tips[came]
        loose = self._loose.values
        joined = loose[tips] == loose[places[which]]
        if not self._before_mergers or self._before_mergers.isdisjoint(places.tolist()):
            return which, tips, joined
        told = list(zip(which.tolist(), tips.tolist(), joined.tolist(), strict=True))
        for at, place in enumerate(places.tolist()):
            if place in self._before_mergers:
                told = [one for one in told if one[0] != at]
                told += [(at, tip, joins) for tip, joins in dict(self._sought(place)).items()]
        each = np.array(sorted(told), np.intp).reshape(-1, 3).T
        return each[0], each[1], each[2] > 0

    def _sought(self, place: int) -> Iterator[tuple[int, bool]]:
        """Yield the tips of a task, each by the first way that is found."""
        ahead = [(place, True)]
        seen = {place}
        while ahead:
            step, joined = ahead.pop()
            every = self._following.get(step, ())
            if not every:
                yield step, joined
            following = [one for one in every if one[0] not in seen]
            seen |= {later for later, _ in following}
            ahead += [(later, joined and joins) for later, joins in following]

    def passed(self, rows: Places, places: Places) -> Mask:
        """Tell of which of the `places` others came that stand in the same of the `rows`."""
        lines = self._lines_of(places)
        size = len(self._ends)
        order = np.lexsort((places, lines, rows))
        one, other = order[:-1], order[1:]
        gone = np.zeros(len(lines), np.bool_)
        gone[one] = (lines[one] == lines[other]) & (rows[one] == rows[other]) & (lines[one] > 0)
        keys = rows * size + lines
        behind = np.zeros((int(rows.max(initial=0)) + 1) * size, np.bool_)  # steps behind that line
        ahead = keys
        while len(ahead):
            line = ahead % size
            before = self._parted.values[line]
            ahead = (ahead - line + before)[before > 0]
            ahead = ahead[~behind[ahead]]
            behind[ahead] = True
        gone |= behind[keys]
        if self._before_mergers:
            told = places.tolist()
            for at in np.flatnonzero([place in self._before_mergers for place in told]).tolist():
                beside = places[rows == rows[at]].tolist()
                gone[at] = told[at] in self._before(beside, told[at])
        return gone

    def _before(self, places: Iterable[int], first: int) -> set[int]:
        """Return the steps before the tasks at `places`, none before the place `first`."""
        ahead = list(places)
        found: set[int] = set()
        while ahead:
            for earlier, _ in self._earlier.get(ahead.pop(), ()):
                if earlier >= first and earlier not in found:
                    found.add(earlier)
                    ahead.append(earlier)
        return found
