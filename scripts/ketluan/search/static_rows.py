"""The records as a browser gets them, but for their texts: columns, and tables of what many share.

A column is the JSON of its values. What many records share stands in lists that only grow: what the
records of one batch give is kept as places in these, and made for all batches at once into places in
the tables, where all stands in the order in which it comes first.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple

from ketluan.addresses import DOCUMENTS, notice_address, task_address, thread_address
from ketluan.model import Period
from ketluan.search.batches import Batch, Told
from ketluan.search.catalogue import Names
from ketluan.search.numbers import task_tokens
from ketluan.search.records import KINDS, Closing, Named, Record
from ketluan.search.request import limit_of
from ketluan.search.static_texts import Met, Places
from ketluan.vietnamese import nfc

# What every record has, and what few have. A record names what it shares by its place in a table.
COLUMNS: Final = (
    "kind", "number", "notice", "type", "units", "coordinating", "documents", "periods",
    "due", "from", "limit", "tokens",
)  # fmt: skip
RARE: Final = ("day", "own", "shown", "closings", "continued", "thread")
_NAMES: Final = ("type", "from", "limit", "tokens")
_SETS: Final = ("units", "coordinating", "documents", "periods")

Pair = tuple[str, str]
Set = tuple[str, tuple[Any, ...]]  # the table that it is of, and ids with names, or ids alone


class Shared(NamedTuple):
    """The lists of what records share: they only grow, and what is kept names places in them."""

    names: Places[str]
    sets: Places[Set]


class Rows(NamedTuple):
    """What the records of one batch give, in plain values; `notice` and `day` are those of all.

    `numbers`, `dues` and the values of `rare` are JSON, `names` and `sets` places in the shared lists as
    bytes, four of each for a record. `called` are the first fields of the record of a document or a
    unit, by which others call it, and its own documents.
    """

    kind: str
    notice: Pair
    day: str
    numbers: Sequence[str]
    dues: Sequence[str]
    names: bytes
    sets: bytes
    rare: Sequence[tuple[str, int, str]]
    called: Sequence[Any]


_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def script_json(value: object) -> str:
    """Return JSON that is a JavaScript expression, too, and cannot end the script around it."""
    text = _json(value)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def rows_of(found: Sequence[Record], shared: Shared) -> Rows:
    """Return what the records of one batch give."""
    first = found[0]
    names = chain.from_iterable(map(_names, found))
    sets = chain.from_iterable(map(_sets, found))
    return Rows(
        kind=str(KINDS.index(first.kind)),
        notice=(first.notice.id, first.notice.name),
        day=first.day.isoformat() if first.day else "",
        numbers=[script_json(record.number) for record in found],
        dues=[script_json(record.due.isoformat() if record.due else 0) for record in found],
        names=shared.names.packed(names),
        sets=shared.sets.packed(sets),
        rare=[
            (name, place, script_json(value))
            for place, record in enumerate(found)
            for name, value in _rare(record)
        ],
        called=_called(first) if first.kind in ("document", "unit") else (),
    )


def _names(record: Record) -> tuple[str, ...]:
    """Return the names of a record, in the order of `_NAMES`."""
    own = task_tokens(record.number) if record.kind == "task" else ()
    return (
        record.type,
        record.due_from,
        limit_of(record),
        " ".join(record.numbers[len(own) :]),
    )


def _sets(record: Record) -> tuple[Set, ...]:
    """Return the sets of a record, in the order of `_SETS`."""
    return (
        ("units", tuple(map(tuple, record.units))),
        ("units", tuple(map(tuple, record.coordinating))),
        ("documents", tuple(map(tuple, record.documents))),
        ("periods", record.periods),
    )


def _rare(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield name and value of what few records have, or what cannot be told from the rest."""
    shown = (record.id, record.url, record.title)
    of_task = f"{record.notice.id}#{record.number}"
    if shown != (of_task, task_address(of_task), f"Nhiệm vụ {record.number}"):
        yield "own", shown
    if record.keywords:
        yield "shown", len(nfc(record.text).encode("utf-16-le")) // 2


@lru_cache(maxsize=1 << 12)  # many tasks were closed by the same words on one day
def _dated(closings: Iterable[Closing]) -> str:
    return script_json([[one.status, one.day.isoformat()] for one in closings if one.day])


def _called(record: Record) -> tuple[Any, ...]:
    """Return what others ask of a document or a unit: fields of a record without a text, documents."""
    shown = (record.kind, record.id, record.url, record.title)
    return (*shown, "", record.label, record.keywords), tuple(map(tuple, record.documents))


class Tables:
    """The columns of all records, and the tables of what they share.

    `found` are what the batches `every` gave, with places in the lists `shared`.
    """

    def __init__(self, every: Iterable[Batch], found: Sequence[Rows], shared: Shared) -> None:
        names = Met(shared.names.places, b"".join(rows.names for rows in found))
        sets = Met(shared.sets.places, b"".join(rows.sets for rows in found))
        self.left = (names.left, sets.left)
        self._known = known = _known(found, sets)
        self._ids = {
            "units": Places(known.unit_names),
            "documents": Places(known.document_numbers),
            "periods": Places(known.periods),
        }
        self._names = names.values
        self._sets: Places[tuple[int, ...]] = Places()
        numbers = [self._sets.place(self._set(*one)) for one in sets.values]
        self._notices: Places[Pair] = Places([("", "")])
        self._threads: Places[Pair] = Places([("", "")])
        self._days: dict[Pair, str] = {}
        self._columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
        self._columns |= zip(
            _NAMES, names.columns(range(len(names.values)), len(_NAMES)), strict=True
        )
        self._columns |= zip(_SETS, sets.columns(numbers, len(_SETS)), strict=True)
        self._rare: dict[str, list[tuple[int, str]]] = {name: [] for name in RARE}
        for batch, rows in zip(every, found, strict=True):
            self._take(rows, batch.told)

    def _set(self, table: str, items: Iterable[Any]) -> tuple[int, ...]:
        ids = items if table == "periods" else (id_ for id_, _ in items)
        return tuple(self._ids[table].places_of(ids))

    def _take(self, rows: Rows, told: Iterable[tuple[int, Told]]) -> None:
        """Take in what a batch gives and what is `told` of its tasks."""
        columns, rare, size = self._columns, self._rare, len(rows.numbers)
        first = len(columns["number"])
        columns["kind"] += repeat(rows.kind, size)
        columns["number"] += rows.numbers
        columns["notice"] += repeat(str(self._notices.place(rows.notice)), size)
        columns["due"] += rows.dues
        if rows.notice[0] and rows.day:
            self._days.setdefault(rows.notice, rows.day)
        if rows.day != self._days.get(rows.notice, ""):
            rare["day"] += ((first + place, f'"{rows.day}"') for place in range(size))
        for name, place, value in rows.rare:
            rare[name].append((first + place, value))
        for place, (closings, continued, thread) in told:
            if closings:
                rare["closings"].append((first + place, _dated(closings)))
            if continued:
                rare["continued"].append((first + place, f'"{continued}"'))
            if thread.id:
                rare["thread"].append((first + place, str(self._threads.place(thread))))

    def columns_of(self, part: range) -> Iterator[tuple[str, str]]:
        """Yield the columns of the records of `part` in JSON, then what few of them have, by place there.

        The latter come in the order in which they stand there first.
        """
        for name, column in self._columns.items():
            yield name, f"[{','.join(column[part.start : part.stop])}]"
        few = []
        for name, rare in self._rare.items():
            begin, end = (bisect_left(rare, (at,)) for at in (part.start, part.stop))
            if begin < end:
                few.append((rare[begin][0], name, rare[begin:end]))
        for _, name, rare in sorted(few, key=itemgetter(0)):
            values = (f'"{place - part.start}":{value}' for place, value in rare)
            yield name, f"{{{','.join(values)}}}"

    def values(self) -> dict[str, Any]:
        """Return the tables for JSON, in the order of their places; days are ISO 8601."""
        known, ids = self._known, self._ids
        periods = ids["periods"].places
        return {
            "names": self._names,
            "sets": list(self._sets.places),
            "notices": [
                [id_, name, notice_address(id_) if id_ else "", self._days.get((id_, name), "")]
                for id_, name in self._notices.places
            ],
            "threads": [
                [id_, name, thread_address(id_) if id_ else ""]
                for id_, name in self._threads.places
            ],
            "units": [[unit, known.unit_names[unit]] for unit in ids["units"].places],
            "periods": [
                [one, Period(one).label, [periods[each] for each in known.periods[one]]]
                for one in periods
            ],
            "documents": [
                [key, *self._document(key), known.document_numbers[key]]
                for key in ids["documents"].places
            ],
        }

    def _document(self, key: str) -> tuple[str, str, str]:
        """Return how a cited document is called, its page and a short line about it."""
        known = self._known.documents.get(key)
        if known is None:
            return self._known.cited[key], DOCUMENTS, self._known.cited[key]
        return known.documents[0].name, known.url, known.label


def _known(found: Iterable[Rows], sets: Met[Set]) -> Names:
    """Return how all is called that batches name: a unit as it is first, a document as it is last."""
    units: dict[str, str] = {}
    documents: dict[str, str] = {}
    periods: dict[str, None] = {}
    for table, items in sets.values:
        if table == "units":
            units |= {unit: name for unit, name in items if unit not in units}
        elif table == "documents":
            documents |= items
        else:
            periods |= dict.fromkeys(items)
    documents |= chain.from_iterable(items for table, items in sets.last() if table == "documents")
    named = Record(
        "task", "", "", "", "",
        units=tuple(map(Named._make, units.items())),
        documents=tuple(map(Named._make, documents.items())),
        periods=tuple(periods),
    )  # fmt: skip
    called = (rows.called for rows in found if rows.called)
    return Names([named, *(_record(*one) for one in called)])


def _record(fields: Iterable[Any], documents: Iterable[Pair]) -> Record:
    return replace(Record(*fields), documents=tuple(map(Named._make, documents)))
