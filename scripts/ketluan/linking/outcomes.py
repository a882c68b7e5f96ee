"""Propose what became of earlier tasks, where a notice says so outside its own tasks (pure).

A sentence such as "Đã hoàn thành …" in the part that looks back is compared with the tasks of all
earlier notices as a task would be. A proposal is never an outcome: a person confirms it. Doubt means
several proposals, or none.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import partial
from typing import Final

from ketluan.citations import moved, sentences
from ketluan.linking.choosing import PROPOSED, is_apart, is_clear
from ketluan.linking.comparing import Comparison
from ketluan.linking.one_task import OneTask
from ketluan.linking.outcomes_stated import Stated, stated_in
from ketluan.linking.past import Found, Past
from ketluan.linking.proposing import Linker, new_linker
from ketluan.linking.traits import Traits, read_traits
from ketluan.model import (
    Block,
    Citation,
    Link,
    Notice,
    Outcome,
    OutcomeProposal,
    Span,
    Task,
    Unit,
    UnitMention,
)
from ketluan.status import CLOSED
from ketluan.units import UnitNames, unit_names
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import type_names

# Nearness of words below which only unit and time speak for a task: no sentence is about it.
_ALIKE: Final = 0.25
_MOST: Final = 3  # proposals for one sentence; a longer list helps nobody
# A task that the same notice gives again in these cases is not at its end, whatever a sentence says.
_ENDS: Final = frozenset(("hoan-thanh", "khong-thuc-hien", "rut"))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A clause of a notice that states an outcome of something; `traits` are compared with tasks."""

    text: str
    line: int
    number: str
    stated: Stated
    citations: tuple[Citation, ...]
    traits: Traits


@dataclass(frozen=True, slots=True)
class Linked:
    """The links of one notice's tasks, and the outcomes that its sentences propose."""

    links: tuple[Link, ...]
    proposals: tuple[OutcomeProposal, ...]


def propose_all(
    notices: Sequence[Notice],
    units: Iterable[Unit] = (),
    groups: Iterable[Unit] = (),
    outcomes: Iterable[Outcome] = (),
    abbreviations: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[tuple[Link, ...], tuple[OutcomeProposal, ...]]:
    """Return the links of all tasks of `notices`, which are in order of time, and the proposed outcomes.

    Links are in the order of the later tasks, for each what a person confirmed first, then the best
    first, then what a person rejected. Decisions are those of the notices; one that cannot stand is left
    out. Outcomes are proposed by the sentences of all notices.
    """
    listed, grouped, known = tuple(units), tuple(groups), tuple(outcomes)
    linker = new_linker(listed, grouped, known, abbreviations or {})
    names = unit_names((*listed, *grouped))
    each = list(link_notices(linker, notices, names))
    links = tuple(link for one in each for link in one.links)
    return links, proposals_left((one.proposals for one in each), known)


def link_notices(
    linker: Linker, notices: Sequence[Notice], names: UnitNames, known: Sequence[Linked] = ()
) -> Iterator[Linked]:
    """Yield what each of `notices` says of earlier tasks; `linker`, which holds those, takes them.

    What is `known` of the first ones from another time is not sought again.
    """
    linker.hold(notices)
    for notice, one in zip(notices, known, strict=False):
        linker.take(notice, one.links)
        yield one
    new = notices[len(known) :]
    stated = partial(_stated, names)
    for notice, (said, ahead) in zip(new, linker.look_ahead(new, stated), strict=True):
        found = _proposals(linker, notice, *said)
        links = linker.take(notice, ahead=ahead)
        going_on = {link.continues for link in links if link.joins}
        ends = (one for one in found if one.status not in _ENDS or one.task_id not in going_on)
        yield Linked(links, tuple(ends))


def proposals_left(
    proposals: Iterable[Iterable[OutcomeProposal]], outcomes: Iterable[Outcome]
) -> tuple[OutcomeProposal, ...]:
    """Return the `proposals` of all notices but those for tasks that one of `outcomes` closed."""
    closed = {outcome.task_id for outcome in outcomes if outcome.status in CLOSED}
    return tuple(one for each in proposals for one in each if one.task_id not in closed)


def propose_outcomes(
    linker: Linker, notice: Notice, names: UnitNames
) -> tuple[OutcomeProposal, ...]:
    """Return the outcomes of earlier tasks that `notice` may state, by line, the best first.

    Only of tasks that `linker` holds, which no later one of them continues, and of which front matter
    of `notice` says neither yes nor no. One for each task, by the nearest sentence.
    """
    return _proposals(linker, notice, *_stated(names, linker.past, notice))


def _stated(names: UnitNames, past: Past, notice: Notice) -> tuple[list[_Sentence], Found | None]:
    """Return the sentences of `notice` that state an outcome, and which tasks are near to them.

    A sentence may tell of what was closed before.
    """
    stated = list(_sentences(notice, names, past.abbreviations))
    if not stated:
        return [], None
    return stated, past.near(past.texts([one.traits for one in stated]), None, PROPOSED)


def _proposals(
    linker: Linker, notice: Notice, stated: Sequence[_Sentence], found: Found | None
) -> tuple[OutcomeProposal, ...]:
    """Return the outcomes that sentences of `notice` propose of the tasks `found` near to them."""
    if found is None:
        return ()
    told = {outcome.task_id for outcome in notice.outcomes}
    best: dict[str, OutcomeProposal] = {}
    near = linker.near([one.traits for one in stated], found, notice.no_outcomes)
    for sentence, each in zip(stated, near, strict=True):
        for one in _chosen(linker, each, told):
            proposal = _proposal(notice, sentence, one)
            rival = best.get(one.earlier.id)
            if not rival or rival.score < proposal.score:
                best[one.earlier.id] = proposal
    return tuple(sorted(best.values(), key=lambda one: (one.line, -one.score, one.task_id)))


def _chosen(linker: Linker, near: Iterable[Comparison], told: Collection[str]) -> list[Comparison]:
    """Return the tasks that a sentence may be about, of those `near`, the nearest first.

    Several where it tells of several, or where they are near rivals. Of one that a person has `told`
    of in this notice the sentence needs no proposal, nor of its rivals.
    """
    kept: list[Comparison] = []
    for one in near:
        rivals = [other for other in kept if not is_apart(one, other, linker.weight_of)]
        alike = max(one.nearness, one.through) >= _ALIKE
        if alike and not any(is_clear(other, one) for other in rivals):
            kept.append(one)
    settled = [one for one in kept if one.earlier.id in told]
    return [
        one
        for one in kept[:_MOST]
        if linker.is_last(one.earlier.id)
        and all(is_apart(one, other, linker.weight_of) for other in settled)
    ]


def _sentences(
    notice: Notice, names: UnitNames, abbreviations: Mapping[str, tuple[str, ...]]
) -> Iterator[_Sentence]:
    """Yield the clauses that state an outcome, in the paragraphs that are no tasks."""
    tasks = {task.start for task in notice.tasks}
    above: list[tuple[float, tuple[UnitMention, ...]]] = []
    for block in notice.blocks:
        if block.kind not in ("heading", "paragraph"):
            continue
        leads_in = block.kind == "heading" or block.text.endswith(":")
        if leads_in or block.level:
            level = block.level or int(above[-1][0] if above else 0) + 0.5
            above = [place for place in above if place[0] < level]
        if leads_in:
            mentions = tuple(unit for _, unit in names.mentions(block.text))
            above.append((level, mentions if len(mentions) == 1 else ()))
        elif block.start not in tasks:
            heading = next((units for _, units in reversed(above) if units), ())
            for clause in _clauses(block.text):
                stated = stated_in(block.text[clause.start : clause.end])
                if stated:
                    yield _sentence(notice, block, clause, stated, heading, names, abbreviations)


def _clauses(text: str) -> Iterator[Span]:
    """Yield the spans of `text` between full stops and semicolons, without outer blanks."""
    for sentence in sentences(text):
        start = sentence.start
        for part in text[sentence.start : sentence.end].split(";"):
            stripped = part.strip()
            if stripped:
                first = start + part.index(stripped)
                yield Span(first, first + len(stripped))
            start += len(part) + 1


def _sentence(
    notice: Notice,
    block: Block,
    clause: Span,
    stated: Stated,
    heading: tuple[UnitMention, ...],
    names: UnitNames,
    abbreviations: Mapping[str, tuple[str, ...]],
) -> _Sentence:
    """Return a clause as something that can be compared: who did it, and what it says of which.

    A document that only the sentence names is the result of a task, no sign of another task.
    """
    text = block.text[clause.start : clause.end]
    mentions = names.mentions(text)
    subject = tuple(unit for span, unit in mentions if span.end <= stated.words.start)
    lead = subject or heading
    citations = tuple(
        moved(one, -clause.start)
        for one in block.citations
        if clause.start <= one.start and one.end <= clause.end
    )
    told = Task(
        id=f"{notice.id}@{block.start + clause.start}",  # never the id of a task
        notice_id=notice.id,
        number=block.number,
        label="",
        text=text[: stated.matter],
        start=block.start + clause.start,
        line=block.line + block.text.count("\n", 0, clause.start),
        lead_units=lead,
        coordinating_units=tuple(unit for _, unit in mentions if unit not in lead),
        citations=tuple(one for one in citations if one.end <= stated.matter),
        lead_from="text" if subject else "above" if lead else "",
    )
    traits = read_traits(told, abbreviations, notice.day)
    traits = replace(traits, rules=frozenset(traits.documents))
    return _Sentence(text, told.line, block.number, stated, citations, traits)


def _proposal(notice: Notice, sentence: _Sentence, one: Comparison) -> OutcomeProposal:
    words = sentence.stated.words
    return OutcomeProposal(
        task_id=one.earlier.id,
        status=sentence.stated.status,
        notice_id=notice.id,
        line=sentence.line,
        sentence=" ".join(sentence.text.split()),
        words=" ".join(sentence.text[words.start : words.end].split()),
        day=notice.day,
        evidence=_result(sentence.citations, one.earlier) or _place(notice, sentence),
        score=round(one.score, 4),
        reasons=tuple(one.reasons()),
    )


def _result(citations: Iterable[Citation], earlier: OneTask) -> str:
    """Return the document that came of the task: "Quyết định số 172/QĐ-SM ngày 10/11/2022".

    Not one that the task names, nor a law, nor one that was carried out, nor one older than the task.
    """
    for one in citations:
        older = one.date is not None and earlier.day is not None and one.date < earlier.day
        if (
            one.number
            and one.number not in earlier.documents
            and one.family not in ("law", "standard")
            and one.relation not in ("implements", "based_on")
            and not older
        ):
            name = "Công văn" if one.family == "letter" else type_names().get(one.type, "")
            day = f" ngày {day_in_words(one.date)}" if one.date else ""
            return f"{name} số {one.number}{day}".removeprefix(" ").replace("số", "Số", not name)
    return ""


def _place(notice: Notice, sentence: _Sentence) -> str:
    """Return where a reader finds the sentence: "Thông báo số 97/TB-SM, mục I.1".

    The notice has the name that pages give it.
    """
    name = type_names().get(notice.type, "Thông báo")
    if not notice.number and notice.meeting_date:
        name = "Kết luận cuộc họp"
    day = _in_words(notice.day)
    which = f" số {notice.number}" if notice.number else f" ngày {day}" if day else ""
    where = f"mục {sentence.number}" if sentence.number else f"dòng {sentence.line} của tệp"
    return f"{name}{which}, {where}"


def _in_words(day: Day | None) -> str:
    return day_in_words(day) if day else ""
