"""What was read in a text and where, kept in a form in which what answers a query is quickly found.

Reading a text again for each result shown costs more than the whole search. A reading is an index of
its one text: each token with the places where it stands, in a row of bytes in which the interpreter
looks a token up without a loop of ours. Only the words of quoted phrases are looked for in order.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final, NamedTuple, Self

from ketluan.search.analysis import Element, elements, with_concepts
from ketluan.search.glossary import Glossary, Spelled

# None of these stands in a token, and no blank does.
_NEXT: Final = "\t"  # before each entry, and behind the last
_EXACT: Final = "="  # begins the entry of an exact syllable
_FIELD: Final = "\x1f"  # between the rows of a reading in its file
_END: Final = _NEXT.encode()


class Sought(NamedTuple):
    """How the entries of a token begin: `exact` are those of the syllables that were typed for it."""

    token: bytes
    exact: tuple[bytes, ...]

    @classmethod
    def of(cls, token: str, typed: Iterable[str] = ()) -> Self:
        """Return what is looked up for a token, typed as these exact syllables."""
        return cls(_begun(token).encode(), tuple(_begun(_EXACT + one).encode() for one in typed))


class ReadingOrder(NamedTuple):
    """Syllables in their order, long forms joined: between single blanks, folded and exact.

    `ends` are start and end of each.
    """

    folded: str
    exact: str
    ends: Sequence[str]

    def phrase_ends(self, syllables: Sequence[str], *, accented: bool) -> Iterator[str]:
        """Yield start and end of each syllable of a phrase, each time that the phrase is there."""
        row = self.exact if accented else self.folded
        for first in _counted(f" {' '.join(syllables)} ", row, " "):
            yield from self.ends[2 * first : 2 * (first + len(syllables))]


class Reading(NamedTuple):
    """The elements of a text as one line of a file; offsets count code points.

    The line has an entry for each token and each exact syllable of the single elements, and for each
    meaning where long forms are joined: it, then start and end of all elements that have it. Behind
    them stands the reading order.
    """

    line: bytes

    @classmethod
    def of(cls, text: str, glossary: Glossary) -> Self:
        """Return the reading of NFC `text`."""
        single = elements(text, glossary)
        return cls.made(single, with_concepts(single, glossary))

    @classmethod
    def made(cls, single: Iterable[Element], found: Sequence[Element]) -> Self:
        """Return the reading of single elements and of the same with long forms joined."""
        entries: dict[str, list[str]] = defaultdict(list)
        for start, end, _, row, tokens, *_ in single:
            ends = f"{start} {end}"
            for name in _names(tokens, row):
                entries[name].append(ends)
        order = [(element.row, f"{element.start} {element.end}") for element in found]
        for element, (_, ends) in zip(found, order, strict=True):
            for name in _meanings(element.tokens):
                entries[name].append(ends)
        syllables = [item for row, _ in order for item in row]
        fields = (
            "".join([_begun(name) + " ".join(ends) for name, ends in entries.items()]) + _NEXT,
            f" {' '.join([item.folded for item in syllables])} ",
            f" {' '.join([item.exact for item in syllables])} ",
            " ".join([ends for row, ends in order for _ in row]),
        )
        return cls(_FIELD.join(fields).encode())

    def ends(self, sought: Iterable[Sought]) -> list[bytes]:
        """Return starts and ends, one after another, of the elements that have one of the tokens.

        Where the text has one of the exact syllables, only of those that have one.
        """
        line = self.line
        found: list[bytes] = []
        for token, exact in sought:
            there = [one for one in exact if one in line] if exact else ()
            for begun in there or (token,):
                rest = line.partition(begun)[2]
                found += rest[: rest.find(_END)].split()
        return found

    def order(self) -> ReadingOrder:
        """Return the reading order."""
        _, folded, exact, ends = self.line.decode().split(_FIELD)
        return ReadingOrder(folded, exact, ends.split())


@lru_cache(maxsize=1 << 14)  # texts repeat their words
def _names(tokens: Sequence[str], row: Iterable[Spelled]) -> tuple[str, ...]:
    """Return the names of the entries of a single element, each once; a stop has none."""
    if not tokens:
        return ()
    exact = (_EXACT + item.exact for item in row)
    plain = (token for token in tokens if not token.startswith("@"))
    return tuple(dict.fromkeys((*plain, *exact)))


@lru_cache(maxsize=1 << 14)
def _meanings(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return those of `tokens` that are meanings, each once."""
    return tuple(dict.fromkeys(token for token in tokens if token.startswith("@")))


def _begun(name: str) -> str:
    """Return how an entry begins."""
    return f"{_NEXT}{name} "


def _counted(wanted: str, text: str, mark: str) -> list[int]:
    """Return for each time that `wanted` stands in `text` how many marks stand before it."""
    found: list[int] = []
    before = count = 0
    place = text.find(wanted)
    while place >= 0:
        count += text.count(mark, before, place)
        found.append(count)
        before, place = place, text.find(wanted, place + 1)
    return found


class Readings:
    """The readings of all records by ordinal, read from their files one at a time.

    `starts` says for each path where its lines begin, if that is known; see `line_starts`.
    """

    def __init__(self, paths: Iterable[Path], starts: Iterable["array[int]"] = ()) -> None:
        self._files: list[mmap] = []
        self._firsts = array("L")  # ordinals with which the files begin
        known = [*paths]
        self._starts = [*starts] or [*map(line_starts, known)]
        count = 0
        for path, own in zip(known, self._starts, strict=True):
            with path.open("rb") as file:
                self._files.append(mmap(file.fileno(), 0, access=ACCESS_READ))
            self._firsts.append(count)
            count += len(own) - 1

    def reading(self, ordinal: int) -> Reading:
        """Return the reading of a record's text."""
        number = bisect_right(self._firsts, ordinal) - 1
        starts, line = self._starts[number], ordinal - self._firsts[number]
        return Reading(self._files[number][starts[line] : starts[line + 1] - 1])

    def close(self) -> None:
        """Close the files. Nobody may read any more."""
        for file in self._files:
            file.close()


def line_starts(path: Path) -> "array[int]":
    """Return where each line of a file begins, and the end."""
    lines = path.read_bytes()  # not through the map: it would keep in memory all that it went over
    starts = array("Q", [0])
    place = lines.find(b"\n")
    while place >= 0:
        starts.append(place + 1)
        place = lines.find(b"\n", place + 1)
    return starts
