"""An imported notice in a real browser: letterhead and table of tasks on desk, phone and paper."""

import hashlib
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from browser import BROWSER_TEST, EVERY_SCHEME, assert_pages_fit, served, stop_clock
from ketluan.archive import load_archive
from ketluan.mkdocs_edge import build_site
from ketluan.search.generations import build_index
from test_pages_notices import FRONT, ID, LEFT, RIGHT, TABLE, TITLE

pytestmark = BROWSER_TEST

TODAY = date(2026, 4, 1)
NOTICE = f"/thong-bao/2026/{ID}/"
UNITS = """don_vi:
  phong-a:
    ten: Phòng A
  phong-b:
    ten: Phòng B
"""
BODY = "\n\n".join((*LEFT, *RIGHT, *TITLE, "## I. Nhiệm vụ", "Phân công như sau:", TABLE))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the service of an archive with the one notice."""
    root = tmp_path_factory.mktemp("notices")
    original = root / "notices" / "goc" / f"{ID}.txt"
    file = root / "notices" / "2026" / f"{ID}.md"
    for path in (original, file):
        path.parent.mkdir(parents=True)
    original.write_text(BODY.replace("## ", ""), "utf-8")
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    source = f"nguon:\n  tep: goc/{ID}.txt\n  sha256: {digest}\n---\n\n"
    file.write_text(FRONT.removesuffix("---\n\n") + source + BODY, "utf-8")
    (root / "notices" / "don-vi.yml").write_text(UNITS, "utf-8")
    archive = load_archive(root)
    assert build_site(root, root / "site", archive) == []
    build_index(archive, root / "index")
    with served(root / "site", root / "index", TODAY) as address:
        yield address


@pytest.fixture
def context(chromium: Browser, base: str) -> Iterator[BrowserContext]:
    """Return a fresh profile whose clock stands at noon of TODAY."""
    context = chromium.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    stop_clock(context, f"{TODAY}T12:00:00")
    yield context
    context.close()


@EVERY_SCHEME
def test_an_imported_notice_fits(chromium: Browser, base: str, scheme: str) -> None:
    assert_pages_fit(chromium, base, (NOTICE, "/nhiem-vu/"), scheme)


def test_the_letterhead_has_two_columns_on_desk_and_paper_and_one_on_a_phone(page: Page) -> None:
    page.goto(NOTICE)
    left, right = page.locator(".kl-paper__bodies"), page.locator(".kl-paper__motto")
    assert _box(right)[0] > _box(left)[0]
    assert _box(right)[1] == _box(left)[1]
    page.set_viewport_size({"width": 390, "height": 844})
    assert _box(right)[0] == _box(left)[0]
    assert _box(right)[1] > _box(left)[1]
    page.emulate_media(media="print")
    assert _box(right)[0] > _box(left)[0]


def test_the_link_of_a_row_leads_to_it_and_the_table_scrolls_within_the_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/nhiem-vu/")
    page.locator(".kl-task__number", has_text="I.b2").click()
    row = page.locator("#nv-i-b2")
    expect(row).to_be_in_viewport()
    expect(row.locator(".kl-sign")).to_contain_text("30/6/2026")
    region = page.get_by_role("region", name="Bảng nhiệm vụ")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    expect(region.get_by_role("columnheader", name="Thời hạn")).to_be_attached()
    expect(region.get_by_role("rowheader")).to_have_text(["1", "2"])


def test_paper_shows_all_columns_of_the_table(page: Page) -> None:
    page.set_viewport_size({"width": 650, "height": 900})
    page.goto(NOTICE)
    page.emulate_media(media="print")
    region = page.locator(".kl-paper__table")
    assert region.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    expect(page.locator(".kl-permalink").first).to_be_hidden()


CITED = "dòng 2 của bảng, mục I, Thông báo số "


def test_a_button_copies_how_a_task_is_cited_and_says_so(page: Page, base: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(NOTICE)
    page.get_by_role("button", name="Chép trích dẫn: dòng 2 của bảng, mục I").press("Enter")
    told = page.get_by_role("status").filter(has_text="Đã chép trích dẫn")
    expect(told).to_contain_text(CITED)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(CITED)
    assert copied.endswith(f": {base}{NOTICE}#nv-i-b2")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)


@pytest.mark.parametrize(
    ("command", "said"),
    [("", "Đã chép trích dẫn"), ("() => false", "hãy chọn và chép dòng này")],
    ids=["command", "nothing"],
)
def test_without_a_clipboard_the_citation_is_copied_or_chosen(
    page: Page, command: str, said: str
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    if command:
        page.add_init_script(f"document.execCommand = {command}")
    page.goto(NOTICE)
    page.locator("#nv-i-b2 .kl-copy").click()
    expect(page.locator(".kl-copied")).to_contain_text(said)
    expect(page.locator(".kl-copied")).to_contain_text(f"{NOTICE}#nv-i-b2")
    if command:
        assert page.evaluate("String(getSelection())").startswith(CITED)


def test_the_bare_text_hides_what_is_not_of_the_notice(page: Page) -> None:
    page.goto(NOTICE)
    button = page.get_by_role("button", name="Chỉ xem nguyên văn")
    expect(page.locator(".kl-paper__note").first).to_be_visible()
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".kl-paper__note:visible, .kl-permalink:visible")).to_have_count(0)
    button.press("Enter")
    expect(page.locator(".kl-paper__note").first).to_be_visible()


def _box(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box
    return box["x"], box["y"]
