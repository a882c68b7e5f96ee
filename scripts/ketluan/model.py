"""What the archive knows, as frozen values. This module imports nothing of ours.

Offsets count Unicode code points of NFC text, end excluded. Intervals of days include both
ends. An empty string, `None` or an empty tuple means: the source does not say.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Final, Literal, NamedTuple, Self

from ketluan.vietnamese import roman_numeral


class Span(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person must look at, with its place.

    `line` is 1-based, 1 where the whole file is meant. `message` is Vietnamese and says the
    cause, what was found and the cure. `rule` is a stable English name to look up. A warning
    (lưu ý) is a habit of the source that nobody may correct; it fails nothing.
    """

    path: str
    line: int
    rule: str
    message: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        note = "lưu ý: " if self.level == "warning" else ""
        return f"{self.path}:{self.line}: {note}{self.message} [{self.rule}]"


_PERIOD: Final = re.compile(r"(\d{4})(?:-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period (kỳ): `2021-Q2`, half-year `2021-H1`, month `2021-05` or year `2021`."""

    id: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the period written as `text`, `None` if it is none of the four forms."""
        return cls(text) if _PERIOD.fullmatch(text) else None

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.id[:4])

    @property
    def _months(self) -> tuple[int, int]:
        part = self.id[5:]
        if not part:
            return 1, 12
        if part.startswith("Q"):
            return 3 * int(part[1]) - 2, 3 * int(part[1])
        if part.startswith("H"):
            return 6 * int(part[1]) - 5, 6 * int(part[1])
        return int(part), int(part)

    @property
    def start(self) -> Day:
        """The first day."""
        return Day(self.year, self._months[0], 1)

    @property
    def end(self) -> Day:
        """The last day, included."""
        month = self._months[1]
        return Day(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def label(self) -> str:
        """The period in words: `Quý II/2021`, `6 tháng đầu năm 2021`, `Tháng 5/2021`, `Năm 2021`."""
        part = self.id[5:]
        if not part:
            return f"Năm {self.year}"
        if part.startswith("Q"):
            return f"Quý {roman_numeral(int(part[1]))}/{self.year}"
        if part.startswith("H"):
            return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {self.year}"
        return f"Tháng {int(part)}/{self.year}"


CitationFamily = Literal["administrative", "letter", "normative", "law", "party", "standard"]
YearSource = Literal["date", "number", "inferred", ""]
Relation = Literal[
    "implements", "based_on", "amends", "replaces", "repeals", "guides", "drafts", ""
]


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a document in a text (viện dẫn).

    `number` is canonical (`76/KH-SKHCN`: no spaces, ordinary hyphens, Đ and case kept).
    `key` is the document's identity and the last part of its address (`76-kh-skhcn-2021`).
    `relation` was read from the words `evidence` before the number; both empty if none stand there.
    `type` is an abbreviation of Nghị định 30/2020/NĐ-CP, annex III; `issuer` as the text names it,
    or by the table of symbols, or empty. `name` is that of a law cited by its name, whose `number`
    may be empty. `term` is the term of a party document (`XIII`). `pinpoint` are the words that
    point into the document ("khoản 2 Điều 8"). `short` marks a form such as "Thông báo 105" or "Kế
    hoạch nói trên" that was resolved to a full form of the same text.
    """

    start: int
    end: int
    text: str
    number: str
    family: CitationFamily
    type: str = ""
    issuer: str = ""
    year: int | None = None
    year_from: YearSource = ""
    date: Day | None = None
    key: str = ""
    relation: Relation = ""
    evidence: Span | None = None
    name: str = ""
    term: str = ""
    pinpoint: str = ""
    short: bool = False


DeadlineKind = Literal["deadline", "recurring", "ongoing", "relative"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit written in a text (thời hạn): the phrase as printed and the days read from it.

    `due` is the last day on which the task is in time; lateness begins on the next. Recurring,
    ongoing and relative limits have no days.
    """

    start_offset: int
    end_offset: int
    text: str
    kind: DeadlineKind
    start: Day | None = None
    due: Day | None = None


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit as the text names it. `unit_id` is empty where the register does not know the name."""

    name: str
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A dated statement about a task (kết quả): it closes or suspends the task `task_id`.

    `line` is where it stands in its file.
    """

    task_id: str
    status: str
    day: Day | None
    evidence: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class TaskDecision:
    """What a person decided about one task in front matter (`nhiem_vu`)."""

    continues: tuple[str, ...] = ()
    due: Day | None = None


BlockKind = Literal["title", "heading", "paragraph", "closing", "recipients", "signature"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a notice's body: a heading or a paragraph, with its label told apart.

    `text` is as printed, without label and Markdown marks; it can hold several paragraphs
    separated by a blank line. `start` is the offset of `text` in the body, `line` its line in the
    file. `number` is the path of labels (`II.1.6`), empty for text without a label. `level` is the
    depth below the title (1 for a part), 0 where there is none. Spans of citations and deadlines
    point into `text`.
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


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task (nhiệm vụ) of a notice: a leaf of its body that asks somebody for something.

    `deadlines` are those the text itself states; `decided_due` is a person's; `period` is the
    period that applies by default. `headings` are the headings above it, outermost first.
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
    period: Period | None = None
    decided_due: Day | None = None
    continues: tuple[str, ...] = ()

    @property
    def due(self) -> Day | None:
        """The last day in time: decided by a person, else written, else the period's last day."""
        written = [deadline.due for deadline in self.deadlines if deadline.due]
        if self.decided_due or written:
            return self.decided_due or max(written)
        return self.period.end if self.period else None

    @property
    def due_from(self) -> Literal["decided", "written", "period", ""]:
        """Where `due` comes from."""
        if self.decided_due:
            return "decided"
        if any(deadline.due for deadline in self.deadlines):
            return "written"
        return "period" if self.period else ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed (người ký), with position (chức vụ) and authority (TM./KT./TL. …) as printed."""

    name: str = ""
    position: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The original file (bản gốc), relative to `notices/`, and its SHA-256 in hexadecimal."""

    path: str
    sha256: str


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
    (`nhiem_vu.II.1.6`). `complete` is false where the front matter could not be read.
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
    issuer: str = ""
    subject: str = ""
    reviewed_period: Period | None = None
    directed_period: Period | None = None
    signer: Signer = field(default_factory=Signer)
    recipients: tuple[str, ...] = ()
    secrecy: str = ""
    source: Source | None = None
    dropped: tuple[Dropped, ...] = ()
    decisions: Mapping[str, TaskDecision] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    blocks: tuple[Block, ...] = ()
    tasks: tuple[Task, ...] = ()

    @property
    def day(self) -> Day | None:
        """The day to sort by: that of the meeting, else of issue."""
        return self.meeting_date or self.issued


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
class CitingSentence:
    """A sentence that cites a document: where it stands and where in it the citation is.

    `task_id` is empty where the sentence is not part of a task. `citation` points into `sentence`.
    """

    notice_id: str
    task_id: str
    sentence: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more values that notices state for one document, each with the notices that do.

    `values` are ISO days or names of bodies as printed.
    """

    about: Literal["date", "issuer"]
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A relation between two documents (by key): `subject` amends, replaces … `object`.

    Confirmed by a person in the register, or read from the words `evidence` of the notice
    `notice_id`.
    """

    subject: str
    relation: Relation
    object: str
    confirmed: bool
    evidence: str = ""
    notice_id: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A cited document (văn bản): identity, what is known of it, and who cites it, in time order.

    `name` is that of a law. `issuer` and `date` come from the register (`registered`) where a person
    put them there, else from the citing sentences; on a conflict nobody has settled they are empty.
    `title`, `url` and `file` (relative to `notices/`) are the register's. `held_as` is the notice id
    when the archive holds the document itself.
    """

    key: str
    number: str
    family: CitationFamily
    type: str = ""
    type_name: str = ""
    issuer: str = ""
    year: int | None = None
    year_from: YearSource = ""
    date: Day | None = None
    name: str = ""
    term: str = ""
    title: str = ""
    url: str = ""
    file: str = ""
    registered: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    held_as: str = ""
    citing: tuple[CitingSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything that was read from `notices/`, ready to be shown and searched.

    Notices are in order of day, units as in the register, documents by type, year and number,
    periods by first day. `groups` are units with members. `standards` are cited standards (TCVN …).

    A notice with a mark of secrecy (độ mật) cannot be in an archive: `ValueError`. So nothing made
    from one, page, index, data or feed, can repeat a word of it.
    """

    notices: tuple[Notice, ...] = ()
    units: tuple[Unit, ...] = ()
    groups: tuple[Unit, ...] = ()
    documents: tuple[Document, ...] = ()
    standards: tuple[Document, ...] = ()
    document_links: tuple[DocumentLink, ...] = ()
    periods: tuple[Period, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        if any(notice.secrecy for notice in self.notices):
            raise ValueError("a notice with a mark of secrecy must never enter an archive")

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks, in the order of their notices."""
        return tuple(task for notice in self.notices for task in notice.tasks)
