"""The list of periods, and each period: what was reviewed, what is directed, unit by unit."""

from collections.abc import Iterator, Mapping

from ketluan.addresses import HOME, PERIODS, period_address, unit_address
from ketluan.model import Period
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.lists import TaskGroup, headings_of, lead_key, lead_rows, led_in
from ketluan.pages.notice_list import NoticeRow, notice_row
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import NO_LINK, Link, TaskView
from ketluan.vietnamese import day_in_words


def periods_page(known: Catalogue) -> Page:
    """Return the list of periods, the newest first."""
    rows = tuple(
        (
            Link(period.label, period_address(period.id)),
            _days(period),
            sum(task.period == period for task in known.archive.tasks),
            _naming(known, reviewed=period),
            _naming(known, directed=period),
        )
        for period in reversed(known.periods)
    )
    html = rendered("periods.html", PERIODS, trail=(Link("Trang chủ", HOME), Link("Kỳ")), rows=rows)
    return Page(
        address=PERIODS,
        title="Kỳ báo cáo",
        description="Các kỳ mà thông báo kết luận đánh giá hoặc chỉ đạo.",
        html=html,
        menu="Kỳ",
    )


def _days(period: Period) -> str:
    return f"{day_in_words(period.start)} – {day_in_words(period.end)}"


def _naming(
    known: Catalogue, reviewed: Period | None = None, directed: Period | None = None
) -> tuple[NoticeRow, ...]:
    """Return the notices that review, or direct, the period."""
    return tuple(
        notice_row(notice)
        for notice in known.archive.notices
        if (reviewed and notice.reviewed_period == reviewed)
        or (directed and notice.directed_period == directed)
    )


def period_pages(known: Catalogue, views: Mapping[str, TaskView]) -> Iterator[Page]:
    """Yield the page of each period."""
    for at, period in enumerate(known.periods):
        earlier = known.periods[at - 1] if at else None
        later = known.periods[at + 1] if at + 1 < len(known.periods) else None
        yield _period_page(period, known, views, _neighbour(earlier), _neighbour(later))


def _neighbour(period: Period | None) -> Link:
    return Link(period.label, period_address(period.id)) if period else NO_LINK


def _period_page(
    period: Period,
    known: Catalogue,
    views: Mapping[str, TaskView],
    earlier: Link,
    later: Link,
) -> Page:
    address = period_address(period.id)
    groups = _groups(period, known, views)
    count = sum(task.period == period for task in known.archive.tasks)
    html = rendered(
        "period.html",
        address,
        trail=(Link("Trang chủ", HOME), Link("Kỳ", PERIODS), Link(period.label)),
        label=period.label,
        days=_days(period),
        count=count,
        directing=_naming(known, directed=period),
        reviewing=_naming(known, reviewed=period),
        groups=groups,
        earlier=earlier,
        later=later,
    )
    return Page(
        address=address,
        title=period.label,
        description=f"{period.label}: {count} nhiệm vụ được chỉ đạo.",
        html=html,
        headings=(
            Heading("danh-gia", "Được đánh giá"),
            Heading("chi-dao", "Được chỉ đạo", 2, headings_of(groups)),
        ),
    )


def _groups(
    period: Period, known: Catalogue, views: Mapping[str, TaskView]
) -> tuple[TaskGroup, ...]:
    """Return the period's tasks by lead unit; a task led by two units stands under both."""
    tasks = tuple(task for task in known.archive.tasks if task.period == period)
    groups = []
    for unit_id, name in lead_rows(tasks, known):
        led = led_in(tasks, unit_id, known)
        address = unit_address(unit_id) if unit_id in known.units else ""
        groups.append(
            TaskGroup(
                lead_key(unit_id),
                Link(name, address),
                tuple(views[task.id] for task in led),
                len(led),
            )
        )
    return tuple(groups)
