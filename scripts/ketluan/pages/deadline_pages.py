"""The page of time limits: what is open, by how it stands to its limit."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from ketluan.addresses import CALENDAR, DEADLINES, HOME, TASKS
from ketluan.exports import calendar_address, feed_address
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.deadline_lists import DueGroup, due_groups
from ketluan.pages.lists_filter import Field, Filter, unit_options
from ketluan.pages.page import Heading, Page, rendered
from ketluan.pages.tasks import Link, TaskView
from ketluan.pages.wording import count_in_words
from ketluan.status import CLOSED, LABELS, Status
from ketluan.vietnamese import day_in_words


def deadlines_page(known: Catalogue, views: Mapping[str, TaskView], day: date) -> Page:
    """Return the open tasks by status at the end of `day`, and how many tasks are not open."""
    statuses = known.statuses(day)
    groups = due_groups(known.archive.tasks, statuses, known, views)
    body = rendered(
        "deadlines.html",
        DEADLINES,
        trail=(Link("Trang chủ", HOME), Link("Thời hạn")),
        day=day_in_words(day),
        iso_day=day.isoformat(),
        groups=groups,
        left_out="; ".join(_left_out(statuses, len(known.archive.tasks))),
        tasks_address=TASKS,
        filter=_filter(groups, known),
        follow=(
            Link("lịch tháng", CALENDAR),
            Link("tệp lịch (iCalendar)", calendar_address()),
            Link("bản tin (Atom)", feed_address()),
        ),
    )
    return Page(
        address=DEADLINES,
        title="Thời hạn",
        description="Nhiệm vụ đang mở: quá hạn, sắp đến hạn, trong hạn và không có hạn.",
        body=body,
        headings=tuple(Heading(group.id, group.title) for group in groups),
    )


def _left_out(statuses: Mapping[str, Status], total: int) -> Iterator[str]:
    """Yield in words how many tasks are not open, by status."""
    counts = Counter(statuses.values())
    for status, label in LABELS.items():
        if counts[status] and (status in CLOSED or status == "chuyen-tiep"):
            words = "đã chuyển tiếp, tính ở bước sau" if status == "chuyen-tiep" else label.lower()
            yield f"{count_in_words(counts[status])} nhiệm vụ {words}"
    if len(statuses) < total:
        yield f"{count_in_words(total - len(statuses))} nhiệm vụ của thông báo sau ngày ấy"


def _filter(groups: tuple[DueGroup, ...], known: Catalogue) -> Filter | None:
    """Return the form by units and groups that tasks in a row name, none without any task."""
    rows = [row for group in groups for row in group.rows]
    rows += [row for group in groups for period in group.periods for row in period.rows]
    used = {unit_id for row in rows for unit_id in row.unit_ids.split()}
    units = Field("don_vi", "Đơn vị", "Tất cả đơn vị", unit_options(used, known))
    count = sum(group.count for group in groups)
    return Filter("nhiệm vụ", count, (units,)) if count else None
