"""A page to come names all that it may depend on: where its key stays, the page stays."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from ketluan.digests import Digests
from ketluan.linking import threads_of
from ketluan.model import Archive, Link, Notice, Outcome
from ketluan.pages import Later
from ketluan.pages.catalogue import catalogue
from ketluan.pages.tasks import task_views
from ketluan.pages.thread_pages import thread_pages
from test_pages_thread_story import APART, COSTS, HEIR, LAST, PLAN, ROOT, STEPS, story, task

DAYS = {"decided_due", "issued", "day", "date", "valid_from", "valid_to", "stated"}


def altered(value: Any, name: str = "") -> Iterator[Any]:
    """Yield `value`, a field `name`, with one thing in it altered, each in turn."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name == "secrecy":  # such a notice can be in no archive
                continue
            for other in altered(getattr(value, field.name), field.name):
                yield replace(value, **{field.name: other})  # type: ignore[type-var]
    elif isinstance(value, tuple):
        yield value[:-1]
        for at, one in enumerate(value):
            for other in altered(one):
                yield (*value[:at], other, *value[at + 1 :])
    else:
        yield from otherwise(value, name)


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
    )
    links = (*found.links, Link(outside.id, APART.id, 0.5, ("cùng đơn vị",), "proposed"))
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
        links=links,
        threads=threads_of((*STEPS, outside), links),
    )


def only_page(archive: Archive) -> Later:
    known = catalogue(archive)
    (page,) = thread_pages(known, task_views(known))
    return page


def test_a_page_whose_key_stays_is_the_same_whatever_else_is_altered() -> None:
    digests = Digests()
    archive = told()
    first = only_page(archive)
    key, made = digests.of(first.made_of), first.make()
    assert first.address == made.address
    assert made.title
    assert made.description
    assert made.headings
    same = changed = 0
    for other in altered(archive):
        try:
            page = only_page(other)
            is_other = page.make() != made
        except (KeyError, ValueError):  # no such archive can be read
            continue
        has_key = digests.of(page.made_of) == key
        assert not (has_key and is_other), other
        same += has_key
        changed += is_other
    assert same > 50
    assert changed > 100
