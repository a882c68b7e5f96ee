"""How well notices are imported: drafts of real texts measured against hand-made lists of tasks.

A gold file `import_gold/<stem>.json` holds spans, numbers and days, never words. Its offsets count
code points of the NFC text behind the sample's YAML header. A draft's own places are counted in its
body, so they are carried over to the source by counting characters that are no white space, as the
account of characters does.
"""

import hashlib
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Literal

from ketluan.citations import document_citations, find_citations
from ketluan.coverage import body_characters
from ketluan.importing.drafting import Draft, draft_notice
from ketluan.model import Dropped, Notice, Span
from ketluan.notice import read_notice, read_tasks
from ketluan.sources import SourceText, source_text
from ketluan.units import unit_names
from ketluan.vietnamese import nfc

GOLD: Final = Path(__file__).parent / "import_gold"
CORPUS: Final = Path(__file__).resolve().parents[2] / "shared" / "samples" / "corpus"
TASK_OVERLAP: Final = 0.8  # intersection over union of the characters of two tasks
DEADLINE_OVERLAP: Final = 0.6
FIELDS: Final = ("number", "issued", "meeting_date", "signer", "type")

Judgement = Literal["right", "wrong", "missing"]


@dataclass(frozen=True, slots=True)
class GoldTask:
    """A task that must be found, and the printed names of those responsible for it."""

    span: Span
    lead: tuple[Span, ...]


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """A time limit: its span in the source, its kind, its last day in ISO form or ''."""

    span: Span
    kind: str
    due: str


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for one sample. A field that `metadata` does not name is not judged."""

    tasks: tuple[GoldTask, ...]
    deadlines: tuple[Limit, ...]
    metadata: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A task of a draft: its span in the source and the names of its lead units."""

    span: Span
    lead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the importer made of one source; `failure` is the exception's kind and words, '' for none.

    `refused` tells that the draft would not be written for a printed mark of secrecy.
    """

    text: str
    failure: str = ""
    refused: bool = False
    complete: bool = False
    characters: int = 0
    accounted: int = 0
    citations: int = 0
    tasks: tuple[FoundTask, ...] = ()
    deadlines: tuple[Limit, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """Things that were expected, given, and right in both."""

    expected: int = 0
    given: int = 0
    right: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.expected + other.expected, self.given + other.given, self.right + other.right
        )

    @property
    def precision(self) -> float:
        """The share of what was given that is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was given."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        whole = self.expected + self.given
        return 2 * self.right / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """How a sample was imported: what was found, missed and false, by span in the source."""

    found: tuple[tuple[GoldTask, FoundTask], ...]
    missed: tuple[GoldTask, ...]
    false: tuple[FoundTask, ...]
    wrong_leads: tuple[tuple[GoldTask, FoundTask], ...]
    found_limits: tuple[Limit, ...]
    missed_limits: tuple[Limit, ...]
    false_limits: tuple[Limit, ...]
    fields: Mapping[str, Judgement]

    @property
    def tasks(self) -> Count:
        """Tasks expected, given, right."""
        found = len(self.found)
        return Count(found + len(self.missed), found + len(self.false), found)

    @property
    def leads(self) -> Count:
        """Tasks found, and those among them whose lead units are right."""
        return Count(
            len(self.found), len(self.found), len(self.found) - len(self.wrong_leads)
        )  # fmt: skip

    @property
    def deadlines(self) -> Count:
        """Time limits expected, given, right."""
        found = len(self.found_limits)
        return Count(found + len(self.missed_limits), found + len(self.false_limits), found)


def gold_stems(folder: Path = GOLD) -> tuple[str, ...]:
    """Return the samples that have a gold file, in order."""
    return tuple(
        sorted(path.stem for path in folder.glob("*.json") if path.stem != "baseline")
    )  # fmt: skip


def sample_stems(corpus: Path = CORPUS) -> tuple[str, ...]:
    """Return all samples, in order; none where the folder is absent."""
    return tuple(sorted(path.stem for path in corpus.glob("*.txt")))


def read_gold(stem: str, folder: Path = GOLD) -> Gold:
    """Return the gold file of a sample."""
    data = json.loads((folder / f"{stem}.json").read_text("utf-8"))
    return Gold(
        tasks=tuple(
            GoldTask(Span(*row["span"]), tuple(Span(*span) for span in row["lead"]))
            for row in data["tasks"]
        ),
        deadlines=tuple(
            Limit(Span(*row["span"]), row["kind"], row["due"]) for row in data["deadlines"]
        ),
        metadata=data["metadata"],
        sha256=data["sha256"],
    )


def read_sample(stem: str, corpus: Path = CORPUS) -> tuple[str, bytes, str]:
    """Return the file's name, the bytes behind its YAML header, and the hash of the whole file."""
    path = corpus / f"{stem}.txt"
    content = path.read_bytes()
    _, _, behind = content.partition(b"\n---\n")
    return path.name, behind, hashlib.sha256(content).hexdigest()


def imported(name: str, content: bytes) -> Outcome:
    """Return what the importer makes of `content`; an exception is an outcome, too."""
    text = nfc(content.decode())
    try:
        source = source_text(name, content)
        draft, notice = _drafted(source)
        return _outcome(text, source, draft, notice)
    except Exception as error:  # whatever it is, the report must go on and name it
        return Outcome(text, failure=f"{type(error).__name__}: {error}")


def _drafted(source: SourceText) -> tuple[Draft, Notice]:
    """Return the draft of a source and the notice that its file is read to, with tasks."""
    draft = draft_notice(source)
    year = draft.notice_id[:4]
    notice, _ = read_notice(f"notices/{year}/{draft.notice_id}.md", draft.text())
    return draft, replace(notice, tasks=read_tasks(notice, unit_names(())))


def _outcome(text: str, source: SourceText, draft: Draft, notice: Notice) -> Outcome:
    places = source_places(source.lines, draft.dropped)
    tasks, limits = [], []
    for task in notice.tasks:
        span = source_span(notice.body, task.start, task.start + len(task.text), places)
        tasks.append(FoundTask(span, tuple(unit.name for unit in task.lead_units)))
        for limit in task.deadlines:
            begin, end = task.start + limit.start_offset, task.start + limit.end_offset
            due = limit.due.isoformat() if limit.due else ""
            limits.append(Limit(source_span(notice.body, begin, end, places), limit.kind, due))
    return Outcome(
        text=text,
        refused=bool(draft.refused),
        complete=draft.coverage.complete,
        characters=draft.coverage.source_characters,
        accounted=draft.coverage.accounted,
        citations=len(document_citations(find_citations(notice.body))),
        tasks=tuple(tasks),
        deadlines=tuple(sorted(set(limits))),
        metadata={
            "number": notice.number,
            "issued": notice.issued.isoformat() if notice.issued else "",
            "meeting_date": notice.meeting_date.isoformat() if notice.meeting_date else "",
            "signer": notice.signer.name,
            "type": notice.type,
        },
    )


def source_places(lines: Sequence[str], dropped: Iterable[Dropped]) -> tuple[int, ...]:
    """Return the offsets, in the lines joined by line ends, of the characters kept in a body."""
    kept: list[list[int]] = []
    offset = 0
    for line in lines:
        kept.append([offset + i for i, char in enumerate(line) if not char.isspace()])
        offset += len(line) + 1
    text = "\n".join(lines)
    for piece in dropped:
        if 1 <= piece.line <= len(kept):
            places = kept[piece.line - 1]
            words = "".join(piece.text.split())
            at = "".join(text[place] for place in places).find(words)
            if at >= 0:
                del places[at : at + len(words)]
    return tuple(place for places in kept for place in places)


def source_span(body: str, start: int, end: int, places: Sequence[int]) -> Span:
    """Return the span in the source of `body[start:end]`; empty where the body has more."""
    first = len(body_characters(body[:start]))
    last = len(body_characters(body[:end])) - 1
    if not first <= last < len(places):
        return Span(len(places), len(places))
    return Span(places[first], places[last] + 1)


def judged(outcome: Outcome, gold: Gold) -> Score:
    """Return how `outcome` compares with what is right."""
    wanted = [task.span for task in gold.tasks]
    given = [task.span for task in outcome.tasks]
    pairs = matched(outcome.text, wanted, given, TASK_OVERLAP)
    found = tuple((gold.tasks[i], outcome.tasks[j]) for i, j in sorted(pairs.items()))
    limits = _matched_limits(outcome, gold)
    return Score(
        found=found,
        missed=tuple(task for i, task in enumerate(gold.tasks) if i not in pairs),
        false=tuple(
            task for j, task in enumerate(outcome.tasks) if j not in pairs.values()
        ),
        wrong_leads=tuple(pair for pair in found if not leads_agree(outcome.text, *pair)),
        found_limits=tuple(gold.deadlines[i] for i in sorted(limits)),
        missed_limits=tuple(x for i, x in enumerate(gold.deadlines) if i not in limits),
        false_limits=tuple(x for j, x in enumerate(outcome.deadlines) if j not in limits.values()),
        fields=_judged_fields(outcome, gold),
    )  # fmt: skip


def matched(
    text: str, wanted: Sequence[Span], given: Sequence[Span], least: float
) -> dict[int, int]:
    """Pair spans one to one, the best first: places in `wanted` to places in `given`.

    Two spans agree as the intersection over the union of their characters, white space and `*` not
    counted; less than `least` is no agreement.
    """
    counted = [0, *accumulate(not (char.isspace() or char == "*") for char in text)]
    order = sorted(range(len(given)), key=lambda place: given[place])
    starts = [given[place].start for place in order]
    longest = max((span.end - span.start for span in given), default=0)
    found = []
    for i, span in enumerate(wanted):
        near = slice(bisect_left(starts, span.start - longest), bisect_right(starts, span.end))
        for j in order[near]:
            share = _share(counted, span, given[j])
            if share >= least:
                found.append((-share, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(found):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _share(counted: Sequence[int], one: Span, other: Span) -> float:
    begin, end = max(one.start, other.start), min(one.end, other.end)
    common = counted[end] - counted[begin] if begin < end else 0
    whole = sum(counted[span.end] - counted[span.start] for span in (one, other)) - common
    return common / whole if whole else 0.0


def _matched_limits(outcome: Outcome, gold: Gold) -> dict[int, int]:
    """Pair time limits that overlap enough and agree in kind and last day."""
    pairs: dict[int, int] = {}
    for kind, due in {(limit.kind, limit.due) for limit in gold.deadlines}:
        wanted = [i for i, x in enumerate(gold.deadlines) if (x.kind, x.due) == (kind, due)]
        given = [j for j, x in enumerate(outcome.deadlines) if (x.kind, x.due) == (kind, due)]
        found = matched(
            outcome.text,
            [gold.deadlines[i].span for i in wanted],
            [outcome.deadlines[j].span for j in given],
            DEADLINE_OVERLAP,
        )
        pairs |= {wanted[i]: given[j] for i, j in found.items()}
    return pairs


def leads_agree(text: str, wanted: GoldTask, given: FoundTask) -> bool:
    """Tell whether the lead units are the printed ones, in any order, however a list is cut."""
    names = {member for span in wanted.lead for member in members_of(text[span.start : span.end])}
    return {member for name in given.lead for member in members_of(name)} == names


def members_of(name: str) -> set[str]:
    """Return what a list of names holds: "các bộ, ngành" is the same list, cut or not."""
    parts = re.split(r"[,;:]| và ", plain_name(name))
    plain = (part.strip().removeprefix("các ").removeprefix("đồng chí ") for part in parts)
    return {part for part in plain if part}


def plain_name(name: str) -> str:
    """Return a name as it is compared: NFC, lower case, single blanks, no Markdown marks."""
    return " ".join(nfc(name).replace("*", " ").split()).casefold().strip(" :;,.")


def _judged_fields(outcome: Outcome, gold: Gold) -> dict[str, Judgement]:
    judgements: dict[str, Judgement] = {}
    for name in FIELDS:
        if name not in gold.metadata:
            continue
        wanted = gold.metadata[name]
        if name == "signer":
            wanted = " ".join(outcome.text[start:end] for start, end in wanted)
        given = outcome.metadata.get(name, "")
        if plain_name(given) == plain_name(wanted):
            judgements[name] = "right"
        else:
            judgements[name] = "wrong" if given else "missing"
    return judgements
