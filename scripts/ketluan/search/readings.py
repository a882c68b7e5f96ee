"""What was read in a text and where, kept in a form in which what answers a query is quickly found.

Reading a text again for each result shown costs more than the whole search. A reading holds rows of
tokens as strings, in which the interpreter searches without a loop of ours.
"""

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final, NamedTuple, Self

from ketluan.search.analysis import Element, elements, with_concepts
from ketluan.search.glossary import Glossary

# Neither stands in a token, and no blank does.
_NEXT: Final = "\t"  # before the tokens of each element
_FIELD: Final = "\x1f"  # between the rows of a reading in its file


class Reading(NamedTuple):
    """The elements of a text in order, as rows of words between blanks; offsets count code points.

    `tokens` are those of the single elements, `spans` their starts and ends one after another.
    `folded` and `exact` are the reading order with long forms joined; `row` has a start and an end for
    each syllable in it, and `exacts` the exact syllables of the single elements, both empty where
    each single element is one syllable of the reading order. `concepts` are meaning, start and end
    of each joined element that has one.
    """

    tokens: str
    spans: str
    folded: str
    exact: str
    row: str
    exacts: str
    concepts: str

    @classmethod
    def of(cls, text: str, glossary: Glossary) -> Self:
        """Return the reading of NFC `text`."""
        single = elements(text, glossary)
        return cls.made(single, with_concepts(single, glossary))

    @classmethod
    def made(cls, single: Sequence[Element], found: Sequence[Element]) -> Self:
        """Return the reading of single elements and of the same with long forms joined."""
        is_plain = len(found) == len(single) and all(len(element.row) == 1 for element in found)
        row = [(item.folded, item.exact, element) for element in found for item in element.row]
        return cls(
            _cells(element.tokens for element in single),
            " ".join(f"{element.start} {element.end}" for element in single),
            f" {' '.join(folded for folded, _, _ in row)} ",
            f" {' '.join(exact for _, exact, _ in row)} ",
            "" if is_plain else " ".join(f"{item.start} {item.end}" for _, _, item in row),
            "" if is_plain else _cells([item.exact for item in one.row] for one in single),
            " ".join(
                f"{token} {element.start} {element.end}"
                for element in found
                for token in element.tokens
                if token.startswith("@")
            ),
        )

    def line(self) -> str:
        """Return the reading as one line; `from_line` reads it."""
        return _FIELD.join(self)

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Return the reading written by `line`."""
        return cls(*line.split(_FIELD))

    def places(self, token: str, typed: Collection[str]) -> list[int]:
        """Return the places of the single elements that have the token, one for each time.

        Where the text has one of the `typed` exact syllables, only of those that have one.
        """
        exact = self.exacts or self.exact
        there = [cell for syllable in typed if (cell := f" {syllable} ") in exact]
        if there and not self.exacts:
            return [place for cell in there for place in _counted(cell, exact, " ")]
        places = [count - 1 for count in _counted(f" {token} ", self.tokens, _NEXT)]
        if not there:
            return places
        spelled = {count - 1 for cell in there for count in _counted(cell, exact, _NEXT)}
        return [place for place in places if place in spelled]

    def phrase_places(self, syllables: Sequence[str], *, accented: bool) -> Iterator[int]:
        """Yield the place in `row` of each syllable of a phrase, each time that the phrase is there."""
        row = self.exact if accented else self.folded
        for first in _counted(f" {' '.join(syllables)} ", row, " "):
            yield from range(first, first + len(syllables))

    def concept_spans(self, wanted: set[str]) -> Iterator[tuple[int, int]]:
        """Yield where a joined element has one of the `wanted` meanings."""
        row = iter(self.concepts.split())
        for concept, start, end in zip(row, row, row, strict=True):
            if concept in wanted:
                yield int(start), int(end)


def _cells(rows: Iterable[Iterable[str]]) -> str:
    return "".join(f"{_NEXT} {' '.join(row)} " for row in rows)


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
        return Reading.from_line(self._files[number][starts[line] : starts[line + 1] - 1].decode())

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
