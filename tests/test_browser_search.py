"""The search in a real browser: the page made here and there, suggestions, files, without a service."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from browser import BROWSER_TEST, EVERY_SCHEME, WIDTHS, Watch, assert_pages_fit

pytestmark = BROWSER_TEST

TASK = "2022-03-30-giao-ban-quy-i#II.4.3"  # it is taken up again, so it has a thread
_NUMERALS = ("I", "II", "III", "IV")
STATES = (
    "q=khao+sat", "q=k%E1%BA%BF+ho%E1%BA%A1ch", "q=k%E1%BA%BF+ho%E1%BA%A1ch&trang=2",
    "q=k%E1%BA%BF+ho%E1%BA%A1ch&sap_xep=moi-nhat&ky=2022-Q4&han=theo-ky&tu=2022-01-01", "q=12%2FKH-SM",
    "q=99999%2FKH-SM", "q=khao+sta", "q=khao+sta&nguyen_van=1",
    "q=zzzz&don_vi=chi-cuc-do-dem&trang_thai=qua-han",
    "loai=don-vi&loai=van-ban", "nam=2022&trang=3", "q=%22%3E%3Cb%3E", f"tuong_tu={quote(TASK)}",
    "sap_xep=cu-nhat&nam=2023",
)  # fmt: skip
# Elements with what a reader meets: their classes, links, names, words; blanks between them do not count.
DRAWN = """() => {
  const drawn = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { return node.data.replace(/\\s+/g, " ").trim(); }
    if (node.nodeType !== Node.ELEMENT_NODE) { return ""; }
    const passing = /^data-search-(answered|go)$|^aria-busy$/;
    const names = node.getAttributeNames().filter((name) => !passing.test(name)).sort();
    const value = (name) => name === "href" ? node.href : node.getAttribute(name);
    const inner = Array.from(node.childNodes, drawn).filter((one) => one !== "");
    return [node.tagName, names.map((name) => name + "=" + value(name)), inner];
  };
  const find = (name) => document.querySelector(`[data-search-${name}]`);
  const boxes = ["chips", "tools", "hits", "facets"].map(find);
  const status = find("status").textContent.replace(/ \\([\\d,]* giây\\)/, "");
  return [status, find("start").hidden, boxes.map(drawn)];
}"""
AGAIN = 'window.dispatchEvent(new PopStateEvent("popstate"))'
SETTLED = """() => {
  const hits = document.querySelector("[data-search-hits]");
  return !hits.hasAttribute("data-search-answered") && !hits.hasAttribute("aria-busy");
}"""


@pytest.fixture
def base(sample_base: str) -> str:
    """Return the address of the service of the sample archive."""
    return sample_base


@pytest.fixture
def context(sample_context: BrowserContext) -> BrowserContext:
    """Return a fresh profile at the sample archive."""
    return sample_context


def field(page: Page) -> Locator:
    return page.get_by_placeholder("Từ khóa, số văn bản")


def asked(page: Page) -> list[str]:
    """Return the list to which the addresses of later questions to the service are added."""
    found: list[str] = []
    page.on("request", lambda one: found.append(one.url) if "/api/s" in one.url else None)
    return found


def test_script_and_service_make_the_same_page_of_every_state(page: Page) -> None:
    questions = asked(page)
    for state in STATES:
        page.goto(f"/tim-kiem/?{state}")
        made_there = page.evaluate(DRAWN)
        assert questions == [], state  # what is answered is not asked again
        page.evaluate(AGAIN)
        page.wait_for_function(SETTLED)
        assert page.evaluate(DRAWN) == made_there, state
        assert len(questions) == 1
        questions.clear()


def test_script_and_service_say_the_same_of_a_task_that_is_not_there(
    context: BrowserContext,
) -> None:
    page = context.new_page()  # not watched: a browser notes every 404 as a fault
    page.goto("/tim-kiem/?tuong_tu=x")
    page.wait_for_function(SETTLED)
    fault = "Kho lưu trữ không có nhiệm vụ nào mang mã “x”."
    expect(page.get_by_role("alert")).to_have_text(fault)
    assert fault in context.request.get("/tim-kiem/?tuong_tu=x").text()


def test_the_chart_counts_quarters_and_narrows_to_one(page: Page, context: BrowserContext) -> None:
    page.goto("/tim-kiem/?q=k%E1%BA%BF+ho%E1%BA%A1ch")
    chart = page.get_by_role("navigation", name="Số kết quả theo quý")
    bars = chart.get_by_role("link")
    facet = context.request.get("/api/search?q=k%E1%BA%BF+ho%E1%BA%A1ch").json()["facets"]["ky"]
    quarters = {value["label"]: value["count"] for value in facet if "-Q" in value["value"]}
    shown = [text.split()[:3] for text in bars.all_inner_texts()]
    assert {f"{word} {name}".strip(":"): int(count) for word, name, count in shown} == quarters
    names = [name.strip(":") for _, name, _ in shown]
    assert names == sorted(names, key=lambda name: (name[-4:], _NUMERALS.index(name[:-5])))
    quarter = bars.filter(has_text="Quý IV/2022")
    quarter.click()
    expect(page.locator(".kl-chip")).to_have_text("Kỳ: Quý IV/2022")
    expect(page.locator("[data-search-status]")).to_contain_text(
        f"{quarters['Quý IV/2022']} kết quả"
    )
    expect(quarter).to_have_attribute("aria-current", "true")
    expect(quarter).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".kl-chip")).to_have_count(0)


def test_a_hit_leads_to_tasks_like_it_and_back(page: Page) -> None:
    page.goto("/tim-kiem/?q=amoni")
    page.get_by_role("link", name="Nhiệm vụ tương tự Nhiệm vụ II.4.3").click()
    expect(page.locator("[data-search-status]")).to_contain_text("nhiệm vụ tương tự")
    expect(page).to_have_url(re.compile("tuong_tu=2022-03-30-giao-ban-quy-i%23II.4.3"))
    expect(page.locator(".kl-hits").nth(1).locator("mark").first).to_be_visible()
    expect(page.locator("[data-search-status]")).to_be_focused()
    page.go_back()
    expect(page.locator(".kl-hits h2").first).to_contain_text("Nhiệm vụ")
    expect(field(page)).to_have_value("amoni")


def test_results_are_taken_away_and_followed(page: Page, context: BrowserContext) -> None:
    page.goto("/tim-kiem/?q=amoni")
    for name, ending in (("CSV", "csv"), ("Excel", "xlsx")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        assert waiting.value.suggested_filename == f"ket-qua-tim-kiem.{ending}"
        assert waiting.value.path().stat().st_size > 200
    feed = page.get_by_role("link", name="Theo dõi bản tin").get_attribute("href")
    answer = context.request.get(f"/tim-kiem/{feed}")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "amoni" in answer.text()


def test_suggestions_are_a_combobox_that_the_keyboard_moves_through(page: Page, base: str) -> None:
    page.goto("/")
    box = page.locator(".kl-hero").get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("chi cục")
    options = page.get_by_role("listbox", name="Gợi ý").get_by_role("option")
    expect(options.first).to_contain_text("Chi cục")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").last).to_have_text(
        re.compile(r"^\d gợi ý, dùng phím mũi tên để chọn\.$")
    )
    assert box.get_attribute("aria-activedescendant") is None  # Enter would search what was typed
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "kl-suggest-0")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("chi cục")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"^{base}/don-vi/"))


def test_a_suggested_number_opens_its_page_and_words_are_searched(page: Page, base: str) -> None:
    page.goto("/don-vi/")
    box = page.locator(".kl-header-search").get_by_role("combobox")
    box.press_sequentially("12/KH")
    option = page.get_by_role("listbox").get_by_role("option").first
    expect(option).to_contain_text("12/KH-SM")
    expect(option.locator("small")).to_contain_text("Kế hoạch số 12/KH-SM")
    box.fill("khảo s")
    words = page.get_by_role("listbox").get_by_role("option").filter(has_text="khảo sát").first
    words.click()
    expect(page).to_have_url(f"{base}/tim-kiem/?q=kh%E1%BA%A3o+s%C3%A1t")
    expect(page.locator(".kl-hit mark").first).to_have_text(re.compile("khảo sát", re.IGNORECASE))


def test_enter_searches_what_was_typed_and_suggestions_go_away(page: Page, base: str) -> None:
    page.goto("/tim-kiem/")
    field(page).press_sequentially("khao s")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page).to_have_url(f"{base}/tim-kiem/?q=khao+s")


def test_suggestions_fit_a_phone_and_a_tap_elsewhere_closes_them(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/tim-kiem/")
    field(page).press_sequentially("kế ho")
    box = page.get_by_role("listbox")
    expect(box).to_be_visible()
    place = box.bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 390
    page.locator("h1").click()
    expect(box).to_be_hidden()


@EVERY_SCHEME
def test_every_state_fits(chromium: Browser, base: str, scheme: str) -> None:
    states = [f"/tim-kiem/?{state}" for state in STATES if not state.startswith("q=")]
    assert_pages_fit(chromium, base, [*states, "/tim-kiem/?q=khao+sat"], scheme, (320, *WIDTHS))


def test_without_scripts_one_narrows_turns_pages_and_asks_again(
    chromium: Browser, base: str
) -> None:
    context = chromium.new_context(base_url=base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/tim-kiem/")
    field(page).fill("kế hoạch")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator(".kl-hits").first.locator(".kl-hit")).to_have_count(20)
    expect(field(page)).to_have_value("kế hoạch")
    page.get_by_role("link", name="Trang sau →").click()
    expect(page.locator(".kl-paging .kl-quiet")).to_contain_text("Trang 2/")
    page.locator(".kl-facet", has_text="Theo kỳ chỉ đạo").click()
    expect(page.locator(".kl-chip")).to_have_text("Thời hạn: Theo kỳ chỉ đạo")
    expect(page.locator("select[name=han]")).to_have_value("theo-ky")
    expect(page.get_by_text("cần JavaScript")).to_have_count(0)
    expect(page.locator("[data-search-clear]")).to_be_hidden()
    context.close()


ANSWER_HERE = "window.ketluanStaticSearch = function () { return Promise.resolve(%s); };"


def answering_here(page: Page, result: object) -> None:
    """Let the page find a search of its own, as search-static.js is one."""
    body = ANSWER_HERE % json.dumps(result)
    page.route(
        "**/search-static.js",
        lambda route: route.fulfill(body=body, content_type="text/javascript"),
    )


def test_where_the_service_stops_the_page_searches_by_itself_and_says_so(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    page.goto("/tim-kiem/?q=amoni")
    here = context.request.get("/api/search?q=amoni").json()
    answering_here(page, here)
    page.route("**/api/search*", lambda route: route.abort())
    field(page).fill("amoni zzzz")
    status = page.locator("[data-search-status]")
    expect(status).to_contain_text("Kết quả tìm ngay trong trình duyệt, từ dữ liệu của trang.")
    expect(page.locator(".kl-hit")).to_have_count(here["total"])
    expect(page.get_by_role("link", name="CSV")).to_have_count(0)
    page.unroute("**/api/search*")
    field(page).fill("amoni")
    expect(status).not_to_contain_text("trong trình duyệt")
    expect(page.get_by_role("link", name="CSV")).to_be_visible()


def test_from_a_stick_the_box_of_every_page_leads_to_the_search(
    chromium: Browser, sample_root: Path, base: str
) -> None:
    context = chromium.new_context()
    page, watch = context.new_page(), Watch("file://")
    watch.over(page)
    answering_here(page, context.request.get(f"{base}/api/search?q=amoni").json())
    page.goto((sample_root / "site/don-vi/index.html").as_uri())
    page.locator(".kl-header-search input").fill("amoni")
    page.keyboard.press("Enter")
    expect(page.locator("[data-search-status]")).to_contain_text(
        "Kết quả tìm ngay trong trình duyệt"
    )
    expect(field(page)).to_have_value("amoni")
    assert page.url.endswith("/tim-kiem/index.html?q=amoni")
    link = page.locator(".kl-hit__title").first.get_attribute("href")
    assert link
    assert re.fullmatch(r"file://.*/index\.html#nv-[\w-]+", link)
    expect(page.locator(".kl-hit__similar")).to_have_count(0)
    assert watch.faults == []
    context.close()


def test_a_refusal_of_the_service_is_said(page: Page) -> None:
    def refuse(route: Route) -> None:
        error = {"error": {"code": "x", "message": "Câu hỏi <b>quá</b> dài."}}
        route.fulfill(status=200, body=json.dumps(error), content_type="application/json")

    page.route("**/api/search*", refuse)
    page.goto("/tim-kiem/")
    field(page).fill("amoni")
    expect(page.get_by_role("alert")).to_have_text("Câu hỏi <b>quá</b> dài.")
    expect(page.locator("[data-search-start]")).to_be_visible()


def test_paper_has_the_results_and_nothing_to_press(page: Page) -> None:
    page.goto("/tim-kiem/?q=k%E1%BA%BF+ho%E1%BA%A1ch")
    page.emulate_media(media="print")
    expect(page.locator(".kl-hit").first).to_be_visible()
    expect(page.locator("[data-search-status]")).to_be_visible()
    for name in (
        ".kl-search",
        ".kl-search__tools",
        ".kl-search__facets",
        ".kl-quarters",
        ".kl-hit__similar",
    ):
        expect(page.locator(name).first).to_be_hidden()
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
