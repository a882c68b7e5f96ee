"""The records as a browser gets them, but for their texts: columns, and tables of what many share.

What the records of one batch give has tables of its own: it can be kept, and goes into those of all
batches by one look-up for a value.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, Final, NamedTuple

from ketluan.addresses import DOCUMENTS, notice_address, task_address, thread_address
from ketluan.model import Period
from ketluan.search.batches import Told
from ketluan.search.catalogue import Names
from ketluan.search.numbers import task_tokens
from ketluan.search.records import KINDS, Named, Record
from ketluan.search.request import limit_of
from ketluan.search.static_texts import Places
from ketluan.vietnamese import nfc

# What every record has. A record names what it shares by its place in a table.
COLUMNS: Final = (
    "kind", "number", "notice", "type", "units", "coordinating", "documents", "periods",
    "due", "from", "limit", "tokens",
)  # fmt: skip
_TABLES: Final = {
    "type": "names", "from": "names", "limit": "names", "tokens": "names", "units": "sets",
    "coordinating": "sets", "documents": "sets", "periods": "sets",
}  # fmt: skip

Rare = tuple[int, str, Any]  # place of a record, name and value of what few records have
Pair = tuple[str, str]


class Rows(NamedTuple):
    """What the records of one batch give, in plain values; `notice` and `day` are those of all.

    `units` and `documents` are ids and names. A set of `sets` are places in the table that it names.
    `called` are the first fields of the record of a document or a unit, by which others call it.
    """

    notice: Pair
    day: str
    names: Sequence[str]
    units: Sequence[Pair]
    documents: Sequence[Pair]
    periods: Sequence[str]
    sets: Sequence[tuple[str, tuple[int, ...]]]
    columns: Sequence[Sequence[Any]]
    rare: Sequence[Rare]
    called: Sequence[Any]


def names_of(found: Iterable[Rows]) -> Names:
    """Return how all is called that batches name."""
    units: dict[str, str] = {}
    documents: dict[str, str] = {}
    periods: dict[str, None] = {}
    called = []
    for rows in found:
        for unit, name in rows.units:
            units.setdefault(unit, name)
        documents.update(rows.documents)
        periods.update(dict.fromkeys(rows.periods))
        if rows.called:
            own = tuple(Named(*one) for one in rows.documents)
            called.append(replace(Record(*rows.called), documents=own))
    named = Record(
        "task", "", "", "", "",
        units=tuple(map(Named._make, units.items())),
        documents=tuple(map(Named._make, documents.items())),
        periods=tuple(periods),
    )  # fmt: skip
    return Names([named, *called])


def rows_of(found: Sequence[Record]) -> Rows:
    """Return what the records of one batch give."""
    own, first = _Own(), found[0]
    columns = [list(column) for column in zip(*map(own.row, found), strict=True)]
    rare = [
        (place, name, value)
        for place, record in enumerate(found)
        for name, value in own.rare(record)
    ]
    return Rows(
        notice=(first.notice.id, first.notice.name),
        day=first.day.isoformat() if first.day else "",
        names=[*own.names.places],
        units=[*own.units.items()],
        documents=[*own.documents.items()],
        periods=[*own.tables["periods"].places],
        sets=[*own.sets.places],
        columns=columns,
        rare=rare,
        called=_called(first) if first.kind in ("document", "unit") else (),
    )


def _called(record: Record) -> tuple[str, ...]:
    """Return what others ask of a document or a unit, as the first fields of a record without a text."""
    shown = (record.kind, record.id, record.url, record.title)
    return (*shown, "", record.label, record.keywords)


class _Own:
    """The tables of one batch. A unit is called as it is first, a document as it is last."""

    def __init__(self) -> None:
        self.names: Places[str] = Places()
        self.sets: Places[tuple[str, tuple[int, ...]]] = Places()
        self.tables: dict[str, Places[str]] = {
            name: Places() for name in ("units", "documents", "periods")
        }
        self.units: dict[str, str] = {}
        self.documents: dict[str, str] = {}

    def row(self, record: Record) -> tuple[object, ...]:
        """Return what every record has, in the order of `COLUMNS`."""
        for unit in (*record.units, *record.coordinating):
            self.units.setdefault(unit.id, unit.name)
        self.documents.update(record.documents)
        own = task_tokens(record.number) if record.kind == "task" else ()
        return (
            KINDS.index(record.kind),
            record.number,
            0,
            self.names.place(record.type),
            self._set("units", [unit.id for unit in record.units]),
            self._set("units", [unit.id for unit in record.coordinating]),
            self._set("documents", [document.id for document in record.documents]),
            self._set("periods", record.periods),
            record.due.isoformat() if record.due else 0,
            self.names.place(record.due_from),
            self.names.place(limit_of(record)),
            self.names.place(" ".join(record.numbers[len(own) :])),
        )

    def _set(self, table: str, ids: Sequence[str]) -> int:
        return self.sets.place((table, tuple(self.tables[table].places_of(ids))))

    def rare(self, record: Record) -> Iterator[tuple[str, Any]]:
        """Yield name and value of what few records have, or what cannot be told from the rest."""
        shown = (record.id, record.url, record.title)
        of_task = f"{record.notice.id}#{record.number}"
        if shown != (of_task, task_address(of_task), f"Nhiệm vụ {record.number}"):
            yield "own", shown
        if record.keywords:
            yield "shown", len(nfc(record.text).encode("utf-16-le")) // 2


class Tables:
    """What all records share; they name it by its place. `known` are the names of all of them."""

    def __init__(self, known: Names) -> None:
        self._known = known
        self.names: Places[str] = Places([""])
        self.sets: Places[tuple[int, ...]] = Places([()])
        self.notices: Places[Pair] = Places([("", "")])
        self.threads: Places[Pair] = Places([("", "")])
        self.days: dict[Pair, str] = {}
        self.shared = {
            "units": Places(known.unit_names),
            "documents": Places(known.document_numbers),
            "periods": Places(known.periods),
        }

    def take(
        self, rows: Rows, told: Iterable[Told]
    ) -> tuple[Iterable[Sequence[Any]], Iterable[Rare]]:
        """Return the columns of a batch, and what few have, with the places in these tables.

        What is `told` of its tasks is of the latter.
        """
        notice = self.notices.place(rows.notice)
        if rows.notice[0] and rows.day:
            self.days.setdefault(rows.notice, rows.day)
        ids = {
            "units": [unit for unit, _ in rows.units],
            "documents": [document for document, _ in rows.documents],
            "periods": rows.periods,
        }
        shared = {name: self.shared[name].places_of(some) for name, some in ids.items()}
        sets = [tuple(shared[name][place] for place in places) for name, places in rows.sets]
        places = {"names": self.names.places_of(rows.names), "sets": self.sets.places_of(sets)}
        columns = [
            [places[_TABLES[name]][one] for one in column] if name in _TABLES else column
            for name, column in zip(COLUMNS, rows.columns, strict=True)
        ]
        columns[COLUMNS.index("notice")] = [notice] * len(columns[0])
        rare = [*rows.rare, *self._told(told)]
        if rows.day != self.days.get(rows.notice, ""):
            rare = [*((place, "day", rows.day) for place in range(len(columns[0]))), *rare]
        return columns, sorted(rare, key=itemgetter(0))

    def _told(self, told: Iterable[Told]) -> Iterator[Rare]:
        for place, closings, continued, thread in told:
            if closings:
                dated = [[one.status, one.day.isoformat()] for one in closings if one.day]
                yield place, "closings", dated
            if continued:
                yield place, "continued", continued.isoformat()
            if thread.id:
                yield place, "thread", self.threads.place(thread)

    def values(self) -> dict[str, Any]:
        """Return the tables for JSON, in the order of their places; days are ISO 8601."""
        known, shared = self._known, self.shared
        periods = shared["periods"].places
        return {
            "names": list(self.names.places),
            "sets": list(self.sets.places),
            "notices": [
                [id_, name, notice_address(id_) if id_ else "", self.days.get((id_, name), "")]
                for id_, name in self.notices.places
            ],
            "threads": [
                [id_, name, thread_address(id_) if id_ else ""] for id_, name in self.threads.places
            ],
            "units": [[unit, known.unit_names[unit]] for unit in shared["units"].places],
            "periods": [
                [one, Period(one).label, [periods[each] for each in known.periods[one]]]
                for one in periods
            ],
            "documents": [
                [key, *self._document(key), known.document_numbers[key]]
                for key in shared["documents"].places
            ],
        }

    def _document(self, key: str) -> tuple[str, str, str]:
        """Return how a cited document is called, its page and a short line about it."""
        known = self._known.documents.get(key)
        if known is None:
            return self._known.cited[key], DOCUMENTS, self._known.cited[key]
        return known.documents[0].name, known.url, known.label
