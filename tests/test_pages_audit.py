"""The audit's pages: every number equals the rows that it leads to, every page says its day."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from html import unescape

import pytest
from hypothesis import given, settings

from conftest import REPOSITORY
from export_archives import linked_archives
from ketluan.addresses import notice_address
from ketluan.archive import load_archive
from ketluan.as_of import known_on
from ketluan.auditing import FINDINGS, audit_of, audit_on
from ketluan.exports import AUDIT_CSV, TASKS_CSV, exported, select
from ketluan.model import Archive, Period
from ketluan.pages import Later, Page, dead_links, site_pages, static_files
from ketluan.pages import audit_lists as lists_module
from ketluan.pages import audit_matrix as matrix_module
from ketluan.pages.audit_page import audit_pages
from ketluan.pages.audit_words import LISTS
from ketluan.pages.catalogue import catalogue
from ketluan.pages.site import unbundled
from ketluan.vietnamese import day_in_words
from page_words import words_of
from pages_archive import HOSTILE, archive

SAMPLE_DAY = date(2024, 7, 31)
QUARTER = re.compile(r"/kiem-toan/(\d{4}-q\d)/")
ROW = '<tr><th scope="row">'


@cache
def sample() -> Archive:
    return load_archive(REPOSITORY / "tests" / "sample_archive")


def pages_of(known: Archive, day: date) -> dict[str, Page]:
    prepared = catalogue(known)
    found = unbundled([lambda: audit_pages(prepared, audit_of(prepared.states(day)))])
    pages = (page.make() if isinstance(page, Later) else page for page in found)
    return {page.address: page for page in pages if isinstance(page, Page)}


def number(text: str) -> int:
    return int(text.replace(".", ""))


def target(page: Page, link: str) -> tuple[str, str]:
    """Return address and anchor to which a link on `page` leads."""
    path, _, anchor = unescape(link).partition("#")
    return posixpath.normpath(posixpath.join(page.address, path)).rstrip("/") + "/", anchor


def target_of(link: str) -> str:
    """Return a link to a task without the way up to the top of the site."""
    return link.replace("../", "")


def tiles(page: Page) -> Iterator[tuple[str, int]]:
    for link, count in re.findall(
        r'<li><a href="([^"]+)"><strong[^>]*>([^<]+)</strong>', page.html
    ):
        yield target(page, link)[0], 0 if count in ("không có", "chưa xét được") else number(count)


def rows_of(pages: dict[str, Page], address: str) -> int:
    """Return how many rows a list has: on its page, on those of its years, and those not shown."""
    page = pages[address]
    years = re.findall(r'<nav class="kl-years".*?</nav>', page.html, re.DOTALL)
    if not years or page.html.count(ROW):
        return page.html.count(ROW) + sum(map(number, re.findall(r"Còn ([\d.]+) dòng", page.html)))
    links = re.findall(r'<a href="([^"]+)">[^(<]+\(([\d.]+)\)</a>', years[0])
    for link, count in links:
        assert rows_of(pages, target(page, link)[0]) == number(count)
    return sum(number(count) for _, count in links)


def check_numbers(pages: dict[str, Page]) -> int:
    """Check all numbers of the first page; return how many there are in the matrix."""
    page = pages["/kiem-toan/"]
    found = dict(tiles(page))
    assert list(found) == [f"/kiem-toan/{words.name}/" for words in LISTS]
    for address, count in found.items():
        assert rows_of(pages, address) == count
    tallies = re.findall(
        r'kl-tally" href="([^"]+)"[^>]*><span[^>]*>[^<]*</span>([\d.]+)</a>', page.html
    )
    for link, count in tallies:
        address, anchor = target(page, link)
        section = pages[address].html.partition(f'id="{anchor}"')[2]
        section = re.split("<h2 " if "-don-vi-" not in anchor else "<h[23] ", section)[0]
        tasks = [target_of(one) for one in re.findall(rf'{ROW}<a href="([^"]+)">', section)]
        for more in re.findall(r'<p><a href="([^"]+)">Xem', section):
            elsewhere = pages[target(pages[address], more)[0]].html
            tasks += [target_of(one) for one in re.findall(rf'{ROW}<a href="([^"]+)">', elsewhere)]
        assert len(set(tasks)) == number(count), (address, anchor)
    totals = re.findall(r'kl-audit-total" href="([^"]+)">([\d.]+)</a>', page.html)
    for link, count in totals:
        assert f'<p class="kl-lead">{count} nhiệm vụ' in pages[target(page, link)[0]].html
    legend = re.findall(r"</span></span> ([\d.]+)</li>", page.html)
    assert sum(map(number, legend)) == sum(number(count) for _, count in totals)
    return len(tallies)


@pytest.mark.parametrize("day", [SAMPLE_DAY, date(2022, 6, 30), date(2021, 1, 1)])
def test_every_number_of_the_sample_equals_what_it_leads_to(day: date) -> None:
    pages = pages_of(sample(), day)
    assert bool(check_numbers(pages)) == (day > date(2022, 3, 30))
    audit = audit_on(sample(), day)
    assert [count for _, count in tiles(pages["/kiem-toan/"])] == [
        len(audit.rows(words.kind)) for words in LISTS
    ]


def test_long_lists_are_cut_into_years_and_periods_into_statuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists_module, "LIST_LIMIT", 40)
    monkeypatch.setattr(matrix_module, "LIST_LIMIT", 20)
    pages = pages_of(sample(), SAMPLE_DAY)
    assert check_numbers(pages) > 100
    assert "/kiem-toan/qua-han/2023/" in pages
    assert "/kiem-toan/ky/2023-q2/qua-han/" in pages
    assert "/kiem-toan/ky/2023-q2/qua-han/don-vi-van-phong-so/" in pages
    assert "/kiem-toan/mau-thuan/2022/" not in pages
    listing = [page.html for page in pages.values() if "kl-audit-table" in page.html]
    assert max(html.count(ROW) for html in listing) == 40
    assert dead_links(pages.values(), others(sample())) == ()


def test_pages_of_earlier_years_stay_as_they_are_when_a_notice_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists_module, "LIST_LIMIT", 5)
    last = sample().notices[-1].day
    assert last
    shown = pages_of(sample(), SAMPLE_DAY)
    before = pages_of(known_on(sample(), last - timedelta(1)), SAMPLE_DAY)
    for year in ("qua-han/2022", "chuyen-nhieu-ky/2023", "lui-han/2023", "moi-noi/2023"):
        assert shown[f"/kiem-toan/{year}/"] == before[f"/kiem-toan/{year}/"]
    assert shown["/kiem-toan/moi-noi/"] != before["/kiem-toan/moi-noi/"]


def others(known: Archive) -> set[str]:
    """Return the addresses to which the audit's pages lead elsewhere."""
    files = {file.address for file in static_files(known, day=SAMPLE_DAY)}
    return files | {page.address for page in site_pages(known, SAMPLE_DAY)}


@settings(max_examples=20)
@given(linked_archives())
def test_every_number_of_any_archive_equals_what_it_leads_to(known: Archive) -> None:
    check_numbers(pages_of(known, date(2021, 7, 1)))


def test_each_list_has_its_words_and_each_page_its_day() -> None:
    assert tuple(words.kind for words in LISTS) == FINDINGS
    for page in pages_of(sample(), SAMPLE_DAY).values():
        quarter = QUARTER.fullmatch(page.address)
        day = Period(quarter[1].upper()).end if quarter else SAMPLE_DAY
        assert day_in_words(day) in words_of(page.html), page.address


def test_no_sign_changes_with_the_readers_day() -> None:
    for page in pages_of(sample(), SAMPLE_DAY).values():
        assert "data-due" not in page.html


def test_an_empty_list_says_so_in_a_sentence() -> None:
    pages = pages_of(Archive(), SAMPLE_DAY)
    assert check_numbers(pages) == 0
    assert "không có" in words_of(pages["/kiem-toan/"].html)
    for words in LISTS:
        assert words.none in words_of(pages[f"/kiem-toan/{words.name}/"].html)


def test_a_task_stands_whole_in_each_list_so_that_its_limit_is_not_cut_off() -> None:
    pages = pages_of(sample(), SAMPLE_DAY)
    for row in audit_on(sample(), SAMPLE_DAY).overdue:
        assert " ".join(row.task.text.split()) in unescape(pages["/kiem-toan/qua-han/"].html)


def test_what_is_not_repeated_names_the_notice_that_could_have_done_so() -> None:
    page = pages_of(sample(), SAMPLE_DAY)["/kiem-toan/khong-nhac-lai/"]
    rows = audit_on(sample(), SAMPLE_DAY).not_repeated
    cells = re.findall(r'data-name="Thông báo kế tiếp"><a href="([^"]+)"', page.html)
    assert [target(page, link)[0] for link in cells] == [
        notice_address(row.next_notice) for row in rows
    ]


def test_links_that_wait_are_told_beside_the_figures_that_they_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = pages_of(sample(), SAMPLE_DAY)
    statuses = [row.link.status for row in audit_on(sample(), SAMPLE_DAY).unconfirmed_links]
    told = (
        f"Còn {statuses.count('proposed')} liên kết máy đề xuất và {statuses.count('automatic')} "
        "liên kết máy đã tự nối chờ người phụ trách xác nhận; xác nhận hay bác các liên kết ấy sẽ làm "
        "thay đổi số liệu “Quá hạn”, “Chuyển nhiều kỳ” và “Không được nhắc lại”."
    )
    for name in ("", "qua-han/", "chuyen-nhieu-ky/", "khong-nhac-lai/"):
        assert told in words_of(pages[f"/kiem-toan/{name}"].html)
    assert "chờ người phụ trách" not in pages["/kiem-toan/lui-han/"].html
    monkeypatch.setattr(lists_module, "LIST_LIMIT", 5)
    year = pages_of(sample(), SAMPLE_DAY)["/kiem-toan/qua-han/2023/"]
    uncounted = "Còn liên kết máy đề xuất và liên kết máy đã tự nối chờ người phụ trách xác nhận;"
    assert uncounted in words_of(year.html)
    assert "chờ người phụ trách" in pages["/kiem-toan/2023-q2/"].html
    decided = replace(sample(), links=())
    assert "chờ người phụ trách" not in pages_of(decided, SAMPLE_DAY)["/kiem-toan/"].html


def test_where_no_notice_came_later_nobody_can_tell_what_is_not_repeated() -> None:
    first = known_on(sample(), date(2022, 3, 31))
    assert len(first.notices) == 1
    pages = pages_of(first, SAMPLE_DAY)
    assert "Không được nhắc lại</span>" in pages["/kiem-toan/"].html
    tile = pages["/kiem-toan/"].html.partition('href="khong-nhac-lai/"')[2].partition("</a>")[0]
    assert "chưa xét được" in tile
    assert "<dt>Không được nhắc lại</dt><dd>chưa xét được" in pages["/kiem-toan/2022-q2/"].html
    words = words_of(pages["/kiem-toan/khong-nhac-lai/"].html)
    assert "Chưa xét được: kho chưa có thông báo sau của cùng cơ quan" in words


def test_a_later_notice_is_not_counted_and_that_is_said() -> None:
    page = pages_of(sample(), date(2022, 6, 30))["/kiem-toan/"]
    assert "Kho còn 9 thông báo sau ngày ấy" in words_of(page.html)
    assert "Quý IV/2022" not in page.html


def test_each_past_quarter_keeps_the_figures_of_its_last_day() -> None:
    pages = pages_of(sample(), SAMPLE_DAY)
    quarters = [address for address in pages if QUARTER.fullmatch(address)]
    assert (quarters[0], quarters[-1]) == ("/kiem-toan/2022-q1/", "/kiem-toan/2024-q2/")
    assert len(quarters) == 10
    audit = audit_on(sample(), date(2023, 6, 30))
    page = pages["/kiem-toan/2023-q2/"]
    words = words_of(page.html)
    assert "Tính đến hết ngày 30/6/2023" in words
    assert "ketluan report --as-of 30/6/2023" in words
    assert f"{len(audit.tasks)} nhiệm vụ trong 7 thông báo" in words
    for shown in LISTS:
        count = len(audit.rows(shown.kind))
        figure = f"<strong>{count}</strong>" if count else "không có"
        assert f"<dt>{shown.title}</dt><dd>{figure}" in page.html
    counts = re.findall(r'kl-tally" title[^>]*><span[^>]*>[^<]*</span>([\d.]+)</span>', page.html)
    cells = (*audit.matrix.cells.values(), *audit.matrix.totals.values())
    assert sorted(map(number, counts)) == sorted(
        len(tasks) for cell in cells for tasks in cell.values()
    )
    row = pages["/kiem-toan/"].html.partition('href="2023-q2/"')[2].partition("</tr>")[0]
    assert re.findall(r"kl-number\">([^<]+)<", row) == [
        str(len(rows)) if rows else "không có"
        for rows in (audit.tasks, audit.overdue, audit.carried_over, audit.not_repeated)
    ]


def test_what_comes_later_changes_no_past_quarter() -> None:
    end = date(2023, 6, 30)
    whole, then = pages_of(sample(), SAMPLE_DAY), pages_of(known_on(sample(), end), SAMPLE_DAY)
    assert whole["/kiem-toan/2023-q2/"] == then["/kiem-toan/2023-q2/"]
    assert whole["/kiem-toan/"] != then["/kiem-toan/"]


def test_links_from_the_audit_lead_somewhere() -> None:
    assert dead_links(pages_of(sample(), SAMPLE_DAY).values(), others(sample())) == ()


def test_text_of_notices_is_never_markup() -> None:
    shown = "".join(page.html for page in pages_of(archive(), date(2022, 7, 1)).values())
    assert "<script" not in shown
    assert HOSTILE[:20] in unescape(shown)


def test_the_lists_are_a_file_of_the_site_on_the_day() -> None:
    files = {file.address: file.text for file in static_files(sample(), day=SAMPLE_DAY)}
    audit = audit_on(sample(), SAMPLE_DAY)
    count = sum(len(audit.rows(kind)) for kind in FINDINGS)
    assert files[AUDIT_CSV].count("\r\nQuá hạn,") == len(audit.overdue)
    assert files[AUDIT_CSV].count("\r\n") > count
    asked = select(sample(), as_of=SAMPLE_DAY)
    assert files[AUDIT_CSV].encode() == exported(asked, "audit", "csv")
    undated = {file.address for file in static_files(sample())}
    assert TASKS_CSV in undated
    assert AUDIT_CSV not in undated
