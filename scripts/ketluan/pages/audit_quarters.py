"""The audit as it was at the end of each past quarter: figures and matrix, without the lists."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ketluan.addresses import AUDIT, HOME, audit_quarter_address
from ketluan.as_of import notice_day
from ketluan.auditing import Audit, FindingKind, audit_on, quarter_of
from ketluan.grouping import grouped
from ketluan.kept import Kept, packed
from ketluan.model import Period
from ketluan.pages.audit_lists import figures
from ketluan.pages.audit_matrix import status_totals, year_matrices
from ketluan.pages.audit_rows import Source
from ketluan.pages.audit_words import LINKED, none_words, waiting_words
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import count_in_words
from ketluan.program import program_digest
from ketluan.vietnamese import day_in_words

HEADS: Final = ("Nhiệm vụ", "Quá hạn", "Chuyển nhiều kỳ", "Không được nhắc lại")
_NONE: Final = "không có"
_KIND: Final = "quarter"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A past quarter: its page, the link that leads there, and its `counts` below `HEADS`."""

    page: Page
    link: Link
    counts: tuple[str, ...]


def quarter_snapshots(source: Source, kept: Kept) -> tuple[Snapshot, ...]:
    """Return the quarters that ended between the first notice and the day, in order of time.

    Each is an audit of the whole archive so far; what was known then seldom changes, so they are kept.
    """
    quarters = tuple(_past_quarters(source))
    keys = tuple(_digests(quarters, source))
    found: dict[str, Snapshot] = kept.find(_KIND, keys)
    new = [at for at, key in enumerate(keys) if key not in found]
    made = {keys[at]: _snapshot(at, quarters, source) for at in new}
    kept.keep(_KIND, {key: packed(one) for key, one in made.items()}, keys)
    found |= made
    return tuple(found[key] for key in keys)


def _digests(quarters: tuple[Period, ...], source: Source) -> Iterator[str]:
    """Yield for each quarter the digest of everything that its snapshot is made of."""
    archive = source.known.archive
    disputed = [
        (one.key, one.conflicts)
        for one in (*archive.documents, *archive.standards)
        if one.conflicts
    ]
    told = repr((archive.units, archive.groups, disputed))
    past = hashlib.sha256(f"{program_digest()}{told}".encode())
    notices = sorted(
        ((day, one) for one in archive.notices if (day := notice_day(one))),
        key=lambda pair: (pair[0], pair[1].id),
    )
    notice_of = {task.id: task.notice_id for task in archive.tasks}
    links = grouped((notice_of.get(one.task, ""), one) for one in archive.links)
    proposals = grouped((one.notice_id, one) for one in archive.outcome_proposals)
    outcomes = sorted(
        ((max(one.day, one.stated or one.day), one) for one in archive.outcomes if one.day),
        key=lambda pair: (pair[0], pair[1].task_id, pair[1].status),
    )
    at = known = 0
    for place, quarter in enumerate(quarters):
        while at < len(notices) and notices[at][0] <= quarter.end:
            one = notices[at][1]
            past.update(one.digest.encode() if one.digest else repr(one).encode())
            past.update(repr((links.get(one.id), proposals.get(one.id))).encode())
            at += 1
        while known < len(outcomes) and outcomes[known][0] <= quarter.end:
            past.update(repr(outcomes[known][1]).encode())
            known += 1
        beside = (quarter.id, bool(place), place + 1 < len(quarters))
        yield hashlib.sha256(past.digest() + repr(beside).encode()).hexdigest()


def _past_quarters(source: Source) -> Iterator[Period]:
    days = [day for notice in source.known.archive.notices if (day := notice_day(notice))]
    quarter = quarter_of(min(days)) if days else None
    while quarter and quarter.end < source.audit.day:
        yield quarter
        quarter = quarter_of(date.fromordinal(quarter.end.toordinal() + 1))


def _snapshot(at: int, quarters: tuple[Period, ...], source: Source) -> Snapshot:
    quarter = quarters[at]
    audit = audit_on(source.known.archive, quarter.end)
    then = Source(audit, source.known, source.views, listed=False)
    earlier = _link(quarters[at - 1]) if at else NO_LINK
    later = _link(quarters[at + 1]) if at + 1 < len(quarters) else NO_LINK
    counts = (
        count_in_words(len(audit.tasks)) if audit.tasks else _NONE,
        *(_count(kind, audit) for kind in LINKED),
    )
    page = _page(quarter, then, earlier, later)
    return Snapshot(replace(page, body=page.html), _link(quarter), counts)


def _count(kind: FindingKind, audit: Audit) -> str:
    rows = audit.rows(kind)
    return count_in_words(len(rows)) if rows else none_words(kind, audit)


def _link(quarter: Period) -> Link:
    return Link(quarter.label, audit_quarter_address(quarter.id))


def _page(quarter: Period, then: Source, earlier: Link, later: Link) -> Page:
    address, day = audit_quarter_address(quarter.id), day_in_words(quarter.end)
    title = f"Kiểm toán cuối {quarter.label[0].lower()}{quarter.label[1:]}"
    years = year_matrices(then)
    body = rendered(
        "audit_quarter.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Kiểm toán", AUDIT), Link(quarter.label)),
        title=title,
        day=day,
        command=f"ketluan report --as-of {day}",
        lists=tuple((link.text, count, noun) for link, count, noun in figures(then)),
        tasks=count_in_words(len(then.audit.tasks)),
        notices=count_in_words(len(then.audit.state.notices)),
        statuses=status_totals(then),
        years=years,
        waiting=waiting_words(then.audit),
        earlier=earlier,
        later=later,
    )
    matrices = tuple(Heading(year.id, year.title, 3) for year in years)
    return Page(
        address=address,
        title=title,
        description=f"Số liệu kiểm toán như kho biết đến hết ngày {day}.",
        body=body,
        headings=(
            Heading("danh-sach", "Các danh sách"),
            Heading("ma-tran", "Trạng thái theo đơn vị và kỳ", 2, matrices),
        ),
    )
