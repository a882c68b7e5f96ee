"""The figures of past days, found in one walk, are those of an audit of each day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from export_archives import UNITS, linked_archives
from ketluan.archive import load_archive
from ketluan.auditing import audit_on, figures_of, past_figures
from ketluan.linking import threads_of
from ketluan.model import Archive, Conflict, Document, Link
from ketluan.status import SOON_DAYS

LAST = date(2024, 6, 1)
_DAYS = st.dates(date(2019, 12, 1), LAST)


@st.composite
def told_archives(draw: st.DrawFn) -> Archive:
    """Draw an archive of one body or two, whose outcomes are stated late and whose documents disagree.

    Its links lead back and stand in the order of their later task, as the linker's do.
    """
    known = draw(linked_archives())
    order = {task.id: at for at, task in enumerate(known.tasks)}

    def back(one: Link) -> Link:
        later, earlier = sorted((one.task, one.continues), key=lambda end: -order.get(end, -1))
        return one._replace(task=later, continues=earlier)

    links = tuple(sorted(map(back, known.links), key=lambda one: order.get(one.task, -1)))
    bodies = st.sampled_from(["Sở", "Bộ"])
    ids = [notice.id for notice in known.notices]
    values = [(f"2020-01-0{day}", (draw(st.sampled_from(ids)),)) for day in (1, 2, 3)[: len(ids)]]
    document = Document("1-kh", "1/KH", "letter", conflicts=(Conflict("date", tuple(values)),))
    return replace(
        known,
        links=links,
        threads=threads_of(known.tasks, links),
        notices=tuple(replace(notice, issuer=draw(bodies)) for notice in known.notices),
        units=(*UNITS[:2], replace(UNITS[2], valid_from=date(2021, 2, 1))),
        outcomes=tuple(replace(one, stated=draw(st.none() | _DAYS)) for one in known.outcomes),
        documents=(document,) if values else (),
    )


def turning_days(known: Archive) -> list[date]:
    """Return the days on which a status or a finding may turn, with those before and after."""
    days = [notice.day for notice in known.notices]
    for task in known.tasks:
        soon = task.due - timedelta(SOON_DAYS) if task.due else None
        days += [task.due, soon, task.period.end if task.period else None]
    days += [day for one in known.outcomes for day in (one.day, one.stated)]
    around = {day + timedelta(more) for day in days if day for more in (-1, 0, 1)}
    return sorted(day for day in around if day <= LAST)


@settings(max_examples=40)
@given(told_archives())
def test_figures_of_many_days_are_those_of_an_audit_each(known: Archive) -> None:
    days = turning_days(known)
    found = list(past_figures(audit_on(known, LAST), days))
    assert found == [figures_of(audit_on(known, day)) for day in days]


def test_figures_of_the_sample_are_those_of_an_audit_each() -> None:
    known = load_archive(REPOSITORY / "tests" / "sample_archive")
    days = [date(year, month, 28) for year in (2022, 2023, 2024) for month in (2, 7, 12)]
    found = list(past_figures(audit_on(known, date(2025, 1, 1)), days))
    assert found == [figures_of(audit_on(known, day)) for day in days]
    assert all(found[-1].rows.values())
