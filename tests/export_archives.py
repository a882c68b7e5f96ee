"""Random archives for the laws of exports and audits: any text in every field, every kind of limit.

Links lead anywhere, outcomes speak of any task, or of one that is not there.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from ketluan.linking import threads_of
from ketluan.model import (
    Archive,
    Deadline,
    Link,
    Notice,
    Outcome,
    OutcomeProposal,
    Period,
    Signer,
    Task,
    Unit,
    UnitMention,
)
from ketluan.notice.file import OUTCOME_STATUSES

UNITS = (
    Unit("phong-a", "Phòng A"),
    Unit("phong-b", 'Phòng "B", C; D'),
    Unit("phong-e", "=Phòng E"),
)
GROUP = Unit("cac-phong", "Các phòng", members=("phong-a", "phong-b"))
# What spreadsheets, XML, CSV and iCalendar each give a meaning of their own, in any order.
_TEXT = st.text() | st.text(
    st.sampled_from(list("=+-@'\"\t\r\n;,\\:<>&]_x041 đữ…\x00\x0b\x1b\ufffe\U0001f600"))
)
_DAYS = st.dates(date(2019, 1, 1), date(2023, 12, 31))
_MENTIONS = st.lists(
    st.sampled_from([UnitMention(u.name, u.id) for u in (*UNITS, GROUP)])
    | st.builds(UnitMention, name=_TEXT.filter(bool)),
    max_size=3,
).map(tuple)
_DEADLINES = st.lists(
    st.builds(
        Deadline,
        start_offset=st.just(0),
        end_offset=st.just(1),
        text=_TEXT | st.integers(1, 31).map(lambda day: f"trước ngày {day} hằng tháng"),
        kind=st.sampled_from(["deadline", "recurring", "ongoing", "relative"]),
        due=st.none() | _DAYS,
    ),
    max_size=2,
).map(tuple)
_PERIODS = st.none() | st.sampled_from(["2021-Q2", "2021-H1", "2021-05", "2021"]).map(Period)


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    """Draw an archive of up to three notices with up to four tasks each."""
    notices = []
    for index in range(draw(st.integers(0, 3))):
        day = date(2020, 1, 1) + timedelta(200 * index)
        notice_id = f"{day.isoformat()}-giao-ban"
        notices.append(
            Notice(
                notice_id,
                f"notices/{day.year}/{notice_id}.md",
                "",
                type="TB",
                number=draw(_TEXT),
                issued=draw(st.none() | st.just(day)),
                meeting_date=draw(st.none() | st.just(day)),
                issuer=draw(_TEXT),
                subject=draw(_TEXT),
                signer=Signer(draw(_TEXT)),
                recipients=tuple(draw(st.lists(_TEXT, max_size=2))),
                tasks=tuple(
                    draw(_tasks(notice_id, number)) for number in range(draw(st.integers(0, 4)))
                ),
            )
        )
    tasks = [task for notice in notices for task in notice.tasks]
    ids = _ids(tasks)
    return Archive(
        notices=tuple(notices),
        units=UNITS,
        groups=(GROUP,),
        threads=threads_of(tasks, ()),
        outcomes=tuple(draw(st.lists(_outcomes(ids), max_size=3))),
    )


@st.composite
def linked_archives(draw: st.DrawFn) -> Archive:
    """Draw an archive whose tasks are linked at random, with proposals of outcomes."""
    known = draw(archives())
    ids = _ids(known.tasks)
    links = tuple(draw(st.lists(_links(ids), max_size=5)))
    proposals = draw(st.lists(_proposals(known), max_size=2)) if known.tasks else ()
    return replace(
        known,
        links=links,
        threads=threads_of(known.tasks, links),
        outcome_proposals=tuple(proposals),
    )


def _ids(tasks: Iterable[Task]) -> st.SearchStrategy[str]:
    return st.sampled_from([*(task.id for task in tasks), "2020-01-01-khong#1"])


def _links(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Link]:
    return st.builds(
        Link,
        task=ids,
        continues=ids,
        score=st.floats(0, 1),
        reasons=st.lists(_TEXT, max_size=2).map(tuple),
        status=st.sampled_from(["confirmed", "automatic", "proposed", "rejected"]),
    )


def _outcomes(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Outcome]:
    return st.builds(
        Outcome,
        task_id=ids,
        status=st.sampled_from(OUTCOME_STATUSES),
        day=st.none() | _DAYS,
        evidence=_TEXT,
    )


def _proposals(known: Archive) -> st.SearchStrategy[OutcomeProposal]:
    return st.builds(
        OutcomeProposal,
        task_id=st.sampled_from([task.id for task in known.tasks]),
        status=st.sampled_from(OUTCOME_STATUSES),
        notice_id=st.sampled_from([notice.id for notice in known.notices]),
        line=st.integers(1, 9),
        sentence=_TEXT,
        words=_TEXT,
        day=st.none() | _DAYS,
        evidence=_TEXT,
        score=st.floats(0, 1),
        reasons=st.lists(_TEXT, max_size=2).map(tuple),
    )


@st.composite
def _tasks(draw: st.DrawFn, notice_id: str, number: int) -> Task:
    return Task(
        f"{notice_id}#{number}",
        notice_id,
        str(number),
        f"{number}.",
        draw(_TEXT.filter(bool)),
        0,
        1,
        headings=tuple(draw(st.lists(_TEXT, max_size=2))),
        lead_units=draw(_MENTIONS),
        coordinating_units=draw(_MENTIONS),
        deadlines=draw(_DEADLINES),
        period=draw(_PERIODS),
        decided_due=draw(st.none() | _DAYS),
    )
