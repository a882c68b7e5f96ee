"""The history of a task in a real browser: three clicks from home, read out, on paper, on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser import BROWSER_TEST, EVERY_SCHEME, assert_pages_fit, stop_clock
from conftest import SAMPLE_DAY
from ketluan.addresses import thread_address
from ketluan.archive import load_archive
from ketluan.model import Archive, Thread
from ketluan.vietnamese import day_in_words

pytestmark = BROWSER_TEST

MERGED = "2022-12-29-giao-ban-quy-iv#III.2.1"  # continues two, as its front matter says
A4 = (595, 842)  # points
MARGIN = 30 / 25.4 * 72 - 1  # of the left side, in points; Nghị định 30/2020/NĐ-CP, annex I


@pytest.fixture(scope="module")
def archive(sample_root: Path) -> Archive:
    """Return the sample archive."""
    return load_archive(sample_root)


@pytest.fixture
def base(sample_base: str) -> str:
    """Return the address of its service."""
    return sample_base


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile whose clock stands at noon of the day of the build."""
    context = chromium.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    stop_clock(context, f"{SAMPLE_DAY}T12:00:00")
    yield context
    context.close()


@pytest.fixture(scope="module")
def merged(archive: Archive) -> Thread:
    """Return the thread in which two tasks become one."""
    return next(thread for thread in archive.threads if MERGED in thread.steps)


def whole_history(page: Page) -> None:
    """Assert that the page shows the whole history that the link promised."""
    expect(page.locator("h2", has_text="Hiện nay")).to_be_in_viewport()
    count = page.locator(".kl-step").count()
    assert count > 1
    expect(page.locator(".kl-figures li").first).to_have_text(f"{count} bước")
    expect(page.locator(".kl-change").first).to_contain_text("Thay đổi ở bước này")


def test_the_history_is_three_clicks_from_home_by_the_latest_notice(page: Page) -> None:
    page.goto("/")
    page.locator("section", has=page.locator("#moi-nhat")).locator(".kl-rows__title").first.click()
    page.locator(".kl-life__page").first.click()
    whole_history(page)


def test_the_history_is_one_click_from_home_for_what_drags_on(page: Page) -> None:
    page.goto("/")
    section = page.locator("section", has=page.locator("#qua-nhieu-ky"))
    expect(section.locator("li")).to_have_count(5)
    section.locator(".kl-rows__title").first.click()
    whole_history(page)


def test_home_leads_to_the_list_of_all_threads(page: Page, base: str) -> None:
    page.goto("/")
    page.locator("#qua-nhieu-ky a").click()
    expect(page).to_have_url(f"{base}/nhiem-vu/qua-trinh/")
    page.get_by_label("Sắp xếp").select_option("buoc")
    shown = page.locator("[data-filter-list] > li:visible")
    steps = [int(row.get_attribute("data-buoc") or 0) for row in shown.all()]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] > steps[-1] > 1
    shown.locator(".kl-rows__title").first.click()
    whole_history(page)


def test_the_list_of_tasks_shows_only_those_with_a_history(page: Page) -> None:
    page.goto("/nhiem-vu/?lich_su=co")
    shown = page.locator("[data-filter-list] > li:visible")
    count = page.locator("[data-filter-count]")
    expect(count).to_have_text(re.compile(r"^\d+ trong \d+ nhiệm vụ$"))
    expect(count).to_contain_text(f"{shown.count()} trong ")
    assert shown.count() == shown.locator(".kl-life__page").count() > 0
    shown.locator(".kl-life__page").first.click()
    whole_history(page)


def test_the_history_is_three_clicks_from_home_by_the_audit(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Kiểm toán").first.click()
    page.locator("main").get_by_role("link", name="Chuyển nhiều kỳ").first.click()
    page.get_by_role("link", name="toàn bộ quá trình").first.click()
    whole_history(page)


def test_a_search_finds_the_history_of_its_hit(page: Page) -> None:
    page.goto("/tim-kiem/?q=g%C3%B3i+th%E1%BA%A7u")
    page.locator(".kl-hit .kl-life__page").first.click()
    whole_history(page)


@EVERY_SCHEME
def test_threads_fit_and_make_no_error(
    chromium: Browser, base: str, archive: Archive, scheme: str
) -> None:
    longest = sorted(archive.threads, key=lambda thread: (-len(thread.steps), thread.id))[:3]
    addresses = [thread_address(thread.id) for thread in longest]
    assert_pages_fit(chromium, base, [*addresses, "/", "/nhiem-vu/"], scheme)


def test_a_difference_is_read_out_and_struck_or_underlined(page: Page, merged: Thread) -> None:
    page.goto(thread_address(merged.id))
    step = page.locator(".kl-step").nth(merged.steps.index(MERGED))
    difference = step.locator(".kl-diff").first
    read_out = difference.aria_snapshot()
    assert "insertion" in read_out
    assert "deletion" in read_out
    assert re.search(r"\[thêm: \S", read_out)
    assert re.search(r"\[bỏ: \S", read_out)
    for mark, line in (("ins", "underline"), ("del", "line-through")):
        style = "mark => getComputedStyle(mark).textDecorationLine"
        assert difference.locator(mark).first.evaluate(style) == line
    assert not re.search(r" [,.;)]", difference.inner_text())


def test_a_step_has_an_address_of_its_own_and_leads_to_its_neighbours(
    page: Page, base: str, merged: Thread
) -> None:
    page.goto(thread_address(merged.id))
    step = page.locator(".kl-step").nth(merged.steps.index(MERGED))
    expect(step).to_contain_text("Gộp từ")
    step.get_by_role("link", name="Liên kết cố định").click()
    anchor = "2022-12-29-giao-ban-quy-iv-nv-iii-2-1"
    expect(page).to_have_url(f"{base}{thread_address(merged.id)}#{anchor}")
    expect(step.locator("h3")).to_be_in_viewport()
    for link in step.locator(".kl-duty", has_text="Gộp từ").locator("a").all():
        target = str(link.get_attribute("href"))
        expect(page.locator(f"{target}")).to_have_count(1)


def test_lanes_join_the_steps_in_the_drawing(page: Page, merged: Thread) -> None:
    page.goto(thread_address(merged.id))
    dots = page.locator(".kl-lanes circle")
    expect(dots).to_have_count(len(merged.steps))
    places = {dot.get_attribute("cx") for dot in dots.all()}
    assert len(places) == 2
    boxes = [row.bounding_box() for row in page.locator(".kl-lanes svg").all()]
    rows = [row.bounding_box() for row in page.locator(".kl-time tbody tr").all()]
    for box, row in zip(boxes, rows, strict=True):
        assert box
        assert row
        assert abs(box["height"] - row["height"]) <= 1


def test_on_paper_every_step_stands_whole_on_a4(
    page: Page, archive: Archive, merged: Thread, tmp_path: Path
) -> None:
    page.goto(thread_address(merged.id))
    page.pdf(path=tmp_path / "lich-su.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "lich-su.pdf") as paper:
        texts = []
        for sheet in paper:
            assert tuple(map(round, sheet.get_size())) == A4
            words = sheet.get_textpage()
            texts.append(words.get_text_bounded())
            for at in range(words.count_chars()):
                left, _, right, _ = words.get_charbox(at)
                assert left == right or (left >= MARGIN and right <= A4[0])
    assert "Hiện nay" in texts[0]
    assert f"tính đến ngày {day_in_words(SAMPLE_DAY)}" in " ".join(texts[0].split())
    printed = "".join("".join(texts).split())
    tasks = {task.id: task for task in archive.tasks}
    for step in merged.steps:
        assert "".join(tasks[step].text.split()) in printed, step


@pytest.mark.parametrize(
    ("address", "row", "least"),
    [("/kiem-toan/qua-han/", ".kl-audit-table tbody tr", 12), ("/thoi-han/", ".kl-due > li", 12)],
)
def test_a_long_list_is_short_on_paper(
    address: str, row: str, least: int, page: Page, tmp_path: Path
) -> None:
    page.goto(address)
    rows = page.locator(row)
    page.pdf(path=tmp_path / "danh-sach.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "danh-sach.pdf") as paper:
        assert rows.count() > 100
        assert rows.count() / len(paper) > least
