"""Documents in a real browser: every state shown right, the description of a citation reachable."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from browser import BROWSER_TEST, EVERY_SCHEME, assert_pages_fit, served, stop_clock
from documents_archive import HELD, write_archive
from ketluan.archive import load_archive
from ketluan.mkdocs_edge import build_site
from ketluan.search.generations import build_index

pytestmark = BROWSER_TEST

TODAY = date(2021, 7, 10)
LATER = "/thong-bao/2021/2021-07-02-giao-ban-quy-ii/"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ADDRESSES = (
    "/van-ban/", "/van-ban/76-kh-skhcn-2020/", "/van-ban/76-kh-skhcn-2021/", "/van-ban/19-nq-tw/",
    "/van-ban/88-tb-ubnd-2021/", "/van-ban/52-2016-qd-ubnd/", "/van-ban/12-2020-qd-ubnd/",
    "/van-ban/62-2014-qd-ubnd/", "/van-ban/212-tb-skhcn-2021/", "/kiem-toan/", LATER,
    "/tim-kiem/?q=76%2FKH-SKHCN",
)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the service of the made-up archive."""
    root = write_archive(tmp_path_factory.mktemp("documents"))
    archive = load_archive(root)
    assert build_site(root, root / "site", archive) == []
    build_index(archive, root / "index")
    assert (root / "site/van-ban/62-2014-qd-ubnd/quyet-dinh-62.pdf").read_bytes() == (
        root / "notices/goc/van-ban/Quyết định 62.pdf"
    ).read_bytes()
    with served(Path(root / "site"), root / "index", TODAY) as address:
        yield address


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile whose clock stands at noon of TODAY."""
    context = chromium.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    stop_clock(context, f"{TODAY}T12:00:00")
    yield context
    context.close()


@EVERY_SCHEME
def test_every_state_fits_and_makes_no_error(chromium: Browser, base: str, scheme: str) -> None:
    assert_pages_fit(chromium, base, ADDRESSES, scheme)


def test_two_documents_of_one_number_lead_to_each_other(page: Page, base: str) -> None:
    page.goto("/van-ban/76-kh-skhcn-2021/")
    expect(page.locator(".kl-identity")).to_contain_text("ngày 20/01/2021")
    expect(page.locator(".kl-quote mark")).to_have_count(3)
    page.get_by_role("link", name="Kế hoạch số 76/KH-SKHCN (năm 2020)").click()
    expect(page).to_have_url(f"{base}/van-ban/76-kh-skhcn-2020/")
    expect(page.locator(".kl-identity")).to_contain_text("ngày 15/01/2020")
    expect(page.locator(".kl-quote mark")).to_have_count(1)


def test_unknown_year_conflict_repeal_and_held_notice_are_seen_at_once(
    page: Page, base: str
) -> None:
    page.goto("/van-ban/19-nq-tw/")
    expect(page.locator(".kl-identity")).to_contain_text("chưa rõ năm")
    page.goto("/van-ban/88-tb-ubnd-2021/")
    dispute = page.locator(".kl-notice--dispute")
    expect(dispute).to_be_in_viewport()
    expect(dispute.locator("li")).to_contain_text(["05/02/2021", "06/02/2021"])
    page.goto("/van-ban/52-2016-qd-ubnd/")
    banner = page.locator(".kl-notice--fault")
    expect(banner).to_be_in_viewport()
    expect(banner).to_contain_text("bị bãi bỏ bởi Quyết định số 12/2020/QĐ-UBND")
    expect(banner).to_contain_text("theo câu văn, chưa xác nhận")
    page.goto("/van-ban/212-tb-skhcn-2021/")
    page.locator(".kl-notice--held").get_by_role("link").click()
    expect(page).to_have_url(f"{base}/thong-bao/2021/{HELD}/")


def tab_to(page: Page, link: Locator) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            return
    pytest.fail("the link cannot be reached by keyboard")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_description_shows_by_keyboard_fits_and_goes_with_escape(
    page: Page, size: dict[str, int]
) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.goto(LATER)
    note, link = page.locator("#kl-note"), page.locator("a.kl-cite", has_text="76/KH")
    expect(note).to_be_hidden()
    tab_to(page, link)
    expect(note).to_be_visible()
    expect(note).to_contain_text("Kế hoạch số 76/KH-SKHCN")
    expect(note).to_contain_text("Ngày ban hành: 20/01/2021")
    expect(link).to_have_accessible_description(str(link.get_attribute("data-note")))
    box, target = note.bounding_box(), link.bounding_box()
    assert box
    assert target
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"]
    apart = box["y"] >= target["y"] + target["height"] or box["y"] + box["height"] <= target["y"]
    assert apart, "the description covers its own link"
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(note).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/van-ban/76-kh-skhcn-2021/$"))


def test_a_description_shows_under_the_pointer_which_may_move_onto_it(page: Page) -> None:
    page.clock.install(time=f"{TODAY}T12:00:00")
    page.goto(LATER)
    note, link = page.locator("#kl-note"), page.locator("a.kl-cite", has_text="99/KH")
    link.hover()
    page.clock.run_for(500)
    expect(note).to_be_visible()
    expect(note).to_contain_text("năm 2021 là suy đoán")
    note.hover()
    page.clock.run_for(1000)
    expect(note).to_be_visible()
    page.locator("h1").hover()
    page.clock.run_for(1000)
    expect(note).to_be_hidden()


def test_a_tap_follows_the_link(chromium: Browser, base: str) -> None:
    context = chromium.new_context(
        base_url=base, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(LATER)
    page.locator("a.kl-cite", has_text="76/KH").tap()
    expect(page).to_have_url(f"{base}/van-ban/76-kh-skhcn-2021/")
    expect(page.locator("#kl-note")).to_be_hidden()
    context.close()


def test_without_scripts_the_description_still_shows_and_the_list_is_whole(
    chromium: Browser, base: str
) -> None:
    context = chromium.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/van-ban/")
    expect(page.locator("[data-filter-list] tr")).to_have_count(11)
    expect(page.locator("[data-filter]")).to_be_hidden()
    link = page.get_by_role("link", name="Thông báo số 88/TB-UBND")
    link.hover()
    shown = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert "Các thông báo ghi khác nhau" in shown
    context.close()


def test_a_hit_links_the_documents_it_cites_with_their_description(page: Page) -> None:
    page.clock.install(time=f"{TODAY}T12:00:00")
    page.goto("/tim-kiem/?q=bao+cao")
    link = page.locator(".kl-hit__documents a", has_text="76/KH-SKHCN").first
    link.hover()
    page.clock.run_for(500)
    expect(page.locator("#kl-note")).to_contain_text("20/01/2021")
    link.click()
    expect(page.locator("h1")).to_have_text("Kế hoạch số 76/KH-SKHCN")


def test_the_list_filters_and_sorts_in_place(page: Page, base: str) -> None:
    page.goto("/van-ban/")
    shown = page.locator("[data-filter-list] tr:visible")
    count = page.locator("[data-filter-count]")
    expect(count).to_have_text("11 văn bản")
    page.locator("select[name=loai]").select_option(label="Kế hoạch")
    expect(count).to_have_text("3 trong 11 văn bản")
    expect(page.locator("section:visible h2")).to_contain_text(["Kế hoạch", "Tiêu chuẩn"])
    page.locator("select[name=lan]").select_option("2")
    expect(shown).to_contain_text(["Kế hoạch số 76/KH-SKHCN (năm 2021)"])
    page.get_by_role("button", name="Bỏ lọc").click()
    page.locator("select[name=tinh_trang]").select_option("mau-thuan")
    expect(shown).to_contain_text(["Thông báo số 88/TB-UBND"])
    expect(page).to_have_url(f"{base}/van-ban/?tinh_trang=mau-thuan")
    page.goto("/van-ban/?sap_xep=lan")
    expect(shown.nth(0)).to_contain_text("76/KH-SKHCN (năm 2021)")
    expect(shown.nth(1)).to_contain_text("88/TB-UBND")
    expect(shown).to_have_count(11)
    page.locator("select[name=sap_xep]").select_option("ngay")
    expect(shown.nth(0)).to_contain_text("Luật Thanh tra năm 2022")
    page.locator("select[name=sap_xep]").select_option("")
    expect(shown.nth(0)).to_contain_text("45/SKHCN-QLKH")
    expect(page.locator("[data-filter-section]:visible")).to_have_count(6)


def test_a_count_leads_to_its_sentence(page: Page) -> None:
    page.goto("/van-ban/76-kh-skhcn-2021/")
    page.locator(".kl-entries").last.get_by_role("link", name="3").click()
    expect(page.locator("#vd-3")).to_be_in_viewport()
    expect(page.locator("#vd-3")).to_contain_text("02/7/2021")


def test_the_diagram_stands_upright_on_a_phone_and_lies_on_a_desk(page: Page) -> None:
    page.goto("/van-ban/12-2020-qd-ubnd/")
    centre, side = page.locator(".kl-diagram__self"), page.locator(".kl-diagram__side--out")
    for width, is_upright in ((390, True), (1440, False)):
        page.set_viewport_size({"width": width, "height": 900})
        a, b = centre.bounding_box(), side.bounding_box()
        assert a
        assert b
        assert (b["y"] >= a["y"] + a["height"]) == is_upright
