"""Cited documents by what they share: tasks, sentences, numbers and relations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ketluan.model import Archive, Citation, CitingSentence, Document, DocumentLink

SentenceKey = tuple[str, str, str]  # notice id, task id, the sentence


@dataclass(frozen=True, slots=True)
class DocumentIndex:
    """Ways from a document to others.

    `in_task` gives the keys that a task cites, `in_sentence` the citations of a sentence, `links`
    the relations in which a key takes part, `same_number` the documents of a number, always two
    or more; `of_notice` the document that a notice is.
    """

    in_task: Mapping[str, tuple[str, ...]]
    in_sentence: Mapping[SentenceKey, tuple[Citation, ...]]
    links: Mapping[str, tuple[DocumentLink, ...]]
    same_number: Mapping[str, tuple[Document, ...]]
    of_notice: Mapping[str, Document]


def document_index(archive: Archive) -> DocumentIndex:
    """Return the index of the documents and standards of `archive`."""
    in_task: dict[str, dict[str, None]] = {}
    in_sentence: dict[SentenceKey, list[Citation]] = {}
    for document in (*archive.documents, *archive.standards):
        for one in document.citing:
            in_sentence.setdefault(sentence_key(one), []).append(one.citation)
            if one.task_id:
                in_task.setdefault(one.task_id, {})[document.key] = None
    return DocumentIndex(
        in_task={task_id: tuple(keys) for task_id, keys in in_task.items()},
        in_sentence={key: tuple(citations) for key, citations in in_sentence.items()},
        links=_links(archive.document_links),
        same_number=_same_number(archive.documents),
        of_notice={one.held_as: one for one in archive.documents if one.held_as},
    )


def sentence_key(one: CitingSentence) -> SentenceKey:
    """Return what tells a citing sentence from others."""
    return one.notice_id, one.task_id, one.sentence


def _links(links: Iterable[DocumentLink]) -> dict[str, tuple[DocumentLink, ...]]:
    by_key: dict[str, tuple[DocumentLink, ...]] = {}
    for link in links:
        for key in dict.fromkeys((link.subject, link.object)):
            by_key[key] = (*by_key.get(key, ()), link)
    return by_key


def _same_number(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    by_number: dict[str, tuple[Document, ...]] = {}
    for document in documents:
        if document.number:
            by_number[document.number] = (*by_number.get(document.number, ()), document)
    return {number: sharing for number, sharing in by_number.items() if len(sharing) > 1}
