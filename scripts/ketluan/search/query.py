"""The query language: words, "phrases", -not, OR, fields. Any input is a query, never an error.

OR binds least, because words have several syllables; fields hold for the whole query. What cannot
be read as a field is searched as words, with a note.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ketluan.citations import find_numbers
from ketluan.model import Span
from ketluan.search.analysis import (
    STOP,
    Analysis,
    Element,
    elements,
    neighbours,
    with_concepts,
)
from ketluan.search.citing import CitedNumbers, task_number
from ketluan.search.glossary import Glossary, Spelled
from ketluan.vietnamese import fold, nfc

FilterField = Literal[
    "unit", "coordinating", "period", "quarter", "year", "type", "document", "status", "limit",
    "from", "to",
]  # fmt: skip
FIELD_NAMES: Final[dict[str, FilterField]] = {
    "donvi": "unit", "dv": "unit", "phong": "unit", "chutri": "unit",
    "phoihop": "coordinating",
    "ky": "period", "quy": "quarter", "nam": "year",
    "loai": "type", "vanban": "document", "vb": "document",
    "trangthai": "status", "tt": "status", "han": "limit",
    "tu": "from", "tungay": "from", "den": "to", "denngay": "to",
}  # fmt: skip
MAX_CLAUSES: Final = 40  # more words than a person types; what is left is not searched, with a note

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟″«»", '"'))
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ITEM: Final = re.compile(
    r"(?P<sign>-)?(?P<name>[^\W\d]+(?:-[^\W\d]+)?):\s?(?P<value>\"[^\"]*\"|[^\s\"]+)"
    r"|(?P<minus>-)?\"(?P<phrase>[^\"]*)\""
    r"|(?P<either>(?:OR|HOẶC|HOAC|\|\|?)(?=\s|$))"
    r"|(?P<both>(?:AND|&&)(?=\s|$))"
    r"|-(?P<without>[^\W_]\S*)"
    r"|(?P<plain>[^\s\"]+|\")"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to be found: any one of `tokens`, `typed` so.

    `numbers` says whose number it is, if it is one; `row` is how it reads in order, if it is none.
    """

    tokens: tuple[str, ...]
    typed: str = ""
    numbers: Literal["document", "task", ""] = ""
    row: tuple[Spelled, ...] = ()

    @property
    def cited(self) -> str:
        """How a document's number was typed, empty if it is none."""
        return self.typed if self.numbers == "document" else ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Syllables that must stand side by side; with their accents where accents were typed."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    accented: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What one side of OR asks for: all of `clauses` and `phrases`, none of what is excluded.

    `runs` are the words that were typed side by side; they rank, but do not select.
    """

    clauses: tuple[Clause, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Clause, ...] = ()
    without_phrases: tuple[Phrase, ...] = ()
    runs: tuple[Phrase, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked for or excluded."""
        return not (self.clauses or self.phrases or self.without or self.without_phrases)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a field: `value` as typed; `negated` turns it round."""

    field: FilterField
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query read: one of `groups` and all `filters`; `notes` say in Vietnamese what was not."""

    groups: tuple[Group, ...] = ()
    filters: tuple[Filter, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Everything asked for word by word, of all groups."""
        return tuple(clause for group in self.groups for clause in group.clauses)


def parse_query(text: str, glossary: Glossary) -> Query:
    """Return the query that `text` asks; every text is one."""
    reader = _Reader(glossary)
    plain = nfc(text)
    read = plain.translate(_QUOTES)
    hyphens = _hyphens_in_numbers(read)
    for match in _ITEM.finditer(read):
        reader.take(match, is_in_number=match.start() in hyphens)
    return reader.query(plain)


def _hyphens_in_numbers(text: str) -> frozenset[int]:
    """Return the places of the first hyphen of each number: in "105/TB -UBND" it excludes nothing."""
    places = (text.find("-", number.start, number.end) for number in find_numbers(text))
    return frozenset(place for place in places if place >= 0)


class _Reader:
    """Collects the items of one query from left to right."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._run: list[str] = []
        self._group: dict[str, list[Clause | Phrase]] = {}
        self._groups: list[Group] = []
        self._filters: list[Filter] = []
        self._notes: list[str] = []
        self._left = MAX_CLAUSES

    def take(self, match: re.Match[str], *, is_in_number: bool) -> None:
        """Add one item; a part of a number is a word, whatever mark stands before it."""
        if match["plain"] is not None:
            self._run.append(match["plain"])
        elif is_in_number and match["without"] is not None:
            self._run.append(match[0])
        elif match["name"] is not None:
            self._take_field(match)
        elif match["phrase"] is not None:
            self._end_run()
            self._take_phrase(match["phrase"], excluded=match["minus"] is not None)
        elif match["either"] is not None:
            self._end_group()
        elif match["without"] is not None:
            self._end_run()
            text = nfc(match["without"])
            row = elements(text, self._glossary)
            for clause in _clauses(row, text, self._glossary):
                self._add("without", clause)

    def query(self, text: str) -> Query:
        """Return what was collected."""
        self._end_group()
        groups = tuple(group for group in self._groups if not group.is_empty)
        if self._left < 0:
            self._notes.append(f"Câu hỏi quá dài: chỉ {MAX_CLAUSES} từ đầu được dùng để tìm kiếm.")
        return Query(groups, tuple(self._filters), tuple(dict.fromkeys(self._notes)), text)

    def _add(self, part: str, item: Clause | Phrase) -> None:
        self._left -= 1
        if self._left >= 0:
            self._group.setdefault(part, []).append(item)

    def _take_field(self, match: re.Match[str]) -> None:
        name = re.sub(r"[_-]", "", fold(match["name"]))
        value = match["value"].strip('"').strip()
        if name in FIELD_NAMES and value:
            self._filters.append(Filter(FIELD_NAMES[name], value, match["sign"] is not None))
            return
        if not match[0].startswith(f"{match['sign'] or ''}{match['name']}: "):
            self._notes.append(
                f"Không có trường “{match['name']}”; phần này được tìm như từ thường."
            )
        self._run.append(match[0].replace('"', " "))

    def _take_phrase(self, text: str, *, excluded: bool) -> None:
        text = nfc(text)
        row = elements(text, self._glossary)
        phrase = _phrase(with_concepts(row, self._glossary), text)
        clauses = tuple(_clauses(row, text, self._glossary))
        if len(phrase.folded) > 1 and not any(clause.cited for clause in clauses):
            self._add("without_phrases" if excluded else "phrases", phrase)
            return
        for clause in clauses:
            self._add("without" if excluded else "clauses", clause)
        if phrase.folded and not excluded:
            self._group.setdefault("runs", []).append(phrase)

    def _end_run(self) -> None:
        if not self._run:
            return
        text, self._run = nfc(" ".join(self._run)), []
        row = elements(text, self._glossary)
        for clause in _clauses(row, text, self._glossary):
            self._add("clauses", clause)
        run = _phrase(with_concepts(row, self._glossary), text)
        if run.folded:
            self._group.setdefault("runs", []).append(run)

    def _end_group(self) -> None:
        self._end_run()
        parts = {name: tuple(items) for name, items in self._group.items()}
        self._groups.append(Group(**parts))  # type: ignore[arg-type]  # each part has one type
        self._group = {}


def _phrase(found: tuple[Element, ...], text: str) -> Phrase:
    """Return the reading order of elements without stops."""
    read = Analysis(found)
    pairs = [pair for pair in zip(read.folded, read.exact, strict=True) if pair[0] != STOP]
    return Phrase(tuple(a for a, _ in pairs), tuple(b for _, b in pairs), is_accented(nfc(text)))


def _clauses(row: Sequence[Element], text: str, glossary: Glossary) -> Iterator[Clause]:
    """Yield what the elements of `text` ask for: numbers first recognised, then concepts, words."""
    cited = CitedNumbers(row, text, glossary)
    waiting: list[Element] = []
    place = 0
    while place < len(row):
        task = task_number(row, place, text)
        number = task or cited.at(place)
        if number is None:
            waiting.append(row[place])
            place += 1
            continue
        yield from _word_clauses(waiting, text, glossary)
        waiting = []
        typed = text[row[number.start].start : row[number.end - 1].end]
        is_document = any(t.startswith("#") and not t[1:].isdigit() for t in number.tokens)
        yield Clause(number.tokens, typed, "task" if task else "document" if is_document else "")
        place = number.end
    yield from _word_clauses(waiting, text, glossary)


def _word_clauses(row: list[Element], text: str, glossary: Glossary) -> Iterator[Clause]:
    for element in with_concepts(row, glossary):
        if element.wanted:
            yield Clause(element.wanted, text[element.start : element.end], row=element.row)


def narrowed(group: Group, kept: Container[int]) -> Group:
    """Return the group without the clauses at other places than `kept`; runs are what stands together."""
    runs: list[list[Clause]] = [[]]
    for place, clause in enumerate(group.clauses):
        if place in kept and clause.row:
            runs[-1].append(clause)
        else:
            runs.append([])
    return replace(
        group,
        clauses=tuple(clause for place, clause in enumerate(group.clauses) if place in kept),
        runs=tuple(map(_run, filter(None, runs))),
    )


def _run(clauses: Iterable[Clause]) -> Phrase:
    known = tuple(clauses)
    row = [spelled for clause in known for spelled in clause.row]
    accented = any(is_accented(clause.typed) for clause in known)
    return Phrase(tuple(one.folded for one in row), tuple(one.exact for one in row), accented)


def is_accented(text: str) -> bool:
    """Tell whether NFC `text` has a letter with an accent, or đ."""
    lowered = text.lower()
    return fold(lowered) != lowered


def typed_words(text: str) -> Iterator[Span]:
    """Yield the spans in NFC `text` of words of letters alone, outside fields, quotes and exclusions.

    What is quoted is meant as it stands.
    """
    for match in _ITEM.finditer(text.translate(_QUOTES)):
        if match["plain"] is not None:
            found = _LETTERS.finditer(text, match.start(), match.end())
            yield from (Span(*word.span()) for word in found)


def pairs_of(phrase: Phrase) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the neighbours of a phrase: folded, and exact if accents were typed."""
    exact = tuple(neighbours(phrase.exact)) if phrase.accented else ()
    return tuple(neighbours(phrase.folded)), exact
