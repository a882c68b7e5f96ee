"""What was meant where a query as typed finds nothing: keys of Telex, slips of a letter or a sound.

A word is replaced by one of the archive's own words only. Where the archive knows the typed word
too (truy suất: suất stands in năng suất), only a word of the same sound that stands with all its
neighbours is meant. Which of several words is meant is decided by the neighbours: the archive's
pairs of words, and nothing else.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from ketluan.model import Span
from ketluan.search.glossary import spelled
from ketluan.search.lexicon import Lexicon, distance
from ketluan.search.query import MAX_CLAUSES, is_accented, typed_words
from ketluan.search.telex import decoded
from ketluan.sources.legacy_letters import is_syllable
from ketluan.vietnamese import fold, nfc, plain_i
from ketluan.vocabulary import legacy_encodings, typing_slips

_SHORTEST: Final = 3  # letters; shorter words have too many neighbours to guess one
_FOREIGN: Final = 5  # letters of a word that is no syllable, enough to know it without neighbours
_SURE_SOUND: Final = 4  # letters of an unknown word, enough to know it by its sound alone
_KEPT: Final = 8  # candidates of a word, and readings of a query kept while reading it
_TRIED: Final = 6  # corrections of a query, the likeliest first
_PAIR: Final = 1.2  # what a pair of the archive counts against the cost of a slip
_TELEX, _SOUND = 0.2, 0.8  # cost of a slip; of a letter it is 1
_ACCENT: Final = 0.15  # cost of another accent or tone, or letter that bears one
_LONG: Final = 6  # letters; in a longer word two slips are forgiven
_ONE_TONE: Final = str.maketrans("5", "4")  # ngã is written for hỏi
_ENGLISH: Final = re.compile(r"[^fjwz]*[a-z][sxr]")  # keys that may as well be a word without Telex


class Correction(NamedTuple):
    """What may have been meant; it is shown at once if `is_sure`, else only offered."""

    text: str
    is_sure: bool


class _Candidate(NamedTuple):
    folded: str
    cost: float
    written: str = ""  # where the slip itself tells the accents
    by_sound: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as typed; `is_next` if it stands right behind the word before it."""

    span: Span
    typed: str
    folded: str
    is_next: bool
    is_fixed: bool


class Corrector:
    """Corrects by one archive's lexicon; `is_written` tells whether an exact syllable stands in it."""

    def __init__(self, lexicon: Lexicon, is_written: Callable[[str], bool]) -> None:
        self._lexicon = lexicon
        self._is_written = is_written

    def corrections(self, text: str, fixed: Container[str] = ()) -> Iterator[Correction]:
        """Yield what may have been meant by `text`, the likeliest first.

        Nothing if an unknown word has no known one near it. Folded words in `fixed` (abbreviations,
        parts of numbers) stay as they are.
        """
        plain = nfc(text)
        words = _words(plain, fixed)
        if len(words) > MAX_CLAUSES:
            return
        candidates = [self._candidates(words, place) for place in range(len(words))]
        if not words or not all(candidates):
            return
        originals = [word.folded for word in words]
        for path in self._likeliest(words, candidates)[:_TRIED]:
            if [one.folded for one in path] != originals or any(one.written for one in path):
                yield Correction(self._text(plain, words, path), self._is_sure(words, path))

    def near_names(self, typed: str) -> list[str]:
        """Return the folded words of the archive near a word that is no syllable, themselves none."""
        folded = spelled(typed).folded
        if len(folded) < _FOREIGN or not typed.isalpha() or is_word(typed):
            return []
        near = self._lexicon.near(folded)
        return sorted(one for one in near if one not in _folded_syllables())

    def _candidates(self, words: Sequence[_Word], place: int) -> list[_Candidate]:
        """Return what the word at `place` may be, itself first if the archive has it.

        Of a word that the archive has, only other words of its sound, or, where it stands with neither
        of its neighbours, words that stand with both.
        """
        word = words[place]
        same = _Candidate(word.folded, 0.0)
        sides = self._sides(words, place)
        is_known = word.folded in self._lexicon.words
        if word.is_fixed or (is_known and all(self._stands(*side) for side in sides)):
            return [same]
        if is_known and self._is_in_use(word):
            is_alien = len(sides) > 1 and not any(self._stands(*side) for side in sides)
            others = [*self._by_sound(word), *(self._by_letters(word) if is_alien else ())]
            return [same, *self._fitting(others, words, place)]
        syllable = decoded(word.typed)
        if syllable and self._is_written(spelled(syllable).exact):
            return [_Candidate(spelled(syllable).folded, _TELEX, syllable)]
        own = [_Candidate(word.folded, _ACCENT)] if is_known else []
        others = self._by_sound(word)
        if len(word.folded) >= _SHORTEST:
            others += self._by_letters(word)
        return [*own, *self._fitting(others, words, place)]

    def _is_in_use(self, word: _Word) -> bool:
        """Tell whether the archive has the word with the accents with which it is typed."""
        return not is_accented(word.typed) or self._is_written(spelled(word.typed.lower()).exact)

    def _by_sound(self, word: _Word) -> list[_Candidate]:
        known = (one for one in sounds_like(word.folded) if one in self._lexicon.words)
        return [_Candidate(one, _SOUND, by_sound=True) for one in known]

    def _by_letters(self, word: _Word) -> list[_Candidate]:
        """Return the words a slip away, but those of the same sound; ky and ki are one word."""
        sounds = {*sounds_like(word.folded), word.folded}
        forms = {word.folded, plain_i(word.folded), re.sub(r"y$", "i", word.folded)}
        near = {
            one: min(distance(form, one) for form in forms)
            for form in forms
            for one in self._lexicon.near(form)
        }
        return [_Candidate(one, cost) for one, cost in sorted(near.items()) if one not in sounds]

    def _fitting(
        self, found: list[_Candidate], words: Sequence[_Word], place: int
    ) -> list[_Candidate]:
        """Return the candidates near enough with their accents, those beside a neighbour first."""

        def rank(one: _Candidate) -> tuple[float, int, str]:
            stands = sum(self._stands(*side) for side in self._sides(words, place, one.folded))
            return one.cost - stands * _PAIR, -self._lexicon.words[one.folded][1], one.folded

        can_be = is_word(words[place].typed)
        is_accented_query = any(is_accented(word.typed) for word in words)
        weighed = []
        for one in found:
            apart = self._apart(words, place, one) if is_accented_query else 0
            far = 0 if one.by_sound else 2 - (can_be and len(one.folded) <= _LONG)
            if apart <= far:
                weighed.append(one._replace(cost=one.cost + apart * _ACCENT))
        return sorted(weighed, key=rank)[:_KEPT]

    def _apart(self, words: Sequence[_Word], place: int, one: _Candidate) -> int:
        """Return how many slips, accents and tones counted, lie between what was typed and what is meant.

        The archive's writings of a word are those beside the neighbours and its commonest. Of a word of
        the same sound the sound does not count, nor hỏi for ngã.
        """
        pairs, folded = self._lexicon.pairs, one.folded
        before = pairs.get(f"{words[place - 1].folded} {folded}") if place else None
        after = pairs.get(f"{folded} {words[place + 1].folded}") if words[place + 1 :] else None
        writings = {self._lexicon.words[folded][0]}
        writings |= {before[0].split()[1]} if before else set()
        writings |= {after[0].split()[0]} if after else set()
        exact = spelled(words[place].typed.lower()).exact
        if not one.by_sound:
            return min(distance(exact, spelled(written).exact) for written in writings)
        same = {letters + exact[-1] for letters in sounds_like(exact[:-1])}
        return min(
            distance(sounding.translate(_ONE_TONE), spelled(written).exact.translate(_ONE_TONE))
            for sounding in same or {exact}
            for written in writings
        )

    @staticmethod
    def _sides(words: Sequence[_Word], place: int, folded: str = "") -> list[tuple[str, str]]:
        """Return the pairs in which the word at `place`, or `folded` in its stead, would stand."""
        own = folded or words[place].folded
        sides = [(words[place - 1].folded, own)] if words[place].is_next else []
        if place + 1 < len(words) and words[place + 1].is_next:
            sides.append((own, words[place + 1].folded))
        return sides

    def _stands(self, before: str, after: str) -> bool:
        return f"{before} {after}" in self._lexicon.pairs

    def _likeliest(
        self, words: Sequence[_Word], candidates: Sequence[Sequence[_Candidate]]
    ) -> list[tuple[_Candidate, ...]]:
        """Return readings of the whole query, the cheapest first: slips cost, known pairs pay."""
        paths: list[tuple[float, tuple[_Candidate, ...]]] = [(0.0, ())]
        for word, choices in zip(words, candidates, strict=True):
            grown = [
                (
                    cost
                    + one.cost
                    - _PAIR
                    * (word.is_next and bool(path) and self._stands(path[-1].folded, one.folded)),
                    (*path, one),
                )
                for cost, path in paths
                for one in choices
            ]
            paths = sorted(grown, key=lambda item: item[0])[: _KEPT * _KEPT]
        return [path for _, path in paths]

    def _is_sure(self, words: Sequence[_Word], path: Sequence[_Candidate]) -> bool:
        """Tell whether every word that is replaced is known by its neighbours or by its own shape."""
        return all(
            (one.folded == word.folded and not one.written) or self._is_known(words, path, place)
            for place, (word, one) in enumerate(zip(words, path, strict=True))
        )

    def _is_known(self, words: Sequence[_Word], path: Sequence[_Candidate], place: int) -> bool:
        """Tell whether neighbours that stay as typed, or its own shape, make a replaced word sure."""
        word, one = words[place], path[place]
        joints = [place - 1] if word.is_next else []
        if place + 1 < len(words) and words[place + 1].is_next:
            joints.append(place)
        sides = [self._agrees(words, path, joint) for joint in joints]
        if word.folded in self._lexicon.words and self._is_in_use(word):
            return all(sides) and len(sides) > (not one.by_sound)
        if one.written:
            return (
                any(sides) or len(word.folded) >= _SURE_SOUND or not _ENGLISH.fullmatch(word.folded)
            )
        kept = [
            agrees
            for joint, agrees in zip(joints, sides, strict=True)
            if path[2 * joint + 1 - place].folded == words[2 * joint + 1 - place].folded
        ]
        if one.by_sound:
            return any(kept) or (not joints and len(word.folded) >= _SURE_SOUND)
        if not is_word(word.typed):
            return any(sides) or len(word.folded) >= _FOREIGN
        # without accents nearly every word is near another, and so is every short one
        has_shape = is_accented(word.typed) and len(word.folded) >= _SURE_SOUND
        return any(kept) if has_shape else len(kept) > 1 and all(kept)

    def _agrees(self, words: Sequence[_Word], path: Sequence[_Candidate], place: int) -> bool:
        """Tell whether the words at `place` and behind it stand so in the archive.

        A word that is not replaced must have there the accents with which it is typed.
        """
        pair = self._lexicon.pairs.get(f"{path[place].folded} {path[place + 1].folded}")
        if pair is None:
            return False
        return all(
            self._is_as_typed(words[at].typed, written)
            for at, written in zip((place, place + 1), pair[0].split(), strict=True)
            if path[at].folded == words[at].folded and not path[at].written
        )

    def _is_as_typed(self, typed: str, written: str) -> bool:
        if not is_accented(typed):
            return True
        exact = spelled(typed.lower()).exact
        return exact == spelled(written).exact or not self._is_written(exact)

    def _text(self, plain: str, words: Sequence[_Word], path: Sequence[_Candidate]) -> str:
        """Return the query with the words of `path`: only what is replaced changes.

        A query without any accent gets those of the archive, because a half would not be meant.
        """
        written = self._lexicon.written([one.folded for one in path])
        shown = dict(zip(range(len(path)), written.split(), strict=False)) if written else {}
        accented = is_accented(plain) or any(one.written for one in path)
        pieces, place = [], 0
        for at, (word, one) in enumerate(zip(words, path, strict=True)):
            is_same = one.folded == word.folded and not one.written
            new = one.written or shown.get(at, one.folded)
            pieces += [plain[place : word.span.start], word.typed if is_same and accented else new]
            place = word.span.end
        return "".join([*pieces, plain[place:]])


def _words(plain: str, fixed: Container[str]) -> list[_Word]:
    words: list[_Word] = []
    for span in typed_words(plain):
        typed = plain[span.start : span.end]
        folded = spelled(typed).folded
        before = plain[words[-1].span.end : span.start] if words else "."
        words.append(_Word(span, typed, folded, before.isspace(), folded in fixed))
    return words


@cache
def _sounds() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return what each folded initial and final is mistaken for."""
    tables: list[dict[str, set[str]]] = []
    for rows in (typing_slips()["initials"], typing_slips()["finals"]):
        table: dict[str, set[str]] = {}
        for row in rows:
            for one in row:
                table.setdefault(one, set()).update(other for other in row if other != one)
        tables.append(table)
    return tables[0], tables[1]


def sounds_like(folded: str) -> list[str]:
    """Return the syllables that differ from `folded` by one mistaken initial or final, or one of each."""
    initials, finals = _sounds()
    onset = next((one for one in _onsets() if folded.startswith(one)), "")
    heads = {folded, *(other + folded[len(onset) :] for other in initials.get(onset, ()))}
    found = set(heads)
    for head in heads:
        for end, others in finals.items():
            if head.endswith(end):
                found |= {head[: -len(end)] + other for other in others}
    return sorted(found - {folded})


@cache
def _onsets() -> tuple[str, ...]:
    """Return the folded onsets of syllables, the longest first."""
    return tuple(sorted(map(fold, legacy_encodings()["onsets"].split()), key=len, reverse=True))


@cache
def _folded_syllables() -> frozenset[str]:
    parts = legacy_encodings()
    rimes = [fold(rime) for rime in parts["rimes"].split()]
    return frozenset(plain_i(onset + rime) for onset in ("", *_onsets()) for rime in rimes)


def is_word(typed: str) -> bool:
    """Tell whether a typed word can be one of Vietnamese: a syllable, with its accents if it has any."""
    if is_accented(typed):
        return is_syllable(typed.lower())
    return spelled(typed).folded in _folded_syllables()
