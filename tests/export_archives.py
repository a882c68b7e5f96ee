"""Random archives for the laws of exports: any text in every field, every kind of limit."""

from datetime import date, timedelta

from hypothesis import strategies as st

from ketluan.model import (
    Archive,
    Deadline,
    Notice,
    Outcome,
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
    ids = [task.id for notice in notices for task in notice.tasks]
    outcomes = st.builds(
        Outcome,
        task_id=st.sampled_from(ids or ["2020-01-01-khong#1"]),
        status=st.sampled_from(OUTCOME_STATUSES),
        day=st.none() | _DAYS,
        evidence=_TEXT,
    )
    return Archive(
        notices=tuple(notices),
        units=UNITS,
        groups=(GROUP,),
        outcomes=tuple(draw(st.lists(outcomes, max_size=3))),
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
