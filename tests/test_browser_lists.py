"""Lists filtered and sorted in a browser, figures counted anew: the pages alone, without the frame."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import BROWSER_TEST, served, stop_clock
from ketluan.mkdocs_edge import THEME
from ketluan.model import Archive
from ketluan.pages import Page as SitePage
from ketluan.pages.catalogue import catalogue
from ketluan.pages.home_page import home_page
from ketluan.pages.tasks import task_views
from ketluan.pages.unit_pages import unit_pages
from long_archive import DAY, long_archive
from pages_archive import RESEARCH, archive

pytestmark = BROWSER_TEST

SCRIPTS = "assets/ketluan"
UNIT_YEAR = f"/don-vi/{RESEARCH.id}/nam-2020/"
LATER = date(2021, 7, 20)


def write(page: SitePage, folder: Path) -> None:
    """Write the page with the script that all pages have."""
    file = folder / page.address[1:] / "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    up = "../" * page.address[1:].count("/")
    script = f'<script src="{up}{SCRIPTS}/page.js" defer></script>'
    head = f'<meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">{script}'
    file.write_text(f"<!doctype html><html lang=vi><head>{head}</head>{page.html}", "utf-8")


def home(known: Archive, day: date) -> SitePage:
    held = catalogue(known)
    return home_page(held, task_views(held), day)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the pages."""
    folder = tmp_path_factory.mktemp("lists")
    shutil.copytree(THEME / SCRIPTS, folder / SCRIPTS)
    known = catalogue(long_archive())
    write(
        next(p for p in unit_pages(known, task_views(known), DAY) if p.address == UNIT_YEAR).make(),
        folder,
    )
    write(home(archive(), date(2021, 6, 1)), folder)
    with served(folder, folder / "index", LATER) as address:
        yield address


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile whose clock stands at noon of LATER."""
    context = chromium.new_context(base_url=base)
    stop_clock(context, f"{LATER}T12:00:00")
    yield context
    context.close()


def test_a_list_in_sections_is_filtered_by_todays_status_and_sorted_as_one(page: Page) -> None:
    page.goto(UNIT_YEAR)
    count = page.get_by_role("status")
    expect(count).to_have_text("48 nhiệm vụ")
    page.get_by_label("Trạng thái").select_option("qua-han")
    expect(count).to_have_text("48 nhiệm vụ")
    page.get_by_label("Có từ").fill("ke hoach so 76")
    expect(count).to_have_text("16 trong 48 nhiệm vụ")
    expect(page.locator("section:visible h2")).to_have_text(["Chủ trì", "Văn bản được viện dẫn"])
    page.get_by_label("Sắp xếp").select_option("han-xa")
    expect(page.get_by_role("heading", name="Theo thứ tự đã chọn")).to_be_visible()
    expect(page.locator(".kl-task:visible")).to_have_count(16)
    page.reload()
    expect(count).to_have_text("16 trong 48 nhiệm vụ")
    page.get_by_role("button", name="Bỏ lọc").press("Enter")
    expect(count).to_have_text("48 nhiệm vụ")
    expect(page.get_by_role("heading", name="Theo thứ tự đã chọn")).to_be_hidden()
    assert (
        page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    )


def test_home_counts_anew_on_a_later_day(page: Page) -> None:
    page.goto("/")
    numbers = page.locator("[data-open]").all_text_contents()
    expect(page.locator("[data-open-told]")).to_have_text("20/7/2021")
    then = page.context.new_page()
    then.set_content(home(archive(), LATER).html)
    assert numbers == then.locator("[data-open]").all_text_contents()
    assert numbers[0] != "0"
