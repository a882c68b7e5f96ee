"""The inverted index: the only module that knows Whoosh.

It takes and gives plain tokens and ordinals. Fields are split at spaces by Whoosh itself, so the
pickled schema names no class of ours. What is used behaves the same in Whoosh 2.7.4, 2.7.5 and
whoosh3 3.54.
"""

import threading
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

with warnings.catch_warnings():
    # Whoosh 2.7.4 (2016) has old escapes; they warn whenever it is byte-compiled.
    warnings.simplefilter("ignore")
    from whoosh.fields import KEYWORD, STORED, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.query import And, AndMaybe, Or, Query, Term

Field = Literal["word", "exact", "pair"]
SCHEMA: Final = "word exact pair ordinal 1"  # part of the index's stamp
MEMORY: Final = 512  # megabytes for postings while writing: no spilling to disk, half the time


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


def write_postings(folder: Path, postings: Iterable[Posting]) -> None:
    """Write the index of `postings` into the empty `folder`; their order is their ordinal.

    Any error cancels the writer and is raised again.
    """
    schema = Schema(
        word=KEYWORD(scorable=True),
        exact=KEYWORD(scorable=True),
        pair=KEYWORD(scorable=True),
        ordinal=STORED,
    )
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer(limitmb=MEMORY)
    try:
        for ordinal, posting in enumerate(postings):
            fields = {name: " ".join(getattr(posting, name)) for name in Posting._fields}
            writer.add_document(**{k: v for k, v in fields.items() if v}, ordinal=ordinal)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    index.close()


class Postings:
    """An open index. Safe for threads: each has a searcher of its own.

    A searcher shared by threads gives damaged and wrong hits, in every Whoosh.
    """

    def __init__(self, folder: Path) -> None:
        self._index = FileStorage(str(folder)).open_index()
        self._own = threading.local()
        self._lock = threading.Lock()
        self._searchers: list[Any] = []
        with self._index.reader() as reader:
            self._ordinals = {doc: stored["ordinal"] for doc, stored in reader.iter_docs()}

    def __len__(self) -> int:
        return len(self._ordinals)

    def scores(
        self, needs: Sequence[Need], wishes: Sequence[Wish] = (), limit: int | None = None
    ) -> dict[int, float]:
        """Return the score of every ordinal that meets all `needs` (at least one), best first.

        `limit` cuts the list; the first n are the same as without it.
        """
        searcher = self._searcher()
        collector = searcher.collector(limit=limit)
        # With its default the collector skips hits that belong into the first n (all versions).
        collector.replace = 0
        searcher.search_with_collector(_tree(needs, wishes), collector)
        return {self._ordinals[doc]: score for doc, score in collector.results().items()}

    def _searcher(self) -> Any:
        searcher = getattr(self._own, "searcher", None)
        if searcher is None:
            searcher = self._own.searcher = self._index.searcher()
            with self._lock:
                self._searchers.append(searcher)
        return searcher

    def close(self) -> None:
        """Close all files. No thread may search any more."""
        with self._lock:
            while self._searchers:
                self._searchers.pop().close()
        self._index.close()


def _tree(needs: Sequence[Need], wishes: Sequence[Wish]) -> Query:
    """Return the query: AndMaybe stands at the root only, below it loses the wishes' scores."""
    required = And([_any_of(need) for need in needs])
    if not wishes:
        return required
    wished = [Term(wish.field, wish.token, boost=wish.boost) for wish in wishes]
    return AndMaybe(required, Or(wished))


def _any_of(need: Need) -> Query:
    terms = [Term(field, token) for field, token in need]
    return terms[0] if len(terms) == 1 else Or(terms)
