"""Vocabularies of the domain, as versioned data files with their own examples.

A rule of the domain is a row here, never a branch in code. The files are read as plain strings.
"""

from functools import cache
from importlib.resources import files
from typing import Any, NotRequired, TypedDict, cast

import yaml


class DocumentType(TypedDict):
    """A type of documents (loại văn bản): abbreviation, name, source of the rule, example."""

    abbreviation: str
    name: str
    source: str
    example: str


class IssuerSymbol(TypedDict):
    """A body's symbol (ký hiệu cơ quan) with one meaning in the whole country."""

    symbol: str
    name: str
    example: str


class RelationWords(TypedDict):
    """A relation (quan hệ): its key in the register, both wordings, the words that say it."""

    relation: str
    key: str
    name: str
    inverse: str
    words: str
    examples: list[str]


PartyTerm = TypedDict("PartyTerm", {"term": str, "from": str, "to": str})


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    return cast("dict[str, Any]", yaml.load(text, Loader=yaml.CBaseLoader))  # noqa: S506 - strings only


@cache
def document_types() -> tuple[DocumentType, ...]:
    """Return the types of documents in the order of their sources."""
    return tuple(_read("document_types.yml")["types"])


@cache
def type_names() -> dict[str, str]:
    """Return names by abbreviation: `{"KH": "Kế hoạch", …}`."""
    return {row["abbreviation"]: row["name"] for row in document_types()}


@cache
def issuer_symbols() -> tuple[IssuerSymbol, ...]:
    """Return the symbols of bodies that mean the same everywhere."""
    return tuple(_read("document_types.yml")["issuers"])


@cache
def relation_words() -> tuple[RelationWords, ...]:
    """Return the table of words that say a citation's relation."""
    return tuple(_read("relations.yml")["relations"])


@cache
def law_names() -> tuple[str, ...]:
    """Return the names of laws, the longest first."""
    return tuple(sorted(_read("laws.yml")["laws"], key=lambda name: (-len(name), name)))


@cache
def party_terms() -> tuple[PartyTerm, ...]:
    """Return the terms of the Central Committee with their days, ISO."""
    return tuple(_read("laws.yml")["party_terms"])


@cache
def central_bodies() -> tuple[str, ...]:
    """Return the ends of the symbols of the Party's central bodies, whose terms `party_terms` gives."""
    return tuple(_read("laws.yml")["central_bodies"])


@cache
def deadline_forms() -> dict[str, Any]:
    """Return the table of deadline forms; see `deadlines` for its columns."""
    return _read("deadline_forms.yml")


@cache
def notice_words() -> dict[str, list[str]]:
    """Return the words by which parts of a notice are known; see `notice_words.yml`."""
    return cast("dict[str, list[str]]", _read("notice_words.yml"))


@cache
def legacy_encodings() -> dict[str, Any]:
    """Return the letters of TCVN3 and VNI and the parts of syllables; see `legacy_encodings.yml`."""
    return _read("legacy_encodings.yml")


@cache
def task_words() -> dict[str, list[str]]:
    """Return the words by which a sentence asks somebody for something; see `task_words.yml`."""
    return cast("dict[str, list[str]]", _read("task_words.yml"))


class LinkWords(TypedDict):
    """Words by which tasks are known to continue others, or which say nothing of it."""

    urgency: list[str]
    ordinals: list[str]
    small: list[str]
    office: list[str]
    subjects: list[str]
    abbreviations: dict[str, str]


@cache
def link_words() -> LinkWords:
    """Return the words by which links between tasks are weighed; see `link_words.yml`."""
    return cast("LinkWords", _read("link_words.yml"))


class StatusWords(TypedDict):
    """A status of a task: words that say it, that unsay it, that end what it is said of; examples."""

    status: str
    words: list[str]
    unless: list[str]
    unless_before: NotRequired[list[str]]
    behind: NotRequired[list[str]]
    examples: list[str]
    none: list[str]


class OutcomeWords(TypedDict):
    """Words that say what became of a task, the statuses in the order in which they are tried."""

    unless_before: list[str]
    statuses: list[StatusWords]


@cache
def outcome_words() -> OutcomeWords:
    """Return the words of outcomes; their form is told in `outcome_words.yml`."""
    return cast("OutcomeWords", _read("outcome_words.yml"))


class QuestionWords(TypedDict):
    """Words of questions and of limits asked for, by what they do; see `question_words.yml`."""

    asking: list[str]
    newest: list[str]
    around: list[str]
    limits: list[str]
    before: list[str]
    things: list[str]
    heads: list[str]
    examples: dict[str, str]
    none: list[str]
    limit_examples: dict[str, list[str]]
    no_limits: list[str]


@cache
def question_words() -> QuestionWords:
    """Return the words of questions; see `question_words.yml`."""
    return cast("QuestionWords", _read("question_words.yml"))


class Telex(TypedDict):
    """Keys of Telex: of a letter with its mark → the letter; of a tone → an a that has it."""

    marks: dict[str, str]
    tones: dict[str, str]
    examples: dict[str, str]


class TypingSlips(TypedDict):
    """Sounds written one for another, and Telex; see `typing_slips.yml`."""

    initials: list[list[str]]
    finals: list[list[str]]
    telex: Telex
    no_initials: list[str]
    examples: dict[str, str]


@cache
def typing_slips() -> TypingSlips:
    """Return how words are commonly mistyped; see `typing_slips.yml`."""
    return cast("TypingSlips", _read("typing_slips.yml"))


class SameWords(TypedDict):
    """Rows of words that are used one for another; see `same_words.yml`."""

    rows: list[list[str]]
    examples: dict[str, str]


@cache
def same_words() -> SameWords:
    """Return the words that offices use one for another."""
    return cast("SameWords", _read("same_words.yml"))
