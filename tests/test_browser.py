"""The site as people meet it: in a real browser, over the real service."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from browser import BROWSER_TEST, EVERY_SCHEME, Watch, assert_pages_fit, served, stop_clock
from ketluan.archive import load_archive
from ketluan.mkdocs_edge import build_site
from ketluan.search.generations import build_index
from ketluan.status import LABELS, status_on
from ketluan.vietnamese import day_in_words

pytestmark = BROWSER_TEST

PROJECT = Path(__file__).resolve().parents[1]
TODAY = date(2021, 6, 20)
NOTICE = "/thong-bao/2021/2021-03-29-giao-ban-quy-i/"
KINDS = (
    "/", "/thong-bao/", NOTICE, "/don-vi/", "/don-vi/phong-ke-hoach-tai-chinh/", "/van-ban/",
    "/van-ban/105-tb-ubnd-2021/", "/ky/", "/ky/2021-q2/", "/nhiem-vu/", "/thoi-han/",
    "/kiem-toan/", "/kiem-toan/qua-han/", "/kiem-toan/ky/2021-q2/", "/kiem-toan/nguon-goc/",
    "/tim-kiem/?q=tham+dinh", "/huong-dan/", "/huong-dan/tep-thong-bao/",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site; its index lies beside it."""
    folder = tmp_path_factory.mktemp("site")
    archive = load_archive(PROJECT)
    assert build_site(PROJECT, folder / "site", archive) == []
    build_index(archive, folder / "index")
    return folder / "site"


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    """Return the address of the running service."""
    with served(site, site.parent / "index", TODAY) as address:
        yield address


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile whose clock stands at noon of TODAY."""
    context = chromium.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    stop_clock(context, f"{TODAY}T12:00:00")
    yield context
    context.close()


@EVERY_SCHEME
def test_every_kind_of_page_fits_and_makes_no_error(
    chromium: Browser, base: str, scheme: str
) -> None:
    assert_pages_fit(chromium, base, KINDS, scheme)


def test_search_as_one_types_then_open_a_task_at_its_anchor(page: Page, base: str) -> None:
    page.goto("/tim-kiem/")
    page.get_by_placeholder("Từ khóa, số văn bản").press_sequentially("truy xuat nguon goc")
    hit = page.locator(".kl-hit").first
    expect(hit.locator("mark").first).to_have_text("truy xuất nguồn gốc")
    expect(page.locator("[data-search-status]")).to_contain_text("1 kết quả")
    expect(page).to_have_url(f"{base}/tim-kiem/?q=truy+xuat+nguon+goc")
    hit.locator(".kl-hit__title").click()
    expect(page).to_have_url(f"{base}{NOTICE}#nv-ii-7-4")
    target = page.locator("#nv-ii-7-4")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("truy xuất nguồn gốc sản phẩm")
    page.go_back()
    expect(page.locator(".kl-hit").first.locator("mark").first).to_be_visible()


def test_a_number_gives_its_two_tasks_and_the_document(page: Page) -> None:
    page.goto("/tim-kiem/?q=76+kh+skhcn")
    expect(page.locator(".kl-hits h2")).to_have_text(["Nhiệm vụ 2", "Văn bản 1"])
    page.locator("[data-search-hits] > .kl-notice a").click()
    expect(page.locator("h1")).to_have_text("Kế hoạch số 76/KH-SKHCN")
    expect(page.locator(".kl-quote mark")).to_have_count(2)


def test_filters_live_in_the_address_and_back_undoes_them(page: Page) -> None:
    page.goto("/tim-kiem/?q=105%2FTB-UBND")
    expect(page.locator(".kl-hits h2").first).to_have_text("Nhiệm vụ 6")
    page.locator(".kl-facet", has_text="Văn phòng Sở").click()
    expect(page.locator(".kl-hits h2").first).to_have_text("Nhiệm vụ 1")
    assert "don_vi=van-phong-so" in page.url
    expect(page.locator(".kl-chip")).to_have_text("Đơn vị: Văn phòng Sở")
    page.go_back()
    expect(page.locator(".kl-hits h2").first).to_have_text("Nhiệm vụ 6")
    expect(page.locator(".kl-chip")).to_have_count(0)
    page.reload()
    expect(page.locator(".kl-hits h2").first).to_have_text("Nhiệm vụ 6")


def test_nothing_found_is_said_and_lists_are_offered(page: Page) -> None:
    page.goto("/tim-kiem/?q=zzzz")
    expect(page.locator("[data-search-status]")).to_have_text(
        "Không tìm thấy kết quả nào cho “zzzz”."
    )
    expect(page.locator("[data-search-start]").get_by_role("link", name="Văn bản")).to_be_visible()


def test_a_stopped_service_is_said_and_lists_are_offered(context: BrowserContext) -> None:
    page = context.new_page()
    page.route("**/api/search*", lambda route: route.abort())
    page.route("**/search-static*", lambda route: route.abort())
    page.goto("/tim-kiem/")
    page.get_by_placeholder("Từ khóa, số văn bản").fill("kinh phí")
    expect(page.get_by_role("alert")).to_contain_text("Không liên lạc được dịch vụ tìm kiếm")
    expect(page.locator("[data-search-start]")).to_be_visible()


def test_a_hostile_answer_stays_text(page: Page) -> None:
    attack = "<img src=x onerror=alert(1)> <mark>&lt;b&gt;kinh phí&lt;/b&gt;</mark>"

    def answer(route: Route) -> None:
        response = route.fetch()
        result = response.json()
        cited = {"key": "x", "number": attack, "url": "javascript:alert(1)", "label": attack}
        bad = {"highlight": attack, "url": "javascript:alert(1)", "documents": [cited]}
        result["hits"][0] |= bad
        route.fulfill(response=response, body=json.dumps(result))

    page.route("**/api/search*", answer)
    page.goto("/tim-kiem/")
    page.get_by_placeholder("Từ khóa, số văn bản").fill("kinh phí")
    hit = page.locator(".kl-hit").first
    expect(hit.locator("mark")).to_have_count(1)
    expect(hit.locator("mark")).to_have_text("<b>kinh phí</b>")
    expect(hit.locator(".kl-task__text")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(hit.locator(".kl-hit__documents")).to_contain_text("<img src=x onerror=alert(1)>")
    assert hit.locator("img").count() == 0
    links = hit.get_by_role("link")
    expect(links).to_have_count(4)  # task, notice, document, tasks like it
    for link in links.all():
        assert not str(link.get_attribute("href")).startswith("javascript:")


@pytest.mark.parametrize("day", ["2021-04-01", "2021-06-16", "2021-06-30", "2021-07-01"])
def test_signs_follow_the_readers_day_by_the_same_rules_as_the_service(
    chromium: Browser, base: str, day: str
) -> None:
    context = chromium.new_context(base_url=base)
    stop_clock(context, f"{day}T23:30:00")
    page = context.new_page()
    page.goto("/nhiem-vu/")
    signs = page.locator(".kl-tasks > li .kl-sign")
    archive = load_archive(PROJECT)
    today = date.fromisoformat(day)
    expected = [LABELS[status_on(task, archive.outcomes, today)] for task in archive.tasks]
    expect(page.locator(".kl-tasks > li .kl-sign__word")).to_have_text(expected)
    first = archive.tasks[0]
    assert first.due
    expect(signs.first).to_contain_text(day_in_words(first.due))
    context.close()


def test_the_list_of_tasks_filters_in_place_without_accents(page: Page, base: str) -> None:
    page.goto("/nhiem-vu/")
    expect(page.locator("[data-filter-count]")).to_have_text("43 nhiệm vụ")
    page.get_by_label("Có từ").fill("truy xuat nguon")
    expect(page.locator("[data-filter-count]")).to_have_text("1 trong 43 nhiệm vụ")
    expect(page.locator(".kl-tasks > li:visible")).to_contain_text("truy xuất nguồn gốc")
    page.get_by_label("Có từ").fill("")
    page.get_by_role("combobox", name="Đơn vị").select_option(label="Thanh tra Sở")
    expect(page.locator(".kl-tasks > li:visible")).to_have_count(4)
    expect(page).to_have_url(f"{base}/nhiem-vu/?don_vi=thanh-tra-so")
    page.reload()
    expect(page.locator(".kl-tasks > li:visible")).to_have_count(4)
    page.get_by_role("button", name="Bỏ lọc").click()
    expect(page.locator(".kl-tasks > li:visible")).to_have_count(43)


def test_the_slash_key_goes_to_the_search_field_and_enter_searches(page: Page, base: str) -> None:
    page.goto("/don-vi/")
    page.keyboard.press("/")
    field = page.locator(".kl-header-search input")
    expect(field).to_be_focused()
    field.fill("đo lường")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{base}/tim-kiem/?q=%C4%91o+l%C6%B0%E1%BB%9Dng")
    expect(page.locator(".kl-hit").first).to_be_visible()


def test_the_colour_scheme_is_kept_on_the_next_page(page: Page) -> None:
    page.goto("/")
    page.get_by_title("Chuyển sang nền tối").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.goto("/van-ban/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_the_menu_opens_on_a_phone(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/van-ban/105-tb-ubnd-2021/")
    page.get_by_role("button", name="Thực đơn").click()
    link = page.locator(".md-nav--primary").get_by_role("link", name="Thời hạn")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page).to_have_url(f"{base}/thoi-han/")


def test_without_scripts_pages_show_days_and_the_search_finds(chromium: Browser, base: str) -> None:
    context = chromium.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    page.goto(NOTICE)
    expect(page.locator("#nv-ii-1-6 .kl-sign")).to_have_text("Hạn 30/6/2021")
    page.goto("/tim-kiem/?q=tham+dinh")
    expect(page.locator(".kl-hit").first.locator("mark").first).to_be_visible()
    context.close()


def test_the_folder_opens_from_a_stick(chromium: Browser, site: Path) -> None:
    context = chromium.new_context()
    page, watch = context.new_page(), Watch("file://")
    watch.over(page)
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Thanh tra Sở").click()
    expect(page.locator("h1")).to_have_text("Thanh tra Sở")
    page.get_by_role("link", name="II.6.1").last.click()
    expect(page.locator("#nv-ii-6-1")).to_be_in_viewport()
    assert watch.faults == []
    context.close()


def test_paper_shows_the_notice_without_the_frame(page: Page) -> None:
    page.goto(NOTICE)
    page.emulate_media(media="print")
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator(".md-tabs")).to_be_hidden()
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()
    expect(page.locator(".kl-paper__signer")).to_be_visible()
    expect(page.get_by_text(f"Trang: {NOTICE}")).to_be_visible()
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000


def test_an_unknown_address_is_answered_in_vietnamese(context: BrowserContext) -> None:
    page = context.new_page()
    answer = page.goto("/khong-co-trang-nay/")
    assert answer
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("Không tìm thấy trang")
    page.locator(".kl-search").get_by_role("combobox").fill("thanh tra")
    page.keyboard.press("Enter")
    expect(page.locator(".kl-hit").first).to_be_visible()
