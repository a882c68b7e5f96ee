"""Parts of an index: some hundred records each, written once and kept while these stay as they are.

    <part>/  batches.json  records.jsonl  postings/  readings.txt  order.txt  words.json

The last four come from texts alone: a status, a unit or an outcome changes none, and a part whose
texts stay takes them over. The words of all parts are counted beside them, again in a `words.json`.
Where one part ends and the next begins depends on the batches' ids, so a notice more changes the part
in which it stands and no other. The same archive has the same parts, whatever was in the index before.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from ketluan.search.batches import Batch
from ketluan.search.catalogue import read_record
from ketluan.search.glossary import Glossary
from ketluan.search.lexicon import Counts, counted_words, recounted
from ketluan.search.postings import Posting, write_postings
from ketluan.search.records import Kind, Record
from ketluan.workers import in_parallel

MOST: Final = 1024  # records of a part, but for a notice with more tasks
# Where parts of each kind end: least records, and of how many behind those one ends a part. What stands
# behind the last end of each row is cut finer: a notice more comes at the end and mostly makes a small
# part. The text of a notice is as long as those of some tasks. New documents come in anywhere.
_CUTS: Final[Mapping[Kind, tuple[tuple[int, int], ...]]] = {
    "task": ((256, 512), (32, 64), (8, 16)),
    "document": ((32, 64),),
    "unit": (),
    "notice": ((64, 128), (16, 32), (4, 8)),
}
_DIGITS: Final = 32  # of the digest in a part's name
_FIELD: Final = "\x1f"  # between the folded and the exact reading order of a record
_BATCHES: Final = "batches.json"
_ROWS: Final = "records.jsonl"
_WORDS: Final = "words.json"
_WORTH_SHARING: Final = 5_000  # new records; for fewer no process is started


def pieces(found: Iterable[Batch]) -> Iterator[Sequence[Batch]]:
    """Yield the batches in order, cut into what will be parts; none has two kinds."""
    for kind, own in groupby(found, lambda batch: batch.kind):
        rest: Sequence[Batch] = tuple(own)
        for least, one_in in _CUTS[kind]:
            *whole, rest = _cut(rest, least, one_in)
            yield from whole
        if rest:
            yield rest


def _cut(found: Sequence[Batch], least: int, one_in: int) -> Iterator[Sequence[Batch]]:
    """Yield pieces of `found`, and what is left behind the end of the last, which may be nothing."""
    start = size = 0
    for place, batch in enumerate(found, 1):
        size += batch.size
        is_end = crc32(batch.id.encode()) * one_in < batch.size << 32
        if (size >= least and is_end) or size >= MOST:
            yield found[start:place]
            start, size = place, 0
    yield found[start:]


class _Written(NamedTuple):
    """A batch as a part has it: a digest of its texts, and its records as lines of JSON."""

    texts: str
    rows: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a whole generation has a batch: the lines `first` to `last` of a part's records."""

    part: Path
    texts: str
    first: int
    last: int


class Parts:
    """The parts of a generation that is whole, or of none: what the next one may take over."""

    def __init__(self, place: Path | None = None, names: Iterable[str] = ()) -> None:
        self.place = place
        self.names = [*names]
        self._folders = {name: place / name for name in self.names} if place else {}
        self._by_texts: dict[str, Path] = {}
        self._places: dict[str, _Place] = {}
        self._lines: dict[Path, Sequence[bytes]] = {}
        for folder in self._folders.values():
            texts, known = json.loads((folder / _BATCHES).read_text("utf-8"))
            self._by_texts[texts] = folder
            ends = accumulate(size for _, _, size in known)
            for (digest, own, size), end in zip(known, ends, strict=True):
                self._places[digest] = _Place(folder, own, end - size, end)

    def part(self, name: str) -> Path | None:
        """Return the folder of a part."""
        return self._folders.get(name)

    def with_texts(self, texts: str) -> Path | None:
        """Return the folder of a part with these texts."""
        return self._by_texts.get(texts)

    def has(self, digest: str) -> bool:
        """Tell whether a batch stands in one of the parts."""
        return digest in self._places

    def batch(self, digest: str) -> _Written | None:
        """Return a batch as it stands in one of the parts."""
        place = self._places.get(digest)
        if place is None:
            return None
        if place.part not in self._lines:
            self._lines[place.part] = (place.part / _ROWS).read_bytes().splitlines(keepends=True)
        return _Written(place.texts, self._lines[place.part][place.first : place.last])


@dataclass(frozen=True, slots=True)
class Making:
    """The parts of a generation while they are written into the folder `place`.

    `rules` is a digest of everything that decides what a part holds, but for the records. What the
    parts `old` have, which were made by the same rules, is taken from there.
    """

    place: Path
    rules: str
    known: Glossary
    old: Parts

    def write(self, found: Iterable[Batch]) -> list[str]:
        """Write the parts and return their names in order; equal ones are one folder."""
        cut = [*pieces(found)]
        names = [self._digest(batch.digest for batch in piece) for piece in cut]
        new: dict[str, Sequence[Batch]] = {}
        for name, piece in dict(zip(names, cut, strict=True)).items():
            old = self.old.part(name)
            if old:
                _take(old, self.place / name)
            else:
                new[name] = piece

        def write(name: str) -> None:
            self._write_part(self.place / name, new[name])

        fresh = [one for piece in new.values() for one in piece if not self.old.has(one.digest)]
        is_much = sum(batch.size for batch in fresh) > _WORTH_SHARING
        in_parallel(write, [*new], least=2 if is_much else len(new) + 1)
        return names

    def _write_part(self, place: Path, piece: Sequence[Batch]) -> None:
        place.mkdir(parents=True)
        made = [self.old.batch(batch.digest) or _written(batch.make()) for batch in piece]
        with (place / _ROWS).open("wb") as rows:
            rows.writelines(chain.from_iterable(one.rows for one in made))
        texts = self._digest(one.texts for one in made)
        old = self.old.with_texts(texts)
        if old:
            _take(old, place, but=(_ROWS, _BATCHES))
        else:
            _write_texts(place, [*chain.from_iterable(batch.make() for batch in piece)], self.known)
        known = [
            (batch.digest, one.texts, batch.size) for batch, one in zip(piece, made, strict=True)
        ]
        (place / _BATCHES).write_text(json.dumps((texts, known)), "utf-8")

    def counted(self, names: Iterable[str]) -> Counts:
        """Write and return how often words stand in the parts `names`; most were counted before."""
        old, now = Counter(self.old.names), Counter(names)
        before = _counts(self.old.place) if self.old.place else ({}, {})
        came = (_counts(self.place / name) for name in (now - old).elements())
        went = (
            _counts(folder) for name in (old - now).elements() if (folder := self.old.part(name))
        )
        counts = recounted(before, came, went)
        _write_counts(self.place, counts)
        return counts

    def _digest(self, parts: Iterable[str]) -> str:
        return hashlib.sha256("\0".join((self.rules, *parts)).encode()).hexdigest()[:_DIGITS]


def _written(made: Sequence[Record]) -> _Written:
    """Return the records of a batch as a part has them."""
    hashed = hashlib.sha256()
    for record in made:
        hashed.update("\0".join((record.text, record.keywords, *record.numbers, "\0")).encode())
    rows = [f"{_json(record.row())}\n".encode() for record in made]
    return _Written(hashed.hexdigest()[:_DIGITS], rows)


_json: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _write_texts(place: Path, found: Sequence[Record], known: Glossary) -> None:
    """Write what was read in the texts of `found` into the folder `place`."""
    (place / "postings").mkdir()
    words = counted_words(record.text for record in found)
    _write_counts(place, words)
    write_postings(place / "postings", _read(place, found, known))


def _read(place: Path, found: Iterable[Record], known: Glossary) -> Iterator[Posting]:
    """Write order and readings below `place` and yield the postings, in the same order."""
    with (
        (place / "order.txt").open("w", encoding="utf-8", newline="\n") as order,
        (place / "readings.txt").open("wb") as readings,
    ):
        for record in found:
            entry, posting, reading = read_record(record, known)
            order.write(f"{entry.folded}{_FIELD}{entry.exact}\n")
            readings.write(reading.line + b"\n")
            yield posting


def _take(old: Path, place: Path, but: Iterable[str] = ()) -> None:
    """Give the folder `place` the files of the part `old`, the same ones where the disk allows it."""
    above = len(str(old))
    for folder, _, names in os.walk(old):  # as text: a thousand files are taken for a notice more
        target = f"{place}{folder[above:]}"
        Path(target).mkdir(parents=True, exist_ok=True)
        for name in names:
            if name not in but:
                _link(f"{folder}/{name}", f"{target}/{name}")


def _link(path: str, target: str) -> None:
    try:
        os.link(path, target)
    except OSError:  # a disk without links
        shutil.copy2(path, target)


def _write_counts(place: Path, counts: Counts) -> None:
    (place / _WORDS).write_text(json.dumps(counts, ensure_ascii=False), "utf-8")


def _counts(place: Path) -> Counts:
    """Return how often words and pairs stand in the texts of a part or a generation."""
    words, pairs = json.loads((place / _WORDS).read_text("utf-8"))
    return words, pairs


def records_of_part(place: Path) -> Iterator[tuple[Record, str, str]]:
    """Yield each record of the part with its reading order, folded and exact."""
    with (
        (place / _ROWS).open("rb") as rows,
        (place / "order.txt").open(encoding="utf-8", newline="\n") as orders,
    ):
        for row, order in zip(rows, orders, strict=True):
            folded, exact = order[:-1].split(_FIELD)
            yield Record.from_row(json.loads(row)), folded, exact
