"""One page of every kind of the sample archive: axe-core, keyboard, motion, zoom, no foreign request."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accessible import axe_faults, cut, lost_stops, moving_parts, overflows
from browser import BROWSER_TEST, Watch, stop_clock
from conftest import SAMPLE_DAY
from ketluan.places import SITE

pytestmark = BROWSER_TEST

KINDS = {
    "home": "/",
    "notices": "/thong-bao/",
    "notice": "/thong-bao/2023/2023-05-11-chuyen-de-ho-minh-an/",
    "quarter": "/thong-bao/2024/2024-03-28-giao-ban-quy-i/",
    "units": "/don-vi/",
    "unit": "/don-vi/chi-cuc-do-dem/",
    "documents": "/van-ban/",
    "document": "/van-ban/12-kh-sm-2022/",
    "periods": "/ky/",
    "period": "/ky/2024-q2/",
    "tasks": "/nhiem-vu/",
    "tasks-of-a-year": "/nhiem-vu/2022/",
    "threads": "/nhiem-vu/qua-trinh/",
    "thread": "/nhiem-vu/2022-09-29-giao-ban-quy-iii/iii-7-3/",
    "deadlines": "/thoi-han/",
    "calendar": "/thoi-han/lich/",
    "month": "/thoi-han/2024-06/",
    "audit": "/kiem-toan/",
    "audit-list": "/kiem-toan/lui-han/",
    "audit-contradictions": "/kiem-toan/mau-thuan/",
    "audit-proposals": "/kiem-toan/ket-qua-de-xuat/",
    "audit-day": "/kiem-toan/2024-q2/",
    "audit-period": "/kiem-toan/ky/2024-q1/",
    "audit-sources": "/kiem-toan/nguon-goc/",
    "search": "/tim-kiem/",
    "search-results": "/tim-kiem/?q=kiem+ke+mau+vat",
    "search-nothing": "/tim-kiem/?q=zzzz",
    "guide": "/huong-dan/",
    "guide-page": "/huong-dan/tep-thong-bao/",
    "guide-tables": "/huong-dan/quan-tri/",
    "not-found": "/404.html",
}
FOLDER = ("home", "quarter", "thread", "month", "search-results", "guide-page")
RICH = {"unit-with-much": "/don-vi/trung-tam-luu-tru-va-trung-bay-mau/"}  # where time is long
_LEFT = "one => one.getBoundingClientRect().left"
ROWS = 3  # of each list and table, where time is short
SCHEMES, WIDTHS = ("light", "dark"), (390, 1440)
LOOKS = tuple(product(SCHEMES, WIDTHS))
SHORT = [(kind, *LOOKS[place % len(LOOKS)]) for place, kind in enumerate(KINDS)]
REST = [(kind, *look) for kind in KINDS | RICH for look in LOOKS]


@pytest.fixture(scope="module")
def base(sample_base: str) -> str:
    """Return the address of the service of the sample archive."""
    return sample_base


@pytest.fixture(scope="module")
def looks(chromium: Browser, base: str) -> Iterator[dict[tuple[str, int], BrowserContext]]:
    """Return a profile for each scheme and width."""
    made = {
        (scheme, width): chromium.new_context(
            base_url=base,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        for scheme, width in LOOKS
    }
    for context in made.values():
        stop_clock(context, f"{SAMPLE_DAY}T12:00:00")
    yield made
    for context in made.values():
        context.close()


@pytest.fixture(scope="module")
def tabs(
    looks: dict[tuple[str, int], BrowserContext], base: str
) -> dict[tuple[str, int], tuple[Page, Watch]]:
    """Return a watched page of each profile, in which one address is opened after the other."""
    made = {look: (context.new_page(), Watch(base)) for look, context in looks.items()}
    for page, watch in made.values():
        watch.over(page)
    return made


@pytest.fixture
def context(looks: dict[tuple[str, int], BrowserContext]) -> BrowserContext:
    """Return the profile of a desk."""
    return looks["light", 1440]


@pytest.mark.parametrize(("kind", "scheme", "width"), SHORT)
def test_a_page_of_each_kind_is_for_everybody(
    tabs: dict[tuple[str, int], tuple[Page, Watch]], kind: str, scheme: str, width: int
) -> None:
    page, watch = tabs[scheme, width]
    watch.faults.clear()
    opened(page, kind)
    assert overflows(page, 320, 720, width) == {}
    cut(page, ROWS)
    assert moving_parts(page) == []
    assert lost_stops(page) == []
    assert axe_faults(page) == []
    assert watch.faults == []


@pytest.mark.long
@pytest.mark.parametrize(("kind", "scheme", "width"), REST)
def test_in_every_scheme_and_width(
    looks: dict[tuple[str, int], BrowserContext], kind: str, scheme: str, width: int
) -> None:
    page = looks[scheme, width].new_page()
    opened(page, kind)
    assert axe_faults(page) == []
    assert lost_stops(page) == []
    page.close()


def opened(page: Page, kind: str) -> None:
    page.goto((KINDS | RICH)[kind])
    if kind == "search-results":
        expect(page.locator(".kl-hit").first).to_be_visible()
    if kind == "search-nothing":
        expect(page.locator("[data-search-status]")).to_contain_text("Không tìm thấy")


@pytest.mark.parametrize(
    "kinds", [FOLDER, pytest.param(tuple(KINDS), marks=pytest.mark.long)], ids=["some", "all"]
)
def test_from_a_folder_no_page_asks_for_anything_else(
    chromium: Browser, sample_root: Path, kinds: tuple[str, ...]
) -> None:
    site = sample_root / SITE
    context = chromium.new_context()
    page, watch = context.new_page(), Watch("file://")
    watch.over(page)
    for kind in kinds:
        if kind == "not-found":  # a server's answer
            continue
        address = KINDS[kind]
        path, _, query = address.partition("?")
        file = site / path[1:] / "index.html" if path.endswith("/") else site / path[1:]
        page.goto(file.as_uri() + (f"?{query}" if query else ""))
        shown = ".kl-hit" if kind == "search-results" else "h1"
        expect(page.locator(shown).first, kind).to_be_visible()
    context.close()
    assert watch.faults == []


@pytest.mark.parametrize("kind", ["quarter", "unit", "search-results", "guide-page", "not-found"])
def test_the_first_key_leads_past_the_menu(page: Page, kind: str) -> None:
    opened(page, kind)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.md-content')")


def test_the_menu_of_a_narrow_screen_is_worked_by_keys(page: Page) -> None:
    page.set_viewport_size({"width": 720, "height": 900})  # a desk at 200 %
    page.goto("/van-ban/")
    menu = page.locator(".md-sidebar--primary")
    opener = page.get_by_role("button", name="Thực đơn")
    expect(menu.get_by_role("link")).to_have_count(0)  # closed: out of sight, out of the way
    opener.focus()
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(menu.get_by_role("link").first).to_be_focused()
    section = menu.get_by_role("button", name="Mở mục Hướng dẫn")
    section.focus()
    page.keyboard.press("Space")
    expect(menu.get_by_role("link", name="Cách tìm kiếm")).to_be_focused()
    expect(menu.get_by_role("link", name="Kỳ")).to_have_count(0)  # covered
    page.keyboard.press("Shift+Tab")
    expect(menu.get_by_role("button", name="Ra khỏi mục Hướng dẫn")).to_be_focused()
    page.keyboard.press("Enter")
    expect(section).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(menu.get_by_role("link")).to_have_count(0)


def test_who_tabs_out_of_the_menu_has_closed_it(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/don-vi/")
    page.get_by_role("button", name="Thực đơn").click()
    page.locator(".md-sidebar--primary").get_by_role("button", name="Mở mục Hướng dẫn").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Thực đơn")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("main .kl-crumbs a").first).to_be_focused()


def test_without_scripts_a_narrow_screen_has_the_menu_as_a_row(
    chromium: Browser, base: str
) -> None:
    context = chromium.new_context(
        base_url=base, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/van-ban/")
    row = page.get_by_role("navigation", name="Các mục chính")
    expect(row.get_by_role("link", name="Hướng dẫn")).to_be_in_viewport()
    context.close()


def test_the_colour_scheme_is_turned_by_keys(page: Page) -> None:
    page.goto("/van-ban/")
    page.get_by_role("button", name="Chuyển sang nền tối").focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(page.get_by_role("button", name="Chuyển sang nền sáng")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_faults_would_be_found(page: Page) -> None:
    page.goto("/ky/")
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend", "<p><img src='/assets/ketluan/logo.svg'></p>");
          const wide = main.appendChild(document.createElement("button"));
          wide.style.cssText = "width: 2000px; outline: 0 !important; transition: color 9s !important";
        }"""
    )
    assert {fault.partition(" ")[0] for fault in axe_faults(page)} >= {"image-alt", "button-name"}
    assert [fault for _, fault in lost_stops(page)] == ["unmarked"]
    assert len(moving_parts(page)) == 1
    assert list(overflows(page, 1440)) == [1440]


def test_a_row_of_a_wide_table_of_the_guide_is_a_card_on_a_phone(
    looks: dict[tuple[str, int], BrowserContext],
) -> None:
    page = looks["light", 390].new_page()
    opened(page, "guide-tables")
    row = page.locator("table[data-cards] tr:has(td[data-name])").first
    name, *others = row.locator("td").all()
    assert name.get_attribute("data-name") is None
    for cell in others:
        says = cell.evaluate("one => getComputedStyle(one, '::before').content")
        assert f"{cell.get_attribute('data-name')}: " in says
        assert cell.evaluate(_LEFT) == name.evaluate(_LEFT)
    page.close()


def test_what_is_said_of_the_filter_is_not_printed(context: BrowserContext) -> None:
    page = context.new_page()
    opened(page, "tasks-of-a-year")
    note = page.locator(".kl-scope")
    expect(note).to_be_visible()
    page.emulate_media(media="print")
    expect(note).to_be_hidden()
    page.close()
