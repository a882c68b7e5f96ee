"""The records as files that a browser searches itself, where no service answers (`search-static.js`).

They are scripts, not JSON: a page opened from a folder (`file://`) may load the one and not the other.
Each calls `window.__kl_search` with one value. `muc-luc.js` holds the words and tables, `p0.js`, `p1.js`
… the records in their order. All bear one stamp, so that files of two builds are never mixed.

A text is written as places in the list of words, the commonest first: half the size of the text
itself, and the browser gets the tokens with it, as `analysis` read them here. It reads only queries.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from ketluan.addresses import DOCUMENTS, SEARCH, notice_address, task_address, thread_address
from ketluan.kept import Kept
from ketluan.model import Archive, Period
from ketluan.search.batches import records, symbols
from ketluan.search.catalogue import Names
from ketluan.search.glossary import Concept, Glossary, make_glossary
from ketluan.search.numbers import task_tokens
from ketluan.search.query import FIELD_NAMES
from ketluan.search.questions import PARTS
from ketluan.search.records import KINDS, Named, Record
from ketluan.search.request import FACETS, KIND_NAMES, KIND_VALUES, LIMITS, PAGE_SIZE, limit_of
from ketluan.search.static_texts import DIGITS, Places, coded_texts
from ketluan.status import CLOSED, LABELS, SOON_DAYS
from ketluan.vietnamese import nfc
from ketluan.vocabulary import notice_words, question_words, type_names, typing_slips

FOLDER: Final = f"{SEARCH}du-lieu/"
INDEX: Final = f"{FOLDER}muc-luc.js"
PIECE: Final = 100_000  # characters of coded texts in a file: few requests, none of them long
_BREAK: Final = ".\n\n"  # between what is shown and what is searched only, as in `read_record`


def static_search_files(archive: Archive, kept: Kept | None = None) -> tuple[tuple[str, str], ...]:
    """Return address and text of each file, the index first; equal archives give equal files.

    What was read in texts that have not changed may come from `kept`.
    """
    glossary = make_glossary(archive.abbreviations, symbols(archive))
    found = tuple(records(archive))
    groups = ([_searched(record) for record in some] for _, some in groupby(found, _origin))
    words, coded = coded_texts(groups, glossary, archive.abbreviations, kept or Kept(None))
    tables = _Tables(Names(found))
    pieces = [_columns(part, found, coded, tables) for part in _parts(coded)]
    index = {
        **tables.values(),
        **_language(glossary),
        "words": words,
        "pieces": len(pieces),
    }
    told, *each = map(_json, (index, *pieces))
    stamp = hashlib.sha256(f"[{told},[{','.join(each)}]]".encode()).hexdigest()[:16]
    return (
        (INDEX, _script({"stamp": stamp}, told)),
        *(
            (f"{FOLDER}p{number}.js", _script({"stamp": stamp, "piece": number}, columns))
            for number, columns in enumerate(each)
        ),
    )


def _script(head: Mapping[str, object], told: str) -> str:
    """Return the script that gives one value: what is `told` in JSON, with a head before it."""
    return f"window.__kl_search({_json(head)[:-1]},{told[1:]});\n"


def _json(value: object) -> str:
    """Return JSON that is a JavaScript expression, too, and cannot end the script around it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# texts


def _searched(record: Record) -> str:
    """Return the text as it is indexed: behind what is shown stand the keywords."""
    return nfc(f"{record.text}{_BREAK}{record.keywords}" if record.keywords else record.text)


def _origin(record: Record) -> tuple[str, str]:
    """Return what the texts of records that change together have in common."""
    return record.kind, record.notice.id if record.kind == "task" else record.id


def _parts(coded: Sequence[str]) -> Iterator[range]:
    """Yield the ordinals that stand in one file."""
    first, size = 0, 0
    for ordinal, text in enumerate(coded):
        size += len(text)
        if size > PIECE:
            yield range(first, ordinal + 1)
            first, size = ordinal + 1, 0
    if first < len(coded):
        yield range(first, len(coded))


# tables


@dataclass
class _Tables:
    """What records share; they name it by its place."""

    known: Names
    names: Places[str] = field(default_factory=lambda: Places([""]))
    sets: Places[tuple[int, ...]] = field(default_factory=lambda: Places([()]))
    notices: Places[Named] = field(default_factory=lambda: Places([Named("", "")]))
    threads: Places[Named] = field(default_factory=lambda: Places([Named("", "")]))
    days: dict[Named, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = Places(self.known.unit_names)
        self.documents = Places(self.known.document_numbers)
        self.periods = Places(self.known.periods)

    def named(self, table: Places[str], ids: Sequence[str]) -> int:
        """Return the place of a set of ids of a table."""
        return self.sets.place(tuple(table.places_of(ids))) if ids else 0

    def values(self) -> dict[str, Any]:
        """Return the tables for JSON, in the order of their places; days are ISO 8601."""
        known = self.known
        return {
            "names": list(self.names.places),
            "sets": list(self.sets.places),
            "notices": [
                [one.id, one.name, notice_address(one.id) if one.id else "", self.days.get(one, "")]
                for one in self.notices.places
            ],
            "threads": [
                [one.id, one.name, thread_address(one.id) if one.id else ""]
                for one in self.threads.places
            ],
            "units": [[unit, known.unit_names[unit]] for unit in self.units.places],
            "periods": [
                [one, Period(one).label, [self.periods.places[each] for each in known.periods[one]]]
                for one in self.periods.places
            ],
            "documents": [
                [key, *self._document(key), known.document_numbers[key]]
                for key in self.documents.places
            ],
        }

    def _document(self, key: str) -> tuple[str, str, str]:
        """Return how a cited document is called, its page and a short line about it."""
        known = self.known.documents.get(key)
        if known is None:
            return self.known.cited[key], DOCUMENTS, self.known.cited[key]
        return known.documents[0].name, known.url, known.label


def _columns(
    part: range, found: Sequence[Record], coded: Sequence[str], tables: _Tables
) -> dict[str, Any]:
    """Return the columns of the records of `part`, what few of them have by their place in it."""
    some: dict[str, dict[int, Any]] = {}
    rows = []
    for place, ordinal in enumerate(part):
        record = found[ordinal]
        rows.append(_row(record, tables))
        for name, value in _rare(record, tables):
            some.setdefault(name, {})[place] = value
    columns = zip(*rows, strict=True)
    return {
        "text": [coded[ordinal] for ordinal in part],
        **{name: list(column) for name, column in zip(_ROW, columns, strict=True)},
        **some,
    }


_ROW: Final = (
    "kind", "number", "notice", "type", "units", "coordinating", "documents", "periods",
    "due", "from", "limit", "tokens",
)  # fmt: skip


def _row(record: Record, tables: _Tables) -> tuple[object, ...]:
    """Return what every record has, in the order of `_ROW`."""
    own = task_tokens(record.number) if record.kind == "task" else ()
    if record.notice.id and record.day:
        tables.days.setdefault(record.notice, record.day.isoformat())
    return (
        KINDS.index(record.kind),
        record.number,
        tables.notices.place(record.notice),
        tables.names.place(record.type),
        tables.named(tables.units, [unit.id for unit in record.units]),
        tables.named(tables.units, [unit.id for unit in record.coordinating]),
        tables.named(tables.documents, [document.id for document in record.documents]),
        tables.named(tables.periods, record.periods),
        record.due.isoformat() if record.due else 0,
        tables.names.place(record.due_from),
        tables.names.place(limit_of(record)),
        tables.names.place(" ".join(record.numbers[len(own) :])),
    )


def _rare(record: Record, tables: _Tables) -> Iterator[tuple[str, Any]]:
    """Yield name and value of what few records have, or what cannot be told from the rest."""
    day = record.day.isoformat() if record.day else ""
    if day != tables.days.get(record.notice, ""):
        yield "day", day
    shown = (record.id, record.url, record.title)
    of_task = f"{record.notice.id}#{record.number}"
    if shown != (of_task, task_address(of_task), f"Nhiệm vụ {record.number}"):
        yield "own", shown
    if record.keywords:
        yield "shown", len(nfc(record.text).encode("utf-16-le")) // 2
    if record.closings:
        yield "closings", [[one.status, one.day.isoformat()] for one in record.closings if one.day]
    if record.continued:
        yield "continued", record.continued.isoformat()
    if record.thread.id:
        yield "thread", tables.threads.place(record.thread)


def _language(glossary: Glossary) -> dict[str, Any]:
    """Return the glossary, the tables of words and the constants that both sides share."""
    concepts: Places[Concept] = Places(c for found in glossary.by_key.values() for c in found)
    return {
        "concepts": [[one.token, one.form, one.parts] for one in concepts.places],
        "shorts": [
            [key, [concepts.place(concept) for concept in found]]
            for key, found in glossary.by_key.items()
        ],
        "longs": [
            [first, [[form, concepts.place(concept)] for form, concept in forms]]
            for first, forms in glossary.by_syllable.items()
        ],
        "symbols": sorted(glossary.symbols),
        "questions": {part: question_words()[part] for part in PARTS},
        "telex": {part: typing_slips()["telex"][part] for part in ("marks", "tones")},
        "heads": notice_words()["body_heads"],
        "types": list(type_names().items()),
        "fields": list(FIELD_NAMES.items()),
        "kinds": [[kind, KIND_VALUES[kind], KIND_NAMES[kind]] for kind in KINDS],
        "statuses": list(LABELS.items()),
        "closed": [status for status in LABELS if status in CLOSED],
        "limits": list(LIMITS.items()),
        "facets": FACETS,
        "soon": SOON_DAYS,
        "page": PAGE_SIZE,
        "digits": DIGITS,
    }
