"""The records as files that a browser searches itself, where no service answers (`search-static.js`).

They are scripts, not JSON: a page opened from a folder (`file://`) may load the one and not the other.
Each calls `window.__kl_search` with one value. `muc-luc.js` holds the words and tables, `p0.js`, `p1.js`
… the records in their order. All bear one stamp, so that files of two builds are never mixed.

A text is written as places in the list of words, the commonest first: half the size of the text
itself, and the browser gets the tokens with it, as `analysis` read them here. It reads only queries.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
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
from ketluan.search.static_rows import Rows, Shared, Tables, rows_of, script_json
from ketluan.search.static_texts import DIGITS, Places, Ranked, Reader, Texts
from ketluan.status import CLOSED, LABELS, SOON_DAYS
from ketluan.vietnamese import nfc
from ketluan.vocabulary import notice_words, question_words, type_names, typing_slips

FOLDER: Final = f"{SEARCH}du-lieu/"
INDEX: Final = f"{FOLDER}muc-luc.js"
PIECE: Final = 100_000  # characters of coded texts in a file: few requests, none of them long
_KIND: Final = "static-search"
_DRAWER: Final = 2  # digits of a batch's digest that name the drawer in which it is kept
_BREAK: Final = ".\n\n"  # between what is shown and what is searched only, as in `read_record`


def static_search_files(
    archive: Archive, kept: Kept | None = None, found: Sequence[Batch] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return address and text of each file, the index first; equal archives give equal files.

    What was made of records that have not changed may come from `kept`. `found` are the archive's
    `batches`, where somebody has them.
    """
    rules = text_digest(f"{sorted(archive.abbreviations.items())}{program_digest()}")
    glossary = make_glossary(archive.abbreviations, symbols(archive))
    tables, texts = _read(
        tuple(batches(archive)) if found is None else found, rules, glossary, kept
    )
    coded = texts.coded()
    pieces = [_piece(part, coded, tables) for part in _parts(coded)]
    index = {
        **tables.values(),
        **_language(glossary),
        "words": texts.words,
        "pieces": len(pieces),
    }
    told = script_json(index)
    stamp = hashlib.sha256(f"[{told},[{','.join(pieces)}]]".encode()).hexdigest()[:16]
    return (
        (INDEX, _script({"stamp": stamp}, told)),
        *(
            (f"{FOLDER}p{number}.js", _script({"stamp": stamp, "piece": number}, piece))
            for number, piece in enumerate(pieces)
        ),
    )


def _script(head: Mapping[str, object], told: str) -> str:
    """Return the script that gives one value: what is `told` in JSON, with a head before it."""
    return f"window.__kl_search({script_json(head)[:-1]},{told[1:]});\n"


# records


def _read(
    every: Sequence[Batch], rules: str, glossary: Glossary, kept: Kept | None
) -> tuple[Tables, Ranked]:
    """Return what the records of all batches give, and their texts.

    To make the records and to read their texts takes longest by far. So what each batch gave by the same
    `rules` is kept, some in one drawer, as to find each by itself takes longer, and beside them the lists
    in which their places are: these only grow, and all is written at once.
    """
    drawers: dict[str, list[Batch]] = {}
    for batch in every:
        drawers.setdefault(f"{rules} {batch.own_digest[:_DRAWER]}", []).append(batch)
    lists = kept.find(_KIND, (rules,)).get(rules) if kept else None
    before = kept.find(_KIND, drawers) if kept and lists else {}
    words, names, sets = lists or ((), ("",), (("units", ()),))
    reader, shared = Reader(glossary, words), Shared(Places(names), Places(sets))
    found: dict[str, Any] = {}
    changed = {}
    for drawer, own in drawers.items():
        known = before.get(drawer, {})
        now = {
            batch.own_digest: known.get(batch.own_digest) or _given(batch, reader, shared)
            for batch in own
        }
        found |= now
        if now.keys() != known.keys():
            changed[drawer] = packed(now)
    each = [found[batch.own_digest] for batch in every]
    texts = Ranked(reader.words.places, [Texts(*texts) for _, texts in each])
    tables = Tables(every, [Rows(*rows) for rows, _ in each], shared)
    if kept:
        kept.keep(_KIND, {**changed, rules: packed((texts.left, *tables.left))}, drawers)
    return tables, texts


def _given(batch: Batch, reader: Reader, shared: Shared) -> tuple[Any, ...]:
    """Return what a batch gives, in plain values."""
    made = batch.make()
    return tuple(rows_of(made, shared)), tuple(reader.read(map(_searched, made)))


def _searched(record: Record) -> str:
    """Return the text as it is indexed: behind what is shown stand the keywords."""
    return nfc(f"{record.text}{_BREAK}{record.keywords}" if record.keywords else record.text)


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


def _piece(part: range, coded: Sequence[str], tables: Tables) -> str:
    """Return the JSON of the records of `part`; none of their digits has a meaning there."""
    texts = '","'.join(coded[part.start : part.stop])
    columns = (f'"{name}":{column}' for name, column in tables.columns_of(part))
    return f'{{"text":["{texts}"],{",".join(columns)}}}'


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
