"""Units named in a query: "văn phòng sở CCHC" asks for the office's tasks about CCHC.

A run of words names a unit if it is its name, an alias, an abbreviation, or the head of the name and more
words of it in their order (chi cục đo lường, phòng khoa học cơ sở). Such a run can be met by a
task's text, as any words, or by its unit: one that leads it or takes part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from ketluan.search.analysis import analyze
from ketluan.search.catalogue import Catalogue
from ketluan.search.glossary import Glossary, Spelled, short_key
from ketluan.search.query import Clause
from ketluan.vietnamese import nfc
from ketluan.vocabulary import notice_words

_BEYOND_HEAD: Final = 2  # syllables behind the head, enough to tell a unit
_ALONE: Final = 2  # syllables of a name without its head, enough to tell a unit
_INITIALS: Final = 3  # of a name without its head: QLKH
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
            self._add(whole, row[0].folded, whole.short_head)
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
    syllables may be left out. A clause is taken whole or not at all. Head and rest may each stand
    as their initials: P. QLKH, TT dữ liệu.
    """
    at, spoken, end = 0, 0, start
    for place in range(start, len(clauses)):
        if not clauses[place].row:
            break
        short = short_key(clauses[place].typed)
        if place == start and name.head and short == name.short_head:
            at, spoken, end = name.head, name.head, place + 1
            continue
        if short == name.short_rest and (at == name.head or not name.head) and short:
            return place + 1, len(name.row)
        reached, said = at, spoken
        for syllable in clauses[place].row:
            if syllable.folded == _AND and reached >= max(1, name.head):
                nearest = name.row[reached : reached + 1]
                reached += bool(nearest) and _spells(syllable, nearest[0])
                said += bool(nearest) and _spells(syllable, nearest[0])
                continue
            places = range(reached, len(name.row) if reached >= max(1, name.head) else reached + 1)
            found = next((p for p in places if _spells(syllable, name.row[p])), None)
            if found is None:
                return end, spoken
            said += 1 + sum(item.folded == _AND for item in name.row[reached:found])
            reached = found + 1
        at, spoken, end = reached, said, place + 1
    return end, spoken


def _spells(typed: Spelled, written: Spelled) -> bool:
    """Tell whether a syllable is the written one: exactly, or typed without any accent."""
    return typed.folded == written.folded and typed.exact in (written.exact, f"{typed.folded}1")
