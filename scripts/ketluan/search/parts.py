"""Parts of an index: some hundred records each, read and written once and kept while their texts stay.

    <part>/  postings/  readings.txt  order.txt  words.json

A part has what comes from texts alone: a status, a unit or an outcome changes none. Where one part
ends and the next begins depends on the records' ids, so a notice more changes the part in which it
stands and no other. The same archive has the same parts, whatever was in the index before.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

from ketluan.search.catalogue import read_record
from ketluan.search.glossary import Glossary
from ketluan.search.lexicon import Counts, counted_words
from ketluan.search.postings import Posting, write_postings
from ketluan.search.records import Record

LEAST: Final = 512  # records of a part, unless there are no more of its kind
MOST: Final = 4096
_ONE_IN: Final = 1024  # ids ends a part that has LEAST: parts have 1,500 records on average
_NAME_DIGITS: Final = 32  # of the digest in a part's name
_FIELD: Final = "\x1f"  # between the folded and the exact reading order of a record


def pieces(found: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Yield the records in order, cut into what will be parts; none has two kinds."""
    start = 0
    for place, record in enumerate(found, 1):
        size = place - start
        is_end = size >= LEAST and crc32(record.id.encode()) % _ONE_IN == 0
        if is_end or size == MOST or place == len(found) or found[place].kind != record.kind:
            yield found[start:place]
            start = place


def part_name(
    piece: Iterable[Record], rules: str, abbreviations: Mapping[str, Sequence[str]]
) -> str:
    """Return the name of the part of these records: equal names are equal parts."""
    hashed = hashlib.sha256(json.dumps([rules, abbreviations], sort_keys=True).encode())
    for record in piece:
        read = (record.text, record.keywords, *record.numbers)
        hashed.update("\0".join((*read, "\0")).encode())
    return hashed.hexdigest()[:_NAME_DIGITS]


def write_part(place: Path, piece: Sequence[Record], known: Glossary) -> None:
    """Write a part into the new folder `place`."""
    (place / "postings").mkdir(parents=True)
    words = counted_words(record.text for record in piece)
    (place / "words.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    write_postings(place / "postings", _read(place, piece, known))


def _read(place: Path, piece: Iterable[Record], known: Glossary) -> Iterator[Posting]:
    """Write order and readings below `place` and yield the postings, in the same order."""
    with (
        (place / "order.txt").open("w", encoding="utf-8", newline="\n") as order,
        (place / "readings.txt").open("w", encoding="utf-8", newline="\n") as readings,
    ):
        for record in piece:
            entry, posting, reading = read_record(record, known)
            order.write(f"{entry.folded}{_FIELD}{entry.exact}\n")
            readings.write(reading.line() + "\n")
            yield posting


def take_part(old: Path, place: Path) -> None:
    """Make the new folder `place` a part like `old`, with the same files where the disk allows it."""
    for path in sorted(old.rglob("*")):
        target = place / path.relative_to(old)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, target)
            except OSError:  # a disk without links
                shutil.copy2(path, target)


def words_of_part(place: Path) -> Counts:
    """Return how often words and pairs stand in the part's texts."""
    counts: Counts = tuple(json.loads((place / "words.json").read_text("utf-8")))
    return counts


def orders_of_part(place: Path) -> Iterator[tuple[str, str]]:
    """Yield the folded and the exact reading order of each record of the part."""
    with (place / "order.txt").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            folded, exact = line[:-1].split(_FIELD)
            yield folded, exact
