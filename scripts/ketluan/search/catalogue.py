"""Everything about the records that a search needs beside the inverted index, in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from ketluan.model import Outcome, Period
from ketluan.search.analysis import analyze, neighbours
from ketluan.search.glossary import Glossary
from ketluan.search.lexicon import Lexicon
from ketluan.search.naming import told_apart
from ketluan.search.numbers import number_parts, parts_of_token
from ketluan.search.postings import Posting
from ketluan.search.query import Phrase
from ketluan.search.records import Record
from ketluan.status import Status, status_on_day
from ketluan.vietnamese import fold

_NEAREST: Final = 3  # numbers offered where the one asked for is not there
_BREAK: Final = "\n\n"


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

    def row(self) -> dict[str, Any]:
        """Return plain values for JSON; `entry_from_row` reads them."""
        return {"record": self.record.row(), "folded": self.folded, "exact": self.exact}


def entry_from_row(row: Mapping[str, Any]) -> Entry:
    """Return the entry written by `Entry.row`. Raise KeyError, TypeError or ValueError if none."""
    return Entry(Record.from_row(row["record"]), row["folded"], row["exact"])


def read_record(record: Record, glossary: Glossary) -> tuple[Entry, Posting]:
    """Return a record's entry and its tokens for the index."""
    read = analyze(f"{record.text}.{_BREAK}{record.keywords}", glossary)
    folded, exact = read.folded, read.exact
    posting = Posting(
        word=(*read.words, *record.numbers),
        exact=exact,
        pair=(*neighbours(folded), *neighbours(exact)),
    )
    return Entry(record, f" {' '.join(folded)} ", f" {' '.join(exact)} "), posting


class Catalogue:
    """All entries by ordinal, with the glossary and the lexicon of the same index."""

    def __init__(self, entries: Iterable[Entry], glossary: Glossary, lexicon: Lexicon) -> None:
        self.entries = tuple(entries)
        self.glossary = glossary
        self.lexicon = lexicon
        self.unit_names: dict[str, str] = {}
        for entry in self.entries:
            for unit in (*entry.record.units, *entry.record.coordinating):
                self.unit_names.setdefault(unit.id, unit.name)
        for entry in self.entries:
            if entry.record.kind == "unit":  # the register's name, where it has one
                self.unit_names[entry.record.id] = entry.record.title
        self.documents = {
            entry.record.id: entry.record
            for entry in self.entries
            if entry.record.kind == "document"
        }
        self.document_numbers = told_apart(self._named_documents())
        known = {period for entry in self.entries for period in entry.record.periods}
        self.periods = {period: _containing(period, known) for period in known}
        self.years = sorted({year for entry in self.entries for year in entry.record.years})
        self._statuses = lru_cache(maxsize=4)(self._compute_statuses)

    def _named_documents(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield id, name, year in words and title of every document that is cited or known."""
        names = {named.id: named.name for entry in self.entries for named in entry.record.documents}
        for key, name in names.items():
            known = self.documents.get(key)
            yield key, name, known.keywords if known else "", known.title if known else ""

    def record(self, ordinal: int) -> Record:
        """Return the record of an ordinal."""
        return self.entries[ordinal].record

    def statuses(self, today: date) -> tuple[Status | None, ...]:
        """Return the status of each task on the day `today` by ordinal, `None` for the others."""
        return self._statuses(today)

    def _compute_statuses(self, today: date) -> tuple[Status | None, ...]:
        return tuple(_status(entry.record, today) for entry in self.entries)

    def nearest_numbers(self, tokens: Iterable[str]) -> tuple[str, ...]:
        """Return numbers of known documents of the same type, the nearest serials first."""
        found: set[tuple[int, str]] = set()
        for asked in filter(None, map(parts_of_token, tokens)):
            if not asked.symbol:
                continue
            for document in self.documents.values():
                own = number_parts(document.number)
                if own and asked.symbol[0] in (*own.symbol[:1], fold(document.type)):
                    found.add((abs(_figures(own.serial) - _figures(asked.serial)), document.number))
        return tuple(dict.fromkeys(number for _, number in sorted(found)))[:_NEAREST]


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
