"""The steps that came of each task so far, by the places of the tasks: forwards and backwards (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_NONE: Final[Mapping[int, bool]] = {}


class Steps:
    """Which task goes back to which. A link leads to an earlier place, so there is no circle.

    Threads are long, and most are a single line: a step that one task alone follows knows a later step
    of its line, and each time that is asked for it learns a later one. Where tasks merge others, several
    ways may lead to a step, and it is sought anew.
    """

    def __init__(self) -> None:
        self._earlier: dict[int, list[tuple[int, bool]]] = {}
        self._following: dict[int, list[tuple[int, bool]]] = {}
        self._ahead: dict[int, tuple[int, bool]] = {}
        self._before_mergers: set[int] = set()
        self._tips: dict[int, Mapping[int, bool]] = {}  # found since the last link was taken

    def __contains__(self, place: int) -> bool:
        """Tell whether the task goes back to another."""
        return place in self._earlier

    def add(self, later: int, earlier: int, *, joins: bool) -> None:
        """Take a link to a task that nothing follows yet; it `joins`, or it is only probable."""
        self._tips.clear()
        merges = later in self._earlier
        self._earlier.setdefault(later, []).append((earlier, joins))
        following = self._following.setdefault(earlier, [])
        following.append((later, joins))
        if merges:
            self._before_mergers |= self._before((later,), 0)
        elif len(following) == 1:
            self._ahead[earlier] = following[0]
        elif len(following) == 2:  # here the line ends; what was learned may lead past it
            self._ahead.pop(earlier, None)
            for step in self._before((earlier,), 0) & self._ahead.keys():
                self._ahead[step] = self._following[step][0]

    def is_last(self, place: int) -> bool:
        """Tell whether no link that joins leads to the task."""
        return not any(joins for _, joins in self._following.get(place, ()))

    def tips(self, place: int) -> Mapping[int, bool]:
        """Return the last steps that came of a task, and whether every link to them joins."""
        if place not in self._following:
            return _NONE
        if place in self._before_mergers:
            end, joined = place, True
        else:
            end, joined = self._end_of_line(place)
            if end not in self._following:
                return {end: joined}
        tips = self._tips.get(end)
        if tips is None:
            tips = self._tips[end] = self._tips_of(end)
        return tips if joined else dict.fromkeys(tips, False)

    def _tips_of(self, place: int) -> dict[int, bool]:
        """Return the last steps that came of a task which not one alone follows."""
        if place in self._before_mergers:
            return dict(self._sought(place))
        found = []
        ahead = [(place, True)]
        for step, joined in ahead:
            end, joining = self._end_of_line(step)
            known = self._tips.get(end)
            if known:
                found += [(tip, joined and joining and joins) for tip, joins in known.items()]
            elif end in self._following:
                branches = self._following[end]
                ahead += [(later, joined and joining and joins) for later, joins in branches]
            else:
                found.append((end, joined and joining))
        return dict(sorted(found))

    def _end_of_line(self, place: int) -> tuple[int, bool]:
        """Return the first step from `place` on that not one alone follows, and if all links join."""
        line = []
        joined = True
        while place in self._ahead:
            line.append(place)
            place = self._ahead[place][0]
        for step in reversed(line):
            joined = joined and self._ahead[step][1]
            self._ahead[step] = (place, joined)
        return place, joined

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

    def passed(self, tips: Mapping[int, Mapping[int, bool]]) -> set[int]:
        """Return those of the places of `tips` from which others of them came.

        With each place stand the last steps that came of it.
        """
        places = tips.keys()
        going_on = {place: last for place, last in tips.items() if last}
        found = {place for place, last in going_on.items() if not places.isdisjoint(last)}
        if len(found) < len(going_on):
            found |= self._before(places, min(places)) & places
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
