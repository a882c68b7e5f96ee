"""Everything about the records that a search needs beside the inverted index, in memory."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, TypeVar

from ketluan.model import Outcome, Period
from ketluan.search.analysis import Analysis, Element, elements, neighbours, with_concepts
from ketluan.search.columns import LOOKS, Column
from ketluan.search.glossary import Glossary
from ketluan.search.lexicon import Lexicon
from ketluan.search.naming import told_apart
from ketluan.search.numbers import number_parts, parts_of_token
from ketluan.search.postings import Posting
from ketluan.search.query import Phrase
from ketluan.search.ranking import Mask, mask_of, ordinals_of, row_of
from ketluan.search.readings import Reading
from ketluan.search.records import KINDS, Kind, Record
from ketluan.status import Status, status_on_day
from ketluan.vietnamese import fold, nfc, slug

_NEAREST: Final = 3  # numbers offered where the one asked for is not there
_BREAK: Final = "\n\n"
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its reading order, folded and exact, syllables between single spaces."""

    record: Record
    folded: str
    exact: str

    def contains(self, phrase: Phrase) -> bool:
        """Tell whether the phrase stands in the text, with its accents if they were typed."""
        if phrase.accented:
            return f" {' '.join(phrase.exact)} " in self.exact
        return f" {' '.join(phrase.folded)} " in self.folded


def read_record(record: Record, glossary: Glossary) -> tuple[Entry, Posting, Reading]:
    """Return a record's entry, its tokens for the index and the reading of its text."""
    single = elements(f"{record.text}.{_BREAK}{record.keywords}", glossary)
    read = Analysis(with_concepts(single, glossary))
    folded, exact = read.folded, read.exact
    posting = Posting(
        word=(*read.words, *record.numbers),
        exact=exact,
        pair=(*neighbours(folded), *neighbours(exact)),
    )
    entry = Entry(record, f" {' '.join(folded)} ", f" {' '.join(exact)} ")
    own = (_standing_in(record.text, single), _standing_in(record.text, read.elements))
    return entry, posting, Reading.made(*own)


def _standing_in(text: str, found: Sequence[Element]) -> Sequence[Element]:
    """Return the elements of what `text` begins; none goes across its end."""
    return found[: bisect_right(found, len(text), key=lambda element: element.end)]


class Names:
    """How the units, documents and periods that some records name are called, by their ids.

    `documents` are those that have a record; `cited` tells what any of them is called where it is cited.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self.unit_names: dict[str, str] = {}
        for record in records:
            for unit in (*record.units, *record.coordinating):
                self.unit_names.setdefault(unit.id, unit.name)
        for record in records:
            if record.kind == "unit":  # the register's name, where it has one
                self.unit_names[record.id] = record.title
        self.documents = {record.id: record for record in records if record.kind == "document"}
        self.cited = {named.id: named.name for record in records for named in record.documents}
        self.document_numbers = told_apart(self._named_documents())
        known = sorted({period for record in records for period in record.periods})
        self.periods = {period: _containing(period, known) for period in known}

    def _named_documents(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield id, name, year in words and title of every document that is cited or known."""
        for key, name in self.cited.items():
            known = self.documents.get(key)
            yield key, name, known.keywords if known else "", known.title if known else ""


class Catalogue(Names):
    """All entries by ordinal, with the glossary and the lexicon of the same index.

    The entries of a kind stand together, kinds in their order: `bounds` are the first ordinal of each
    and the one behind its last, `edges` the same as a row.
    """

    def __init__(self, entries: Iterable[Entry], glossary: Glossary, lexicon: Lexicon) -> None:
        self.entries = tuple(entries)
        self.glossary = glossary
        self.lexicon = lexicon
        records = tuple(entry.record for entry in self.entries)
        super().__init__(records)
        self.columns = {name: Column(look, records) for name, look in LOOKS.items()}
        self.years = sorted({y for one in self.columns["period"].examples for y in one.years})
        self.days = self.columns["day"].of_each(lambda one: one.day.toordinal() if one.day else 0)
        kinds = self.columns["type"].of_each(lambda one: KINDS.index(one.kind))
        self.edges = row_of(kinds.searchsorted(range(len(KINDS) + 1)))
        self.bounds: Mapping[Kind, tuple[int, int]] = dict(
            zip(KINDS, pairwise(self.edges.tolist()), strict=True)
        )
        self._kept: dict[str, Any] = {}
        self._kept_for: tuple[date, dict[str, Any]] = (date.min, {})

    def record(self, ordinal: int) -> Record:
        """Return the record of an ordinal."""
        return self.entries[ordinal].record

    def kept(self, name: str, make: Callable[[], _Made]) -> _Made:
        """Return what `make` returned when `name` was asked first."""
        if name not in self._kept:
            self._kept[name] = make()
        made: _Made = self._kept[name]
        return made

    def forget(self) -> None:
        """Drop what is kept: some of it holds the catalogue, which nobody else would free soon."""
        self._kept.clear()

    def kept_for(self, today: date, name: str, make: Callable[[], _Made]) -> _Made:
        """Return what `make` returned when `name` was asked first for the day `today`, the last asked."""
        day, kept = self._kept_for
        if day != today:
            kept = {}
            self._kept_for = (today, kept)
        if name not in kept:
            kept[name] = make()
        made: _Made = kept[name]
        return made

    def statuses(self, today: date) -> tuple[Status | None, ...]:
        """Return the status of each group of the column "status" on the day `today`."""
        examples = self.columns["status"].examples
        return self.kept_for(
            today, "statuses", lambda: tuple(_status(example, today) for example in examples)
        )

    def status(self, ordinal: int, today: date) -> Status | None:
        """Return the status of a task on the day `today`, `None` of what is none."""
        return self.statuses(today)[int(self.columns["status"].groups[ordinal])]

    def holding(self, phrase: Phrase, among: Mask) -> Mask:
        """Return those of `among` whose text contains the phrase; see `Entry.contains`."""
        entries, ordinals = self.entries, ordinals_of(among).tolist()
        if phrase.accented:
            wanted = f" {' '.join(phrase.exact)} "
            found = [ordinal for ordinal in ordinals if wanted in entries[ordinal].exact]
        else:
            wanted = f" {' '.join(phrase.folded)} "
            found = [ordinal for ordinal in ordinals if wanted in entries[ordinal].folded]
        return mask_of(found, len(entries))

    def owners(self, tokens: Iterable[str]) -> set[int]:
        """Return the ordinals of what itself has one of the number `tokens`; see `own_tokens`."""
        return {ordinal for token in tokens for ordinal in self._owners.get(token, ())}

    @cached_property
    def _owners(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for ordinal, record in enumerate(entry.record for entry in self.entries):
            for token in record.own_tokens:
                found.setdefault(token, []).append(ordinal)
        return found

    @cached_property
    def unit_keys(self) -> dict[str, frozenset[str]]:
        """What each unit can be called, by its id: letters and figures only."""
        keys = {unit: {compact(unit), compact(name)} for unit, name in self.unit_names.items()}
        for ordinal in range(*self.bounds["unit"]):
            record = self.record(ordinal)
            known = (*record.text.split("; "), *record.keywords.split("; "))
            keys.setdefault(record.id, set()).update(map(compact, known))
        return {unit: frozenset(names) for unit, names in keys.items()}

    @cached_property
    def begun_numbers(self) -> list[tuple[str, int]]:
        """What each document is called, squeezed, in order of the letters, with its ordinal."""
        found = range(*self.bounds["document"])
        return sorted((squeezed(self.record(o).documents[0].name), o) for o in found)

    @cached_property
    def squeezed_units(self) -> list[tuple[str, int]]:
        """Names and short forms of each unit of the register, squeezed, with its ordinal."""
        found = [(o, self.record(o)) for o in range(*self.bounds["unit"])]
        return [(squeezed(f"{record.text} {record.keywords}"), o) for o, record in found]

    def nearest_numbers(self, tokens: Iterable[str]) -> tuple[str, ...]:
        """Return numbers of known documents of the same type, the nearest serials first."""
        found: set[tuple[int, str]] = set()
        for asked in filter(None, map(parts_of_token, tokens)):
            if not asked.symbol:
                continue
            for serial, number in self._serials.get(asked.symbol[0], ()):
                found.add((abs(serial - _figures(asked.serial)), number))
        return tuple(dict.fromkeys(number for _, number in sorted(found)))[:_NEAREST]

    @cached_property
    def _serials(self) -> dict[str, list[tuple[int, str]]]:
        """Serials and numbers of the known documents by their types' symbols."""
        found: dict[str, list[tuple[int, str]]] = {}
        for document in self.documents.values():
            own = number_parts(document.number)
            if own:
                for symbol in {*own.symbol[:1], fold(document.type)}:
                    found.setdefault(symbol, []).append((_figures(own.serial), document.number))
        return found


def compact(text: str) -> str:
    """Return the letters and figures of a name as its slug has them."""
    return slug(text).replace("-", "")


def squeezed(text: str) -> str:
    """Return the letters and figures of a text, folded."""
    return "".join(char for char in fold(nfc(text)) if char.isalnum())


def _containing(period: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known periods in which the whole of `period` lies, itself among them."""
    inner = Period(period)
    outer = ((name, Period(name)) for name in known)
    return tuple(name for name, one in outer if one.start <= inner.start and inner.end <= one.end)


def _figures(serial: str) -> int:
    return int(serial.rstrip("abcdefghijklmnopqrstuvwxyz"))


def _status(record: Record, today: date) -> Status | None:
    """Return the status of a task's record on the day `today`."""
    if record.kind != "task":
        return None
    outcomes = (Outcome(record.id, item.status, item.day, "") for item in record.closings)
    return status_on_day(record.due, outcomes, today, record.continued)
