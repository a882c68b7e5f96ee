"""What of a task can tell whether another one continues it: words, documents, years, names.

Words are syllables and pairs of neighbours, equal for every accepted spelling; Vietnamese words
mostly have two syllables, so the pairs carry the meaning and single syllables survive a new order of
words. Accents count: without them the commonest word of office is the rarest of a subject (năm,
nam). Numbers of documents,
limits, quarters and the names of the units in charge are taken out first: they are compared by what
they mean, not by their letters.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import cache, lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from sys import intern
from typing import Final

from ketluan.model import Task, UnitMention
from ketluan.units import name_key
from ketluan.vietnamese import fold, roman_value, spelling_key
from ketluan.vocabulary import link_words

_BREAK: Final = "|"  # no pair of words goes across it
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:[&^-][^\W\d_]+)*|\d+|[.;:,()“”\"|]")
_LETTER: Final = re.compile(r"\S")
_JOINTS: Final = re.compile(r"[&^-]")
_BREAKS: Final = frozenset('.;:,()“”"|')
# Quarters, months and days change from notice to notice while the task stays the same.
_TIMES: Final = re.compile(
    r"\bqu[yi]\s(?:iv|i{1,3}|[1-4])\b(?:\s?(?:/|-|nam)\s?\d{4})?"
    r"|\b(?:6|sau) thang (?:dau|cuoi) nam(?: \d{4})?"
    r"|\b(?:ngay )?\d{1,2} thang \d{1,2}(?: nam \d{4})?"
    r"|\bthang \d{1,2}(?:\s?(?:/|nam)\s?\d{4})?"
    r"|\b(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
    r"|\b\d{1,2}/\d{4}\b"
)
_PERIOD: Final = re.compile(
    r"\b(?:(qu[yi])\s(iv|i{1,3}|[1-4])\b|(?:6|sau) (thang) (dau|cuoi) nam)(?:\s?(?:/|-|nam)?\s?(\d{4}))?"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")

# A folded text that names a time, or a period, has one of these: nearly all are passed over at once.
_DIGIT: Final = re.compile(r"\d")
_OF_TIMES: Final = ("quy ", "qui ", "sau thang ")
_OF_PERIODS: Final = ("quy", "qui", "thang")

# A syllable, a number or a break, its kind, and for what may be a short form how it is written: it
# stands for syllables that are not known yet.
_Token = tuple[str, int, str]
_NUMBER: Final = 0  # or a break
_WORD: Final = 1
_NAME: Final = 2  # a word that is capitalised like a name
_SHORT_FORM: Final = itemgetter(2)


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of one task. `pairs` are its pairs of words, joined by `_`.

    `order` are the words as they follow each other. `shorts` are its short forms in capitals, folded,
    with the terms that stand for each.

    `day` is that of its notice. `documents` maps the number of each document it cites, without the
    year, to the keys under which it is cited with one; `rules` are those of laws and standards.
    `periods` are quarters and half-years named outside limits, `limits` those named in limits.
    `years` are whole years named outside limits and citations, `names` capitalised words inside
    sentences, `ordinals` counted things ("dot 2"). `due` is a limit that is written or decided, not
    that of a period. `leads` and `helpers` are ids of units, or names the register does not know.
    """

    id: str
    words: frozenset[str]
    order: tuple[str, ...]
    pairs: frozenset[str]
    shorts: Mapping[str, frozenset[str]]
    day: Day | None
    documents: Mapping[str, frozenset[str]]
    rules: frozenset[str]
    years: frozenset[str]
    periods: frozenset[str]
    limits: frozenset[str]
    names: frozenset[str]
    ordinals: frozenset[str]
    urgency: tuple[str, ...]
    due: Day | None
    leads: Mapping[str, str]
    helpers: Mapping[str, str]


def read_traits(
    task: Task, abbreviations: Mapping[str, tuple[str, ...]], day: Day | None = None
) -> Traits:
    """Return the traits of `task`, whose notice is of `day`.

    `abbreviations` are short forms as `abbreviation_table` gives.
    """
    text = " ".join(_cut(task).split())
    timed = fold(text)
    folded = _without_units(_TIMES.sub(_blank, timed) if _may_name_times(timed) else timed, task)
    order: list[str] = []
    pairs: set[str] = set()
    names: set[str] = set()
    years: set[str] = set()
    ordinals: set[str] = set()
    before = _BREAK
    counted = _ordinals()
    shorts: dict[str, frozenset[str]] = {}
    for token, kind, _ in _tokens(text, folded, abbreviations, shorts):
        roman = roman_value(token[:-1].upper()) if before in counted else 0
        if kind >= _WORD and not roman:
            order.append(token)
            if before != _BREAK:
                pairs.add(f"{before}_{token}")
                if kind == _NAME:
                    names.add(token)
            before = token
        elif token == _BREAK:
            before = _BREAK
        else:
            number = str(roman) if roman else token
            after = _BREAK
            if before in counted and len(number) < 4:
                ordinals.add(f"{before} {number}")
            elif _YEAR.fullmatch(number):
                years.add(number)
            else:  # "46 mẫu vật" is found again by its number
                after = number.lstrip("0") or _BREAK
            before = after
    return Traits(
        id=task.id,
        words=frozenset(order),
        order=tuple(order),
        pairs=frozenset(pairs),
        shorts=shorts,
        day=day,
        documents=_documents(task),
        rules=frozenset(c.number for c in task.citations if c.family in ("law", "standard")),
        years=frozenset(years),
        periods=_periods(timed),
        limits=frozenset().union(*(_periods(fold(d.text)) for d in task.deadlines)),
        names=frozenset(names),
        ordinals=frozenset(ordinals),
        urgency=tuple(word for word, form in _urgency() if form in folded),
        due=task.own_due,
        leads=_unit_keys(task.lead_units),
        helpers=_unit_keys(task.coordinating_units),
    )


def abbreviation_table(own: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return short forms, as they are looked up, with the folded syllables of their long form.

    Those of the archive's register (`own`) go before those of every office.
    """
    table = {
        _short(short): _syllables(long) for short, long in link_words()["abbreviations"].items()
    }
    table |= {_short(short): _syllables(forms[0]) for short, forms in own.items() if forms}
    return table


def _short(text: str) -> str:
    return re.sub(r"[&^\-\s]", "", fold(text))


def _syllables(text: str) -> tuple[str, ...]:
    return tuple(syllable(word) for word in re.findall(r"[^\W\d_]+", text))


@lru_cache(maxsize=20_000)
def syllable(written: str) -> str:
    """Return the form under which a syllable is compared: equal for every accepted spelling."""
    return intern(spelling_key(written))


def _cut(task: Task) -> str:
    """Return the text of `task` without citations and limits."""
    spans = [(c.start, c.end) for c in task.citations]
    spans += [(d.start_offset, d.end_offset) for d in task.deadlines]
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces.append(task.text[at:start])
        at = max(at, end)
    return " | ".join([*pieces, task.text[at:]])


def _may_name_times(folded: str) -> bool:
    """Tell whether text with single blanks has what every one of `_TIMES` has."""
    return any(word in folded for word in _OF_TIMES) or _DIGIT.search(folded) is not None


def _blank(match: re.Match[str]) -> str:
    return _blanked(match.group())


@lru_cache(maxsize=20_000)
def _blanked(text: str) -> str:
    """Return breaks for all letters of `text`; blanks stay, so that words stay where they are."""
    return _LETTER.sub(_BREAK, text)


def _without_units(folded: str, task: Task) -> str:
    """Return `folded` without the names of the units in charge, every letter in its place."""
    named = (*(task.lead_units if task.lead_from == "text" else ()), *task.coordinating_units)
    for mention in named:
        name = fold(mention.name)
        folded = folded.replace(name, _blanked(name))
    return folded


def initials(order: Sequence[str]) -> str:
    """Return the first letters of words, folded, without "và"."""
    return "".join(map(_initial, order))


@lru_cache(maxsize=20_000)
def _initial(word: str) -> str:
    return "" if word == _and() else fold(word[0])


def words_behind(short: str, letters: str, order: Sequence[str]) -> frozenset[str]:
    """Return the terms of the words that begin with the letters of `short`, if some of `order` do.

    `letters` are the `initials` of `order`.
    """
    at = letters.find(short)
    if at < 0:
        return frozenset()
    words = [word for word in order if word != _and()]
    return _terms_of(words[at : at + len(short)])


@cache
def _and() -> str:
    return syllable("và")  # KHCN: khoa học và công nghệ


def _terms_of(words: Sequence[str]) -> frozenset[str]:
    return frozenset((*words, *(f"{one}_{other}" for one, other in pairwise(words))))


def _tokens(
    text: str,
    folded: str,
    abbreviations: Mapping[str, tuple[str, ...]],
    shorts: dict[str, frozenset[str]],
) -> list[_Token]:
    """Return syllables, numbers and breaks; of a short form that is known, the syllables of the long one.

    Note in `shorts` the short forms met, with the terms that stand for them.
    """
    tokens = list(chain.from_iterable(map(_read_word, text.split(), folded.split())))
    if not any(map(_SHORT_FORM, tokens)):
        return tokens
    spoken: list[_Token] = []
    for token in tokens:
        _, _, written = token
        if not written:
            spoken.append(token)
            continue
        short = _short(written)
        long = abbreviations.get(short)
        if written.isupper():
            shorts[short] = _terms_of(long or (syllable(written),))
        spoken += ((one, _WORD, "") for one in long) if long else _spoken(written)
    return spoken


@lru_cache(maxsize=50_000)
def _read_word(text: str, folded: str) -> tuple[_Token, ...]:
    """Return the tokens of what stands between two blanks."""
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(folded):
        token = match.group()
        if token in _BREAKS:
            tokens.append((_BREAK, _NUMBER, ""))
        elif token.isdecimal():
            tokens.append((token, _NUMBER, ""))
        else:
            written = text[match.start() : match.end()]
            may_be_short = written[:2].isupper() or "&" in written or "^" in written
            tokens += [("", _WORD, written)] if may_be_short else _spoken(written)
    return tuple(tokens)


def _spoken(written: str) -> list[_Token]:
    """Return the syllables of a word."""
    parts = (written,) if written.isalpha() else _JOINTS.split(written)
    is_capital = written[:1].isupper() and not written[1:2].isupper()
    syllables = map(syllable, parts)
    kind = _NAME if is_capital else _WORD
    return [(one, _NUMBER if one[0].isdigit() else kind, "") for one in syllables]


def _documents(task: Task) -> dict[str, frozenset[str]]:
    """Return what is cited by its number without the year, with the keys that have one.

    76/KH-SM of 2031 and of 2032 are two plans; 76/KH-SM without a date may be either.
    """
    found: dict[str, set[str]] = {}
    for citation in task.citations:
        if citation.number or citation.key:
            keys = found.setdefault(citation.number or citation.name or citation.key, set())
            if citation.year:
                keys.add(citation.key)
    return {number: frozenset(keys) for number, keys in found.items()}


def _periods(folded: str) -> frozenset[str]:
    """Return the quarters and half-years that folded text names."""
    if not any(word in folded for word in _OF_PERIODS):
        return frozenset()
    return frozenset(" ".join(words) for words in _PERIOD.findall(folded))


def _unit_keys(mentions: tuple[UnitMention, ...]) -> dict[str, str]:
    return {mention.unit_id or name_key(mention.name): mention.name for mention in mentions}


@cache
def _ordinals() -> frozenset[str]:
    """Return the last syllables of the words before a number that tells things apart."""
    return frozenset(_syllables(words)[-1] for words in link_words()["ordinals"])


@cache
def _urgency() -> tuple[tuple[str, str], ...]:
    return tuple((words, fold(words)) for words in link_words()["urgency"])
