"""The words and neighbours that occur in the archive, as they are written there.

Suggestions and "ý bạn là" come from here only, so that they never offer what is not there.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import islice, pairwise, takewhile
from typing import Any, Final, Self

from ketluan.search.glossary import spelled
from ketluan.vietnamese import nfc

_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST: Final = 3  # letters; shorter words have too many neighbours to guess one
_LONGEST: Final = 20  # letters; a longer word is no slip, and what is near it takes long to find
_LONG: Final = 6  # letters; in a longer word two slips are forgiven
_ROWS: Final = 400  # rows of given letters that are looked at, the commonest


@dataclass(frozen=True)
class Lexicon:
    """Folded word or pair (`khoa hoc`) → its commonest writing and how often it occurs."""

    words: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"words": dict(self.words), "pairs": dict(self.pairs)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Return the lexicon written by `row`."""
        return cls(
            *({k: (v[0], v[1]) for k, v in row[part].items()} for part in ("words", "pairs"))
        )

    def written(self, folded: list[str]) -> str:
        """Return folded words as the archive writes them, by pairs where it can; others as they are."""
        written: list[str] = []
        for place, word in enumerate(folded):
            after = folded[place + 1] if place + 1 < len(folded) else ""
            before = folded[place - 1] if place else ""
            pair = self.pairs.get(f"{word} {after}")
            earlier = self.pairs.get(f"{before} {word}")
            if pair:
                written.append(pair[0].split()[0])
            elif earlier:
                written.append(earlier[0].split()[1])
            else:
                written.append(self.words.get(word, (word, 0))[0])
        return " ".join(written)

    def completions(self, text: str, limit: int) -> tuple[str, ...]:
        """Return what the archive writes for the last word of `text` begun, commonest first."""
        folded = [spelled(word).folded for word in _WORD.findall(nfc(text))]
        if not folded or not all(word in self.words for word in folded[:-1]):
            return ()
        if len(folded) == 1:
            found = self._commonest(self.begun_words(folded[0]), self.words, limit)
        else:
            pairs = self.begun_pairs(" ".join(folded[-2:]))
            found = self._commonest(pairs, self.pairs, limit)
        return tuple(self.written([*folded[:-2], *key.split()]) for key in found)

    @staticmethod
    def _commonest(
        keys: Iterable[str], table: Mapping[str, tuple[str, int]], limit: int
    ) -> list[str]:
        return nsmallest(limit, keys, key=lambda key: (-table[key][1], key))

    def begun_words(self, begun: str) -> list[str]:
        """Return the folded words that begin so."""
        return _begun(self._sorted_words, begun)

    def begun_pairs(self, begun: str) -> list[str]:
        """Return the folded pairs that begin so."""
        return _begun(self._sorted_pairs, begun)

    def near(self, word: str) -> list[str]:
        """Return the known words that a slip of one letter, in a longer word of two, away from `word`.

        The folded `word` itself is not among them; in alphabetical order.
        """
        if len(word) > _LONGEST:
            return []
        far = 1 + (len(word) > _LONG)
        shortened = _shortened(word, far)
        found = {known for key in shortened for known in self._by_shortened.get(key, ())}
        return sorted(known for known in found if 0 < distance(word, known) <= far)

    def long_forms(self, initials: str, without: Container[str] = ()) -> list[str]:
        """Return the rows of words, as they are written, that have these initials, the commonest first.

        Each two neighbours are a pair of the archive; whether the whole row stands there is not sure.
        Words in `without` are in none.
        """
        begins = [f"{left}{right}" for left, right in pairwise(initials)]
        rows: list[tuple[int, tuple[str, ...]]] = []  # how often the rarest pair stands, the row
        for place, begin in enumerate(begins):
            pairs = [
                (count, left, right)
                for left, right, count in self._by_initials.get(begin, ())
                if left not in without and right not in without
            ]
            if place:
                behind: dict[str, list[tuple[int, str]]] = {}
                for count, left, right in pairs:
                    behind.setdefault(left, []).append((count, right))
                rows = [
                    (min(least, count), (*row, right))
                    for least, row in rows
                    for count, right in behind.get(row[-1], ())
                ]
            else:
                rows = [(count, (left, right)) for count, left, right in pairs]
            rows = nsmallest(_ROWS, rows, key=lambda item: (-item[0], item[1]))
        return [" ".join(row) for _, row in rows]

    def pairs_ending(self, begin: str, last: str) -> list[str]:
        """Return the pairs as written of a word that begins so and `last`, the commonest first."""
        end = f" {last}"
        keys = (key for key in self.pairs if key.endswith(end) and key.startswith(begin))
        return [self.pairs[key][0] for key in self._commonest(keys, self.pairs, _ROWS)]

    @cached_property
    def _by_initials(self) -> dict[str, list[tuple[str, str, int]]]:
        """The pairs as they are written, with their counts, by their two folded initials."""
        table: dict[str, list[tuple[str, str, int]]] = {}
        for key, (written, count) in self.pairs.items():
            initials = "".join(word[0] for word in key.split(" "))
            left, right = written.split(" ")
            table.setdefault(initials, []).append((left, right, count))
        return table

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _sorted_pairs(self) -> list[str]:
        return sorted(self.pairs)

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        """Known words by what is left of them without a letter or two: near words share such a rest."""
        table: dict[str, list[str]] = {}
        for word in self.words:
            if len(word) >= _SHORTEST - 1:
                for key in _shortened(word, 1 + (len(word) > _LONG - 2)):
                    table.setdefault(key, []).append(word)
        return table


def _begun(row: Sequence[str], begun: str) -> list[str]:
    first = bisect_left(row, begun)
    return list(takewhile(lambda key: key.startswith(begun), islice(row, first, None)))


def _shortened(word: str, letters: int) -> set[str]:
    """Return `word` and what is left of it without one of its letters, or without up to `letters`."""
    found = {word}
    for _ in range(letters):
        found |= {
            known[:place] + known[place + 1 :] for known in found for place in range(len(known))
        }
    return found


Counts = tuple[dict[str, int], dict[str, int]]
"""How often each word, and each pair with one space between, is written in some texts."""


def counted_words(texts: Iterable[str]) -> Counts:
    """Return the words and pairs of NFC `texts` in lower case."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in texts:
        found = [(match[0].lower(), *match.span()) for match in _WORD.finditer(text)]
        words.update([word for word, _, _ in found])
        pairs.update(
            [
                f"{left} {right}"
                for (left, _, end), (right, start, _) in pairwise(found)
                if text[end:start] == " "
            ]
        )
    return words, pairs


def make_lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the lexicon of NFC `texts`."""
    return lexicon_of(counted_words(texts))


def recounted(known: Counts, came: Iterable[Counts], went: Iterable[Counts]) -> Counts:
    """Return what is `known`, with what is counted in texts that came, without that of those that went.

    In order of the letters.
    """
    words, pairs = map(Counter, known)
    for more_words, more_pairs in came:
        words.update(more_words)
        pairs.update(more_pairs)
    for less_words, less_pairs in went:
        words.subtract(less_words)
        pairs.subtract(less_pairs)
    return dict(sorted((+words).items())), dict(sorted((+pairs).items()))


def lexicon_of(counts: Counts) -> Lexicon:
    """Return the lexicon of what was counted."""
    return Lexicon(*map(_commonest, counts))


def _commonest(counted: Mapping[str, int]) -> dict[str, tuple[str, int]]:
    """Return the commonest writing of each folded key and how often it has any; keys in order."""
    table: dict[str, tuple[str, int, int]] = {}  # the commonest, how often, and how often any
    for written, count in counted.items():
        key = " ".join([spelled(word).folded for word in written.split(" ")])
        best, most, every = table.get(key, (written, count, 0))
        if (-count, written) < (-most, best):
            best, most = written, count
        table[key] = best, most, every + count
    return {key: (best, every) for key, (best, _, every) in sorted(table.items())}


def distance(left: str, right: str) -> int:
    """Return how many letters to change, add, drop or swap with the next; 3 if more than 2."""
    if abs(len(left) - len(right)) > 2:
        return 3
    older: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        new = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        older, row = row, new
    return min(row[-1], 3)
