"""Search without the service, in a real browser: on a plain file server and from a folder."""

import json
import random
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from browser import BROWSER_TEST, Watch, stop_clock
from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.model import Archive
from ketluan.search.analysis import analyze
from ketluan.search.batches import symbols
from ketluan.search.generations import build_index, open_index
from ketluan.search.glossary import Glossary, make_glossary
from ketluan.search.query import parse_query
from ketluan.search.request import SearchRequest
from ketluan.search.searching import SearchIndex
from ketluan.search.static_export import static_search_files
from ketluan.search.telex import decoded
from ketluan.vietnamese import fold
from ketluan.vocabulary import typing_slips
from search_archive import ABBREVIATIONS, small_archive
from static_search import laid_out

pytestmark = BROWSER_TEST

TODAY = date(2023, 2, 1)
TABLE: dict[str, Any] = json.loads(
    (REPOSITORY / "tests" / "search_folding.json").read_text("utf-8")
)
# Strict: the service's own, and nothing is fetched.
POLICY = "default-src 'none'; script-src 'self'; img-src data:; base-uri 'none'"
FILTERS = {
    "don_vi": "units", "ky": "periods", "nam": "years", "loai": "types", "van_ban": "documents",
    "trang_thai": "statuses", "han": "limits",
}  # fmt: skip
ANSWERS = """async (queries) => {
  const answers = [];
  for (const query of queries) {
    answers.push(await window.ketluanStaticSearch(new URLSearchParams(query)));
  }
  return answers;
}"""
# All hits of all pages; the language as the search itself has it.
ALL_IDS = """async (queries) => {
  const found = [];
  for (const query of queries) {
    const ids = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const answer = await window.ketluanStaticSearch(new URLSearchParams({ q: query, trang: page }));
      pages = answer.pages;
      ids.push(...answer.hits.map((hit) => hit.id));
    }
    found.push(ids);
  }
  return found;
}"""
READ = """([index, texts, queries]) => {
  let language = null;
  const before = window.__kl_search;
  window.__kl_search = (value) => { language = value; };
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = index;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  }).then(() => {
    window.__kl_search = before;
    const words = window.ketluanWords, reader = words.reader(language);
    const parse = window.ketluanQuery.parser(language, reader);
    const syllables = (phrase) => [phrase.folded, phrase.exact, phrase.accented];
    return [
      texts.map((text) => {
        const found = reader.withConcepts(reader.elements(words.nfc(text)));
        return found.map((one) => [one.tokens, one.row.map((item) => [item.folded, item.exact])]);
      }),
      queries.map((text) => {
        const query = parse(text);
        return [
          query.groups.map((group) => [
            group.clauses.map((clause) => [clause.tokens, clause.typed, clause.numbers]),
            group.without.map((clause) => clause.tokens),
            group.phrases.concat(group.withoutPhrases).map(syllables),
            group.runs.map(syllables),
          ]),
          query.filters.map((filter) => [filter.field, filter.value, filter.negated]),
          query.notes,
        ];
      }),
    ];
  });
}"""


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server with a strict policy; it answers 404 below /api/ like any other."""

    def end_headers(self) -> None:
        """Send the policy with every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def sample() -> Archive:
    return load_archive(REPOSITORY / "tests" / "sample_archive")


@pytest.fixture(scope="module")
def index(sample: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Return the service's index of the same archive."""
    folder = tmp_path_factory.mktemp("index")
    build_index(sample, folder)
    index = open_index(folder)
    yield index
    index.close()


@pytest.fixture(scope="module")
def folder(sample: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that a browser may search; the page is `tim-kiem/index.html`."""
    folder = tmp_path_factory.mktemp("site")
    laid_out(folder, static_search_files(sample))
    return folder


@pytest.fixture(scope="module", params=["file", "http"])
def base(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Return the address of the folder, opened as such and over a plain file server."""
    if request.param == "file":
        yield folder.as_uri()
        return
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def searcher(chromium: Browser, base: str) -> Iterator[Page]:
    """Return the opened page, its clock at noon of TODAY; at the end it did nothing wrong."""
    yield from opened(chromium, base)


def opened(chromium: Browser, base: str) -> Iterator[Page]:
    context = chromium.new_context()
    stop_clock(context, f"{TODAY}T12:00:00")
    page, watch = context.new_page(), Watch(base)
    watch.over(page)
    page.goto(f"{base}/tim-kiem/index.html")
    yield page
    assert watch.faults == []
    context.close()


def ids(index: SearchIndex, q: str) -> list[str]:
    """Return the ids of everything that the service finds, in order of their records."""
    result = index.search(SearchRequest(q), TODAY)
    pages = [index.search(SearchRequest(q, page=p + 1), TODAY) for p in range(result.pages)]
    return sorted(hit.id for page in pages for hit in page.hits)


def words_in_use(archive: Archive) -> list[str]:
    """Return every word of the archive once, in order."""
    texts = [record.text for record in archive.tasks]
    texts += [block.text for notice in archive.notices for block in notice.blocks]
    texts += [name for unit in archive.units for name in (unit.name, *unit.names)]
    return sorted({word for text in texts for word in text.split()})


def plain_queries(archive: Archive) -> list[str]:
    """Return neighbouring words of tasks, with and without accents, as phrases, and all numbers."""
    dice = random.Random(5)  # noqa: S311 - no secret
    found = []
    for size in (1, 2, 2, 3, 4) * 6:
        words = dice.choice(archive.tasks).text.replace('"', "").split()
        start = dice.randrange(len(words))
        text = " ".join(words[start : start + size])
        found += [text, fold(text), f'"{text}"', f"{text} {dice.choice(words)}"]
    for document in archive.documents:
        number = document.number
        serial = number.partition("/")[0]
        found += [number, number.lower().replace("/", " ").replace("-", " ")]
        found += [f"{document.type_name} số {serial}", serial]
    return [*dict.fromkeys(found), "II.1", "nhiệm vụ III.3.a", "99/KH-SM", "khongcotrongkho"]


def test_plain_words_phrases_and_numbers_find_what_the_service_finds(
    searcher: Page, index: SearchIndex, sample: Archive
) -> None:
    asked = plain_queries(sample)
    found = searcher.evaluate(ALL_IDS, asked)
    for query, here in zip(asked, found, strict=True):
        assert sorted(here) == ids(index, query), query


def test_an_answer_has_the_shape_and_the_facts_of_the_services(
    searcher: Page, index: SearchIndex
) -> None:
    asked: list[dict[str, str]] = [
        {"q": "báo cáo hồ minh an"},
        {"q": "12/KH-SM"},
        {"q": "13/KH-SM"},
        {"q": 'bao cao OR "mẫu vật" -khoa quy:II/2022'},
        {"q": "xyzzy"},
        {"q": "ho mimh an", "nguyen_van": "1"},
        {"q": "báo cáo", "trang": "99"},
        {"q": "", "trang_thai": "qua-han", "nam": "2022"},
        {"q": "", "don_vi": "phong-luu-tru-mau-vat", "ky": "2022-Q2", "sap_xep": "moi-nhat"},
        {
            "q": "",
            "tu": "2022-03-01",
            "den": "31/12/2022",
            "loai": "nhiem-vu",
            "sap_xep": "cu-nhat",
        },
        {"q": "trangthai:chuyentiep"},
        {"q": "kế hoạch", "han": "theo-ky"},
        {"q": "vanban:12/KH-SM -nam:2024"},
        {"q": "kế hoạch", "van_ban": "không-có", "nam": "hai nghìn"},
    ]
    answers = searcher.evaluate(ANSWERS, [urlencode(query) for query in asked])
    for query, answer in zip(asked, answers, strict=True):
        more: dict[str, Any] = {FILTERS[k]: (v,) for k, v in query.items() if k in FILTERS}
        wanted = index.search(
            SearchRequest(
                query["q"],
                start=query.get("tu", ""),
                end=query.get("den", ""),
                sort=query.get("sap_xep", "lien-quan"),  # type: ignore[arg-type]
                page=int(query.get("trang", 1)),
                as_typed="nguyen_van" in query,
                **more,
            ),
            TODAY,
        ).to_json(0)
        assert answer.keys() == wanted.keys()
        for name in ("total", "page", "pages", "facets", "nearest_numbers"):
            assert answer[name] == wanted[name], (query, name)
        counted = [(group["kind"], group["label"], group["total"]) for group in answer["groups"]]
        assert counted == [(g["kind"], g["label"], g["total"]) for g in wanted["groups"]], query
        assert (answer["direct"] or {}).get("id") == (wanted["direct"] or {}).get("id"), query
        assert bool(answer["notes"]) == bool(wanted["notes"]), query
        known = {hit["id"]: hit for hit in wanted["hits"]}
        both = [hit for hit in answer["hits"] if hit["id"] in known]
        assert len(both) > 0 or wanted["total"] == 0, query
        for hit in both:
            assert hit | {"score": 0} == known[hit["id"]] | {"score": 0}
        if query.get("sap_xep"):
            assert [hit["id"] for hit in answer["hits"]] == [hit["id"] for hit in wanted["hits"]]


def test_what_was_typed_stands_before_its_look_alikes(searcher: Page, sample: Archive) -> None:
    phrase = "hồ Minh An"
    [answer] = searcher.evaluate(ANSWERS, [urlencode({"q": phrase})])
    there = [phrase in hit["text"] for hit in answer["hits"] if hit["kind"] == "task"]
    assert there[0]
    assert there == sorted(there, reverse=True)
    assert sum(phrase in task.text for task in sample.tasks) >= sum(there)
    assert f"<mark>{phrase}</mark>" in answer["hits"][0]["highlight"]


def test_what_nothing_has_as_typed_is_read_as_the_service_reads_it(
    searcher: Page, index: SearchIndex
) -> None:
    asked = [
        "hồ minh a", "luu tru mau va", "12/K", "ho mimh an", "xyzzy", "99/KH-SM",
        "phòng nào lo hồ minh an?", "hội th", "ai trả lời về hồ minh an ở huyện lạ?",
        "ai phụ trách kiểm kê hiện vật?", "văn phòng sở báo cáo", "vp sở xe ô tô",
        "phòng thử nghiệm và kiểm chứng kim loại nặng", "P. KH-TC đơn giá", "đo đếm xăng dầu",
        "Phòng KH-TC", "chi cục hồ minh an", "(1) 12/KH-SM ngày 15/01/2022 của Sở", "sầu hiện vật",
        "hoof minh an", "kieerm dinhdj trạm cân", "trạm cân quý II năm 2022", "hiện vật tháng 6/2022",
        "việc có hạn 30/9/2022", "hồ sơ đến hết quý III/2022", "hạn 1/1/1999",
        "thanh tra sở quý III/2022", "tập huấn lấy mẫu nước cho cán bộ xã", "nộp đơn giá nước hồ",
        "bùn hồ minh an ở huyện", "TTDL&CĐS phần mềm", "VPS", "TT LT&TB mẫu", "p kh tc dự toán",
        "khi nào xong phần mềm quản lý xử phạt?", "bao giờ xong dự án lấy mẫu nước hồ minh an?",
    ]  # fmt: skip
    answers = searcher.evaluate(ANSWERS, [urlencode({"q": text}) for text in asked])
    for text, answer in zip(asked, answers, strict=True):
        wanted = index.search(SearchRequest(text), TODAY).to_json(0)
        assert (answer["total"], answer["facets"]) == (wanted["total"], wanted["facets"]), text
        assert fold(answer["shown_for"] or "") == fold(wanted["shown_for"] or ""), text
        assert bool(answer["notes"]) == bool(wanted["notes"]), text


def test_browser_and_service_decode_telex_alike(searcher: Page) -> None:
    searcher.evaluate(ANSWERS, ["q=a"])  # loads the scripts
    tables = typing_slips()["telex"]
    dice = random.Random(7)  # noqa: S311 - no secret
    keys = [
        "".join(dice.choices("aeiouwdsfrxjnhgctq", k=dice.randrange(1, 10))) for _ in range(2000)
    ]
    keys += [*tables["examples"], "Nhieemj", "nghieengjs", "quys", "gias", "w", "dd", "n1", "hồ"]
    decode = "([tables, keys]) => keys.map(window.ketluanTelex.decoder(tables))"
    assert searcher.evaluate(decode, [tables, keys]) == [decoded(key) for key in keys]


def test_the_newest_task_that_answers_stands_first_where_one_asks_when(searcher: Page) -> None:
    [answer] = searcher.evaluate(
        ANSWERS, [urlencode({"q": "khi nào xong phần mềm quyết định xử phạt?"})]
    )
    days = [hit["day"] for hit in answer["hits"] if hit["kind"] == "task"]
    assert days
    assert days[0] == max(days)


def test_browser_and_index_read_the_shared_table_and_the_whole_vocabulary_alike(
    chromium: Browser, folder: Path, sample: Archive, tmp_path: Path
) -> None:
    own = Archive(abbreviations=TABLE["abbreviations"])
    laid_out(tmp_path, static_search_files(own))
    vocabulary = words_in_use(sample)
    assert len(vocabulary) > 1000
    texts = [text for text, _ in TABLE["tokens"]] + [word for word, *_ in TABLE["words"]]
    longer = [task.text for task in sample.tasks]
    for archive, where, read, queries in (
        (own, tmp_path, texts, TABLE["queries"]),
        (sample, folder, [*vocabulary, *longer], [*TABLE["queries"], *vocabulary[::5]]),
    ):
        glossary = make_glossary(archive.abbreviations, symbols(archive))
        for page in opened(chromium, where.as_uri()):
            page.evaluate("window.ketluanStaticSearch(new URLSearchParams('q=a')).catch(String)")
            script = (where / "tim-kiem" / "du-lieu" / "muc-luc.js").as_uri()
            tokens, parsed = page.evaluate(READ, [script, read, queries])
        for text, found in zip(read, tokens, strict=True):
            elements = analyze(text, glossary).elements
            assert found == [[list(e.tokens), [list(i) for i in e.row]] for e in elements], text
        for text, query in zip(queries, parsed, strict=True):
            assert query == as_parsed(text, glossary), text


def as_parsed(text: str, glossary: Glossary) -> list[Any]:
    """Return the query as the browser gives it above."""
    query = parse_query(text, glossary)
    groups = [
        [
            [[list(clause.tokens), clause.typed, clause.numbers] for clause in group.clauses],
            [list(clause.tokens) for clause in group.without],
            [
                [list(phrase.folded), list(phrase.exact), phrase.accented]
                for phrase in (*group.phrases, *group.without_phrases)
            ],
            [[list(run.folded), list(run.exact), run.accented] for run in group.runs],
        ]
        for group in query.groups
    ]
    filters = [[one.field, one.value, one.negated] for one in query.filters]
    return [groups, filters, list(query.notes)]


def test_hostile_text_stays_text(chromium: Browser, tmp_path: Path) -> None:
    hostile = (
        'Nguy hiểm </script><img src=x onerror=alert(1)> \u2028 \\ " __proto__ 😀 <mark>giả</mark>.'
    )
    archive = small_archive(hostile)
    assert archive.abbreviations == ABBREVIATIONS
    laid_out(tmp_path, static_search_files(archive))
    for page in opened(chromium, tmp_path.as_uri()):
        [found, nothing] = page.evaluate(ANSWERS, ["q=nguy+hiem", "q=%22%3C%2Fscript%3E"])
        assert found["hits"][0]["text"] == hostile
        assert found["hits"][0]["highlight"].startswith("<mark>Nguy hiểm</mark> &lt;/script&gt;")
        assert "&lt;mark&gt;giả&lt;/mark&gt;" in found["hits"][0]["highlight"]
        assert nothing["total"] >= 1  # the word “script” is there
        assert page.locator("img").count() == 0


def test_files_of_two_builds_are_never_mixed(chromium: Browser, tmp_path: Path) -> None:
    laid_out(tmp_path, static_search_files(small_archive()))
    other = dict(static_search_files(small_archive("một việc khác")))
    piece = tmp_path / "tim-kiem" / "du-lieu" / "p0.js"
    right = piece.read_text("utf-8")
    piece.write_text(other["/tim-kiem/du-lieu/p0.js"], "utf-8")
    ask = "window.ketluanStaticSearch(new URLSearchParams('q=kế hoạch')).then((a) => a.total, () => -1)"
    for page in opened(chromium, tmp_path.as_uri()):
        assert page.evaluate(ask) == -1
        piece.write_text(right, "utf-8")
        assert page.evaluate(ask) > 0
