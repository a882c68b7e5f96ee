"""Every page of the built sample archive, read from disk: links, hosts, outline, names, inline code."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

from ketluan.places import SITE
from site_reader import Site, SitePage, read_page, read_site, words

Rule = Callable[[SitePage], Iterator[str]]

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOADED = ("img", "script", "source", "iframe", "embed", "object", "use", "video", "audio", "track")
_REFERRING = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "list",
    "headers",
)
_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)")
_HOST = re.compile(r"""["'`(]\s*((?:https?:)?//[\w.-]+)""")
_CONTENTS = "__toc"  # Material's label for it stands also where the menu has no such page
_SVG = "http://www.w3.org"  # the name of a vocabulary; nothing is fetched
_PAGE = re.compile(
    r"(?<![\w./-])/(?:thong-bao|don-vi|van-ban|ky|nhiem-vu|thoi-han|kiem-toan)/[a-z0-9/.-]*(?:#[a-z0-9-]+)?"
)


@pytest.fixture(scope="module")
def folder(sample_root: Path) -> Path:
    """Return the folder of the built site."""
    return sample_root / SITE


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    """Return what is in it."""
    return read_site(folder)


def dead(page: SitePage, site: Site) -> Iterator[str]:
    for element, link in page.links():
        if (
            element.get("class") == "kl-outside"
        ):  # a document's own address, asked for by a click only
            if urlsplit(link).scheme not in ("http", "https") or "noopener" not in element.get(
                "rel", ""
            ):
                yield f"unsafe way out: {link}"
        elif not link.startswith("data:"):
            yield from filter(None, [site.fault_of(link, page.address)])


def nothing_is_loaded_from_elsewhere(page: SitePage) -> Iterator[str]:
    for element, link in page.links():
        if element.tag in (*_LOADED, "link", "form") and (
            urlsplit(link).netloc or "//" in link[:9]
        ):
            yield f"<{element.tag}> asks {link}"
    for one in page.all("link"):
        if one.get("rel") not in ("icon", "stylesheet", "alternate"):
            yield f"<link rel={one.get('rel')}>"
    for element in page.elements:
        if "srcset" in element.attrib or "ping" in element.attrib or "poster" in element.attrib:
            yield f"<{element.tag}> may ask another host"
    yield from (f"<{one.tag}>" for one in page.all("base", "iframe", "object", "embed"))
    yield from (
        "refresh" for one in page.all("meta") if one.get("http-equiv", "").lower() == "refresh"
    )


def nothing_is_inline(page: SitePage) -> Iterator[str]:
    for script in page.all("script"):
        if "src" not in script.attrib and script.get("type") != "application/json":
            yield "inline script"
    yield from ("inline style" for _ in page.all("style"))
    for element in page.elements:
        for name, value in element.attrib.items():
            is_code = str(value).lower().startswith("javascript:")
            if is_code or str(name).startswith("on") or name == "style":
                yield f"<{element.tag} {name!s}>"


def ids_are_unique_and_referred_to(page: SitePage) -> Iterator[str]:
    yield from (f"id {one} {count} times" for one, count in page.ids.items() if count > 1)
    for element in page.elements:
        for name in _REFERRING:
            for one in element.get(name, "").split():
                if one not in page.ids and one != _CONTENTS:
                    yield f"<{element.tag} {name}={one}> refers to nothing"


def headings_are_in_order(page: SitePage) -> Iterator[str]:
    levels = [int(str(one.tag)[1]) for one in page.all(*_HEADINGS)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"headings begin with {levels[:3]}, {levels.count(1)} of the first level"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"h{after} after h{before}"
    yield from (f"empty {one.tag}" for one in page.all(*_HEADINGS) if not words(one))


def the_frame_is_whole(page: SitePage) -> Iterator[str]:
    if page.elements[0].get("lang") != "vi":
        yield "not marked as Vietnamese"
    if [bool(words(one)) for one in page.all("head")[0].iter("title")] != [True]:
        yield "no title"
    for tag in ("main", "header", "footer"):
        if len([one for one in page.all(tag) if tag == "main" or _is_landmark(one)]) != 1:
            yield f"not one <{tag}>"
    metas = {one.get("name", ""): one.get("content", "") for one in page.all("meta")}
    if not metas.get("description"):
        yield "no description"
    if (
        "user-scalable" in metas.get("viewport", "user-scalable")
        or "maximum-scale" in metas["viewport"]
    ):
        yield "cannot be enlarged"
    skip = [one.get("href", "")[1:] for one in page.all("a") if "md-skip" in one.get("class", "")]
    if len(skip) != 1 or skip[0] not in page.ids:
        yield "no way past the menu"


def every_field_has_a_label(page: SitePage) -> Iterator[str]:
    labelled = {one.get("for") for one in page.all("label") if words(one)}
    for one in page.all("input", "select", "textarea"):
        around = any(above.tag == "label" and words(above) for above in one.iterancestors())
        is_toggle = "md-toggle" in one.get("class", "")  # never shown: the menu works it
        if one.get("type") in ("hidden", "submit", "reset", "button") or is_toggle:
            continue
        if not (around or one.get("id") in labelled or _is_named(one)):
            yield f"<{one.tag} name={one.get('name')}> has no label"


def everything_has_a_name(page: SitePage) -> Iterator[str]:
    for one in page.all("img"):
        if "alt" not in one.attrib:
            yield f"picture without a description: {one.get('src')}"
    for one in page.all("a", "button", "summary"):
        pictures = [below.get("alt") for below in one.iter("img")]
        if not (words(one) or _is_named(one) or any(pictures)):
            yield f"<{one.tag} class={one.get('class')}> has no name"
    for one in page.all("svg"):
        is_hidden = any(up.get("aria-hidden") == "true" for up in (one, *one.iterancestors()))
        is_sign = any(up.tag in ("a", "button", "label") for up in one.iterancestors())
        if not (is_hidden or is_sign or (one.get("role") == "img" and _is_named(one))):
            yield "drawing that is neither named nor hidden"
    yield from ("table without heads" for one in page.all("table") if one.find(".//th") is None)


def landmarks_are_told_apart(page: SitePage) -> Iterator[str]:
    """Leave out the menu of narrow screens: it repeats what wide ones show elsewhere."""
    names = Counter(
        (one.get("role") or str(one.tag), one.get("aria-label") or one.get("aria-labelledby"))
        for one in page.elements
        if one.tag == "nav" or one.get("role") in ("region", "navigation", "search")
        if not any("md-sidebar--primary" in up.get("class", "") for up in one.iterancestors())
    )
    yield from (
        f"{count} landmarks {one}" for one, count in names.items() if count > 1 or not one[1]
    )


def _is_named(element: etree._Element) -> bool:
    return any(element.get(name) for name in ("aria-label", "aria-labelledby", "title"))


def _is_landmark(element: etree._Element) -> bool:
    """Tell whether a header or footer is that of the page, not of a part of it."""
    parts = ("article", "aside", "main", "nav", "section")
    return not any(above.tag in parts for above in element.iterancestors())


RULES: tuple[Rule, ...] = (
    nothing_is_loaded_from_elsewhere, nothing_is_inline, ids_are_unique_and_referred_to,
    headings_are_in_order, the_frame_is_whole, every_field_has_a_label, everything_has_a_name,
    landmarks_are_told_apart,
)  # fmt: skip


def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    assert len(site.pages) > 250
    faults = [
        f"{page.address}: {fault}" for page in site.pages.values() for fault in dead(page, site)
    ]
    assert faults == []


@pytest.mark.parametrize("rule", RULES)
def test_on_every_page(rule: Rule, site: Site) -> None:
    faults = [f"{page.address}: {fault}" for page in site.pages.values() for fault in rule(page)]
    assert faults == []


GOOD = """<!doctype html><html lang="vi"><head><title>Trang</title><meta name="description" content="Mẫu">
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/a.css"></head>
<body><a class="md-skip" href="#b">Bỏ qua</a><header>Kho</header><main><h1 id="b">Một</h1>
<a class="kl-outside" href="https://vi.example/" rel="noopener noreferrer">Toàn văn</a><h2>Hai</h2>
<label for="q">Từ</label><input id="q" name="q"><img src="/a.png" alt=""></main>
<footer>Chân</footer></body></html>"""
BAD_LINKS = (
    ('href="#b"', 'href="#c"'),
    ('src="/a.png"', 'src="a.gif"'),
    ('href="/a.css"', 'href="/a.css/"'),
    ("noopener ", ""),
    ("https://vi.example/", "ftp://vi.example/"),
    ('class="kl-outside" ', ""),
)
BAD: tuple[tuple[Rule, str, str], ...] = (
    (nothing_is_loaded_from_elsewhere, 'src="/a.png"', 'src="//vi.example/a.png"'),
    (nothing_is_loaded_from_elsewhere, 'rel="stylesheet"', 'rel="preconnect"'),
    (nothing_is_loaded_from_elsewhere, 'alt=""', 'alt="" srcset="/a.png 2x"'),
    (nothing_is_loaded_from_elsewhere, "</main>", '<iframe title="a"></iframe></main>'),
    (nothing_is_inline, "</main>", "<script>a()</script></main>"),
    (nothing_is_inline, "</main>", "<style>a{}</style></main>"),
    (nothing_is_inline, 'alt=""', 'alt="" onerror="a()"'),
    (nothing_is_inline, 'alt=""', 'alt="" style="color:red"'),
    (nothing_is_inline, "https://vi.example/", "JavaScript:a()"),
    (ids_are_unique_and_referred_to, "<h2>", '<h2 id="b">'),
    (ids_are_unique_and_referred_to, "<h2>", '<h2 aria-describedby="c">'),
    (headings_are_in_order, "<h2>Hai</h2>", "<h3>Hai</h3>"),
    (headings_are_in_order, "<h2>Hai</h2>", "<h1>Hai</h1>"),
    (headings_are_in_order, "<h2>Hai</h2>", "<h2></h2>"),
    (the_frame_is_whole, 'lang="vi"', 'lang="en"'),
    (the_frame_is_whole, "<title>Trang</title>", ""),
    (the_frame_is_whole, "<header>Kho</header>", ""),
    (the_frame_is_whole, 'content="Mẫu"', ""),
    (the_frame_is_whole, "width=device-width", "width=device-width,maximum-scale=1"),
    (the_frame_is_whole, "md-skip", ""),
    (every_field_has_a_label, 'for="q"', ""),
    (everything_has_a_name, ' alt=""', ""),
    (everything_has_a_name, "Toàn văn", ""),
    (everything_has_a_name, "</main>", "<svg></svg></main>"),
    (everything_has_a_name, "</main>", "<table><tr><td>1</td></tr></table></main>"),
    (landmarks_are_told_apart, "</main>", '<form role="search"></form></main>'),
    (landmarks_are_told_apart, "</main>", 2 * '<nav aria-label="Năm"></nav>' + "</main>"),
)


@pytest.mark.parametrize("rule", RULES)
def test_a_good_page_has_no_fault(rule: Rule) -> None:
    assert list(rule(read_page("/", GOOD.encode()))) == []


@pytest.mark.parametrize(("rule", "good", "bad"), BAD)
def test_each_fault_is_found(rule: Rule, good: str, bad: str) -> None:
    assert good in GOOD
    assert list(rule(read_page("/", GOOD.replace(good, bad).encode()))) != []


@pytest.mark.parametrize(("good", "bad"), [("", ""), *BAD_LINKS])
def test_each_dead_link_is_found(good: str, bad: str) -> None:
    assert good in GOOD
    page = read_page("/", GOOD.replace(good, bad).encode())
    faults = list(dead(page, Site(frozenset({"/", "/a.css", "/a.png"}), {"/": page})))
    assert bool(faults) == bool(good)


def test_titles_tell_pages_apart(site: Site) -> None:
    titles = Counter(words(page.all("title")[0]) for page in site.pages.values())
    assert {title: count for title, count in titles.items() if count > 1} == {}


def test_styles_load_only_what_they_bring(folder: Path) -> None:
    sheets = sorted(folder.rglob("*.css"))
    assert len(sheets) > 8
    faults = []
    for sheet in sheets:
        text = sheet.read_text("utf-8")
        targets = [target for target in _URL.findall(text) if not target.startswith("data:")]
        missing = [one for one in targets if "//" in one or not (sheet.parent / one).is_file()]
        faults += [(sheet.name, one) for one in (*missing, *re.findall("@import|@font-face", text))]
    assert faults == []


def test_our_scripts_know_no_other_host(folder: Path) -> None:
    scripts = sorted((folder / "assets" / "ketluan").glob("*.js"))
    assert len(scripts) > 10
    found = [(one.name, host) for one in scripts for host in _HOST.findall(one.read_text("utf-8"))]
    assert [pair for pair in found if pair[1] != _SVG] == []


def test_feeds_lead_to_what_they_tell_of(folder: Path, site: Site) -> None:
    feeds = sorted((folder / "tin").rglob("*.xml"))
    assert len(feeds) > 40
    faults = []
    for feed in feeds:
        address = f"/{feed.relative_to(folder).as_posix()}"
        links = etree.parse(feed).iter("{http://www.w3.org/2005/Atom}link")
        faults += [(address, site.fault_of(str(link.attrib["href"]), address)) for link in links]
    assert [fault for fault in faults if fault[1]] == []


def test_data_and_calendars_name_pages_that_exist(folder: Path, site: Site) -> None:
    """In calendars, tables and JSON an address stands with its slash at the front."""
    named = [*rows_of(folder), *calendars_of(folder), *json_of(folder)]
    assert {file.rpartition(".")[2] for file, _ in named} == {"csv", "ics", "json"}
    faults = [(file, site.fault_of(address, "/")) for file, address in named]
    assert [fault for fault in faults if fault[1]] == []


def rows_of(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*.csv")):
        for row in csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))):
            yield from ((file.name, one) for one in row.values() if one and _PAGE.fullmatch(one))


def calendars_of(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*.ics")):
        unfolded = re.sub("\r?\n ", "", file.read_bytes().decode())
        yield from ((file.name, one) for one in _PAGE.findall(unfolded))


def json_of(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted((folder / "api").rglob("*.json")):
        if not file.name.endswith(".schema.json"):
            yield from ((file.name, url) for url in urls_in(json.loads(file.read_bytes())))


def urls_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from urls_in(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "url" and one:
                yield one
            yield from urls_in(one)
