"""The steps that came of each task so far, by the places of the tasks: forwards and backwards (pure)."""

from collections.abc import Iterable, Iterator, Mapping


class Steps:
    """Which task goes back to which. A link leads to an earlier place, so there is no circle.

    The last steps that came of a task are kept for each, as threads are long and seldom have tasks that
    merge others; where they have, several ways may lead to a step, and it is sought anew.
    """

    def __init__(self) -> None:
        self._earlier: dict[int, list[tuple[int, bool]]] = {}
        self._following: dict[int, list[tuple[int, bool]]] = {}
        self._tips: dict[int, dict[int, bool]] = {}
        self._before_mergers: set[int] = set()

    def __contains__(self, place: int) -> bool:
        """Tell whether the task goes back to another."""
        return place in self._earlier

    def add(self, later: int, earlier: int, *, joins: bool) -> None:
        """Take a link to a task that nothing follows yet; it `joins`, or it is only probable."""
        merges = later in self._earlier
        self._earlier.setdefault(later, []).append((earlier, joins))
        following = self._following.setdefault(earlier, [])
        following.append((later, joins))
        if merges:
            self._before_mergers |= self._before((later,), 0)
            return
        passes_on = len(following) == 1  # what was the last step is so no longer
        ahead = [(earlier, joins)]
        for step, joined in ahead:  # threads are long
            if step not in self._before_mergers:
                tips = self._tips.setdefault(step, {})
                if passes_on:
                    tips.pop(earlier, None)
                tips[later] = joined
                for before, joining in self._earlier.get(step, ()):
                    ahead.append((before, joined and joining))

    def is_last(self, place: int) -> bool:
        """Tell whether no link that joins leads to the task."""
        return not any(joins for _, joins in self._following.get(place, ()))

    def tips(self, place: int) -> Mapping[int, bool]:
        """Return the last steps that came of a task, and whether every link to them joins."""
        if place in self._before_mergers:
            return dict(self._sought(place))
        return self._tips.get(place, {})

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

    def passed(self, places: Iterable[int]) -> set[int]:
        """Return those of `places` from which others of them came."""
        every = set(places)
        tips = {place: self.tips(place) for place in every}
        found = {place for place in every if not every.isdisjoint(tips[place])}
        if any(tips[place] for place in every - found):
            found |= self._before(every, min(every)) & every
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
