"""The steps that came of each task so far, by the places of the tasks: forwards and backwards (pure)."""

from collections.abc import Iterable, Iterator
from operator import sub

import numpy as np

from ketluan.linking.columns import Mask
from ketluan.linking.runs import Places


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
        self._line: dict[int, int] = {}
        self._loose: dict[int, int] = {}  # links before it that do not join
        # By line; the first, 0, is none.
        self._ends: list[int] = [-1]
        self._parted: list[int] = [0]  # the line behind whose end it begins
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
        if earlier not in self._line:
            self._loose[earlier] = 0
            self._begin(earlier, 0)
        self._loose[later] = self._loose[earlier] + (not joins)
        line = self._line[earlier]
        if self._ends[line] == earlier and not self._open[line]:
            self._line[later] = line
            self._ends[line] = later
            return
        if self._ends[line] != earlier:
            line = self._part(line, earlier)
        new = self._begin(later, line)
        while line:
            self._open[line].append(new)
            line = self._parted[line]

    def _begin(self, place: int, parted: int) -> int:
        """Return a new line of one step, which begins behind the line `parted`."""
        line = self._line[place] = len(self._ends)
        self._ends.append(place)
        self._parted.append(parted)
        self._open.append([])
        return line

    def _part(self, line: int, place: int) -> int:
        """Return a new line of the steps of `line` as far as `place`; the others stay what they are."""
        before = self._begin(place, self._parted[line])
        self._parted[line] = before
        self._open[before] += self._open[line] or [line]
        while place in self._earlier and self._line[self._earlier[place][0][0]] == line:
            place = self._earlier[place][0][0]
            self._line[place] = before
        return before

    def is_last(self, place: int) -> bool:
        """Tell whether no link that joins leads to the task."""
        return not any(joins for _, joins in self._following.get(place, ()))

    def tips(self, places: Iterable[int]) -> tuple[list[int], list[int], list[bool]]:
        """Return how many last steps came of each place, these, and whether all links to them join."""
        counts: list[int] = []
        tips: list[int] = []
        joined: list[bool] = []
        line_of, ends, loose, merged = self._line, self._ends, self._loose, self._before_mergers
        for place in places:
            if place in merged:
                sought = dict(self._sought(place))
                tips += sought
                joined += sought.values()
            elif place in line_of:
                line, before = line_of[place], loose[place]
                if self._open[line]:
                    last = [ends[one] for one in self._open[line]]
                    tips += last
                    joined += [loose[end] == before for end in last]
                elif ends[line] != place:
                    tips.append(ends[line])
                    joined.append(loose[ends[line]] == before)
            counts.append(len(tips))
        return list(map(sub, counts, (0, *counts))), tips, joined

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
        told = places.tolist()
        lines = np.array([self._line.get(place, 0) for place in told], np.intp)
        size = len(self._ends)
        order = np.lexsort((places, lines, rows))
        one, other = order[:-1], order[1:]
        gone = np.zeros(len(lines), np.bool_)
        gone[one] = (lines[one] == lines[other]) & (rows[one] == rows[other]) & (lines[one] > 0)
        keys = (rows * size + lines).tolist()
        behind: set[int] = set()  # with the row, lines behind whose ends some of the places stand
        for key in set(keys):
            line = key % size
            before = self._parted[line]
            while before and key - line + before not in behind:
                behind.add(key - line + before)
                before = self._parted[before]
        gone |= np.array([key in behind for key in keys], np.bool_)
        if self._before_mergers:
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
