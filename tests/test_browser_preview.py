"""The preview as a clerk meets it: the page changes by itself while a file is edited."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accessible import axe_faults
from browser import BROWSER_TEST, EVERY_SCHEME, Watch, assert_pages_fit
from conftest import FIRST_NOTICE
from previewed import PATIENCE, Running, previewed

pytestmark = BROWSER_TEST

NOTICE = "/thong-bao/2021/2021-03-29-giao-ban-quy-i/"
PATIENT = PATIENCE * 1000  # milliseconds
BROKEN_PAGE = "/thong-bao/2021/2021-04-05-hong/"


@pytest.fixture
def live(archive_copy: Path) -> Iterator[Running]:
    """Run a preview of a copy of the repository's archive."""
    with previewed(archive_copy) as running:
        yield running


@pytest.fixture
def base(live: Running) -> str:
    """Return the address of the preview."""
    return live.base


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile."""
    context = chromium.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_an_edited_file_changes_the_open_page_and_the_place_stays(
    page: Page, archive_copy: Path
) -> None:
    page.goto(NOTICE)
    task = page.locator("#nv-ii-7-4")
    task.evaluate("element => scrollTo(0, scrollY + element.getBoundingClientRect().top - 200)")
    before = task.bounding_box()
    assert before
    assert page.evaluate("scrollY") > 900
    page.evaluate("window.marked = true")
    notice = archive_copy / FIRST_NOTICE
    longer = "Ngày 29/3/2021, " + "thêm nhiều chữ ở đoạn đầu để đẩy các đoạn sau xuống, " * 20
    replace_in(notice, "Ngày 29/3/2021, ", longer)
    expect(page.locator("main")).to_contain_text("đẩy các đoạn sau xuống", timeout=PATIENT)
    assert page.evaluate("window.marked") is None  # opened again, by itself
    page.wait_for_load_state("load")
    expect(task).to_be_in_viewport()
    after = task.bounding_box()
    assert after
    assert abs(after["y"] - before["y"]) <= 2


_FRAMES = """() => new Promise(done => {
    let left = 12;
    const wait = () => left-- ? requestAnimationFrame(wait) : done();
    wait();
})"""


@pytest.mark.parametrize("y", [0, 600])
def test_a_page_opened_again_at_an_anchor_stays_where_the_reader_went(
    y: int, page: Page, archive_copy: Path
) -> None:
    page.goto(f"{NOTICE}#nv-ii-7-4")
    page.evaluate(_FRAMES)  # the page goes to the anchor until it stays
    page.evaluate(f"scrollTo(0, {y})")
    replace_in(archive_copy / FIRST_NOTICE, "Quý I năm 2021", "Quý I năm Tân Sửu")
    expect(page.locator("main")).to_contain_text("Tân Sửu", timeout=PATIENT)
    page.wait_for_function("y => Math.abs(scrollY - y) <= 2", arg=y)


def test_a_problem_that_blocks_is_a_bar_on_the_page_until_it_is_mended(
    page: Page, archive_copy: Path
) -> None:
    page.goto(NOTICE)
    bar = page.get_by_role("complementary", name="Bản xem trước")
    expect(bar).to_contain_text("không có lỗi")
    replace_in(archive_copy / FIRST_NOTICE, "kết thức", "kết thúc")
    expect(bar).to_contain_text("1 lỗi chặn xuất bản", timeout=PATIENT)
    row = bar.locator("li")
    expect(row).to_contain_text("nội dung khác bản gốc")
    expect(row).to_contain_text("coverage (chặn)")
    expect(row.get_by_role("link")).to_have_text(re.compile(rf"^{FIRST_NOTICE}, dòng \d+$"))
    expect(row).to_be_visible()
    replace_in(archive_copy / FIRST_NOTICE, "kết thúc", "kết thức")
    expect(bar).to_contain_text("không có lỗi", timeout=PATIENT)
    expect(row).to_have_count(0)


def test_a_folded_bar_stays_folded_when_the_page_is_opened_again(
    page: Page, archive_copy: Path
) -> None:
    replace_in(archive_copy / FIRST_NOTICE, "kết thức", "kết thúc")
    page.goto(NOTICE)
    row = page.locator(".kl-preview li").first
    expect(row).to_be_visible(timeout=PATIENT)
    page.locator(".kl-preview summary").click()
    expect(row).to_be_hidden()
    replace_in(archive_copy / FIRST_NOTICE, "Quý I năm 2021", "Quý I năm Tân Sửu")
    expect(page.locator("main")).to_contain_text("Tân Sửu", timeout=PATIENT)
    expect(row).to_be_hidden()


def test_a_notice_that_cannot_be_read_shows_why_and_then_itself(
    page: Page, archive_copy: Path
) -> None:
    path = archive_copy / "notices/2021/2021-04-05-hong.md"
    path.write_text("---\nloai: [TB\n---\n\n1. Phòng Mẫu làm.\n", "utf-8")
    page.goto("/")
    link = page.locator(".kl-preview").get_by_role("link", name="2021-04-05-hong.md")
    link.click(timeout=PATIENT)
    expect(page.locator("h1")).to_have_text("Chưa đọc được thông báo")
    expect(page.locator(".kl-notice--fault")).to_contain_text("không đọc được YAML")
    assert axe_faults(page) == []
    head = "loai: TB\nngay_hop: 2021-04-05\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận mẫu\n"
    path.write_text(f"---\n{head}---\n\n1. Phòng Mẫu làm.\n", "utf-8")
    expect(page.locator("main")).to_contain_text("Phòng Mẫu làm.", timeout=PATIENT)


def test_a_stopped_preview_is_said_and_found_again(chromium: Browser, archive_copy: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    with previewed(archive_copy) as first:
        page.goto(f"{first.base}{NOTICE}")
        expect(page.locator(".kl-preview--lost")).to_have_count(0)
    expect(page.locator(".kl-preview--lost")).to_be_visible(timeout=PATIENT)
    context.close()


@EVERY_SCHEME
def test_pages_with_the_bar_fit_and_make_no_error(
    chromium: Browser, live: Running, archive_copy: Path, scheme: str
) -> None:
    replace_in(archive_copy / FIRST_NOTICE, "kết thức", "kết thúc")
    (archive_copy / "notices/2021/2021-04-05-hong.md").write_text("---\nloai: [TB\n---\n", "utf-8")
    live.until_shows(BROKEN_PAGE, "Chưa đọc được")
    addresses = ("/", NOTICE, BROKEN_PAGE, "/tim-kiem/?q=tham+dinh", "/huong-dan/")
    assert_pages_fit(chromium, live.base, addresses, scheme)


def test_the_page_before_the_first_build_fits_and_opens_the_site(
    chromium: Browser, archive_copy: Path
) -> None:
    (archive_copy / "mkdocs.yml").write_text("site_name: [", "utf-8")
    with previewed(archive_copy) as running:
        context = chromium.new_context(
            base_url=running.base, viewport={"width": 390, "height": 844}
        )
        page, watch = context.new_page(), Watch(running.base)
        watch.over(page)
        page.goto("/")
        expect(page.locator(".kl-preview__failure")).to_contain_text("mkdocs.yml")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        (archive_copy / "mkdocs.yml").unlink()
        expect(page.locator("h1")).to_contain_text("Kho lưu trữ", timeout=PATIENT)
        context.close()
    assert watch.faults == []


def test_the_paper_shows_no_bar(page: Page) -> None:
    page.goto(NOTICE)
    bar = page.locator(".kl-preview")
    expect(bar).to_be_visible()
    page.emulate_media(media="print")
    expect(bar).to_be_hidden()
