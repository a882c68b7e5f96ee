"""Opening a generation whose files are known to be whole: parts that the one before had are kept.

So a notice more is shown without reading the whole archive again, and both generations share memory.
"""

import hashlib
import json
import os
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, starmap
from pathlib import Path
from typing import Final, NamedTuple

from ketluan.search.catalogue import Catalogue, Entry
from ketluan.search.glossary import make_glossary
from ketluan.search.lexicon import Lexicon
from ketluan.search.parts import records_of_part
from ketluan.search.postings import Lengths, Postings
from ketluan.search.readings import Readings, line_starts
from ketluan.search.searching import SearchIndex

FileKey = tuple[int, int, int]  # inode, size, time of change in ns


class Part(NamedTuple):
    """What was read of a part."""

    entries: list[Entry]
    lengths: Lengths
    starts: "array[int]"


@dataclass(slots=True)
class Known:
    """What was read of the generation opened last: the hashes of its files, its parts by name."""

    hashes: dict[FileKey, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)

    def file_hash(self, path: str) -> str:
        """Return the SHA-256 of a file, computed once as long as the file stays."""
        key = file_key(Path(path).stat())
        if key not in self.hashes:
            with Path(path).open("rb") as file:
                key = file_key(os.fstat(file.fileno()))
                self.hashes[key] = hashlib.file_digest(file, "sha256").hexdigest()
        return self.hashes[key]


def file_key(state: os.stat_result) -> FileKey:
    """Return what tells a file of a disk, as it is now, from any other."""
    return state.st_ino, state.st_size, state.st_mtime_ns


def opened(place: Path, known: Known) -> SearchIndex:
    """Open the generation in the folder `place`; `known` then has its parts."""
    language = json.loads((place / "language.json").read_text("utf-8"))
    names: Final[list[str]] = language["parts"]
    before = [known.parts.get(name) for name in names]
    starts = [
        part.starts if part else line_starts(place / name / "readings.txt")
        for name, part in zip(names, before, strict=True)
    ]
    entries = [
        part.entries if part else [*starmap(Entry, records_of_part(place / name))]
        for name, part in zip(names, before, strict=True)
    ]
    postings = Postings(
        (place / name / "postings" for name in names), [part and part.lengths for part in before]
    )
    catalogue = Catalogue(
        chain.from_iterable(entries),
        make_glossary(language["abbreviations"], language["symbols"]),
        Lexicon.from_row(language["lexicon"]),
    )
    readings = Readings([place / name / "readings.txt" for name in names], starts)
    known.parts = dict(zip(names, map(Part, entries, postings.lengths, starts), strict=True))
    return SearchIndex(catalogue, postings, readings, generation=place.name)
