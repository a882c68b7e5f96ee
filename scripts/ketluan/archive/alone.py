"""One notice read again alone, as `load_archive` reads it beside the others.

A preview shows it at once, and what all of them say together later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.archive.checks import blocking
from ketluan.archive.collecting import cited_documents, own_key
from ketluan.archive.document_register import DOCUMENTS_FILE, read_documents
from ketluan.archive.files import file_text, register_text
from ketluan.archive.originals import compare_source
from ketluan.archive.reading import read_text, told_apart
from ketluan.model import Archive, CitingSentence, Document, Notice, Problem
from ketluan.units import unit_names

# What no file shows by itself, but all of them together (`check_archive`).
BETWEEN: Final = frozenset(
    (
        "document-conflict", "duplicate", "link-circle", "link-contradiction", "link-order",
        "look-alike",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoticeAgain:
    """A notice as it is now, what is wrong with it, and the documents that it cites, by key."""

    notice: Notice
    problems: tuple[Problem, ...]
    documents: Mapping[str, Document]


class NoticeReader:
    """Reads notices of the archive at `root` again, of which `archive` was read before."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self._root = root
        self._names = unit_names((*archive.units, *archive.groups))
        self._register, _ = read_documents(register_text(root, DOCUMENTS_FILE, []))
        self._abbreviations = archive.abbreviations
        self._documents = {document.key: document for document in archive.documents}
        self._places = {notice.path: _place(notice) for notice in archive.notices}
        self._order = {notice.id: _order(notice) for notice in archive.notices}
        self._held = {own_key(notice): notice for notice in archive.notices if notice.number}

    def read(self, path: str) -> NoticeAgain | None:
        """Return the notice in the file `path`, `None` where that is left to reading all.

        So it is where it cannot be understood wholly, it or its original may be secret, or it has
        another place among the others than before.
        """
        problems: list[Problem] = []
        is_known = path in self._places and not (self._root / path).is_symlink()
        text = file_text(self._root, path, problems) if is_known else None
        if text is None:
            return None
        file = told_apart(read_text(path, text, self._names), self._register)
        notice = file.notice
        problems += file.problems
        if file.secret or notice is None or not notice.complete or blocking(problems):
            return None
        if _place(notice) != self._places[path]:
            return None
        compared = tuple(compare_source(self._root, notice))
        if any(problem.rule == "secret" for problem in compared):
            return None
        cited = self._cited(notice, file.citing)
        return NoticeAgain(notice, (*problems, *file.checked, *compared), cited)

    def _cited(self, notice: Notice, own: Sequence[CitingSentence]) -> dict[str, Document]:
        """Return the documents that `notice` cites in the sentences `own`, as all notices name them."""
        keys = {sentence.citation.key for sentence in own}
        citing = [
            sentence
            for key in keys & self._documents.keys()
            for sentence in self._documents[key].citing
            if sentence.notice_id != notice.id
        ]
        citing += own
        citing.sort(key=lambda sentence: self._order[sentence.notice_id])
        rows = {key: row for key, row in self._register.rows.items() if key in keys}
        documents, _ = cited_documents(
            (*(self._held[key] for key in keys & self._held.keys()), notice),
            citing,
            replace(self._register, rows=rows),
            self._abbreviations,
        )
        return {document.key: document for document in documents}


def _place(notice: Notice) -> tuple[object, ...]:
    return (*_order(notice), notice.source)


def _order(notice: Notice) -> tuple[date, str]:
    """Return by what notices stand in the archive in order of time."""
    return (notice.day or date.min, notice.id)
