"""The tasks (nhiệm vụ) among the blocks of a notice: who is asked for what.

A block with a number and none below it is a task where it asks somebody for something: by its own
words (`asking`), or because it stands under a heading that names a unit or speaks of duties. What
looks back, thanks or judges is none. A paragraph that leads in ("… yêu cầu các sở tập trung các
nhiệm vụ sau:") says for whom the list below it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ketluan.deadlines import cell_deadline
from ketluan.model import Block, Deadline, Notice, Period, Span, TableRow, Task, UnitMention
from ketluan.notice.asking import Clause, clauses
from ketluan.notice.body import concludes, words_pattern
from ketluan.notice.responsibility import (
    coordinating_units,
    unit_at_start,
    units_of_heading,
    units_of_spans,
    units_of_task,
)
from ketluan.notice.tables import cells_of
from ketluan.periods import periods_in
from ketluan.units import UnitNames
from ketluan.vocabulary import notice_words

_LOOKS_BACK: Final = words_pattern(notice_words()["assessment_headings"])
_DIRECTS: Final = words_pattern(notice_words()["directing_headings"], anywhere=True)
_FROM_NOW: Final = re.compile(r"(?:Trong )?thời gian tới(?!\w)", re.IGNORECASE)
_ADDRESSES: Final = re.compile(r"(?:^|\s)(?:Kính gửi|điện)\s*:$")
_ISSUES: Final = re.compile(
    r"(?:ban hành|lập|xây dựng|trình)\s+(?:kế hoạch|chương trình|phương án|báo cáo|đề án)",
    re.IGNORECASE,
)
_NAME_LENGTH: Final = 60  # code points; longer words that lead in are a sentence
_PIECE: Final = re.compile(r"\.c\d+")


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a task: a heading, a labelled block with parts, or words that lead in."""

    level: float
    text: str
    is_heading: bool
    units: tuple[UnitMention, ...]
    deadlines: tuple[Deadline, ...]
    directs: bool | None  # whether what stands below is asked for; None: it does not say
    period: Period | None = None  # the last that a heading names


@dataclass(frozen=True, slots=True)
class _Standing:
    """All `places` above a task, outermost first, and what each task below them takes from them.

    `units` are those of the innermost place that names any, `under_heading` tells whether that is a
    heading, `None` where there is none; so it is with `deadlines`, `directs` and `period`.
    """

    places: tuple[_Above, ...] = ()
    headings: tuple[str, ...] = ()
    units: tuple[UnitMention, ...] = ()
    under_heading: bool | None = None
    deadlines: tuple[Deadline, ...] = ()
    directs: bool | None = None
    period: Period | None = None

    @classmethod
    def of(cls, places: Iterable[_Above]) -> "_Standing":
        """Return what stands above where `places` do."""
        places = tuple(places)
        inner = places[::-1]
        names = next((place for place in inner if place.units), None)
        return cls(
            places,
            tuple(place.text for place in places if place.is_heading),
            names.units if names else (),
            names.is_heading if names else None,
            next((place.deadlines for place in inner if place.deadlines), ()),
            next((place.directs for place in inner if place.directs is not None), None),
            next((place.period for place in inner if place.period), None),
        )

    def at(self, level: float) -> "_Standing":
        """Return what of it stands above a block of this level."""
        places = [place for place in self.places if place.level < level]
        return self if len(places) == len(self.places) else _Standing.of(places)


def read_tasks(notice: Notice, names: UnitNames) -> tuple[Task, ...]:
    """Return the tasks among the blocks of `notice`, with units, period and decisions."""
    following = _numbers_behind(notice.blocks)
    tasks = []
    above = _Standing()
    addressed = False
    for block, number_behind in zip(notice.blocks, following, strict=True):
        if block.kind not in ("heading", "paragraph"):
            continue
        addressed = _addresses(block, addressed)
        if addressed:
            continue
        if block.level:
            above = above.at(block.level)
        if block.row and above.directs is False:
            continue
        if block.row:
            tasks.append(_row_task(notice, block, block.row, above, names))
            continue
        place = _place(block, above, names, is_parent=_is_below(number_behind, block))
        found = clauses(block.text) if _may_be_task(block, place) else ()
        if found and (
            _is_task(block.text, found, above, names) or _starts_list(block, above, names)
        ):
            tasks.append(_task(notice, block, found, above, names))
        if place:
            above = _Standing.of((*_kept_above(above, block, place), place))
    return tuple(tasks)


def _kept_above(above: _Standing, block: Block, place: _Above) -> Iterable[_Above]:
    """Return the places that stay above: a list that begins anew takes nothing of the one before."""
    if place.is_heading or not _names_units(block):
        return above.places
    return (other for other in above.places if other.is_heading)


def _numbers_behind(blocks: Sequence[Block]) -> list[str]:
    """Return for each block the number of the next one, over the head of a table."""
    numbers = []
    number = ""
    for block in reversed(blocks):
        numbers.append(number)
        if block.number or not cells_of(block.text):
            number = block.number
    return numbers[::-1]


def _place(block: Block, above: _Standing, names: UnitNames, *, is_parent: bool) -> "_Above | None":
    """Return what `block` is for those below it, `None` if nothing stands below."""
    if block.kind == "heading" or (is_parent and block.label):
        return _heading(block, names)
    if (not block.number or is_parent) and block.text.endswith(":"):
        return _lead_in(block, above, names)
    return None


def _names_units(block: Block) -> bool:
    """Tell whether words that lead in are a name alone ("Trạm Y tế xã:"), known or not."""
    return len(block.text) <= _NAME_LENGTH


def _may_be_task(block: Block, place: "_Above | None") -> bool:
    """Tell whether `block` can be a task: a leaf, or a whole sentence with parts below it."""
    if place is None:
        return bool(block.number)
    return block.kind != "heading" and place.is_heading and block.text.endswith(".")


def _starts_list(block: Block, above: _Standing, names: UnitNames) -> bool:
    return not above.places and bool(unit_at_start(block.text, names))


def _addresses(block: Block, addressed: bool) -> bool:
    """Tell whether a block is a part of the list of those to whom a letter goes ("Kính gửi:")."""
    if block.text.endswith(":") and _ADDRESSES.search(block.text):
        return True
    return addressed and bool(block.label) and not block.label[:1].isalnum()


def looks_back(heading: str) -> bool:
    """Tell whether `heading` is that of a part that tells what was ("Đánh giá chung")."""
    return _LOOKS_BACK.match(heading) is not None


def _row_task(
    notice: Notice, block: Block, row: TableRow, above: _Standing, names: UnitNames
) -> Task:
    """Return the task of a row: its cells say who leads, who takes part and until when."""
    task = _task(notice, block, (), above, names)
    lead = _units_of_cell(block.text, row.lead, names)
    coordinating = _units_of_cell(block.text, row.coordinating, names)
    year = notice.day.year if notice.day else None
    return replace(
        task,
        lead_units=lead or task.lead_units,
        lead_from="text" if lead else task.lead_from,
        coordinating_units=coordinating
        or coordinating_units(block.text[row.task.start : row.task.end], lead, names),
        deadlines=tuple(
            sorted(
                {*task.deadlines, *cell_deadline(block.text, row.due, year)},
                key=lambda deadline: deadline.start_offset,
            )
        ),
    )


def _units_of_cell(text: str, cell: Span, names: UnitNames) -> tuple[UnitMention, ...]:
    """Return the units that a cell lists between semicolons, line ends or commas."""
    spans = []
    begin = cell.start
    for part in re.split(r"([;\n]|,\s+(?=[^\W\d_a-zà-ỹđ]))", text[cell.start : cell.end]):
        stripped = part.strip(" ;,\n-")
        if stripped:
            start = begin + part.index(stripped)
            spans.append(Span(start, start + len(stripped)))
        begin += len(part)
    return units_of_spans(text, spans, names)


def _is_below(following: str, block: Block) -> bool:
    """Tell whether the number `following` is that of a part of `block`.

    Further pieces of a task stand beside it, those of words that lead in stand below.
    """
    if not block.number or not following.startswith(f"{block.number}."):
        return False
    return block.text.endswith(":") or not _PIECE.match(following, len(block.number))


def _heading(block: Block, names: UnitNames) -> _Above:
    text = block.text
    units = units_of_heading(text, names)
    if not units and block.kind != "heading":
        asked = [clause.bodies for clause in clauses(text) if clause.bodies]
        units = units_of_spans(text, asked[0], names) if asked else ()
    directs: bool | None = None
    if looks_back(text):
        directs = False
    else:
        found = clauses(text)
        if found and found[0].states and not found[0].bodies:
            directs = False
        elif _DIRECTS.search(text) or (not units and any(clause.asks for clause in found)):
            directs = True
    period = next(reversed(periods_in(text)), None)
    return _Above(block.level, text, True, units, block.deadlines, directs, period)


def _lead_in(block: Block, above: _Standing, names: UnitNames) -> _Above:
    """Return what words that lead in to a list say of it; they stand between two depths."""
    level = next((place.level for place in reversed(above.places) if place.is_heading), 0) + 0.5
    found = clauses(block.text)
    if concludes(block.text):  # "Sau khi nghe báo cáo của …, Giám đốc Sở kết luận như sau:"
        found = tuple(clause for clause in found if clause.given)
    bodies = next((clause.bodies for clause in reversed(found) if clause.bodies), ())
    units = units_of_spans(block.text, bodies, names)
    if _ISSUES.search(block.text) and not any(clause.given for clause in found):
        units = ()  # "Sở A ban hành Kế hoạch … như sau:" tells who issues it
    directs = True if units and _DIRECTS.search(block.text) else None
    deadlines = block.deadlines if directs else ()  # a preamble tells of the meeting's days
    return _Above(level, block.text, False, units, deadlines, directs)


def _is_task(text: str, found: tuple[Clause, ...], above: _Standing, names: UnitNames) -> bool:
    if above.directs is False and not _FROM_NOW.match(text):
        return False
    if found and found[0].states:
        return any(clause.given for clause in found)
    given = any(clause.bodies and not clause.states for clause in found)
    if given or any(clause.asks for clause in found):
        return True
    if above.directs or any(place.units and place.is_heading for place in above.places):
        return True
    return bool(unit_at_start(text, names))  # whatever its verb: "Phòng A chỉnh lý 22 thửa đất"


def _task(
    notice: Notice, block: Block, found: tuple[Clause, ...], above: _Standing, names: UnitNames
) -> Task:
    is_unit = bool(above.under_heading) and any(unit.unit_id for unit in above.units)
    own = _own_bodies(block, found, above.under_heading, is_unit=is_unit)
    named, registered = units_of_task(block.text, own, names)
    lead = named or above.units
    decision = notice.decisions.get(block.number)
    return Task(
        id=f"{notice.id}#{block.number}",
        notice_id=notice.id,
        number=block.number,
        label=block.label,
        text=block.text,
        start=block.start,
        line=block.line,
        headings=above.headings,
        lead_units=lead,
        coordinating_units=coordinating_units(block.text, lead, names, registered),
        citations=block.citations,
        deadlines=block.deadlines,
        lead_from="text" if named else "above" if lead else "",
        deadlines_above=above.deadlines,
        period=above.period or notice.directed_period,
        decided_due=decision.due if decision else None,
        continues=decision.continues if decision else (),
    )


def _own_bodies(
    block: Block, found: tuple[Clause, ...], above_is_heading: bool | None, *, is_unit: bool
) -> tuple[Span, ...]:
    """Return the bodies that the task itself makes responsible.

    Under a unit's heading only its opening counts: what else it names receives or takes part. Under
    words that lead in, a body named later must be one by name. `None`: nothing above names a unit;
    `is_unit`: the heading is a unit of the register.
    """
    inherits = above_is_heading is not None and not _PIECE.search(block.number)
    opening = True
    for clause in found:
        if is_unit and clause.bodies and not _is_named(block, clause):
            return ()  # "Yêu cầu các tổ chức …": the unit of the heading sees to it
        if clause.bodies and (opening or not inherits):
            return clause.bodies
        if clause.bodies and not above_is_heading and (clause.given or _is_named(block, clause)):
            return clause.bodies
        opening = opening and (not clause.asks or _is_topic(block.text, clause))
    return ()


def _is_named(block: Block, clause: Clause) -> bool:
    """Tell whether the first body of `clause` is named, not meant in general ("chính quyền")."""
    span = clause.bodies[0]
    return sum(word[:1].isupper() for word in block.text[span.start : span.end].split()) > 1


def _is_topic(text: str, clause: Clause) -> bool:
    """Tell whether a clause only names what the next one is about ("Đẩy mạnh rà soát:")."""
    return text.endswith(":", *clause.span) and text.find("(", *clause.span) < 0
