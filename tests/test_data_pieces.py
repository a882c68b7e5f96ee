"""The data in pieces: whatever changes the text of a piece changes its key, and little else does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.as_of import known_on
from ketluan.auditing import audit_of
from ketluan.linking import threads_of
from ketluan.model import Archive, Link
from ketluan.pages import static_parts
from ketluan.pages.catalogue import catalogue
from ketluan.pages.static_data import DataFile, audit_data

LATE = date(2024, 7, 31)  # when all was told and most is late


@cache
def sample() -> Archive:
    return load_archive(REPOSITORY / "tests" / "sample_archive")


def pieces(known: Archive) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the texts of all pieces that have a key, by address and key."""
    prepared = catalogue(known)
    parts = static_parts(prepared, "https://noi-bo.example")
    files = [*(file for part in parts for file in part()), audit_file(known)]
    return {
        (file.address, piece.key): piece.make()
        for file in files
        for piece in file.pieces
        if piece.key
    }


def audit_file(known: Archive, day: date = LATE) -> DataFile:
    prepared = catalogue(known)
    return audit_data(prepared, audit_of(prepared.states(day)))


@cache
def before() -> dict[tuple[str, str], tuple[str, ...]]:
    return pieces(sample())


def a_notice_less(known: Archive) -> Archive:
    return known_on(known, max(one.day or date.min for one in known.notices[:-1]))


def an_outcome_less(known: Archive) -> Archive:
    return replace(known, outcomes=known.outcomes[1:])


def an_outcome_stated_later(known: Archive) -> Archive:
    first, *others = known.outcomes
    return replace(known, outcomes=(replace(first, stated=date(2030, 1, 1)), *others))


def a_link_more(known: Archive) -> Archive:
    """Return the archive with its first proposed link confirmed."""
    asked = next(one for one in known.links if one.status == "proposed")
    confirmed = Link(asked.task, asked.continues, asked.score, asked.reasons, "confirmed")
    links = tuple(confirmed if one is asked else one for one in known.links)
    return replace(known, links=links, threads=threads_of(known.tasks, links))


def a_reason_told_otherwise(known: Archive) -> Archive:
    asked = next(one for one in known.links if one.status == "proposed")
    other = asked._replace(reasons=("lý do khác",))
    return replace(known, links=tuple(other if one is asked else one for one in known.links))


def a_proposal_less(known: Archive) -> Archive:
    return replace(known, outcome_proposals=known.outcome_proposals[1:])


def a_document_less(known: Archive) -> Archive:
    cited = next(one for one in known.documents if any(each.task_id for each in one.citing))
    return replace(known, documents=tuple(one for one in known.documents if one is not cited))


def a_document_named_otherwise(known: Archive) -> Archive:
    first, *others = known.documents
    return replace(known, documents=(replace(first, type_name="Tờ trình"), *others))


def a_notice_written_otherwise(known: Archive) -> Archive:
    first, *others = known.notices
    task, *more = first.tasks
    tasks = (replace(task, text="Việc khác"), *more)
    return replace(known, notices=(replace(first, tasks=tasks, digest="khác"), *others))


EDITS = (
    a_notice_less, an_outcome_less, an_outcome_stated_later, a_link_more, a_reason_told_otherwise,
    a_proposal_less, a_document_less, a_document_named_otherwise, a_notice_written_otherwise,
)  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_what_changes_a_piece_changes_its_key(edit: Callable[[Archive], Archive]) -> None:
    after = pieces(edit(sample()))
    assert after != before()
    same = before().keys() & after.keys()
    assert [key for key in same if after[key] != before()[key]] == []
    assert len(same) > len(before()) / 3


def test_a_thread_that_was_not_known_to_begin_so_early_changes_what_is_told_of_a_step() -> None:
    """A notice of a later day joins it to an older one, of which that step tells nothing itself."""
    known = sample()
    first, second, third, last = (one.tasks[0].id for one in known.notices[:4])
    ends = ((second, known.notices[0].tasks[1].id), (third, second), (last, third), (last, first))
    links = tuple(
        Link(later, earlier, 0.9, (), "automatic" if later != second else "proposed")
        for later, earlier in ends
    )
    joined = replace(known, links=links, threads=threads_of(known.tasks, links))
    day = known.notices[3].day or date.max
    told = [
        {piece.key: piece.make() for piece in audit_file(joined, one).pieces if piece.key}
        for one in (day - timedelta(days=1), day)
    ]
    same = told[0].keys() & told[1].keys()
    assert [key for key in same if told[0][key] != told[1][key]] == []


def test_a_notice_more_changes_but_a_word_of_what_was_not_repeated_before() -> None:
    """The number of later notices stands in each of so many lines."""
    words = [
        {piece.key: piece.word for piece in audit_file(known).pieces if piece.word}
        for known in (a_notice_less(sample()), sample())
    ]
    fewer, more = words
    kept = fewer.keys() & more.keys()
    assert len(kept) > len(more) / 3
    assert [key for key in kept if int(more[key]) != int(fewer[key]) + 1] == []


def test_renamed_units_change_every_piece() -> None:
    renamed = tuple(replace(unit, name=f"{unit.name} mới") for unit in sample().units)
    after = pieces(replace(sample(), units=renamed))
    assert not before().keys() & after.keys()
