"""Notices, their tasks, and the units they speak of (thông báo, nhiệm vụ, đơn vị)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Final, Literal, NamedTuple

from ketluan.model.basics import Deadline, Period, Span
from ketluan.model.documents import Citation


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the register (đơn vị). Its id never changes; names and validity may.

    `names` are its other names, `abbreviations` its short forms; `successors` are unit ids.
    A group (nhóm đơn vị) has `members`, the ids of the units it stands for, and no page.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    valid_from: Day | None = None
    valid_to: Day | None = None
    successors: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit as the text names it. `unit_id` is empty where the register does not know the name."""

    name: str
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dated statement about a task (kết quả): it closes or suspends the task `task_id`.

    `day` is when it happened. `stated` is the day of the notice or progress file that says so, where
    that is known; `line` is where it stands in its file.
    """

    task_id: str
    status: str
    day: Day | None
    evidence: str
    line: int = field(default=1, compare=False)
    stated: Day | None = field(default=None, compare=False)

    def is_known_on(self, day: Day) -> bool:
        """Tell whether it had happened and had been stated by the end of `day`."""
        known = self.known_from
        return known is not None and known <= day

    @property
    def known_from(self) -> Day | None:
        """The first day at whose end it had happened and had been stated."""
        return max(self.day, self.stated or self.day) if self.day else None


@dataclass(frozen=True, slots=True)
class TaskDecision:
    """What a person decided about one task in front matter (`nhiem_vu`).

    `continues` are ids of earlier tasks that it continues, `not_continues` those that it does not.
    """

    continues: tuple[str, ...] = ()
    due: Day | None = None
    not_continues: tuple[str, ...] = ()


BlockKind = Literal["title", "heading", "paragraph", "closing", "recipients", "signature"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table of tasks: its serial number, and the spans of its cells in the block's text.

    A column that the table does not have gives an empty span.
    """

    serial: str
    task: Span
    lead: Span
    coordinating: Span
    due: Span


class Block(NamedTuple):
    """One piece of a notice's body: a heading or a paragraph, with its label told apart.

    `text` is as printed, without label and Markdown marks; it can hold several paragraphs
    separated by a blank line. `start` is the offset of `text` in the body, `line` its line in the
    file. `number` is the path of labels (`II.1.6`), empty for text without a label. `level` is the
    depth below the title (1 for a part), 0 where there is none. `row` says what the cells of a row
    in a table of tasks are. Spans of citations and deadlines point into `text`.
    """

    kind: BlockKind
    text: str
    start: int
    line: int
    label: str = ""
    number: str = ""
    level: int = 0
    citations: tuple[Citation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    row: TableRow | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task (nhiệm vụ) of a notice: a leaf of its body that asks somebody for something.

    `deadlines` are those the text itself states; `decided_due` is a person's. What it takes from
    what stands above it is kept apart: `lead_from` tells whether the lead units are named in the
    text or above, `deadlines_above` are limits of a heading or of words that lead in to a list,
    `period` is the period that applies by default. `headings` are outermost first.
    """

    id: str
    notice_id: str
    number: str
    label: str
    text: str
    start: int
    line: int
    headings: tuple[str, ...] = ()
    lead_units: tuple[UnitMention, ...] = ()
    coordinating_units: tuple[UnitMention, ...] = ()
    citations: tuple[Citation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    lead_from: Literal["text", "above", ""] = ""
    deadlines_above: tuple[Deadline, ...] = ()
    period: Period | None = None
    decided_due: Day | None = None
    continues: tuple[str, ...] = ()

    @property
    def due(self) -> Day | None:
        """The last day in time: `own_due`, else the period's."""
        if self.decided_due or self.deadlines or self.deadlines_above:  # few have any
            own = self.own_due
            if own:
                return own
        return self.period.end if self.period else None

    @property
    def own_due(self) -> Day | None:
        """The last day in time that is not only the period's: decided by a person, else written."""
        return self.decided_due or self.written_due

    @property
    def written_due(self) -> Day | None:
        """The last day that the text states, of the task itself or else above it."""
        for deadlines in (self.deadlines, self.deadlines_above):
            if deadlines:  # most have none
                days = [deadline.due for deadline in deadlines if deadline.due]
                if days:
                    return max(days)
        return None

    @property
    def due_from(self) -> Literal["decided", "written", "above", "period", ""]:
        """Where `due` comes from."""
        if self.decided_due:
            return "decided"
        if self.deadlines and any(deadline.due for deadline in self.deadlines):
            return "written"
        if self.deadlines_above and any(deadline.due for deadline in self.deadlines_above):
            return "above"
        return "period" if self.period else ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed (người ký), with position (chức vụ) and authority (TM./KT./TL. …) as printed."""

    name: str = ""
    position: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chaired the meeting (người chủ trì), with position as printed; either may be unknown."""

    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The original file (bản gốc), relative to `notices/`, and its SHA-256 in hexadecimal.

    `size` is its bytes where the site publishes it, `None` where it does not.
    """

    path: str
    sha256: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the source that is not in the body: 1-based line there, its text, the reason."""

    line: int
    text: str
    reason: str


_NOTICE_ID: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*")


def is_notice_id(text: str) -> bool:
    """Tell whether `text` can be a notice's id: a real day and a slug, `2021-03-29-giao-ban-quy-i`."""
    match = _NOTICE_ID.fullmatch(text)
    try:
        return match is not None and bool(Day.fromisoformat(match[1]))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice of conclusions (thông báo kết luận): its front matter and what its body says.

    `path` is relative to the archive's folder. `body` is NFC text; `body_line` is the line of the
    file on which it begins; `key_lines` are the lines of the front matter's keys by path
    (`nhiem_vu.II.1.6`). `complete` is false where the front matter could not be read. `superior` is
    the body above the issuing one, `place` that of issue; `attendees` are those present, as printed.
    `no_outcomes` are ids of earlier tasks of which a person said that this notice states no outcome.
    `digest` tells one content of its file from another, empty where it was not read from a file.
    """

    id: str
    path: str
    body: str
    body_line: int = 1
    key_lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    complete: bool = True
    type: str = ""
    number: str = ""
    issued: Day | None = None
    meeting_date: Day | None = None
    place: str = ""
    urgency: str = ""
    superior: str = ""
    issuer: str = ""
    subject: str = ""
    reviewed_period: Period | None = None
    directed_period: Period | None = None
    chair: Chair = field(default_factory=Chair)
    attendees: str = ""
    signer: Signer = field(default_factory=Signer)
    recipients: tuple[str, ...] = ()
    secrecy: str = ""
    source: Source | None = None
    dropped: tuple[Dropped, ...] = ()
    decisions: Mapping[str, TaskDecision] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    no_outcomes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    tasks: tuple[Task, ...] = ()
    digest: str = field(default="", compare=False)

    @property
    def day(self) -> Day | None:
        """The day to sort by: that of the meeting, else of issue."""
        return self.meeting_date or self.issued
