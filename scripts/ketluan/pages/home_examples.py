"""Examples of what one may search for, all of which the archive itself holds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, Literal
from urllib.parse import quote_plus

from ketluan.addresses import SEARCH
from ketluan.model import Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import Link
from ketluan.vietnamese import fold
from ketluan.vocabulary import link_words

_LENGTH: Final = 4  # syllables: two words, as most terms of offices have
_READ: Final = 2000  # of the newest tasks, so that a home page costs the same in a large archive
_LEAST: Final = 2  # tasks that speak of it, each with other words around it
_RUN: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")

_Phrase = tuple[str, ...]
_Place = tuple[str, str, str]  # where it occurs: the task, the syllables before and behind it


def search_examples(known: Catalogue) -> tuple[Link, ...]:
    """Return a phrase without accents, a document's number and a phrase in quotation marks.

    The number is that of the document with the most citations; what the archive does not have is
    left out.
    """
    phrases = frequent_phrases(tuple(known.tasks.values())[-_READ:])
    numbers = [one for one in known.archive.documents if one.citing and one.number]
    cited = min(numbers, key=lambda one: (-len(one.citing), one.key), default=None)
    shown = [(fold(phrase), fold(phrase)) for phrase in phrases[1:2]]
    shown += [(cited.number, cited.number)] if cited else []
    shown += [(f"“{phrase}”", f'"{phrase}"') for phrase in phrases[:1]]
    return tuple(Link(words, f"{SEARCH}?q={quote_plus(query)}") for words, query in shown)


def frequent_phrases(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Return phrases of a subject in several of `tasks`, the most frequent first, no two alike."""
    found: dict[_Phrase, list[_Place]] = defaultdict(list)
    for task in tasks:
        for run in _RUN.findall(task.text):
            _collect(run.split(), task.id, found)
    weights = {
        phrase: weight
        for phrase, places in found.items()
        if len(places) >= _LEAST and (weight := _weight(places))[0] >= _LEAST
    }
    free = [one for one in weights if _is_subject(one)]
    free.sort(key=lambda one: (*(-number for number in weights[one]), one))
    return tuple(" ".join(phrase) for phrase in _unlike(free))


def _collect(syllables: Sequence[str], task_id: str, found: dict[_Phrase, list[_Place]]) -> None:
    edge = f" {task_id}"  # the end of a run is another neighbour in each task
    around = (edge, *syllables, edge)
    saying = 0  # how many syllables in a row, to this one, say something
    for end, syllable in enumerate(syllables, 1):
        saying = 0 if _says_little(syllable) else saying + 1
        if saying >= _LENGTH:
            begin = end - _LENGTH
            place = task_id, around[begin], around[end + 1]
            found[tuple(syllables[begin:end])].append(place)


def _weight(places: Iterable[_Place]) -> tuple[int, int]:
    """Return how freely a phrase stands among other words, as no piece of a term does, and how often."""
    tasks, before, behind = (len(set(ones)) for ones in zip(*places, strict=True))
    return min(tasks, before, behind), tasks


def _unlike(phrases: Iterable[_Phrase]) -> Iterator[_Phrase]:
    """Yield those of `phrases` that share no syllable with one before."""
    used: set[str] = set()
    for phrase in phrases:
        if used.isdisjoint(phrase):
            used.update(phrase)
            yield phrase


@cache
def _says_little(syllable: str) -> bool:
    """Tell whether `syllable` is a word of grammar, or part of a name or an abbreviation."""
    return not syllable.islower() or syllable in _words("small")


def _is_subject(phrase: _Phrase) -> bool:
    """Tell whether no part of the phrase is one that fits any subject: `tổ chức thực hiện`."""
    parts = (
        " ".join(phrase[start:end])
        for start in range(_LENGTH)
        for end in range(start + 2, _LENGTH + 1)
    )
    return (_words("office") | _words("urgency")).isdisjoint(parts)


@cache
def _words(key: Literal["small", "office", "urgency"]) -> frozenset[str]:
    return frozenset(link_words()[key])
