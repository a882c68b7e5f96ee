"""The steps that came of each task so far, by the places of the tasks: forwards and backwards (pure)."""

from collections.abc import Iterable, Iterator, Sequence

Tip = tuple[int, bool]


class Steps:
    """Which task goes back to which. A link leads to an earlier place, so there is no circle."""

    def __init__(self) -> None:
        self._earlier: dict[int, list[int]] = {}
        self._following: dict[int, list[Tip]] = {}
        self._tips: dict[int, Sequence[Tip]] = {}  # those asked for since the last link

    def __contains__(self, place: int) -> bool:
        """Tell whether the task goes back to another."""
        return place in self._earlier

    def add(self, later: int, earlier: int, *, joins: bool) -> None:
        """Take a link; it `joins`, or it is only probable."""
        self._earlier.setdefault(later, []).append(earlier)
        self._following.setdefault(earlier, []).append((later, joins))
        self._tips.clear()

    def is_last(self, place: int) -> bool:
        """Tell whether no link that joins leads to the task."""
        return not any(joins for _, joins in self._following.get(place, ()))

    def tips(self, place: int) -> Sequence[Tip]:
        """Return the last steps that came of a task, and whether every link to them joins."""
        known, following = self._tips, self._following
        if place not in known:
            ahead, new = [place], {place}
            while ahead:
                more = [one for one, _ in following.get(ahead.pop(), ())]
                more = [one for one in more if one not in known and one not in new]
                new.update(more)
                ahead += more
            for step in sorted(new, reverse=True):  # what follows first
                known[step] = self._tips_behind(step)
        return known[place]

    def _tips_behind(self, place: int) -> Sequence[Tip]:
        """Return the tips of a task, where those of the steps that follow are known."""
        following = self._following.get(place, ())
        tips = [
            (tip, joins and joined)
            for step, joins in following
            for tip, joined in self._tips[step] or ((step, True),)
        ]
        twice = len(following) > 1 and len(dict(tips)) < len(tips)
        return list(self._one_way(place)) if twice else tips

    def _one_way(self, place: int) -> Iterator[Tip]:
        """Yield the tips of a task, each by the first way that is found where several lead to it."""
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
        found = {place for place in every if any(tip in every for tip, _ in self.tips(place))}
        if all(place in found or not self.tips(place) for place in every):
            return found
        ahead, first = list(every), min(every)
        while ahead:
            for earlier in self._earlier.get(ahead.pop(), ()):
                if earlier >= first and earlier not in found:
                    found.add(earlier)
                    ahead.append(earlier)
        return found
