"""The steps that came of each task so far, by the places of the tasks: forwards and backwards (pure)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

_NONE: Final[Mapping[int, bool]] = {}


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
        # By line.
        self._ends: list[int] = []
        self._parted: list[int] = []  # the line behind whose end it begins, -1 where there is none
        self._open: list[list[int]] = []  # the lines behind its end that end with a last step

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
            self._begin(earlier, -1)
        self._loose[later] = self._loose[earlier] + (not joins)
        line = self._line[earlier]
        if self._ends[line] == earlier and not self._open[line]:
            self._line[later] = line
            self._ends[line] = later
            return
        if self._ends[line] != earlier:
            line = self._part(line, earlier)
        new = self._begin(later, line)
        while line >= 0:
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

    def tips(self, place: int) -> Mapping[int, bool]:
        """Return the last steps that came of a task, and whether every link to them joins."""
        if place not in self._following:
            return _NONE
        if place in self._before_mergers:
            return dict(self._sought(place))
        line, loose = self._line[place], self._loose
        before = loose[place]
        ends = [self._ends[one] for one in self._open[line] or (line,)]
        return {end: loose[end] == before for end in ends}

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

    def passed(self, places: Collection[int]) -> set[int]:
        """Return those of `places` from which others of them came."""
        linked = [place for place in places if place in self._line]
        last: dict[int, int] = {}  # by line
        for place in linked:
            line = self._line[place]
            last[line] = max(place, last.get(line, place))
        behind: set[int] = set()  # lines behind whose ends some of the places stand
        for line in last:
            before = self._parted[line]
            while before >= 0 and before not in behind:
                behind.add(before)
                before = self._parted[before]
        found = {
            place for place in linked if (line := self._line[place]) in behind or place < last[line]
        }
        merged = self._before_mergers.intersection(places)
        if merged:
            found -= merged
            found |= self._before(places, min(merged)) & merged
        return found

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
