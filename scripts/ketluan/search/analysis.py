"""From text to tokens: the one function that both the index and the query use.

The expression runs over the NFC text itself, so that offsets are right for highlighting. There
is no list of stop words and no least length: "ở", "y" and "I" carry meaning.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ketluan.citations import find_numbers
from ketluan.search.glossary import (
    Concept,
    Glossary,
    Meaning,
    Spelled,
    is_syllable,
    short_key,
    spelled,
)
from ketluan.search.numbers import TYPED_NUMBER, number_parts, number_tokens, task_tokens
from ketluan.vietnamese import fold, nfc, roman_value

_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = (
    r"(?:\b(?:ngày|ngay)\s+)?(?:"
    rf"(?<![\d/.])(?P<d>\d{{1,2}})(?P<sep>[/.-])(?P<m>\d{{1,2}})(?P=sep)(?P<y>{_YEAR})(?!\d)"
    r"|(?P<d2>\d{1,2})\s+(?:tháng|thang)\s+(?P<m2>\d{1,2})"
    rf"\s+(?:năm|nam)\s+(?P<y2>{_YEAR})\b"
    rf"|\b(?P<y3>{_YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d)\b)"
)
_QUARTER: Final = (
    r"\b(?:qu[ýyíi](?:\s+|(?=[1-4]\b))"
    r"|q(?=[1-4]\b)"  # q2, and with a year Q2/2021, QII 2021
    rf"|q\.?\s?(?=(?:IV|I{{1,3}}|[1-4])(?:[\s/-]{{1,3}}|\s(?:năm|nam)\s){_YEAR}\b))"
    r"(?P<q>IV|I{1,3}|[1-4])"
    rf"(?:(?:\s*[/-]\s*|\s+(?:(?:năm|nam)\s+)?)(?P<qy>{_YEAR}))?\b"
)
_MONTH: Final = (
    rf"\b(?:tháng|thang)\s+(?P<mm>\d{{1,2}})(?:\s*/\s*|\s+(?:năm|nam)\s+)(?P<my>{_YEAR})\b"
    rf"|(?<![\d/])(?P<mm2>\d{{1,2}})/(?P<my2>{_YEAR})(?![\d/])"
)
_SHORT: Final = (
    r"[^\W\d_]{1,6}(?:\s?[&^]\s?[^\W\d_]{1,6})+"
    r"|[^\W\d_]{1,6}(?:[.-][^\W\d_]{1,6})+\b"
)
# A task's number, II.1.6; with figures alone it could be anything.
_TASK: Final = r"\b[IVX]{1,6}\.\d{1,3}(?:\.(?:\d{1,3}|[a-zđ]\d{0,2})(?![^\W_]))*(?![^\W_])"
# How all begins that is no mere word: one look passes most places, instead of one for each form.
_SPECIAL: Final = r"\d|ng[àa]y|n[ăa]m|q|th[áa]ng|s[ốo]|tc|iso|[^\W\d_]{1,6}+\s?[&^.-]"
_TOKEN: Final = re.compile(
    rf"(?={_SPECIAL})(?:(?P<date>{_DATE})|(?P<quarter>{_QUARTER})|(?P<month>{_MONTH})"
    rf"|(?P<task>{_TASK})"
    rf"|(?:\b(?:số|so)\s{{0,3}}:?\s{{0,3}})?(?P<number>{TYPED_NUMBER})|(?P<short>{_SHORT})"
    rf"|\b(?:năm|nam)\s+(?P<year>{_YEAR})\b)|(?P<word>[^\W_]+)"
    r"|(?P<stop>[.;:!?…](?=\s|$)|\n\s*\n)",
    re.IGNORECASE,
)
_SAID: Final = re.compile(r"\b(?:số|so)\s{0,3}:?\s{0,3}$", re.IGNORECASE)
_SAID_REACH: Final = 10  # code points before a number in which "số:" may stand
_FOOTNOTE: Final = re.compile(r"(?:[\d¹²³⁰⁴-⁹]{1,2}(?![^\W_]))?")  # its mark, glued to a number
_WORD: Final = re.compile(r"[^\W_]+")
_CAPITALS: Final = re.compile(r"[A-ZĐ]+(?:[.-][A-ZĐ]+)*")
STOP: Final = "|"  # stands where a sentence ends: no pair and no phrase goes across it
MAX_WORD: Final = 64  # code points; a longer run of letters is damage, not a word
MAX_SERIAL: Final = 5  # digits of a document's number
MAX_MEANINGS: Final = 1 << 16  # words remembered; a hostile text must not grow it without bound


class Element(NamedTuple):
    """One thing read at `text[start:end]`: a word, an abbreviation, a number, a date, a stop.

    `key` is what was written, folded. `row` is how it reads in order (an abbreviation as its long
    form). `tokens` are what it is found by; any one of `wanted` answers a query for it.
    """

    start: int
    end: int
    key: str
    row: tuple[Spelled, ...]
    tokens: tuple[str, ...]
    wanted: tuple[str, ...]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text read: its elements in order."""

    elements: tuple[Element, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All tokens, in order, repetitions kept."""
        return tuple(token for element in self.elements for token in element.tokens)

    @property
    def folded(self) -> tuple[str, ...]:
        """The folded syllables in order, with stops."""
        return tuple(item.folded for element in self.elements for item in element.row)

    @property
    def exact(self) -> tuple[str, ...]:
        """The syllables with letters and tones in order, with stops."""
        return tuple(item.exact for element in self.elements for item in element.row)


def neighbours(row: Iterable[str]) -> Iterator[str]:
    """Yield `a_b` for each two elements that stand side by side, none across a stop."""
    before = STOP
    for item in row:
        if STOP not in (before, item):
            yield f"{before}_{item}"
        before = item


def analyze(text: str, glossary: Glossary) -> Analysis:
    """Return the reading of `text`; offsets count code points of `nfc(text)`.

    Equal for every accepted spelling of the same text: normal form, tone placement, i or y.
    """
    return Analysis(with_concepts(elements(text, glossary), glossary))


def elements(text: str, glossary: Glossary) -> tuple[Element, ...]:
    """Return what stands in `text`, long forms of abbreviations still as single syllables.

    The numbers that `find_numbers` reads come first; other forms are read in what is left.
    """
    text = nfc(text)
    found: list[Element] = []
    place = 0
    for number in find_numbers(text):
        said = _SAID.search(text, max(place, number.start - _SAID_REACH), number.start)
        start = said.start() if said else number.start
        found += _between(text, place, start, glossary)
        found.append(_number(start, number.end, number.number))
        mark = _FOOTNOTE.match(text, number.end)
        place = mark.end() if mark else number.end
    return (*found, *_between(text, place, len(text), glossary))


def _between(text: str, start: int, end: int, glossary: Glossary) -> Iterator[Element]:
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == "word":  # nearly all
            yield _word(match[0], match.start(), glossary)
        else:
            yield from _read(match, glossary)


def _read(match: re.Match[str], glossary: Glossary) -> Iterator[Element]:
    if match["stop"]:
        yield Element(*match.span(), STOP, (Spelled(STOP, STOP),), (), ())
    elif match["number"]:
        yield _number(*match.span(), match["number"])
    elif match["task"]:
        yield _task(match)
    elif match["short"]:
        yield from _short(match["short"], match.start(), glossary)
    else:
        yield _calendar(match)


def _word(text: str, start: int, glossary: Glossary) -> Element:
    """Read a word; what it means is looked up once for each glossary, texts repeat their words."""
    meaning = glossary.meanings.get(text)
    if meaning is None:
        if len(glossary.meanings) >= MAX_MEANINGS:
            glossary.meanings.clear()
        meaning = glossary.meanings[text] = _meaning(text, glossary)
    return Element(start, start + len(text), *meaning)


def _meaning(text: str, glossary: Glossary) -> Meaning:
    """Return key, row, tokens and wanted tokens of a word.

    It is an abbreviation only where it cannot be a syllable (KHCN, UBND, TU).
    """
    word = spelled(text[:MAX_WORD])
    concepts = glossary.by_key.get(word.folded, ())
    if concepts and (not is_syllable(word.folded) or is_capital(text)):
        return _abbreviation(word, concepts)
    if re.fullmatch(_YEAR, text):
        return text, (word,), (text, f"%{text}"), (text, f"%{text}")
    if text.isascii() and text.isdigit() and len(text) <= MAX_SERIAL:
        return text, (word,), (text,), (text, f"#{int(text)}")
    return word.folded, (word,), (word.folded,), (word.folded,)


def is_capital(text: str) -> bool:
    """Tell whether a word is written like an abbreviation: capitals without a tone."""
    return len(text) > 1 and text.isupper() and spelled(text).exact.endswith("1")


def _abbreviation(word: Spelled, concepts: Sequence[Concept]) -> Meaning:
    """Return the meaning of a short form: in order its one long form, else as written."""
    row = concepts[0].form if len(concepts) == 1 else (word,)
    syllables = dict.fromkeys(item.folded for concept in concepts for item in concept.form)
    meanings = tuple(concept.token for concept in concepts)
    parts = (part for concept in concepts for part in concept.parts)
    tokens = tuple(dict.fromkeys([word.folded, *syllables, *meanings, *parts]))
    return word.folded, row, tokens, (*meanings, word.folded)


def _short(text: str, start: int, glossary: Glossary) -> Iterator[Element]:
    """Read a compound (KH&CN, kh-tc): as a known short form, else as parts.

    Where it cannot be words with a mark between them (KH-TC, R&D) it is also found as a whole.
    """
    key = short_key(text)
    concepts = glossary.by_key.get(key, ())
    is_abbreviation = "&" in text or "^" in text or _CAPITALS.fullmatch(text) is not None
    if concepts and (is_abbreviation or not is_syllable(key)):
        meaning = _abbreviation(Spelled(key, f"{key}1"), concepts)
        yield Element(start, start + len(text), *meaning)
        return
    whole: tuple[str, ...] = (key,) if is_abbreviation else ()
    for part in _WORD.finditer(text):
        read = _word(part[0], start + part.start(), glossary)
        tokens = (*read.tokens, *whole)
        yield Element(read.start, read.end, read.key, read.row, tokens, read.wanted)
        whole = ()


def _number(start: int, end: int, number: str) -> Element:
    """Read a document's number: one element in order, all its shapes as tokens.

    The letters of a standard (TCVN, ISO) are words too: they name it like a type.
    """
    tokens = number_tokens(number) or (f"#{fold(''.join(number.split()))}",)
    exact = tokens[-1]
    if number_parts(number) is None:
        names = (word for word in _WORD.findall(fold(number)) if word.isalpha())
        tokens = (*dict.fromkeys(names), *tokens)
    return Element(start, end, exact, (Spelled(exact, exact),), tokens, (exact,), True)


def _task(match: re.Match[str]) -> Element:
    """Read a task's number: one element in order; its parts are found as words too."""
    exact = task_tokens(match["task"])[-1]
    words = tuple(spelled(word).folded for word in _WORD.findall(match["task"]))
    return Element(*match.span(), exact, (Spelled(exact, exact),), (*words, exact), (exact,))


def _calendar(match: re.Match[str]) -> Element:
    """Read a date, quarter, month or year; its words are found too."""
    tokens = _calendar_tokens(match)
    words = tuple(spelled(word).folded for word in _WORD.findall(match[0]))
    row = tuple(Spelled(token, token) for token in _calendar_row(match, tokens))
    if tokens[0].startswith("#"):
        return Element(*match.span(), tokens[-1], row, tokens, (tokens[-1],), True)
    return Element(*match.span(), tokens[0], row, (*words, *tokens), (tokens[0],))


def _calendar_row(match: re.Match[str], tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the reading order: a quarter and its year stay two, so that "quý II" is in both."""
    if match["quarter"] and match["qy"]:
        return tokens[1], tokens[2]
    return (tokens[0],)


def _calendar_tokens(match: re.Match[str]) -> tuple[str, ...]:
    """Return the tokens, the exact one first: `%2021-q2`, `%q2`, `%2021` of Quý II/2021."""
    if match["quarter"]:
        numeral, year = match["q"].upper(), match["qy"]
        quarter = int(numeral) if numeral.isdigit() else roman_value(numeral)
        return (f"%{year}-q{quarter}", f"%q{quarter}", f"%{year}") if year else (f"%q{quarter}",)
    if match["year"]:
        return (f"%{match['year']}",)
    if match["month"]:
        year, month = match["my"] or match["my2"], int(match["mm"] or match["mm2"])
        if month > 12:  # 52/2016 is the beginning of a number, not a month
            return (f"#{month}", f"#{month}/{year}")
        return f"%{year}-{month:02}", f"%{year}"
    year = match["y"] or match["y2"] or match["y3"]
    month = int(match["m"] or match["m2"] or match["m3"])
    day = int(match["d"] or match["d2"] or match["d3"])
    return f"%{year}-{month:02}-{day:02}", f"%{year}-{month:02}", f"%{year}"


def with_concepts(found: Sequence[Element], glossary: Glossary) -> tuple[Element, ...]:
    """Return the elements with each long form of the glossary joined to one element."""
    joined: list[Element] = []
    place = 0
    begins = glossary.by_syllable
    while place < len(found):
        length, concept = 0, None
        if found[place].row[0].folded in begins:
            length, concept = _concept_at(found, place, glossary)
        if concept is None:
            joined.append(found[place])
            place += 1
            continue
        joined.append(_join(found[place : place + length], concept))
        place += length
    return tuple(joined)


def _concept_at(
    found: Sequence[Element], place: int, glossary: Glossary
) -> tuple[int, Concept | None]:
    """Return the longest long form that begins at `place`: its number of elements, its concept.

    A part of it may be abbreviated: Sở KH&CN is sở khoa học và công nghệ.
    """
    for form, concept in glossary.by_syllable.get(found[place].row[0].folded, ()):
        size, read = 0, 0
        for element in found[place : place + len(form)]:
            row = element.row
            if read == len(form) or not all(map(_spells, row, form[read : read + len(row)])):
                break
            size, read = size + 1, read + len(row)
        if size > 1 and read == len(form):
            return size, concept
    return 0, None


def _spells(word: Spelled, syllable: Spelled) -> bool:
    """Tell whether a word is the syllable: exactly, or written without any accent."""
    return word.folded == syllable.folded and word.exact in (syllable.exact, f"{word.folded}1")


def _join(piece: Sequence[Element], concept: Concept) -> Element:
    tokens = [token for element in piece for token in element.tokens]
    tokens += [part for part in concept.parts if part not in tokens]
    return Element(
        piece[0].start,
        piece[-1].end,
        "".join(element.key for element in piece),
        concept.form,
        (*tokens, concept.token),
        (concept.token,),
    )
