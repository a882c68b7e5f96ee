"""The records as files that a browser searches itself, where no service answers (`search-static.js`).

They are scripts, not JSON: a page opened from a folder (`file://`) may load the one and not the other.
Each calls `window.__kl_search` with one value. `muc-luc.js` holds the words and tables, `p0.js`, `p1.js`
… the records in their order. All bear one stamp, so that files of two builds are never mixed.

A text is written as places in the list of words, the commonest first: half the size of the text
itself, and the browser gets the tokens with it, as `analysis` read them here. It reads only queries.
"""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from ketluan.addresses import SEARCH
from ketluan.digests import text_digest
from ketluan.kept import Kept, packed
from ketluan.model import Archive
from ketluan.program import program_digest
from ketluan.search.batches import Batch, batches, symbols
from ketluan.search.glossary import Concept, Glossary, make_glossary
from ketluan.search.query import FIELD_NAMES
from ketluan.search.questions import PARTS
from ketluan.search.records import KINDS, Record
from ketluan.search.request import FACETS, KIND_NAMES, KIND_VALUES, LIMITS, PAGE_SIZE
from ketluan.search.static_rows import COLUMNS, Rare, Rows, Tables, names_of, rows_of
from ketluan.search.static_texts import DIGITS, Places, Ranked, Reader, Texts
from ketluan.status import CLOSED, LABELS, SOON_DAYS
from ketluan.vietnamese import nfc
from ketluan.vocabulary import notice_words, question_words, type_names, typing_slips

FOLDER: Final = f"{SEARCH}du-lieu/"
INDEX: Final = f"{FOLDER}muc-luc.js"
PIECE: Final = 100_000  # characters of coded texts in a file: few requests, none of them long
_KIND: Final = "static-search"
_BREAK: Final = ".\n\n"  # between what is shown and what is searched only, as in `read_record`


def static_search_files(archive: Archive, kept: Kept | None = None) -> tuple[tuple[str, str], ...]:
    """Return address and text of each file, the index first; equal archives give equal files.

    What was made of records that have not changed may come from `kept`.
    """
    glossary = make_glossary(archive.abbreviations, symbols(archive))
    every = tuple(batches(archive))
    found, texts = _read(archive, every, glossary, kept)
    coded = texts.coded()
    tables = Tables(names_of(found))
    columns, rare = _taken(every, found, tables)
    pieces = [_piece(part, coded, columns, rare) for part in _parts(coded)]
    index = {
        **tables.values(),
        **_language(glossary),
        "words": texts.words,
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


# records


def _read(
    archive: Archive, every: Sequence[Batch], glossary: Glossary, kept: Kept | None
) -> tuple[Sequence[Rows], Ranked]:
    """Return what each batch of records gives, and the texts of all of them.

    To make the records and to read their texts takes longest by far. So what they gave is kept, with the
    list of words in which its places are: that only grows, and both are written at once.
    """
    rules = text_digest(f"{program_digest()}{sorted(archive.abbreviations.items())}")
    by_key = {f"{rules} {batch.own_digest}": batch for batch in every}
    words = kept.find(_KIND, (rules,)).get(rules) if kept else None
    known = kept.find(_KIND, by_key) if kept and words else {}
    new = [key for key in by_key if key not in known]
    reader = Reader(glossary, words or ())
    for key in new:
        made = by_key[key].make()
        known[key] = tuple(rows_of(made)), tuple(reader.read(map(_searched, made)))
    found = [known[f"{rules} {batch.own_digest}"] for batch in every]
    texts = Ranked(reader.words.places, [Texts(*texts) for _, texts in found])
    if kept:
        fresh = {key: packed(known[key]) for key in new}
        kept.keep(_KIND, {**fresh, rules: packed(texts.left)}, by_key)
    return [Rows(*rows) for rows, _ in found], texts


def _searched(record: Record) -> str:
    """Return the text as it is indexed: behind what is shown stand the keywords."""
    return nfc(f"{record.text}{_BREAK}{record.keywords}" if record.keywords else record.text)


def _taken(
    every: Iterable[Batch], found: Iterable[Rows], tables: Tables
) -> tuple[Sequence[Sequence[Any]], list[Rare]]:
    """Return the columns of all records, and what few of them have, by their ordinals."""
    columns: Sequence[list[Any]] = [[] for _ in COLUMNS]
    rare: list[Rare] = []
    for batch, rows in zip(every, found, strict=True):
        first = len(columns[0])
        own, few = tables.take(rows, batch.told)
        for column, more in zip(columns, own, strict=True):
            column += more
        rare += [(first + place, name, value) for place, name, value in few]
    return columns, rare


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


def _piece(
    part: range, coded: Sequence[str], columns: Iterable[Sequence[Any]], rare: Sequence[Rare]
) -> dict[str, Any]:
    """Return the columns of the records of `part`, what few of them have by their place in it."""
    ordinal = itemgetter(0)
    here = rare[
        bisect_left(rare, part.start, key=ordinal) : bisect_left(rare, part.stop, key=ordinal)
    ]
    some: dict[str, dict[int, Any]] = {}
    for place, name, value in here:
        some.setdefault(name, {})[place - part.start] = value
    own = (list(column[part.start : part.stop]) for column in columns)
    return {
        "text": coded[part.start : part.stop],
        **dict(zip(COLUMNS, own, strict=True)),
        **some,
    }


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
