"""Every word that a reader meets is Vietnamese: in the frame's own words, in pages, in what scripts say.

A word is one if it can be a Vietnamese syllable, or is a name that offices use as it is. English words
that look like syllables are caught by the theme's own English file, word by word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest
from jinja2 import Environment
from lxml import html
from playwright.sync_api import Browser, Page, expect

from browser import BROWSER_TEST, served
from conftest import REPOSITORY, SAMPLE_DAY
from ketluan.places import INDEX, SITE
from ketluan.sources.encodings import is_syllable

THEME: Final = REPOSITORY / "scripts" / "ketluan" / "theme"
MATERIAL: Final = Path(str(files("material"))) / "templates"
KINDS: Final = (  # one page of each
    "/", "/thong-bao/", "/thong-bao/2024/2024-03-28-giao-ban-quy-i/", "/don-vi/",
    "/don-vi/trung-tam-luu-tru-va-trung-bay-mau/", "/van-ban/", "/van-ban/45-tb-ubnd-2022/",
    "/van-ban/172-qd-sm-2022/", "/ky/", "/ky/2024-q1/", "/nhiem-vu/", "/nhiem-vu/2024/",
    "/nhiem-vu/qua-trinh/", "/nhiem-vu/2022-09-29-giao-ban-quy-iii/iii-7-3/", "/thoi-han/",
    "/thoi-han/lich/", "/thoi-han/2024-06/", "/kiem-toan/", "/kiem-toan/qua-han/",
    "/kiem-toan/ky/2024-q2/", "/kiem-toan/2022-q4/", "/kiem-toan/nguon-goc/", "/tim-kiem/", "/huong-dan/",
)  # fmt: skip
GUIDE: Final = tuple(  # read whole: people write it
    f"/huong-dan/{path.stem}/"
    for path in sorted((REPOSITORY / "docs" / "huong-dan").glob("*.md"))
    if path.stem not in ("index", "giay-phep")  # the latter is a list of packages
)
ATTRIBUTES: Final = (
    "aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt",
    "data-note", "data-name", "data-filter", "label",
)  # fmt: skip
SETTINGS: Final = re.compile(r"language|direction|search\.config\..*")  # values, no words
SYLLABLES_TOO: Final = {
    "go",
    "in",
    "min",
    "no",
    "of",
    "on",
    "this",
    "to",
}  # English that may be ours
NAMES: Final = {  # of programs, formats, keys, units: offices write them as they are
    "Atom", "Ctrl", "Debian", "Enter", "Esc", "Excel", "GiB", "iCalendar", "Internet", "JavaScript",
    "Hugo", "KiB", "LibreOffice", "Linux", "Macro", "Markdown", "Material", "MiB", "Microsoft", "MkDocs",
    "Outlook", "PowerShell", "ProperDocs", "Python", "Tab", "Telex", "Tesseract", "Thunderbird", "Ubuntu",
    "Unicode", "Windows", "Word", "Zensical", "bit", "byte", "dpi", "export", "git", "gzip", "kB", "kg",
    "ketluan", "ms", "nginx", "report", "stderr", "stdout", "systemd", "tantivy", "taxi", "web",
    "website",
    "amoni", "cot",  # in the sample archive: a substance; cột in an example of a query without accents
}  # fmt: skip
QUOTED: Final = (  # what another program shows, and the reader looks for
    "Application Request Routing", "Install for all users", "Task Scheduler", "Tesseract at UB Mannheim",
    "Track Changes", "URL Rewrite", "Vietnamese", "Windows Authentication", "bundle", "failed",
    "ketluan check", "not possible to fast-forward",
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """Return the words of `text`; capitals, names of keys, numbers and addresses are none."""
    for phrase in QUOTED:
        text = text.replace(phrase, " ")
    plain = re.sub(r"'[^' ]+'|\S*(?:[/@_#=\\]|[.:](?=\w)|\d)\S*|\b\w\b", " ", text)
    return [word for word in re.findall(r"[^\W\d_]+", plain) if not word.isupper()]


def foreign(texts: Iterable[str], english: frozenset[str]) -> set[tuple[str, str]]:
    """Return (word, text) for each word that is not Vietnamese."""
    return {
        (word, text)
        for text in texts
        for word in words_of(text)
        if word not in NAMES and (word.lower() in english or not is_syllable(word))
    }


def said_in(name: str) -> Mapping[str, str]:
    """Return each key of Material's English file with the words of language `name`, ours first."""
    path = f"partials/languages/{name}.html"
    source = next(place / path for place in (THEME, MATERIAL) if (place / path).exists())
    keys = re.findall(
        r'^ +"([a-z.]+)":', (MATERIAL / "partials/languages/en.html").read_text(), re.MULTILINE
    )
    said = Environment(autoescape=True).from_string(source.read_text("utf-8")).module
    return {key: str(vars(said)["t"](key)) for key in keys}


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """Return the words of Material's English that are no words of ours in the same letters."""
    words = re.findall(r"[a-z]{2,}", " ".join(said_in("en").values()).lower())
    return frozenset(words) - SYLLABLES_TOO


def test_the_frame_has_vietnamese_words_for_all_english_ones(english: frozenset[str]) -> None:
    ours, theirs = said_in("vi"), said_in("en")
    assert len(theirs) > 50
    for key in theirs:
        assert ours[key], key  # Material says in English what is empty
        if not SETTINGS.fullmatch(key):
            assert ours[key] != theirs[key], key
            assert foreign([ours[key]], english) == set(), key


@pytest.mark.parametrize("text", ["Back to top", "Lên đầu page", "Type to start searching", "Next"])
def test_an_english_word_is_seen(text: str, english: frozenset[str]) -> None:
    assert foreign([text], english)


def texts_of(path: Path) -> Iterator[str]:
    """Yield every text of a page and every attribute that holds words; code is no prose."""
    tree = html.parse(str(path), parser=html.HTMLParser(encoding="utf-8")).getroot()
    for element in [
        *tree.iter("script", "style", "code", "pre", "svg"),
        *tree.find_class("kl-code"),
    ]:
        element.drop_tree()
    for element in tree.iter("*"):
        yield from (element.text or "", element.tail or "")
        yield from (element.get(name, "") for name in ATTRIBUTES)
        if element.get("name") == "description":
            yield element.get("content", "")


def test_no_page_holds_an_english_word(sample_root: Path, english: frozenset[str]) -> None:
    pages = [f"{address}index.html" for address in (*KINDS, *GUIDE)] + ["/404.html"]
    found = {page: foreign(texts_of(sample_root / SITE / page[1:]), english) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


_SAID: Final = """
names => {
  const seen = new Set(), styled = new Set();
  for (const e of document.querySelectorAll("*")) {
    if (e.closest("script, style, code, pre, svg, noscript, .kl-code")) continue;
    for (const node of e.childNodes) if (node.nodeType === 3) seen.add(node.data.trim());
    for (const name of names) if (e.hasAttribute(name)) seen.add(e.getAttribute(name));
    const kind = [e.parentElement?.className, e.tagName, e.className].join(" ");
    if (styled.has(kind)) continue;  // the same rules give it the same words
    styled.add(kind);
    for (const part of ["::before", "::after"]) {
      const said = getComputedStyle(e, part).content;
      if (said.startsWith('"')) seen.add(said.slice(1, -1));
    }
  }
  return [...seen];
}
"""


def said_on(page: Page) -> list[str]:
    """Return every text of the open page, those too that scripts and styles put there."""
    texts: list[str] = page.evaluate(_SAID, list(ATTRIBUTES))
    return texts


@pytest.mark.browser
@BROWSER_TEST[1]
def test_nothing_that_scripts_put_into_a_page_is_english(
    chromium: Browser, sample_root: Path, english: frozenset[str]
) -> None:
    found: dict[str, set[tuple[str, str]]] = {}
    with served(sample_root / SITE, sample_root / INDEX, SAMPLE_DAY) as base:
        page = chromium.new_page(base_url=base)
        for address in (*KINDS, "/khong-co-trang-nay/"):
            page.goto(address)
            found[address] = foreign(said_on(page), english)
        page.goto("/tim-kiem/")
        main = page.get_by_role("main")
        for query, answer in (("mẫu vật", "kết quả cho"), ("123/TB-UBND", "Tìm số gần nhất")):
            main.get_by_role("combobox", name="Từ khóa").fill(query)
            expect(main).to_contain_text(answer)
            found[query] = foreign(said_on(page), english)
        box = page.get_by_role("banner").get_by_role("combobox")
        box.fill("")
        box.press_sequentially("mau")
        expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        found["suggestions"] = foreign(said_on(page), english)
        page.close()
    assert {place: words for place, words in found.items() if words} == {}


def sentences_of(script: str) -> Iterator[str]:
    """Yield what a script has to say: strings of words that begin with a capital; no names of keys."""
    code = re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)
    for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', code):
        if " " in text.strip() and re.fullmatch(r"\W?[A-ZĐÂĂÊÔƠƯ][^<>{}\[\]=]*", text):
            yield text


def test_scripts_speak_vietnamese(english: frozenset[str]) -> None:
    scripts = sorted((THEME / "assets" / "ketluan").glob("*.js"))
    said = [text for path in scripts for text in sentences_of(path.read_text("utf-8"))]
    assert len(said) > 20
    assert foreign(said, english) == set()
