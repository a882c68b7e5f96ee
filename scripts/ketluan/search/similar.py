"""Tasks like a given one: those that share its rarest pairs of words and the documents it cites.

What is rare is counted in the archive's own texts, so no list of common words is needed.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from ketluan.search.analysis import neighbours
from ketluan.search.catalogue import Catalogue, Entry
from ketluan.search.postings import Need
from ketluan.search.query import Group, Phrase, Query
from ketluan.search.ranking import Scores, row_of
from ketluan.search.request import Hit

PAIRS: Final = 24  # rarest pairs of a task that are looked for; more would be of everyday words
SHOWN: Final = 20  # similar tasks at most
_LEAST: Final = 0.12  # of the task's own score: below it, tasks share but a turn of phrase
_DECIMALS: Final = 4  # of a nearness; what differs less is equal
_LEAST_PAIRS: Final = 2  # shared, where no cited document is


@dataclass(frozen=True, slots=True)
class SimilarTasks:
    """The tasks like `task`, the likest first; the score of each is its nearness, 1 at most."""

    task: Hit
    hits: tuple[Hit, ...]

    def to_json(self, took_ms: float) -> dict[str, Any]:
        """Return plain values for JSON; who measured the time says how many milliseconds."""
        return {
            "task": self.task.to_json(),
            "took_ms": round(took_ms, 2),
            "hits": [hit.to_json() for hit in self.hits],
        }


@dataclass(frozen=True, slots=True)
class Traits:
    """By what a task is recognised: its rarest pairs as tokens, the numbers that it cites."""

    pairs: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def need(self) -> Need:
        """Any of the traits, for the inverted index; empty where the task has none."""
        pairs: Need = tuple(("pair", pair) for pair in self.pairs)
        return (*pairs, *(("word", number) for number in self.numbers))

    @property
    def query(self) -> Query:
        """What marks the shared pairs in a text."""
        words = (tuple(pair.split("_")) for pair in self.pairs)
        phrases = tuple(Phrase(pair, pair, accented=False) for pair in words)
        return Query((Group(phrases=phrases),))

    def are_shared(self, entry: Entry) -> bool:
        """Tell whether `entry` has enough of them."""
        if not set(self.numbers).isdisjoint(entry.record.numbers):
            return True
        shared = set(self.pairs).intersection(neighbours(entry.folded.split()))
        return len(shared) >= _LEAST_PAIRS


def task_ordinal(catalogue: Catalogue, task_id: str) -> int | None:
    """Return the ordinal of a task, `None` if there is none of that id."""
    tasks = range(*catalogue.bounds["task"])
    return next((ordinal for ordinal in tasks if catalogue.record(ordinal).id == task_id), None)


def traits_of(entry: Entry, catalogue: Catalogue) -> Traits:
    """Return the traits of a task; a pair that stands nowhere else is none."""
    counts = catalogue.lexicon.pairs
    pairs = dict.fromkeys(neighbours(entry.folded.split()))
    known = {pair: counts.get(pair.replace("_", " "), ("", 0))[1] for pair in pairs}
    rare = sorted((count, pair) for pair, count in known.items() if count > 1)
    numbers = tuple(n for n in entry.record.numbers if n.startswith("#") and "-" in n)
    return Traits(tuple(pair for _, pair in rare[:PAIRS]), numbers)


def likest(
    scores: Scores, ordinal: int, traits: Traits, catalogue: Catalogue
) -> tuple[tuple[int, float], ...]:
    """Return ordinals of similar tasks and how near each is (1 for the task itself), best first.

    The steps of the task's own thread are left out: they are the same task.
    """
    own = catalogue.record(ordinal)
    (whole,) = scores.at(row_of([ordinal])).tolist()
    if not whole:
        return ()
    is_near = scores.values >= (_LEAST - 10**-_DECIMALS) * whole
    known = zip(scores.ordinals[is_near].tolist(), scores.values[is_near].tolist(), strict=True)
    near = ((round(score / whole, _DECIMALS), other) for other, score in known)
    order = sorted((-nearness, other) for nearness, other in near if nearness >= _LEAST)
    found = (
        (other, -nearness)
        for nearness, other in order
        if other != ordinal
        and _is_another(catalogue.entries[other], own.thread.id)
        and traits.are_shared(catalogue.entries[other])
    )
    return tuple(islice(found, SHOWN))


def _is_another(entry: Entry, thread: str) -> bool:
    record = entry.record
    return record.kind == "task" and not (thread and record.thread.id == thread)
