"""What lies before a notice: the tasks of all earlier ones, and which of them are near to a text.

Nothing here depends on links. So what is near to the tasks of many notices can be sought at once, in
several processes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import accumulate
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from ketluan.linking.citing import Citations
from ketluan.linking.columns import Floats, Mask, Tables, Tasks
from ketluan.linking.kinship import Kinship, Relations
from ketluan.linking.one_task import OneTasks
from ketluan.linking.postings import Postings
from ketluan.linking.runs import Places
from ketluan.linking.scoring import scores_of
from ketluan.linking.sharing import Laters
from ketluan.linking.traits import Traits, read_traits
from ketluan.linking.weighing import Weights
from ketluan.model import Notice, Task
from ketluan.workers import one_by_one

Seen = TypeVar("Seen")
_MANY: Final = 64  # notices for which it is worth while to copy a process that holds an archive
_AT_ONCE: Final = 4  # notices that a worker looks at before it tells
_READ_AT_ONCE: Final = 16  # notices whose tasks are read into one table: what many say is told once
_NEVER: Final = 1 << 30  # behind every place and every day
_MADE_AGAIN: Final = frozenset(
    ("_places", "each", "relations", "citations", "index", "_closed_from", "_ranks")
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for pairs of a text, by its row, and an earlier task, by its place.

    See `Comparison`.
    """

    rows: Places
    places: Places
    score: Floats
    nearness: Floats
    doubtful: Mask
    common: Floats

    def those(self, kept: Mask | Places) -> "Found":
        """Return the pairs that are `kept`, or in this order."""
        return Found(*(column[kept] for column in self.columns()))

    def with_more(self, other: "Found") -> "Found":
        """Return these pairs and behind them those of the `other`."""
        both = zip(self.columns(), other.columns(), strict=True)
        return Found(*map(np.concatenate, both))

    def columns(self) -> tuple[NDArray[Any], ...]:
        """Return all, in the order in which they are named."""
        return (self.rows, self.places, self.score, self.nearness, self.doubtful, self.common)


class Past:
    """The tasks of notices in order of time, of which some are `passed`: they lie before the next one."""

    def __init__(
        self,
        kinship: Kinship,
        abbreviations: Mapping[str, tuple[str, ...]],
        closings: Mapping[str, tuple[Day, ...]],
    ) -> None:
        self.kinship = kinship
        self.abbreviations = abbreviations
        self.tables = Tables()
        self.tasks = Tasks(self.tables)
        self.weights = Weights(self.tables.terms)
        self.passed = 0
        self._ends = [0]  # of the tasks of the notices, before that of the first
        self._closings = closings
        self._places: dict[str, int] = {}
        self.each = OneTasks(self.tasks)
        self.relations = Relations(self.kinship, self.tables.units)
        self.citations = Citations(self.tables.documents)
        self._forget()

    def _forget(self) -> None:
        """Make anew, when it is asked for, what follows from all that is held."""
        self.index: Postings | None = None
        self._closed_from: Places | None = None
        self._ranks: Places | None = None

    def __getstate__(self) -> dict[str, object]:
        """Return what was passed; the index of it is made again, and what was closed told (`close`)."""
        state = {name: value for name, value in self.__dict__.items() if name not in _MADE_AGAIN}
        tasks = self.tasks.part(0, self.end)
        ends = self._ends[: self.passed + 1]
        return state | {"tasks": tasks, "_ends": ends, "_closings": {}}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        """Take what `__getstate__` gave."""
        self.__dict__.update(state)
        self._places = {task_id: place for place, task_id in enumerate(self.tasks.ids)}
        self.each = OneTasks(self.tasks)
        self.relations = Relations(self.kinship, self.tables.units)
        self.citations = Citations(self.tables.documents)
        self._forget()

    @property
    def end(self) -> int:
        """The place behind the last task that was passed."""
        return self._ends[self.passed]

    @property
    def ahead(self) -> int:
        """How many notices are held that were not passed yet."""
        return len(self._ends) - 1 - self.passed

    def __contains__(self, task_id: object) -> bool:
        """Tell whether a task of a notice that was passed has this id."""
        return isinstance(task_id, str) and self._places.get(task_id, _NEVER) < self.end

    def place(self, task_id: str) -> int:
        """Return the place of a task that is held."""
        return self._places[task_id]

    def close(self, closings: Mapping[str, tuple[Day, ...]]) -> None:
        """Take the days on which tasks were closed, instead of those known."""
        self._closings = closings
        self._closed_from = None

    def hold(self, notices: Sequence[Notice]) -> None:
        """Hold the tasks of the `notices` to come; of two with one id the first."""
        new: list[tuple[list[Task], Day | None]] = []
        for notice in notices:
            own: dict[str, Task] = {}
            for task in notice.tasks:
                if task.id not in self._places:
                    own.setdefault(task.id, task)
            self._places |= dict.fromkeys(own, _NEVER)
            new.append((list(own.values()), notice.day))
        parts = [new[at : at + _READ_AT_ONCE] for at in range(0, len(new), _READ_AT_ONCE)]
        first = len(self._ends)
        self._ends += accumulate((len(own) for own, _ in new), initial=self._ends.pop())
        for tasks in one_by_one(self._read, parts, least=_MANY // _READ_AT_ONCE, at_once=1):
            begin = len(self.tasks)
            self.tasks.extend(tasks, first)
            self._places |= zip(tasks.ids, range(begin, len(self.tasks)), strict=True)
            first += _READ_AT_ONCE
        self._forget()

    def _read(self, notices: Iterable[tuple[Iterable[Task], Day | None]]) -> Tasks:
        """Return the traits of the tasks of `notices`, and their days, as columns with their own tables.

        The first notice has the number 0.
        """
        tasks = Tasks(Tables())
        for number, (each, day) in enumerate(notices):
            tasks.add([read_traits(task, self.abbreviations, day) for task in each], number)
        return tasks

    def count_next(self) -> Tasks:
        """Let words weigh what they do with the notice that follows those passed; return its tasks."""
        texts = self.tasks.part(self.end, self._ends[self.passed + 1])
        self.weights.count(texts)
        return texts

    def pass_next(self, texts: Tasks) -> None:
        """Pass that notice, which has the tasks `texts`."""
        if self.index:
            self.index.passed(texts)
        self.passed += 1

    def look_ahead(
        self, notices: Sequence[Notice], look: Callable[["Past", Notice], Seen]
    ) -> Iterator[Seen]:
        """Yield what `look` finds for each of `notices`, the next ones, with what lies before it.

        It must pass the notice. Notices are looked at in several processes; each goes on from the last
        one that it looked at itself.
        """
        first = self.passed
        scout = self._alone()

        def look_at(place: int) -> Seen:
            while scout.passed < first + place:
                scout.pass_next(scout.count_next())
            return look(scout, notices[place])

        places = range(len(notices))
        return one_by_one(look_at, places, least=_MANY, at_once=_AT_ONCE, behind=True)

    def _alone(self) -> "Past":
        """Return the same tasks, of which notices are passed without regard to this one."""
        other = Past.__new__(Past)
        self._ranked()
        other.__dict__.update(self.__dict__)
        other.weights, other.index = self.weights.alone(), self._indexed()
        self.index = None  # there is no need of it as long as others look ahead
        return other

    def texts(self, each: Sequence[Traits]) -> Tasks:
        """Return texts that are no tasks held, to which tasks may be near."""
        texts = Tasks(self.tables)
        texts.add(each)
        return texts

    def near(self, texts: Tasks, day: Day | None, least: float) -> Found:
        """Return which of the tasks passed are nearest to each of `texts`, of at `least` this score.

        Tasks that were closed before `day` are thought to be over; without a day none is. The best of
        each come first.
        """
        each = list(self._indexed().nearest(*self._terms_of(texts)))
        lengths = [len(near) for _, near in each]
        rows = np.repeat(np.array([row for row, _ in each], np.intp), lengths)
        places = np.concatenate([np.zeros(0, np.intp), *(near for _, near in each)])
        found = self.compared(Laters(texts, self.weights), day, rows, places)
        found = found.those(found.score >= least)
        return found.those(self.best_first(found))

    def compared(self, texts: Laters, day: Day | None, rows: Places, places: Places) -> Found:
        """Return what is found for pairs of rows of `texts` and places of tasks passed."""
        scores = scores_of(
            (texts, rows),
            (self.each, places),
            self.relations,
            self.citations,
            notice=self.passed,
            closed=self._closed_before(day, places),
        )
        return Found(rows, places, scores.score, scores.nearness, scores.doubtful, scores.common)

    def best_first(self, found: Found) -> Places:
        """Return the order of what was `found` by rows, for each the best first."""
        ranks = self._ranked()[found.places]
        return np.lexsort((ranks, -found.nearness, -found.score, found.rows))

    def _ranked(self) -> Places:
        """Return the rank of the id of each task that is held."""
        if self._ranks is None:
            ids = self.tasks.ids
            self._ranks = np.empty(len(ids), np.intp)
            self._ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return self._ranks

    def _terms_of(self, texts: Tasks) -> tuple[Places, Places, Floats]:
        """Return the words and documents of each of `texts`: its row, the term and what it weighs."""
        rows = np.repeat(np.arange(len(texts)), texts.rows["term_count"])
        citing, documents = texts.documents()
        written = self.tables.terms.values
        cited = self.weights.of_documents(written[one] for one in documents.tolist())
        return (
            np.concatenate((rows, citing)),
            np.concatenate((texts.terms, documents)),
            np.concatenate((self.weights.of(texts.terms), 3 * cited + 1)),
        )

    def _indexed(self) -> Postings:
        if self.index is None:
            self.index = Postings(self.tasks, self.end)
        return self.index

    def _closed_before(self, day: Day | None, places: Places) -> Mask:
        """Return which of the tasks were closed on a day before `day`."""
        if self._closed_from is None:
            self._closed_from = np.full(len(self.tasks), _NEVER)
            for task_id, days in self._closings.items():
                if task_id in self._places:
                    self._closed_from[self._places[task_id]] = min(days).toordinal()
        closed: Mask = self._closed_from[places] < (day.toordinal() if day else 0)
        return closed
