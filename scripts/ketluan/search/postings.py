"""The inverted index: the only module that knows Whoosh.

It takes and gives plain tokens and ordinals. A text is split before it comes here, so the pickled
schema names no class of ours. The index is written through Whoosh's codec, a posting list at a time,
and read by it again: no searcher of Whoosh, which is slow, not safe for threads and cuts a ranking
wrongly. What is used behaves the same in Whoosh 2.7.4, 2.7.5 and whoosh3 3.54.
"""

import struct
import threading
import warnings
from array import array
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, repeat
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

from ketluan.search.ranking import (
    NO_SCORES,
    Mask,
    Scores,
    Values,
    common,
    impacts,
    norms,
    ordinals_of,
    scored,
    united,
)

with warnings.catch_warnings():
    # Whoosh 2.7.4 (2016) has old escapes; they warn whenever it is byte-compiled.
    warnings.simplefilter("ignore")
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.fields import KEYWORD, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

Field = Literal["exact", "pair", "word"]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)  # in the order in which Whoosh writes them
SCHEMA: Final = "exact pair word 2"  # part of the index's stamp
HELD: Final = 6_000_000  # postings kept decoded, the last used: 12 bytes each
_NAME: Final = "MAIN"  # Whoosh's own name for an index that has a folder to itself
_BLOCK: Final = 1 << 16  # postings that Whoosh packs together: nearly every list is one block
_PACKING: Final = 0  # of zlib: most lists are too short to shrink, and it took a tenth of the time
_packed: Final = struct.Struct("!I").pack  # how Whoosh's format of frequencies writes one


class Wish(NamedTuple):
    """A token that raises the rank of what has it, times `boost`."""

    field: Field
    token: str
    boost: float


class Posting(NamedTuple):
    """The tokens of one record, by field."""

    word: Iterable[str]
    exact: Iterable[str]
    pair: Iterable[str]


Need = tuple[tuple[Field, str], ...]
"""Alternatives: a record must have one of these tokens."""
Lengths = dict[Field, "array[int]"]
"""How many tokens each record of a folder has, by field."""


def write_postings(folder: Path, postings: Iterable[Posting]) -> None:
    """Write the index of `postings` into the empty `folder`; their order is their ordinal.

    Any error is raised again; what was written then is no index.
    """
    lists: dict[Field, dict[str, list[tuple[int, int]]]] = {f: defaultdict(list) for f in FIELDS}
    lengths: dict[Field, list[int]] = {field: [] for field in FIELDS}
    for ordinal, posting in enumerate(postings):
        for field, by_token in lists.items():
            counts = Counter(getattr(posting, field))
            lengths[field].append(counts.total())
            for token, count in counts.items():
                by_token[token].append((ordinal, count))
    schema = Schema(**{field: KEYWORD(scorable=True) for field in FIELDS})
    storage, codec = FileStorage(str(folder)), W3Codec(blocklimit=_BLOCK, compression=_PACKING)
    segment = codec.new_segment(storage, _NAME)
    segment.set_doc_count(len(lengths["word"]))
    _write_lengths(codec.per_document_writer(storage, segment), schema, lengths)
    _write_lists(codec.field_writer(storage, segment), schema, lists, lengths)
    TOC(schema, [segment], 1).write(storage, _NAME)
    storage.temp_storage(f"{_NAME}.tmp").destroy()  # which the codec makes and leaves


def _write_lengths(writer: Any, schema: Schema, lengths: dict[Field, list[int]]) -> None:
    for ordinal in range(len(lengths["word"])):
        writer.start_doc(ordinal)
        for field in FIELDS:
            if lengths[field][ordinal]:
                writer.add_field(field, schema[field], None, lengths[field][ordinal])
        writer.finish_doc()
    writer.close()


def _write_lists(
    writer: Any,
    schema: Schema,
    lists: dict[Field, dict[str, list[tuple[int, int]]]],
    lengths: dict[Field, list[int]],
) -> None:
    """Write each field's posting lists in the order of their tokens' bytes, which Whoosh needs."""
    for field, by_token in lists.items():
        writer.start_field(field, schema[field])
        add, length = writer.add, lengths[field]
        for packed, token in sorted((token.encode(), token) for token in by_token):
            writer.start_term(packed)
            for ordinal, count in by_token[token]:
                add(ordinal, float(count), _packed(count), length[ordinal])
            writer.finish_term()
        writer.finish_field()
    writer.close()


class Postings:
    """The open index of one or several folders, as if all were written into one.

    Safe for threads: only one at a time reads, and a list once read never changes.
    """

    def __init__(self, folders: Iterable[Path], lengths: Iterable[Lengths | None] = ()) -> None:
        """Open `folders`; `lengths` are those of their records, as far as they are known."""
        self._indexes = [FileStorage(str(folder)).open_index() for folder in folders]
        self._readers = [index.reader() for index in self._indexes]
        known = zip(self._indexes, chain(lengths, repeat(None)), strict=False)
        self.lengths = [own or _read_lengths(index) for index, own in known]
        self._firsts: list[int] = [0, *accumulate(len(own["word"]) for own in self.lengths)]
        self._lock = threading.Lock()
        self._held = 0
        self._lists: OrderedDict[tuple[Field, str], Scores] = OrderedDict()
        self._norms = {field: self._norms_of(field) for field in FIELDS}

    def __len__(self) -> int:
        return self._firsts[-1]

    def scores(self, needs: Sequence[Need], wishes: Iterable[Wish] = ()) -> Scores:
        """Return the score of every record that meets all `needs` (at least one)."""
        lists = self.lists(needs)
        ordinals = ordinals_of(common(lists, len(self)))
        return Scores(ordinals, scored(lists, self.raising(wishes), ordinals))

    def lists(self, needs: Iterable[Need]) -> list[Scores]:
        """Return what each of `needs` adds to the score of each record that meets it."""
        return [
            united([self._list(field, token) for field, token in need], len(self)) for need in needs
        ]

    def raising(self, wishes: Iterable[Wish]) -> list[tuple[float, Scores]]:
        """Return boosts and posting lists of those `wishes` that anything has."""
        lists = ((wish.boost, self._list(wish.field, wish.token)) for wish in wishes)
        return [one for one in lists if len(one[1])]

    def matching(self, needs: Iterable[Need]) -> Mask:
        """Return every record that meets all `needs` (at least one)."""
        return common(self.lists(needs), len(self))

    def has(self, needs: Iterable[Need]) -> bool:
        """Tell whether any record meets all `needs` (at least one)."""
        return bool(self.matching(needs).any())

    def _list(self, field: Field, token: str) -> Scores:
        """Return the posting list of a token: kept from the last time, else read."""
        key = (field, token)
        with self._lock:
            found = self._lists.get(key)
            if found is None:
                found = self._lists[key] = self._read(field, token)
                self._held += len(found) + 1
                while self._held > HELD and len(self._lists) > 1:
                    self._held -= len(self._lists.popitem(last=False)[1]) + 1
            else:
                self._lists.move_to_end(key)
        return found

    def _read(self, field: Field, token: str) -> Scores:
        ordinals: list[int] = []
        counts: list[float] = []
        for first, reader in zip(self._firsts, self._readers, strict=False):
            if (field, token) not in reader:
                continue
            matcher = reader.postings(field, token)
            while matcher.is_active():
                ordinals.append(first + matcher.id())
                counts.append(matcher.weight())
                matcher.next()
        if not ordinals:
            return NO_SCORES
        return impacts(ordinals, counts, self._norms[field])

    def _norms_of(self, field: Field) -> Values:
        lengths = array("L", chain.from_iterable(own[field] for own in self.lengths))
        return norms(lengths, sum(reader.field_length(field) for reader in self._readers))

    def close(self) -> None:
        """Close all files. No thread may search any more."""
        with self._lock:
            for reader in self._readers:
                reader.close()
            for index in self._indexes:
                index.close()


def _read_lengths(index: Any) -> Lengths:
    """Return the lengths in an index, by a reader of its own: while it is open, so are their files."""
    with index.reader() as reader:
        length, count = reader.doc_field_length, reader.doc_count_all()
        return {
            field: array("L", (length(doc, field) or 0 for doc in range(count))) for field in FIELDS
        }
