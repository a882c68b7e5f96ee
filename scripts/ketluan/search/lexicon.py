"""The words and neighbours that occur in the archive, as they are written there.

Suggestions and "ý bạn là" come from here only, so that they never offer what is not there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, Self

from ketluan.search.glossary import spelled
from ketluan.vietnamese import nfc

_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORTEST: Final = 3  # letters; shorter words have too many neighbours to guess one
_TRIED: Final = 6  # corrections tried for one word, the likeliest first


@dataclass(frozen=True, slots=True)
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

    def corrections(self, text: str) -> Iterator[str]:
        """Yield texts with each unknown word replaced by a known one, the likeliest first.

        Nothing where every word is known, or one has no known word near it.
        """
        words = [word for word in nfc(text).split() if _WORD.fullmatch(word)]
        folded = [spelled(word).folded for word in words]
        wrong = [place for place, word in enumerate(folded) if word not in self.words]
        if not wrong or len(words) != len(text.split()):
            return
        for place in wrong:
            for candidate in self._near(folded, place):
                tried = [*folded[:place], candidate, *folded[place + 1 :]]
                if all(word in self.words for word in tried):
                    yield self.written(tried)

    def _near(self, folded: list[str], place: int) -> list[str]:
        """Return known words one or two letters away, those seen beside the neighbours first."""
        word = folded[place]
        if len(word) < _SHORTEST:
            return []
        before = folded[place - 1] if place else ""
        after = folded[place + 1] if place + 1 < len(folded) else ""

        def rank(candidate: str) -> tuple[int, int, int]:
            beside = (f"{before} {candidate}" in self.pairs) + (
                f"{candidate} {after}" in self.pairs
            )
            return -beside, distance(word, candidate), -self.words[candidate][1]

        near = [known for known in self.words if distance(word, known) <= 1 + (len(word) > 6)]
        return sorted(near, key=lambda known: (*rank(known), known))[:_TRIED]

    def written(self, folded: list[str]) -> str:
        """Return known folded words as the archive writes them, by pairs where it can."""
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
                written.append(self.words[word][0])
        return " ".join(written)

    def completions(self, text: str, limit: int) -> tuple[str, ...]:
        """Return what the archive writes for the last word of `text` begun, commonest first."""
        folded = [spelled(word).folded for word in _WORD.findall(nfc(text))]
        if not folded or not all(word in self.words for word in folded[:-1]):
            return ()
        if len(folded) == 1:
            found = self._begun(self.words, folded[0], limit)
        else:
            found = self._begun(self.pairs, " ".join(folded[-2:]), limit)
        return tuple(self.written([*folded[:-2], *key.split()]) for key in found)

    @staticmethod
    def _begun(table: Mapping[str, tuple[str, int]], begun: str, limit: int) -> list[str]:
        found = [key for key in table if key.startswith(begun)]
        return sorted(found, key=lambda key: (-table[key][1], key))[:limit]


def make_lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the words and pairs of NFC `texts` in lower case; pairs stand with one space."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = [(match[0].lower(), *match.span()) for match in _WORD.finditer(text)]
        words.update([word for word, _, _ in found])
        pairs.update(
            [
                (left, right)
                for (left, _, end), (right, start, _) in pairwise(found)
                if text[end:start] == " "
            ]
        )
    return Lexicon(
        _commonest((spelled(word).folded, word, count) for word, count in words.items()),
        _commonest(
            (f"{spelled(left).folded} {spelled(right).folded}", f"{left} {right}", count)
            for (left, right), count in pairs.items()
        ),
    )


def _commonest(counted: Iterable[tuple[str, str, int]]) -> dict[str, tuple[str, int]]:
    """Return the commonest writing of each key and how often it has any; keys in order."""
    table: dict[str, dict[str, int]] = {}
    for key, written, count in counted:
        table.setdefault(key, {})[written] = count
    return {
        key: (min(counts, key=lambda written: (-counts[written], written)), sum(counts.values()))
        for key, counts in sorted(table.items())
    }


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
