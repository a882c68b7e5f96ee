"""Attacks in every field stay text in the site, its data and its exports, and no browser runs them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import yaml
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from browser import BROWSER_TEST, served
from faults import small_archive
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.vietnamese import nfc

DAY: Final = date(2021, 10, 1)
NAME: Final = "2021-08-16-hop-la"
CALL: Final = "window.bi_tan_cong=1;alert(1)"
ATTACKS: Final = {
    row["ten"]: row["chu"].replace("NANG", CALL)
    for row in yaml.safe_load((Path(__file__).parent / "hostile/attacks.yml").read_text("utf-8"))
}
# Not allowed in front matter and registers, but in the body of a notice.
CONTROL: Final = "a\x07b \x1b[31mc \x08d \x7fe \x85f \u2028g \x0bh \x0ci \x1cj \ufffek"
_HANDLER: Final = re.compile(r"on[a-z]+")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_hostile(root: Path) -> Path:
    """Write an archive with every attack in every field that reaches an output."""
    small_archive(root)
    notices = root / "notices"
    everything = " ¶ ".join(ATTACKS.values())
    tasks = "".join(
        f"{place}. Phòng Mẫu hoàn thành việc {text} theo Kế hoạch số 12/KH-SM trước 30/9/2021.\n\n"
        for place, text in enumerate(ATTACKS.values(), 1)
    )
    outcomes = "".join(
        f"  - {{nhiem_vu: '{NAME}#I.{place}', trang_thai: hoan-thanh, ngay: 2021-08-20,"
        f" can_cu: {_quoted(text)}}}\n"
        for place, text in enumerate(ATTACKS.values(), 1)
        if place % 2
    )
    cells = "".join(f"| {text.replace('|', '/')} | x |\n" for text in ATTACKS.values())
    (notices / f"2021/{NAME}.md").write_text(
        f"---\nloai: TB\nngay_hop: 2021-08-16\nco_quan: {_quoted('Sở Mẫu ' + everything)}\n"
        f"trich_yeu: {_quoted('Kết luận ' + everything)}\nky_chi_dao: 2021-Q3\n"
        f"nguoi_ky: {{ho_ten: {_quoted(everything)}, chuc_vu: {_quoted(everything)},"
        f" quyen_han: {_quoted(everything)}}}\n"
        f"nguon:\nket_qua:\n{outcomes}---\n\n## I. Nhiệm vụ {everything}\n\n{tasks}"
        f"## II. Bảng\n\n| Việc | Hạn |\n|---|---|\n{cells}\n"
        f"## III. Ký tự\n\n1. Phòng Mẫu hoàn thành việc {CONTROL} trước 30/9/2021.\n",
        "utf-8",
    )
    units = "".join(
        f"  la-{place}: {{ten: {_quoted('Phòng ' + text)}, viet_tat: [{_quoted('P' + text)}]}}\n"
        for place, text in enumerate(ATTACKS.values())
    )
    (notices / "don-vi.yml").write_text(
        f"don_vi:\n  phong-mau: {{ten: Phòng Mẫu}}\n{units}", "utf-8"
    )
    (notices / "viet-tat.yml").write_text(f"SM: [{_quoted(everything)}]\n", "utf-8")
    register = (notices / "van-ban.yml").read_text("utf-8")
    (notices / "van-ban.yml").write_text(
        register.replace("ten: Kế hoạch mẫu", f"ten: {_quoted('Kế hoạch ' + everything)}"), "utf-8"
    )
    return root


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the published archive of attacks."""
    root = write_hostile(tmp_path_factory.mktemp("hostile") / "kho")
    run(["build", "--archive", str(root), "--as-of", DAY.isoformat()])
    assert (root / f"site/thong-bao/2021/{NAME}/index.html").is_file(), load_archive(root).problems
    return root


class _Live(HTMLParser):
    """Collects what of a page could act: scripts, handlers, and addresses of other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in values and not values.get("type", "").endswith("json"):
            self.found.append(f"<{tag}>")
        if tag in ("iframe", "object", "embed", "base", "math"):
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            loads = name in ("src", "srcset", "data", "action", "formaction", "poster", "srcdoc")
            is_bad = "javascript:" in value.lower() and name in (
                "href",
                "xlink:href",
                "src",
                "action",
            )
            if _HANDLER.fullmatch(name) or is_bad or (loads and "ke-xau" in value):
                self.found.append(f"{tag} {name}={value[:60]}")


def test_nothing_of_an_attack_can_act_in_any_page(hostile: Path) -> None:
    pages = sorted((hostile / "site").rglob("*.html"))
    found = {}
    for page in pages:
        reader = _Live()
        reader.feed(page.read_text("utf-8"))
        if reader.found:
            found[page.relative_to(hostile).as_posix()] = reader.found[:3]
    assert len(pages) > 30
    assert found == {}


def test_the_notice_shows_every_attack_as_it_is_written(hostile: Path) -> None:
    told = json.loads((hostile / "site/api/v1/tasks.json").read_text("utf-8"))
    rows = next(value for value in told.values() if isinstance(value, list))
    texts = " ".join(row["text"] for row in rows if row["id"].startswith(NAME))
    for name, attack in ATTACKS.items():
        assert " ".join(nfc(attack).split()) in " ".join(texts.split()), name


def test_data_feeds_and_calendars_are_whole(hostile: Path) -> None:
    site = hostile / "site"
    for path in site.rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    for path in [*site.rglob("*.atom"), *site.rglob("*.xml")]:
        ElementTree.parse(path)  # noqa: S314 - made by ourselves
    calendars = list(site.rglob("*.ics"))
    assert calendars
    for path in calendars:
        lines = path.read_text("utf-8").split("\n")
        assert lines[0].strip() == "BEGIN:VCALENDAR"
        assert [line.strip() for line in lines].count("END:VCALENDAR") == 1


def test_no_export_begins_a_formula(hostile: Path) -> None:
    out = hostile / "a.csv"
    for what in ("tasks", "documents", "audit"):
        for form in ("csv", "xlsx"):
            target = out.with_name(f"{what}.{form}")
            run(
                [
                    "export",
                    "--archive",
                    str(hostile),
                    "--format",
                    form,
                    "--what",
                    what,
                    "--out",
                    str(target),
                ]
            )
            assert _formulas(target) == [], (what, form)


def _formulas(path: Path) -> list[str]:
    if path.suffix == ".csv":
        rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=",")
        return [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t")]
    book = load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


@pytest.fixture(scope="module")
def base(hostile: Path) -> Iterator[str]:
    """Serve the archive of attacks."""
    with served(hostile / "site", hostile / "search_index", DAY) as address:
        yield address


@pytest.mark.browser
@pytest.mark.skipif(BROWSER_TEST[1].args[0], reason="no Chromium: run make test-browser as root")
def test_no_attack_runs_in_a_browser_and_the_policy_refuses_what_is_put_in(
    hostile: Path, base: str, chromium: Browser
) -> None:
    page = chromium.new_context(base_url=base).new_page()
    foreign: list[str] = []
    dialogs: list[str] = []
    refused: list[str] = []
    page.on(
        "request",
        lambda r: foreign.append(r.url) if not r.url.startswith((base, "data:")) else None,
    )
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("console", lambda m: refused.append(m.text) if "Content Security" in m.text else None)
    site = hostile / "site"
    found = [path.relative_to(site) for path in sorted(site.rglob("index.html"))]
    kinds = {path.parts[0]: path for path in found}  # one page of each kind
    addresses = [f"/{path.as_posix().removesuffix('index.html')}" for path in kinds.values()]
    for address in [
        f"/thong-bao/2021/{NAME}/",
        "/tim-kiem/?q=mau",
        "/tim-kiem/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        *addresses,
    ]:
        page.goto(address)
        assert page.evaluate("window.bi_tan_cong") is None, address
    assert (foreign, dialogs, refused) == ([], [], [])
    page.evaluate(
        """() => {
          const s = document.createElement("script"); s.textContent = "window.bi_tan_cong = 1";
          document.body.append(s);
          document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.bi_tan_cong=1'>");
          document.body.insertAdjacentHTML("beforeend", "<img src='https://ke-xau.example/c.png'>");
        }"""
    )
    page.wait_for_function("document.images[document.images.length - 1].complete")
    assert page.evaluate("window.bi_tan_cong") is None
    assert len(refused) >= 3


@pytest.mark.browser
@pytest.mark.skipif(BROWSER_TEST[1].args[0], reason="no Chromium: run make test-browser as root")
def test_no_attack_runs_from_a_folder_nor_in_the_search_without_the_service(
    hostile: Path, chromium: Browser
) -> None:
    page = chromium.new_context().new_page()
    faults: list[str] = []
    dialogs: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("file://") else faults.append(r.url))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    search = (hostile / "site/tim-kiem/index.html").as_uri()
    page.goto((hostile / f"site/thong-bao/2021/{NAME}/index.html").as_uri())
    assert page.evaluate("window.bi_tan_cong") is None
    page.goto(f"{search}?{urlencode({'q': 'việc'})}")
    expect(page.locator(".kl-hit").first).to_be_visible()
    for name, attack in ATTACKS.items():  # as a question, then as typed words that are suggested
        page.locator("main [name=q]").fill(attack)
        page.evaluate(f"window.ketluanStaticSearch(new URLSearchParams({_asked(attack)}))")
        assert page.evaluate("window.bi_tan_cong") is None, name
    page.goto(f"{search}?{urlencode({'q': ATTACKS['the script']})}")
    expect(page.locator("[data-search-status]")).to_contain_text("trình duyệt")
    assert page.evaluate("window.bi_tan_cong") is None
    assert (faults, dialogs) == ([], [])
    page.context.close()


def _asked(text: str) -> str:
    return json.dumps({"q": text})


def _head(**other: str) -> str:
    keys = {
        "loai": "TB",
        "ngay_hop": "2021-08-17",
        "co_quan": "Sở Mẫu",
        "trich_yeu": "Kết luận",
        "nguon": "",
    }
    return "".join(f"{key}: {value}\n" for key, value in {**keys, **other}.items())


_BODY: Final = "## I. Nhiệm vụ\n\n1. Phòng Mẫu làm.\n"
# What is refused, with the place, the cause and the cure: front matter, rule.
REFUSED: Final = {
    "bomb": (_head() + "a: &a [x, x]\nb: [*a, *a]\n", "front-matter"),
    "deep": (_head() + "a: " + "[" * 5_000 + "]" * 5_000 + "\n", "front-matter"),
    "NUL": (_head(trich_yeu='"a') + "\0\n", "front-matter"),
    "original outside": (_head(nguon="{tep: ../../../etc/passwd, sha256: x}"), "source-path"),
    "original of the system": (_head(nguon="{tep: /etc/passwd, sha256: x}"), "source-path"),
    "number as a path": (_head(so_ky_hieu="../../x/TB-SM"), "number"),
    "unknown key": (_head() + "__proto__: x\n", "unknown-key"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    head, rule = REFUSED[name]
    path = tmp_path / "notices/2021/2021-08-17-hop.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\n{head}---\n\n{_BODY}", "utf-8")
    problems = [problem for problem in load_archive(tmp_path).problems if problem.rule == rule]
    assert problems, load_archive(tmp_path).problems
    assert all(p.path == "notices/2021/2021-08-17-hop.md" and p.line > 1 for p in problems)
    cures = ("hãy", "ví dụ", "các khóa dùng được")
    assert any(cure in problems[0].message for cure in cures)


HUGE: Final = {
    "table": "| Việc | Hạn |\n|---|---|\n" + "| Phòng Mẫu làm | x |\n" * 10_000,
    "headings": "".join(f"{'#' * 6} {place}. Mục\n\n" for place in range(1, 3_000)),
    "nested list": "".join(f"{' ' * (2 * depth)}- Phòng Mẫu làm\n" for depth in range(600)),
    "long line": "1. Phòng Mẫu làm " + "a" * 1_000_000 + "\n",
    "quotes": ">" * 20_000 + " x\n",
    "brackets": "1. " + "[" * 50_000 + "\n",
}


@pytest.mark.long
@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_published_or_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = small_archive(tmp_path / "kho")
    text = f"---\n{_head()}---\n\n{_BODY}\n{HUGE[name]}"
    (root / "notices/2021/2021-08-17-hop.md").write_text(text, "utf-8")
    assert run(["build", "--archive", str(root), "--as-of", DAY.isoformat()]) in (0, 1)
    said = capsys.readouterr().err
    assert "Đã dựng" in said or "hãy" in said
    assert "Traceback" not in said
