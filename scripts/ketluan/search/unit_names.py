"""Units named in a query: "văn phòng sở CCHC" asks for the office's tasks about CCHC.

A run of words names a unit if it is its name, an alias, an abbreviation, or the head of the name and more
words of it in their order (chi cục đo lường, phòng khoa học cơ sở). Such a run can be met by a
task's text, as any words, or by its unit: one that leads it or takes part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from ketluan.search.analysis import analyze, is_capital
from ketluan.search.catalogue import Catalogue
from ketluan.search.glossary import Glossary, Spelled, is_syllable, short_key
from ketluan.search.query import Clause
from ketluan.vietnamese import nfc
from ketluan.vocabulary import notice_words

_BEYOND_HEAD: Final = 2  # syllables behind the head, enough to tell a unit
_ALONE: Final = 2  # syllables of a name without its head, enough to tell a unit
_INITIALS: Final = 3  # of a name without its head: QLKH; of one with it: VPS
_LETTERS: Final = 2  # of an abbreviation of some words of a name
_BEFORE: Final = 0.5  # what a unit of which the one named is the successor counts beside it
_AND: Final = "va"  # may be left out, and stands where the name has none
_NOT_A_WORD: Final = frozenset("#%§|")


class UnitRun(NamedTuple):
    """Clauses `start` to `end` (excluded) that name units: how much of each name, by the unit's id.

    `is_vague` is a run that is no more than a head (chi cục) or has none (đo lường chất lượng).
    """

    start: int
    end: int
    units: Mapping[str, float]
    is_vague: bool


@dataclass(frozen=True, slots=True)
class _Name:
    unit: str
    row: tuple[Spelled, ...]
    head: int  # syllables

    @property
    def short_head(self) -> str:
        """The initials of the head: p of phòng, tt of trung tâm."""
        return _initials(self.row[: self.head])

    @property
    def short_rest(self) -> str:
        """The initials of the rest: qlkh, empty if they are too few to tell it."""
        initials = _initials(item for item in self.row[self.head :] if item.folded != _AND)
        return initials if len(initials) >= _INITIALS else ""

    @property
    def glued(self) -> Iterator[str]:
        """Yield the initials with which the name begins, head and rest in one: pqlkh, ttud."""
        initials = _initials(item for item in self.row if item.folded != _AND)
        least = max(_INITIALS, self.head + 1)
        yield from (initials[:size] for size in range(least, len(initials) + 1))


class UnitTasks(NamedTuple):
    """Ordinals of the tasks that a unit leads, and of those in which it takes part."""

    led: frozenset[int]
    joined: frozenset[int]


class UnitNames:
    """The names of an archive's units, and their tasks."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._by_syllable: dict[str, list[_Name]] = {}
        self._heads: dict[tuple[str, ...], set[str]] = {}
        for unit, name in _names(catalogue):
            row = _row(name, catalogue.glossary)
            if not row:
                continue
            head = _head(row)
            self._heads.setdefault(_folded(row[:head]), set()).add(unit)
            whole = _Name(unit, row, head)
            self._add(whole, row[0].folded, whole.short_head, *whole.glued)
            if head and len(row) - head >= _ALONE:
                rest = _Name(unit, row[head:], 0)
                self._add(rest, rest.row[0].folded, rest.short_rest)
        self._before = _predecessors(catalogue)

    def _add(self, name: _Name, *begins: str) -> None:
        for begin in filter(None, begins):
            same = self._by_syllable.setdefault(begin, [])
            if name not in same:
                same.append(name)

    def named(self, clauses: Sequence[Clause]) -> Iterator[UnitRun]:
        """Yield the runs that name units, from left to right, none within another."""
        place = 0
        while place < len(clauses):
            run = self._at(clauses, place)
            if run:
                yield run
            place = run.end if run else place + 1

    def _at(self, clauses: Sequence[Clause], start: int) -> UnitRun | None:
        row = clauses[start].row
        found: dict[tuple[bool, int], dict[str, float]] = {}
        for name in self._by_syllable.get(row[0].folded, ()) if row else ():
            end, spoken = _spoken(clauses, start, name)
            vague = self._vagueness(name, spoken)
            if end > start and vague is not None:
                units = found.setdefault((not vague, end), {})
                share = spoken / len(name.row)
                units[name.unit] = max(share, units.get(name.unit, 0.0))
        if not found:
            return None
        is_clear, end = max(found)
        units = found[is_clear, end]
        for unit, share in tuple(units.items()):
            for before in self._before.get(unit, ()):
                units.setdefault(before, share * _BEFORE)
        return UnitRun(start, end, units, not is_clear)

    def _vagueness(self, name: _Name, spoken: int) -> bool | None:
        """Tell whether `spoken` syllables of a name are a vague mention, `None` if they are none."""
        is_whole = spoken >= len(name.row)
        if not name.head:
            return True if is_whole else None
        if is_whole or spoken >= name.head + _BEYOND_HEAD:
            return False
        only_one = len(self._heads[_folded(name.row[: name.head])]) == 1
        return True if spoken == name.head and name.head > 1 and only_one else None

    def tasks(self, unit: str) -> UnitTasks:
        """Return the tasks of a unit."""
        return self._tasks.get(unit, _NO_TASKS)

    @property
    def _tasks(self) -> Mapping[str, UnitTasks]:
        return self._catalogue.kept("tasks of units", lambda: _tasks_of_units(self._catalogue))


_NO_TASKS: Final = UnitTasks(frozenset(), frozenset())


def _tasks_of_units(catalogue: Catalogue) -> dict[str, UnitTasks]:
    led: dict[str, list[int]] = {}
    joined: dict[str, list[int]] = {}
    for ordinal in range(*catalogue.bounds["task"]):
        record = catalogue.record(ordinal)
        for table, units in ((led, record.units), (joined, record.coordinating)):
            for unit in units:
                table.setdefault(unit.id, []).append(ordinal)
    return {
        unit: UnitTasks(frozenset(led.get(unit, ())), frozenset(joined.get(unit, ())))
        for unit in {*led, *joined}
    }


def _names(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield id and name of each unit: all names and abbreviations of those of the register."""
    yield from catalogue.unit_names.items()
    for ordinal in range(*catalogue.bounds["unit"]):
        record = catalogue.record(ordinal)
        for name in (*record.text.split("; "), *record.keywords.split("; ")):
            yield record.id, name


def _row(name: str, glossary: Glossary) -> tuple[Spelled, ...]:
    row = (item for element in analyze(name, glossary).elements for item in element.row)
    return tuple(item for item in row if item.folded[0] not in _NOT_A_WORD)


def _predecessors(catalogue: Catalogue) -> dict[str, set[str]]:
    """Return the units whose names a unit bears as those of its predecessors."""
    by_name = {name: unit for unit, name in catalogue.unit_names.items()}
    found: dict[str, set[str]] = {}
    for ordinal in range(*catalogue.bounds["unit"]):
        record = catalogue.record(ordinal)
        known = {by_name[name] for name in record.keywords.split("; ") if name in by_name}
        found[record.id] = known - {record.id}
    return found


def _initials(row: Iterable[Spelled]) -> str:
    return "".join(item.folded[0] for item in row)


def _folded(row: Sequence[Spelled]) -> tuple[str, ...]:
    return tuple(item.folded for item in row)


@cache
def _body_heads() -> frozenset[tuple[str, ...]]:
    rows = (_row(nfc(head), Glossary()) for head in notice_words()["body_heads"])
    return frozenset(map(_folded, rows))


def _head(row: Sequence[Spelled]) -> int:
    """Return how many syllables tell what kind of body it is, 0 if none do."""
    folded = _folded(row)
    return max((len(head) for head in _body_heads() if folded[: len(head)] == head), default=0)


def _spoken(clauses: Sequence[Clause], start: int, name: _Name) -> tuple[int, int]:
    """Return where the run of words of `name` that begins at `start` ends, and their number.

    All of the head, or the first syllable where there is none, must stand there; of the rest
    syllables may be left out. A clause is taken whole or not at all. Head and rest may stand as
    their initials, the rest in pieces: P. QLKH, TT dữ liệu, TTUD&DV.
    """
    at, spoken, end = 0, 0, start
    for place in range(start, len(clauses)):
        clause = clauses[place]
        if not clause.row:
            break
        short = short_key(clause.typed)
        if place == start and name.head and short == name.short_head:
            at, spoken, end = name.head, name.head, place + 1
            continue
        if short == name.short_rest and (at == name.head or not name.head) and short:
            return place + 1, len(name.row)
        reached = _read(clause.row, name, at) or _initialled(clause, short, name, at)
        if reached is None:
            break
        spoken += reached.said
        at, end = reached.at, place + 1
    return end, spoken


class _Reached(NamedTuple):
    """Up to where a clause reads on in a name, and how many of its syllables it said."""

    at: int
    said: int


def _places(name: _Name, at: int) -> range:
    """Return where the next word of a name may stand: behind the head words may be left out."""
    return range(at, len(name.row) if at >= max(1, name.head) else at + 1)


def _read(row: Sequence[Spelled], name: _Name, at: int) -> _Reached | None:
    """Return how syllables go on with a name, `None` if they do not."""
    said = 0
    for syllable in row:
        if syllable.folded == _AND and at >= max(1, name.head):
            is_next = any(_spells(syllable, written) for written in name.row[at : at + 1])
            at += is_next
            said += is_next
            continue
        found = next((p for p in _places(name, at) if _spells(syllable, name.row[p])), None)
        if found is None:
            return None
        said += 1 + sum(item.folded == _AND for item in name.row[at:found])
        at = found + 1
    return _Reached(at, said)


def _initialled(clause: Clause, short: str, name: _Name, at: int) -> _Reached | None:
    """Return how an abbreviation goes on with a name: its letters are those of words side by side."""
    if len(short) < _LETTERS or (is_syllable(short) and not is_capital(clause.typed)):
        return None
    for first in _places(name, at):
        row = [place for place in range(first, len(name.row)) if name.row[place].folded != _AND]
        if row[:1] == [first] and _initials(name.row[p] for p in row).startswith(short):
            last = row[len(short) - 1] + 1
            before = sum(item.folded == _AND for item in name.row[at:first])
            return _Reached(last, before + last - first)
    return None


def _spells(typed: Spelled, written: Spelled) -> bool:
    """Tell whether a syllable is the written one: exactly, or typed without any accent."""
    return typed.folded == written.folded and typed.exact in (written.exact, f"{typed.folded}1")
