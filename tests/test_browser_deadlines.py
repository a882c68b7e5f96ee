"""Time limits in a real browser: lists follow the reader's day, months fit a telephone and paper."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import BROWSER_TEST, EVERY_SCHEME, assert_pages_fit, served, stop_clock
from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.mkdocs_edge import build_site
from ketluan.model import Archive
from ketluan.pages import site_pages
from ketluan.search.generations import build_index

pytestmark = BROWSER_TEST

MADE = date(2021, 4, 10)  # the day for which the site is built
TODAY = date(2021, 6, 30)
UNIT = "/don-vi/thanh-tra-so/"
JUNE = "/thoi-han/2021-06/"
KINDS = ("/thoi-han/", "/thoi-han/lich/", JUNE, UNIT)


@pytest.fixture(scope="module")
def known() -> Archive:
    """Return the archive of the repository: 43 tasks, two of them with a day of their own."""
    return load_archive(REPOSITORY)


@pytest.fixture(scope="module")
def base(known: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a service with a site built for `MADE`."""
    folder = tmp_path_factory.mktemp("site")
    assert build_site(REPOSITORY, folder / "site", known, day=MADE) == []
    build_index(known, folder / "index")
    with served(folder / "site", folder / "index", TODAY) as address:
        yield address


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile whose clock stands at noon of TODAY."""
    context = chromium.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    stop_clock(context, f"{TODAY}T12:00:00")
    yield context
    context.close()


_LISTS = """
groups => Object.fromEntries(groups.map(group => [
  group.dataset.dueGroup,
  [document.querySelector(`[data-due-figure=${group.dataset.dueGroup}]`).textContent,
   group.querySelector("[data-due-number]").textContent,
   ...Array.from(group.querySelectorAll("li:not([hidden]) .kl-task__number"), a => a.hash)]]))
"""


def lists_of(page: Page) -> dict[str, list[str]]:
    """Return of each group both its numbers, then the anchors of its tasks in order."""
    found: dict[str, list[str]] = page.locator("[data-due-group]").evaluate_all(_LISTS)
    return found


@pytest.mark.parametrize("address", ["/thoi-han/", UNIT])
@pytest.mark.parametrize("day", ["2021-04-10", "2021-06-16", "2021-07-01", "2021-11-01"])
def test_what_the_reader_sees_is_what_a_build_of_that_day_would_show(
    chromium: Browser, base: str, known: Archive, address: str, day: str
) -> None:
    (made,) = [p for p in site_pages(known, date.fromisoformat(day)) if p.address == address]
    context = chromium.new_context(base_url=base)
    stop_clock(context, f"{day}T23:30:00")
    page = context.new_page()
    page.goto(address)
    seen = lists_of(page)
    page.evaluate("html => { document.querySelector('article').innerHTML = html; }", made.html)
    assert seen == lists_of(page)
    assert sum(map(len, seen.values())) > 2 * len(seen)
    context.close()


def test_the_page_says_for_which_day_its_lists_are(page: Page) -> None:
    page.goto("/thoi-han/")
    expect(page.locator("[data-due-day]")).to_have_text(
        "Danh sách tính đến hôm nay, ngày 30/6/2021."
    )


def test_without_scripts_the_day_of_the_build_stands(chromium: Browser, base: str) -> None:
    context = chromium.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/thoi-han/")
    expect(page.locator("[data-due-day]")).to_have_text("Danh sách lập cho ngày 10/4/2021.")
    expect(page.locator("[data-due-group=trong-han] .kl-task__number")).to_have_count(43)
    expect(page.locator("form[data-filter]")).to_be_hidden()
    context.close()


def test_the_tasks_of_one_unit_alone_and_every_number_follows(page: Page, base: str) -> None:
    page.goto("/thoi-han/")
    page.get_by_label("Đơn vị").select_option(label="Thanh tra Sở")
    shown = page.locator(".kl-due > li:visible")
    expect(shown).to_have_count(4)
    expect(page).to_have_url(f"{base}/thoi-han/?don_vi=thanh-tra-so")
    numbers = page.locator("[data-due-figure]").all_text_contents()
    assert sum(map(int, numbers)) == 4
    page.get_by_role("button", name="Bỏ lọc").click()
    expect(shown).to_have_count(43)
    assert sum(map(int, page.locator("[data-due-figure]").all_text_contents())) == 43


@EVERY_SCHEME
def test_the_pages_fit_and_make_no_error(chromium: Browser, base: str, scheme: str) -> None:
    assert_pages_fit(chromium, base, KINDS, scheme)


def test_a_month_on_a_telephone_is_a_list_of_its_days_with_limits(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(JUNE)
    days = page.locator(".kl-day:visible")
    expect(days).to_have_count(1)
    expect(days.first).to_contain_text("Thứ tư, ngày 30")
    expect(days.first).to_have_attribute("aria-current", "date")
    expect(days.first.locator(".kl-sign").first).to_contain_text("hôm nay")


def test_a_month_is_a_table_where_there_is_room(page: Page) -> None:
    page.goto(JUNE)
    table = page.get_by_role("table", name="Thời hạn tháng 6/2021")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    expect(page.locator(".kl-day:visible")).to_have_count(35)
    expect(page.locator(".kl-today")).to_have_id("ngay-30")


def test_a_units_month_shows_its_limits_and_the_unit_goes_along(page: Page, base: str) -> None:
    page.goto(UNIT)
    page.get_by_role("link", name="lịch tháng").click()
    expect(page).to_have_url(f"{base}{JUNE}?don_vi=thanh-tra-so")
    expect(page.get_by_label("Đơn vị")).to_have_value("thanh-tra-so")
    expect(page.locator(".kl-limit:visible")).to_have_count(1)
    expect(page.locator(".kl-limit__count")).to_have_text("4")
    page.get_by_role("link", name="Tháng sau").click()
    expect(page).to_have_url(re.compile(r"/thoi-han/2021-\d\d/\?don_vi=thanh-tra-so$"))
    expect(page.locator(".kl-limit:visible")).to_have_count(0)
    page.get_by_label("Đơn vị").select_option("")
    expect(page.locator(".kl-limit:visible")).to_have_count(1)


def test_a_month_prints_on_a4_across(page: Page, tmp_path: Path) -> None:
    page.goto(JUNE)
    page.pdf(path=tmp_path / "month.pdf", prefer_css_page_size=True)
    content = (tmp_path / "month.pdf").read_bytes()
    width, height = map(float, re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)[0])
    assert (round(width), round(height)) == (842, 595)
    assert content.count(b"/Type /Page\n") == 1
