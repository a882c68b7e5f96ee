"""Units over time on their pages: one history, what is open first, where it went."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from export_archives import linked_archives
from ketluan.auditing.state import state_on
from ketluan.linking import threads_of
from ketluan.model import Archive, Link, Period, Unit
from ketluan.pages import Page, site_pages
from ketluan.pages.catalogue import catalogue
from ketluan.pages.deadline_lists import OPEN
from ketluan.pages.tasks import task_views
from ketluan.pages.unit_pages import unit_pages
from page_words import words_of
from pages_archive import FINANCE, ID, OFFICE, RESEARCH, archive, notice

DAY = date(2021, 7, 1)
HEIR = Unit("phong-khoa-hoc", "Phòng Khoa học", valid_from=date(2021, 6, 1))
OLD = replace(RESEARCH, valid_to=date(2021, 5, 31), successors=(HEIR.id,))
OTHER = Unit("phong-cong-nghe", "Phòng Công nghệ")


def renamed(*units: Unit) -> Archive:
    """Return the small archive in which `OLD` has become `HEIR`, with further units."""
    return replace(archive(), units=(OLD, *units, HEIR))


def pages_of(known: Archive, day: date = DAY) -> dict[str, Page]:
    return {page.address: page for page in site_pages(known, day)}


def page_of(unit: Unit, known: Archive, day: date = DAY) -> str:
    return pages_of(known, day)[f"/don-vi/{unit.id}/"].html


def figures(html: str) -> dict[str, int]:
    """Return the numbers of open tasks by status."""
    return {
        status: int(count)
        for status, count in re.findall(r'data-due-figure="([^"]+)">(\d+)<', html)
    }


def test_open_tasks_stand_first_by_status_then_all_by_quarter() -> None:
    html = page_of(RESEARCH, archive())
    assert figures(html) == {"qua-han": 2, "sap-den-han": 0, "trong-han": 0, "khong-han": 0}
    assert html.index('id="dang-mo"') < html.index('id="chu-tri-2021-q2"')
    assert 'href="../../lich/phong-quan-ly-khoa-hoc.ics"' in html
    assert 'href="../../thoi-han/2021-06/?don_vi=phong-quan-ly-khoa-hoc"' in html


def test_a_carried_over_task_is_marked_with_its_steps() -> None:
    later = notice("2021-07-02-giao-ban-quy-ii", Period("2021-Q3"))
    link = Link(f"{later.id}#II.1.1", f"{ID}#II.1.1", 1.0, (), "confirmed")
    known = archive(notice(), later)
    known = replace(known, links=(link,), threads=threads_of(known.tasks, (link,)))
    text = words_of(page_of(RESEARCH, known, date(2021, 7, 2)))
    opened = text.partition("Việc đang mở")[2].partition("Khối lượng theo kỳ")[0]
    assert opened.count("tồn đọng từ kỳ trước toàn bộ quá trình") == 1


def test_a_successor_tells_its_predecessor_and_holds_what_was_left_open() -> None:
    html = page_of(HEIR, renamed())
    text = words_of(html)
    assert "01/6/2021 Đổi tên Phòng Quản lý Khoa học → thành Phòng Khoa học" in text
    assert figures(html)["qua-han"] == 2
    assert html.count("việc của đơn vị tiền thân") == 2
    assert "theo tên khi ấy: Phòng Quản lý Khoa học" in text
    assert 'id="tien-than-2021-q2"' in html


def test_a_predecessor_says_where_its_open_tasks_went() -> None:
    html = page_of(OLD, renamed())
    assert figures(html) == {}
    assert (
        "2 nhiệm vụ chưa xong của đơn vị này, tính đến ngày 01/7/2021, nay ở trang của Phòng Khoa học"
        in words_of(html)
    )
    assert 'id="chu-tri-2021-q2"' in html


def test_before_its_day_a_change_moves_nothing() -> None:
    before = date(2021, 5, 31)
    assert figures(page_of(OLD, renamed(), before))["trong-han"] == 2
    assert figures(page_of(HEIR, renamed(), before)) == {}


def test_after_a_split_nobody_says_which_heir_has_a_task_so_each_tells_it() -> None:
    split = replace(OLD, successors=(HEIR.id, OTHER.id))
    known = replace(archive(), units=(split, HEIR, OTHER))
    assert "kho chưa biết nhiệm vụ nào về đơn vị nào" in words_of(page_of(split, known))
    assert figures(page_of(HEIR, known)) == figures(page_of(OTHER, known))


def test_a_chain_is_told_whole_on_each_of_its_pages() -> None:
    first = Unit("phong-dau", "Phòng Đầu", successors=(OLD.id,))
    known = renamed(first)
    for unit in (first, OLD, HEIR):
        assert words_of(page_of(unit, known)).count(" thành ") == 2


def test_a_circle_in_the_register_hangs_no_page() -> None:
    known = replace(
        archive(), units=(replace(OLD, successors=(HEIR.id,)), replace(HEIR, successors=(OLD.id,)))
    )
    assert "Tiền thân và kế tục" not in page_of(HEIR, known)


def test_living_units_and_former_ones_stand_apart() -> None:
    html = pages_of(renamed(OFFICE))["/don-vi/"].html
    living, _, former = html.partition('id="truoc-day"')
    assert HEIR.name in living
    assert OFFICE.name in living
    assert OLD.name in former
    home = pages_of(renamed(OFFICE))["/"].html.partition('id="don-vi"')[2]
    assert OLD.name not in home.partition("</section>")[0]
    assert "truoc-day" not in pages_of(archive())["/don-vi/"].html


def test_a_unit_that_is_only_named_is_not_said_to_coordinate() -> None:
    text = words_of(page_of(FINANCE, archive()))
    assert "Phối hợp hoặc được nhắc đến" in text
    assert "hoặc chỉ để nhận" in text


_ARCHIVES = linked_archives().map(lambda known: replace(known, outcome_proposals=()))
_REGISTERS = st.lists(
    st.lists(st.sampled_from(["phong-a", "phong-b", "phong-e"]), max_size=2), min_size=3, max_size=3
)


@settings(max_examples=40)
@given(_ARCHIVES, _REGISTERS, st.dates(date(2020, 1, 1), date(2023, 12, 31)))
def test_what_is_open_is_on_the_page_of_its_unit_or_of_each_heir(
    drawn: Archive, successors: list[list[str]], day: date
) -> None:
    units = tuple(
        replace(unit, successors=tuple(ids))
        for unit, ids in zip(drawn.units, successors, strict=True)
    )
    known = catalogue(replace(drawn, units=units))
    statuses = state_on(known.archive, day).statuses
    pages = {page.address: page.make().html for page in unit_pages(known, task_views(known), day)}
    for unit in units:
        html = pages[f"/don-vi/{unit.id}/"]
        before = known.lineage.before(unit.id)
        led = [
            task
            for task in known.archive.tasks
            if any(m.unit_id in (unit.id, *before) for m in task.lead_units)
        ]
        still = sum(statuses.get(task.id) in OPEN for task in led)
        if known.lineage.successors[unit.id]:
            assert figures(html) == {}
            assert not still or f"{still} nhiệm vụ chưa xong" in words_of(html)
        else:
            assert sum(figures(html).values()) == still
        rows = re.findall(
            r'<td class="kl-number">(\d+)(?: <span class="kl-quiet">\+ (\d+) của)?', html
        )[::2]
        with_period = sum(task.period is not None for task in led)
        assert sum(int(own) + int(taken or 0) for own, taken in rows) == with_period
