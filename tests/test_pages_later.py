"""A page to come names all that it may depend on: where its key stays, the page stays."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import pytest

from ketluan.digests import text_digest
from ketluan.linking import threads_of
from ketluan.model import (
    Archive,
    CitingSentence,
    Conflict,
    Document,
    DocumentLink,
    Link,
    Notice,
    Outcome,
    OutcomeProposal,
    Task,
)
from ketluan.pages import Bundle, Later, Page, lists_by_year
from ketluan.pages.catalogue import catalogue
from ketluan.pages.site import site_parts, unbundled
from test_data_pieces import EDITS, LATE, sample
from test_pages_thread_story import (
    APART,
    COSTS,
    HEIR,
    JOINED,
    LAST,
    NEW,
    OLD,
    PLAN,
    ROOT,
    SECOND,
    STEPS,
    story,
    task,
)  # fmt: skip

# No archive has a notice with a mark of secrecy; what a document is cited by is what notices say, and
# threads are what links join.
LEFT_OUT = {"secrecy", "citing", "threads"}
BEFORE_LAST = date(2022, 7, 1)  # a day before the last notice of the story

DAYS = {"decided_due", "issued", "day", "date", "valid_from", "valid_to", "stated"}


def altered(value: Any, name: str = "") -> Iterator[Any]:
    """Yield `value`, a field `name`, with one thing in it altered, each in turn."""
    names = _names_of(value)
    if names:
        with_other = getattr(value, "_replace", partial(replace, value))
        for own in names:
            for other in altered(getattr(value, own), own):
                yield with_other(**{own: other})
    elif isinstance(value, tuple):
        yield value[:-1]
        for at, one in enumerate(value):
            for other in altered(one):
                yield (*value[:at], other, *value[at + 1 :])
    else:
        yield from otherwise(value, name)


def _names_of(value: Any) -> list[str]:
    """Return the fields of a dataclass or named tuple that are to be altered; of others none."""
    names = getattr(value, "_fields", ())
    if is_dataclass(value):
        names = tuple(field.name for field in fields(value))
    return [name for name in names if name not in LEFT_OUT]


def otherwise(value: Any, name: str) -> Iterator[Any]:
    """Yield another value for a plain one, as far as the field `name` may hold one."""
    if isinstance(value, date):
        yield value + timedelta(400)
    elif isinstance(value, float):
        yield value / 2
    elif isinstance(value, str):
        yield f"{value} khác"
    elif value is None and name in DAYS:
        yield date(2021, 5, 5)


def told() -> Archive:
    """Return the story with outcomes, and with a task beside it that may continue a step."""
    beside = "2022-08-01-giao-ban"
    outside = task(LAST, "1", "Công bố phương án khác.", HEIR, "2022-09-30")
    outside = replace(outside, id=f"{beside}#1", notice_id=beside)
    found = story(
        Outcome(ROOT.id, "hoan-thanh", date(2021, 5, 1), "31/BC-SM"),
        Outcome(COSTS.id, "tam-dung", date(2022, 2, 1), ""),
        Outcome(JOINED.id, "tam-dung", date(2022, 3, 1), ""),
    )
    links = (
        *found.links,
        Link(outside.id, APART.id, 0.5, ("cùng đơn vị",), "proposed"),
        Link(outside.id, JOINED.id, 0.4, ("cùng chữ",), "proposed"),
    )
    day = date(2022, 8, 1)
    notice = Notice(beside, "", "", number="9/TB", meeting_date=day, issuer="Sở", tasks=(outside,))
    helped = replace(PLAN, coordinating_units=COSTS.lead_units)
    notices = (
        replace(one, number="8/TB", tasks=tuple(map({PLAN: helped}.get, one.tasks, one.tasks)))
        for one in found.notices
    )
    return replace(
        found,
        notices=(*notices, notice),
        documents=tuple(documents()),
        standards=(
            replace(OLD, key="tcvn-9", number="TCVN 9", family="standard", citing=citing(PLAN)),
        ),
        document_links=(
            DocumentLink(NEW.key, "replaces", OLD.key, False, "thay thế", JOINED.notice_id),
        ),
        links=links,
        threads=threads_of((*STEPS, outside), links),
        outcome_proposals=(
            OutcomeProposal(
                JOINED.id, "hoan-thanh", LAST, 9, "Đã công bố.", "Đã", None, "9/TB", 0.5, ("số",)
            ),
        ),
    )


def documents() -> Iterator[Document]:
    """Yield two documents of one number, one in dispute, and one that a notice of the archive is."""
    yield replace(
        OLD, citing=citing(PLAN), conflicts=(Conflict("date", (("2021-05-05", (SECOND,)),)),)
    )
    yield replace(OLD, key="1-kh-sm-2020", year=2020, citing=citing(JOINED, PLAN))
    yield replace(NEW, citing=citing(JOINED), held_as=LAST, registered=frozenset(("title",)))


def citing(*tasks: Task) -> tuple[CitingSentence, ...]:
    """Return a sentence of each of the tasks, and one that is part of none."""
    own = [CitingSentence(one.notice_id, one.id, one.text, one.citations[0]) for one in tasks]
    beside = own[0]._replace(task_id="", sentence=f"Theo {own[0].sentence}")
    return (*own, beside)


def as_read(archive: Archive) -> Archive:
    """Return `archive` as if its notices had been read from files."""
    notices = (replace(one, digest=text_digest(repr(one))) for one in archive.notices)
    joined = threads_of(archive.tasks, archive.links)
    return replace(archive, notices=tuple(notices), threads=joined)


def pages_of(archive: Archive, day: date) -> dict[str, Later]:
    """Return all pages of the site of `day` that come later, by address."""
    found = unbundled(site_parts(catalogue(as_read(archive)), day))
    return {page.address: page for page in found if isinstance(page, Later)}


def bundles_of(archive: Archive, day: date) -> dict[str, list[tuple[str, str]]]:
    """Return addresses and keys of the pages that are told together, by the key of all."""
    parts = site_parts(catalogue(as_read(archive)), day)
    found = (one for part in parts for one in part() if isinstance(one, Bundle))
    return {one.key: [(page.address, page.key) for page in one.pages()] for one in found}


def cut_lists(patch: pytest.MonkeyPatch, limit: int) -> None:
    """Cut every list into pages of `limit` entries."""
    for name in (
        "audit_lists", "audit_matrix", "document_pages", "lists", "notice_list", "period_pages",
        "task_pages", "thread_list", "unit_pages",
    ):  # fmt: skip
        patch.setattr(f"ketluan.pages.{name}.LIST_LIMIT", limit)
    patch.setattr("ketluan.pages.document_list._LIMIT", limit)
    for function in (lists_by_year.by_year, lists_by_year.numbered):
        patch.setitem(function.__kwdefaults__ or {}, "limit", limit)


@pytest.mark.parametrize(
    ("limit", "day"), [pytest.param(300, BEFORE_LAST, marks=pytest.mark.long), (1, LATE)]
)
def test_a_page_whose_key_stays_is_the_same_whatever_else_is_altered(
    monkeypatch: pytest.MonkeyPatch, limit: int, day: date
) -> None:
    cut_lists(monkeypatch, limit)
    archive = told()
    first = pages_of(archive, day)
    made = {address: page.make() for address, page in first.items()}
    for address, shown in made.items():
        assert shown.address == address
        assert shown.title
        assert shown.description
        assert bool(shown.headings) == first[address].has_headings, address
        assert shown.source == first[address].source
    same = changed = 0
    bundles = bundles_of(archive, day)
    for other in altered(archive):
        try:
            pages = pages_of(other, day)
        except (KeyError, ValueError):  # no such archive can be read
            continue
        for key, told_together in bundles_of(other, day).items():
            assert bundles.setdefault(key, told_together) == told_together, other
        for address, page in pages.items():
            if address in first and first[address].key == page.key:
                same += 1
                assert page.make() == made[address], (address, other)
            else:
                changed += 1
    assert same > 1000
    assert changed > 1000
    assert 10 < len(bundles) < same


@cache
def before() -> dict[str, tuple[str, Page]]:
    """Return key and page of all pages of the sample archive."""
    return {address: (page.key, page.make()) for address, page in pages_of(sample(), LATE).items()}


@pytest.mark.parametrize("edit", EDITS)
def test_a_page_whose_key_stays_is_the_same_after_an_edit(
    edit: Callable[[Archive], Archive],
) -> None:
    same = 0
    for address, page in pages_of(edit(sample()), LATE).items():
        key, made = before().get(address, ("", None))
        if key == page.key:
            same += 1
            assert page.make() == made, address
    assert same > len(before()) / 4
