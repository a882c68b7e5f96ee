"""What a regular expression costs on its worst inputs, counted in steps, never in seconds.

A matcher that goes back as Python's `re` does walks the parsed pattern and counts each character it
looks at. The inputs are made of the pattern itself: what stands before each loop, then what the loop
takes, again and again, then an end at which it fails. Cost that grows faster than the input shows as
a ratio between two lengths.
"""

import re
import string
from collections.abc import Callable, Iterator
from functools import cache
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import Any, Final

SHORT: Final = 16  # times that a loop is fed
LONG: Final = 4 * SHORT
LONGEST: Final = 4 * LONG  # to be sure: bounds of loops may show between the two others
_MANY: Final = 100_000  # turns; a loop with a smaller bound costs a constant for each character
_CLAMP: Final = 6  # turns of a bounded loop that are tried: its cost per character stays a constant
GROWTH: Final = 6.0  # of the cost, where the length grows by 4: a quadratic cost grows by 16
_TOO_MUCH: Final = 1_000  # steps per character that no small input may cost
_SIGNS: Final = "\n \t\xa0.,;:-–/()[]{}|*_#<>&\"'“”…^\\+~=@%"
_ALPHABET: Final = "aAnNtTốỐậđĐ15" + _SIGNS
# In no class but the negated ones and the dot; longer than what a bounded loop takes.
_FAIL: Final = "\x01" * (_CLAMP + 2)
_ANY_CASE: Final = re.IGNORECASE | re.UNICODE | re.ASCII | re.DOTALL | re.MULTILINE

Matcher = Callable[[int, Callable[[int], bool]], bool]


class TooMuchError(Exception):
    """The count went beyond what any linear cost of these inputs is."""


class Counted:
    """A pattern that counts; `is_sought` tells whether it is tried at each place of a text."""

    def __init__(self, pattern: str | bytes, flags: int, *, is_sought: bool = True) -> None:
        if isinstance(pattern, bytes):
            pattern, flags = pattern.decode("latin-1"), flags | re.ASCII
        self.tree = _parser.parse(pattern, flags)
        self.flags: int = self.tree.state.flags
        self.is_sought = is_sought
        self.text = ""
        self.steps = self.limit = 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._run = self._sequence(list(self.tree), self.flags)

    def cost(self, text: str, limit: int) -> int:
        """Return the steps of finding all that matches in `text`, at most `limit`."""
        self.text, self.steps, self.limit, at = text, 0, limit, 0
        end: list[int] = []
        try:
            while at <= len(text):
                end.clear()
                self._groups = {}
                found = self._run(at, lambda place: not end.append(place))  # type: ignore[func-returns-value]
                if not self.is_sought:
                    break
                at = max(at + 1, end[0]) if found else at + 1
        except TooMuchError:
            return limit
        return self.steps

    def matches_at(self, text: str, at: int) -> bool:
        """Tell whether the pattern matches at this place of `text`."""
        self.text, self.steps, self.limit = text, 0, _TOO_MUCH * (len(text) + 1)
        self._groups = {}
        return self._run(at, lambda _: True)

    def _step(self) -> None:
        self.steps += 1
        if self.steps >= self.limit:
            raise TooMuchError

    def _sequence(self, nodes: list[Any], flags: int) -> Matcher:
        parts = [self._node(op, av, flags) for op, av in nodes]
        if not parts:
            return lambda at, then: then(at)
        if len(parts) == 1:
            return parts[0]
        last = parts[-1]
        rest = parts[:-1]

        def run(at: int, then: Callable[[int], bool]) -> bool:
            def go(index: int, here: int) -> bool:
                if index == len(rest):
                    return last(here, then)
                return rest[index](here, lambda place: go(index + 1, place))

            return go(0, at)

        return run

    def _node(self, op: Any, av: Any, flags: int) -> Matcher:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            return self._one(predicate(op, av, flags))
        maker = getattr(self, f"_{name.lower()}")
        made: Matcher = maker(av, flags)
        return made

    def _one(self, accepts: Callable[[str], bool]) -> Matcher:
        def run(at: int, then: Callable[[int], bool]) -> bool:
            self._step()
            return at < len(self.text) and accepts(self.text[at]) and then(at + 1)

        return run

    def _branch(self, av: Any, flags: int) -> Matcher:
        ways = [(_first(way, flags), self._sequence(list(way), flags)) for way in av[1]]

        @cache
        def of(char: str) -> tuple[Matcher, ...]:
            return tuple(way for first, way in ways if first is None or (char and first(char)))

        def run(at: int, then: Callable[[int], bool]) -> bool:
            self._step()
            return any(way(at, then) for way in of(self.text[at : at + 1]))

        return run

    def _subpattern(self, av: Any, flags: int) -> Matcher:
        group, added, dropped, inner = av
        run_inner = self._sequence(list(inner), (flags | added) & ~dropped)
        if group is None:
            return run_inner

        def run(at: int, then: Callable[[int], bool]) -> bool:
            def done(place: int) -> bool:
                before = self._groups.get(group)
                self._groups[group] = (at, place)
                if then(place):
                    return True
                if before is not None:
                    self._groups[group] = before
                return False

            return run_inner(at, done)

        return run

    def _groupref(self, group: int, _flags: int) -> Matcher:
        def run(at: int, then: Callable[[int], bool]) -> bool:
            start, end = self._groups.get(group, (0, 0))
            self.steps += end - start
            same = self.text.startswith(self.text[start:end], at)
            return group in self._groups and same and then(at + end - start)

        return run

    def _at(self, av: Any, flags: int) -> Matcher:
        accepts = _anchor(str(av), flags)

        def run(at: int, then: Callable[[int], bool]) -> bool:
            return accepts(self.text, at) and then(at)

        return run

    def _assert(self, av: Any, flags: int) -> Matcher:
        looks = self._looking(av, flags)
        return lambda at, then: looks(at) and then(at)

    def _assert_not(self, av: Any, flags: int) -> Matcher:
        looks = self._looking(av, flags)
        return lambda at, then: not looks(at) and then(at)

    def _looking(self, av: Any, flags: int) -> Callable[[int], bool]:
        direction, inner = av
        run = self._sequence(list(inner), flags)
        back = inner.getwidth()[0] if direction < 0 else 0
        return lambda at: at >= back and run(at - back, lambda p: direction > 0 or p == at)

    def _atomic_group(self, av: Any, flags: int) -> Matcher:
        return self._once(self._sequence(list(av), flags))

    def _once(self, inner: Matcher) -> Matcher:
        def run(at: int, then: Callable[[int], bool]) -> bool:
            end: list[int] = []
            return inner(at, lambda p: not end.append(p)) and then(end[0])  # type: ignore[func-returns-value]

        return run

    def _possessive_repeat(self, av: Any, flags: int) -> Matcher:
        return self._once(self._max_repeat(av, flags))

    def _min_repeat(self, av: Any, flags: int) -> Matcher:
        return self._repeat(av, flags, is_greedy=False)

    def _max_repeat(self, av: Any, flags: int) -> Matcher:
        return self._repeat(av, flags, is_greedy=True)

    def _repeat(self, av: Any, flags: int, *, is_greedy: bool) -> Matcher:
        least, most = _clamped(*av[:2])
        single = _single(av[2])
        if single is not None and is_greedy:
            return self._run_of(predicate(*single, flags), least, most)
        inner = self._sequence(list(av[2]), flags)

        def turn(at: int, done: int, then: Callable[[int], bool]) -> bool:
            self._step()

            def again(place: int) -> bool:
                return (place > at or done < least) and turn(place, done + 1, then)

            if done < least:
                return inner(at, again)
            if is_greedy:
                return (done < most and inner(at, again)) or then(at)
            return then(at) or (done < most and inner(at, again))

        return lambda at, then: turn(at, 0, then)

    def _run_of(self, accepts: Callable[[str], bool], least: int, most: int) -> Matcher:
        def run(at: int, then: Callable[[int], bool]) -> bool:
            end = at
            stop = min(len(self.text), at + most)
            while end < stop and accepts(self.text[end]):
                end += 1
                self._step()
            for place in range(end, at + least - 1, -1):
                self._step()
                if then(place):
                    return True
            return False

        return run


def _clamped(least: int, most: int) -> tuple[int, int]:
    if most > _MANY:
        return min(least, _CLAMP), 10**9
    return min(least, _CLAMP), max(min(most, _CLAMP), min(least, _CLAMP))


def _single(inner: Any) -> tuple[Any, Any] | None:
    if len(inner) == 1 and str(inner[0][0]) in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        op, av = inner[0]
        return op, av
    return None


def _first(nodes: Any, flags: int) -> Callable[[str], bool] | None:
    """Return what the first character must be, `None` where that takes more to know."""
    if not len(nodes):
        return None
    op, av = nodes[0]
    if str(op) in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        return predicate(op, av, flags)
    return _first(av[3], (flags | av[1]) & ~av[2]) if str(op) == "SUBPATTERN" else None


def _anchor(name: str, flags: int) -> Callable[[str, int], bool]:
    lines = bool(flags & re.MULTILINE)
    if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        return lambda text, at: (
            at == 0 or (lines and name == "AT_BEGINNING" and text[at - 1] == "\n")
        )
    if name == "AT_END_STRING":
        return lambda text, at: at == len(text)
    if name == "AT_END":
        return lambda text, at: text[at:] in ("", "\n") or (lines and text[at : at + 1] == "\n")
    is_word = re.compile(r"\w", re.ASCII if flags & re.ASCII else 0).match
    wanted = name == "AT_BOUNDARY"

    def boundary(text: str, at: int) -> bool:
        before, after = is_word(text[at - 1 : at] if at else ""), is_word(text[at : at + 1])
        return (bool(before) != bool(after)) is wanted

    return boundary


_known: dict[tuple[str, int], Callable[[str], bool]] = {}


def predicate(op: Any, av: Any, flags: int) -> Callable[[str], bool]:
    """Return what tells whether a node of one character accepts one."""
    key = (repr((op, av)), flags & _ANY_CASE)
    if key not in _known:
        state = _parser.State()
        state.flags = flags & _ANY_CASE
        found = _compiler.compile(_parser.SubPattern(state, [(op, av)]), state.flags)
        _known[key] = cache(lambda char: found.match(char) is not None)
    return _known[key]


def worst_inputs(pattern: Counted) -> Iterator[tuple[str, str, str]]:
    """Yield what may cost most: a beginning, what is repeated behind it, an end."""
    seen: set[tuple[str, str]] = set()
    for before, inner, flags in _loops(list(pattern.tree), "", pattern.flags):
        pumps = [*_pumps(inner, flags)]
        starts = [(before, pump) for pump in pumps]
        if before:
            starts += [("", before), *(("", before + pump) for pump in pumps[:3])]
        for start, pump in starts:
            if pump and (start, pump) not in seen:
                seen.add((start, pump))
                yield start, pump, _FAIL
                yield start, pump, ""


def _loops(nodes: list[Any], before: str, flags: int) -> Iterator[tuple[str, Any, int]]:
    """Yield each loop without a small bound: what stands before it, what it repeats."""
    for op, av in nodes:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if av[1] > _MANY:
                yield before, av[2], flags
            yield from _loops(list(av[2]), before, flags)
        elif name == "BRANCH":
            for way in av[1]:
                yield from _loops(list(way), before, flags)
        elif name == "SUBPATTERN":
            yield from _loops(list(av[3]), before, (flags | av[1]) & ~av[2])
        elif name == "ATOMIC_GROUP":
            yield from _loops(list(av), before, flags)
        elif name in ("ASSERT", "ASSERT_NOT") and av[0] > 0:
            yield from _loops(list(av[1]), before, flags)
        before += _sample(op, av, flags, 0)


def _pumps(inner: Any, flags: int) -> Iterator[str]:
    single = _single(inner)
    if single is None:
        for variant in range(4):
            yield "".join(_sample(op, av, flags, variant) for op, av in inner)
        return
    accepts = predicate(*single, flags)
    taken = [char for char in _ALPHABET if accepts(char)]
    kinds: dict[str, str] = {}
    for char in taken:
        kinds.setdefault(_kind(char), char)
    yield from kinds.values()


def _kind(char: str) -> str:
    if char.isalpha():
        return "upper" if char.isupper() else "lower"
    if char.isdigit():
        return "digit"
    return "blank" if char in " \t\xa0" else char


def _sample(op: Any, av: Any, flags: int, variant: int) -> str:
    """Return a short text that the node takes; `variant` chooses among several."""
    name = str(op)
    if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        if name == "LITERAL":
            return chr(int(av))
        accepts = predicate(op, av, flags)
        taken = [char for char in (*_ALPHABET, *string.printable) if accepts(char)]
        return taken[(5 * variant) % len(taken)] if taken else ""
    if name == "BRANCH":
        ways = av[1]
        return "".join(_sample(o, a, flags, variant) for o, a in ways[variant % len(ways)])
    if name == "SUBPATTERN":
        return "".join(_sample(o, a, (flags | av[1]) & ~av[2], variant) for o, a in av[3])
    if name == "ATOMIC_GROUP":
        return "".join(_sample(o, a, flags, variant) for o, a in av)
    if name.endswith("_REPEAT"):
        turns = min(max(av[0], variant % 2), max(av[1], 0), 40)
        once = "".join(_sample(o, a, flags, variant) for o, a in av[2])
        return once * int(turns)
    return ""


def worst(pattern: Counted) -> tuple[str, str, str] | None:
    """Return an input whose cost grows faster than its length, `None` if there is none."""
    for start, pump, end in worst_inputs(pattern):
        short, long, longest = (start + pump * turns + end for turns in (SHORT, LONG, LONGEST))
        if _is_steep(pattern, short, long) and _is_steep(pattern, long, longest):
            return start, pump, end
    return None


def _is_steep(pattern: Counted, text: str, longer: str) -> bool:
    limit = _TOO_MUCH * len(text)
    spent = pattern.cost(text, limit)
    most = int(GROWTH * spent) + 1
    return spent >= limit or pattern.cost(longer, most) >= most
