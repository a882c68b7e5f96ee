"""Abbreviations and their long forms (viết tắt): one table for both directions.

A concept is one meaning. Its token (`@khoa_hoc_cong_nghe`) stands in the index wherever its long
form or one of its short forms stands in a text, so that KH&CN, KHCN, KH^CN and "khoa học và công
nghệ" are one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple

from ketluan.vietnamese import fold, nfc, plain_i, spelling_key

_WORD: Final = re.compile(r"[^\W_]+")
# A folded syllable of Vietnamese. What is none ("skhcn", "ubnd") can only be an abbreviation.
_SYLLABLE: Final = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


class Spelled(NamedTuple):
    """One syllable: folded for finding, exact (letters and tone) for ranking."""

    folded: str
    exact: str


Meaning = tuple[str, tuple[Spelled, ...], tuple[str, ...], tuple[str, ...]]
"""Of a word: its folded key, its reading order, its tokens, and those that answer a query for it."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning: its token in the index and the syllables of its long form.

    "và" does not count: "khoa học công nghệ" is "khoa học và công nghệ". `parts` are the tokens of
    concepts that stand in its form: whoever asks for KH&CN finds the SKHCN, too.
    """

    token: str
    form: tuple[Spelled, ...]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts by short key, and by the first folded syllable of their long form.

    A short form with several meanings stands for each of them; the meanings stay apart.
    `symbols` are folded parts of document numbers that the archive knows (`skhcn`, `tu`): they
    tell the symbol in `71 kl tu` from a word. `meanings` remember words read with this glossary.
    """

    by_key: Mapping[str, tuple[Concept, ...]] = field(default_factory=dict)
    by_syllable: Mapping[str, tuple[tuple[tuple[Spelled, ...], Concept], ...]] = field(
        default_factory=dict
    )
    symbols: frozenset[str] = frozenset()
    meanings: dict[str, Meaning] = field(default_factory=dict, compare=False, repr=False)


def short_key(text: str) -> str:
    """Return the letters and digits of an abbreviation, folded: `KH&CN`, `KH^CN` → `khcn`."""
    return "".join(_WORD.findall(fold(text)))


@lru_cache(maxsize=1 << 16)  # texts repeat their syllables; this is most of the time of reading
def spelled(word: str) -> Spelled:
    """Return the two forms of one word of NFC text."""
    return Spelled(plain_i(fold(word)), spelling_key(word))


def is_syllable(folded: str) -> bool:
    """Tell whether a folded word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded) is not None


def make_glossary(
    abbreviations: Mapping[str, Iterable[str]], symbols: Iterable[str] = ()
) -> Glossary:
    """Return the glossary of `short form → long forms`; forms without a letter are left out."""
    by_key: dict[str, dict[str, Concept]] = {}
    for short, longs in sorted(abbreviations.items()):
        for long in longs:
            concept = _concept(long)
            if concept and (key := short_key(nfc(short))):
                by_key.setdefault(key, {}).setdefault(concept.token, concept)
    whole = _with_parts(concept for found in by_key.values() for concept in found.values())
    concepts = {key: tuple(whole[token] for token in found) for key, found in by_key.items()}
    return Glossary(concepts, _by_syllable(concepts.values()), frozenset(symbols))


def _concept(long: str) -> Concept | None:
    form = tuple(spelled(word) for word in _WORD.findall(nfc(long)))
    return Concept("@" + "_".join(_counted(form)), form) if form else None


def _with_parts(concepts: Iterable[Concept]) -> dict[str, Concept]:
    """Return the concepts with their parts, by token."""
    known = {concept.token: concept for concept in concepts}
    rows = {token: f"{token.replace('@', '_')}_" for token in known}
    return {
        token: replace(
            concept,
            parts=tuple(
                part for part, row in sorted(rows.items()) if part != token and row in rows[token]
            ),
        )
        for token, concept in known.items()
    }


def _counted(form: Iterable[Spelled]) -> list[str]:
    return [syllable.folded for syllable in form if syllable.exact != "va2"]


def _by_syllable(
    groups: Iterable[tuple[Concept, ...]],
) -> dict[str, tuple[tuple[tuple[Spelled, ...], Concept], ...]]:
    """Index long forms of two syllables or more by their first one, the longest form first."""
    table: dict[str, dict[tuple[Spelled, ...], Concept]] = {}
    for concept in (concept for group in groups for concept in group):
        without = tuple(syllable for syllable in concept.form if syllable.exact != "va2")
        for form in (concept.form, without):
            if len(form) > 1:
                table.setdefault(form[0].folded, {}).setdefault(form, concept)
    return {
        first: tuple(sorted(forms.items(), key=lambda entry: (-len(entry[0]), entry[0])))
        for first, forms in table.items()
    }
