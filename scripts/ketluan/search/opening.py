"""Opening a generation whose files are known to be whole: what the one before had, too, is kept.

Parts that did not change are the same files (parts.py), and most of a part's records stay as they were.
So a notice more is shown without reading the whole archive again, and both generations share memory.
"""

import hashlib
import json
import os
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from ketluan.search.catalogue import Catalogue, Entry
from ketluan.search.glossary import make_glossary
from ketluan.search.lexicon import Lexicon
from ketluan.search.parts import orders_of_part
from ketluan.search.postings import Lengths, Postings
from ketluan.search.readings import Readings, line_starts
from ketluan.search.records import Record
from ketluan.search.searching import SearchIndex

FileKey = tuple[int, int, int, int]  # device, inode, size, time of change in ns


class Part(NamedTuple):
    """What was read of a part; `rows` is the SHA-256 of its records' rows, which change more often."""

    rows: str
    entries: list[Entry]
    lengths: Lengths
    starts: "array[int]"


@dataclass(slots=True)
class Known:
    """What was read of the generation opened last: the hashes of its files, its parts by name."""

    hashes: dict[FileKey, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)

    def file_hash(self, path: Path) -> str:
        """Return the SHA-256 of a file, computed once as long as the file stays."""
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            key = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
            if key not in self.hashes:
                self.hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self.hashes[key]


def opened(place: Path, known: Known) -> SearchIndex:
    """Open the generation in the folder `place`; `known` then has its parts."""
    language = json.loads((place / "language.json").read_text("utf-8"))
    names: Final[list[str]] = language["parts"]
    before = [known.parts.get(name) for name in names]
    starts = [
        part.starts if part else line_starts(place / name / "readings.txt")
        for name, part in zip(names, before, strict=True)
    ]
    rows: list[str] = []
    entries: list[list[Entry]] = []
    with (place / "records.jsonl").open("rb") as lines:
        for name, part, own in zip(names, before, starts, strict=True):
            piece = [*islice(lines, len(own) - 1)]
            rows.append(hashlib.sha256(b"".join(piece)).hexdigest())
            is_same = part is not None and part.rows == rows[-1]
            entries.append(part.entries if part and is_same else _entries(piece, place / name))
    postings = Postings(
        (place / name / "postings" for name in names), [part and part.lengths for part in before]
    )
    catalogue = Catalogue(
        chain.from_iterable(entries),
        make_glossary(language["abbreviations"], language["symbols"]),
        Lexicon.from_row(language["lexicon"]),
    )
    readings = Readings([place / name / "readings.txt" for name in names], starts)
    known.parts = dict(zip(names, map(Part, rows, entries, postings.lengths, starts), strict=True))
    return SearchIndex(catalogue, postings, readings, generation=place.name)


def _entries(rows: Iterable[bytes], part: Path) -> list[Entry]:
    return [
        Entry(Record.from_row(json.loads(row)), *order)
        for row, order in zip(rows, orders_of_part(part), strict=True)
    ]
