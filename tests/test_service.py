"""The HTTP service over a real waitress server on a free port of 127.0.0.1."""

import gc
import gzip
import http.client
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from jsonschema import Draft202012Validator

from ketluan.openapi import MAX_QUERY, MAX_VALUES
from ketluan.search.generations import build_index
from ketluan.search.index_folder import CURRENT, IndexUnavailableError, current_generation
from ketluan.search.opening import Known
from ketluan.search.request import MAX_PAGE
from ketluan.search.searching import SearchIndex
from ketluan.service import HEADERS, IndexFollower, Server, create_app
from search_archive import NOTICE, TODAY, small_archive

PAGE = "<!doctype html><p>Thông báo kết luận</p>" + "nội dung " * 200
TASKS = json.dumps([{"id": "x"}])
STAMP = 1_616_976_000  # 2021-03-29T00:00:00Z


@dataclass(frozen=True)
class Answer:
    """A response read whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Service:
    """A running server, its site and its index."""

    port: int
    site: Path
    index: Path

    def get(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
        """Return the answer to one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def search(self, **parameters: str) -> Any:
        """Return the JSON of a search."""
        return self.get(f"/api/search?{urlencode(parameters)}").json


def _make_site(site: Path) -> None:
    files = {
        "index.html": PAGE,
        "404.html": "<p>Không tìm thấy trang</p>",
        "thong-bao/index.html": PAGE,
        "trang ă/index.html": PAGE,
        "api/v1/tasks.json": TASKS,
        "tep.docx": "PK" * 400,
        "app.js": "let x = 1;",
        "anh.svg": "<svg/>",
        "lich.ics": "BEGIN:VCALENDAR",
        "feed.atom": "<feed/>",
        "bang.csv": "a,b",
        "font.woff2": "wOF2",
        "rong/tep.txt": "không có index",
        ".bi-mat": "secret",
        ".git/config": "secret",
    }
    for name, text in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        os.utime(path, (STAMP, STAMP))
    outside = site.parent / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("secret", "utf-8")
    (site / "link").symlink_to(outside)
    (site / "link.html").symlink_to(outside / "index.html")
    (site / "hidden-link").symlink_to(site / ".bi-mat")


@contextmanager
def _running(root: Path) -> Iterator[Service]:
    """Run the service over a site at `root`, and over an index if one comes to lie beside it."""
    site = root / "site"
    site.mkdir()
    _make_site(site)
    server = Server(create_app(site, root / "search_index", lambda: TODAY), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Service(server.port, site, root / "search_index")
    server.stop()
    thread.join()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Service]:
    """Run the service over a site without an index."""
    with _running(tmp_path) as service:
        yield service


@pytest.fixture
def own(empty: Service) -> Service:
    """Run the service over a site and the small archive's index, for a test that changes them."""
    build_index(small_archive(), empty.index)
    return empty


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Run the service over a site and the small archive's index, which nobody changes."""
    with _running(tmp_path_factory.mktemp("service")) as service:
        build_index(small_archive(), service.index)
        yield service


def test_a_search_over_http_finds_tasks_and_says_how_long_it_took(service: Service) -> None:
    answer = service.get(f"/api/search?q={quote('kế hoạch 76')}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    result = answer.json
    assert result["total"] == 3
    assert result["took_ms"] >= 0
    assert [hit["kind"] for hit in result["hits"]] == ["task", "task", "document"]
    assert result["direct"]["url"] == "/van-ban/76-kh-skhcn-2021/"
    assert "Kế hoạch" in answer.body.decode()  # letters, not escapes


def test_every_parameter_narrows_the_search(service: Service) -> None:
    totals = {
        "don_vi": ("van-phong-so", 8), "ky": ("2021-Q2", 21), "nam": ("2016", 0),
        "loai": ("don-vi", 3), "van_ban": ("76-kh-skhcn-2021", 3), "trang_thai": ("qua-han", 1),
        "tu": ("2021-03-29", 15), "den": ("31/12/2016", 1), "han": ("theo-ky", 13),
    }  # fmt: skip
    found = {name: service.search(**{name: value})["total"] for name, (value, _) in totals.items()}
    assert found == {name: total for name, (_, total) in totals.items()}
    assert service.search(sap_xep="cu-nhat", loai="van-ban")["hits"][0]["day"] == "2016-09-20"
    assert service.search(trang="2")["page"] == 2
    several = service.get("/api/search?loai=don-vi&loai=thong-bao").json
    assert several["total"] == 4


@pytest.mark.parametrize(
    "path",
    [
        "/api/search?q=76/KH-SKHCN",
        "/api/search?q=77/KH-SKHCN",
        "/api/search",
        "/api/search?q=hat&trang=0",
        "/api/suggest?q=khoa",
        "/api/suggest?q=76",
        f"/api/similar?id={NOTICE}%23II.3.6",
        "/api/similar?id=x",
        "/api/health",
    ],
)
def test_answers_keep_to_the_published_description(service: Service, path: str) -> None:
    description = service.get("/api/openapi.json").json
    assert description["openapi"].startswith("3.1")
    answer = service.get(path)
    operation = description["paths"][path.partition("?")[0]]["get"]
    content = operation["responses"][str(answer.status)]["content"]["application/json"]
    schema = {**content["schema"], "components": description["components"]}
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(answer.json)


def test_every_parameter_of_the_service_is_described(service: Service) -> None:
    operation = service.get("/api/openapi.json").json["paths"]["/api/search"]["get"]
    assert [parameter["name"] for parameter in operation["parameters"]] == [
        "q", "don_vi", "ky", "nam", "loai", "van_ban", "trang_thai", "han", "tu", "den",
        "sap_xep", "nguyen_van", "trang",
    ]  # fmt: skip


def test_a_feed_that_has_nothing_new_is_not_sent_again(own: Service) -> None:
    first = own.get("/api/search.atom?q=76")
    again = own.get("/api/search.atom?q=76", {"If-None-Match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")
    build_index(small_archive("Làm theo Kế hoạch số 76/KH-SKHCN."), own.index)
    after = own.get("/api/search.atom?q=76", {"If-None-Match": first.headers["etag"]})
    assert after.status == 200


def test_a_number_is_suggested_in_whatever_shape_it_is_typed(service: Service) -> None:
    for typed in ("76", "76kh", "kế hoạch 76", "ke hoach so 76"):
        found = service.get(f"/api/suggest?{urlencode({'q': typed})}").json["suggestions"]
        assert found[0]["url"] == "/van-ban/76-kh-skhcn-2021/"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "atom"])
def test_files_take_the_parameters_of_the_search(service: Service, kind: str) -> None:
    paths = service.get("/api/openapi.json").json["paths"]
    described = paths[f"/api/search.{kind}"]["get"]
    assert described["parameters"] == paths["/api/search"]["get"]["parameters"]
    assert [answer in described["responses"] for answer in ("200", "400", "503")] == [True] * 3
    answer = service.get(f"/api/search.{kind}?q=76")
    (content,) = described["responses"]["200"]["content"]
    assert answer.headers["content-type"].startswith(content)
    assert service.get(f"/api/search.{kind}?trang=0").status == 400


def test_suggestions_over_http(service: Service) -> None:
    found = service.get("/api/suggest?q=76").json["suggestions"]
    assert found[0] == {
        "text": "76/KH-SKHCN", "kind": "document", "url": "/van-ban/76-kh-skhcn-2021/",
        "label": "Kế hoạch số 76/KH-SKHCN, ngày 20/01/2021",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (f"q={'a' * (MAX_QUERY + 1)}", "too-long"),
        ("trang=0", "bad-page"),
        ("trang=x", "bad-page"),
        ("trang=%D9%A1", "bad-page"),
        (f"trang={MAX_PAGE + 1}", "bad-page"),
        ("sap_xep=ten", "bad-sort"),
        ("nguyen_van=0", "bad-as-typed"),
        ("&".join(["ky=2021"] * (MAX_VALUES + 1)), "too-many"),
    ],
)
def test_a_request_out_of_bounds_is_refused_in_vietnamese(
    service: Service, query: str, code: str
) -> None:
    answer = service.get(f"/api/search?{query}")
    assert answer.status == 400
    assert answer.json["error"]["code"] == code
    assert not answer.json["error"]["message"].isascii()


def test_without_an_index_the_site_works_and_the_search_says_what_to_do(empty: Service) -> None:
    assert empty.get("/").status == 200
    answer = empty.get("/api/search?q=a")
    assert (answer.status, answer.json["error"]["code"]) == (503, "no-index")
    assert "ketluan build" in answer.json["error"]["message"]
    assert empty.get("/api/health").status == 503
    build_index(small_archive(), empty.index)
    assert empty.get("/api/health").json["records"] == 21


def test_of_indexes_that_were_replaced_nothing_is_spared_for_ever(tmp_path: Path) -> None:
    follower = IndexFollower(tmp_path)
    spared = []
    for number in range(4):
        build_index(small_archive(f"Làm theo Kế hoạch số {number}/KH-SKHCN."), tmp_path)
        held: list[object] = []  # garbage in a circle, as a request may leave some
        held.append(held)
        held.extend([] for _ in range(10_000))
        del held
        with follower.index():
            spared.append(gc.get_freeze_count())
    follower.close()
    assert spared[-1] - spared[1] < 10_000


@pytest.mark.parametrize("path", ["/api/search", "/api/suggest"])
def test_what_is_answered_quickly_leaves_no_garbage_in_circles(tmp_path: Path, path: str) -> None:
    build_index(small_archive(), tmp_path / "index")
    app = create_app(tmp_path, tmp_path / "index", lambda: TODAY)

    def ask() -> None:
        asked: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": "q=do+luong"}
        setup_testing_defaults(asked)
        assert b"".join(app(asked, lambda *_: lambda _: None))

    try:
        ask()  # makes what stays
        gc.collect()
        gc.disable()
        ask()
        assert gc.collect() == 0
    finally:
        gc.enable()
        app.extensions["ketluan"].close()


def test_a_new_index_is_followed_without_a_restart(own: Service) -> None:
    assert own.search(q="khánh thành")["total"] == 0
    for number in range(3):
        build_index(small_archive(f"Lễ khánh thành lần {number}."), own.index)
        assert own.search(q="khánh thành")["total"] == 1
    assert own.get("/api/health").json["generation"] == current_generation(own.index)


def test_a_damaged_new_index_leaves_the_old_one_in_use(own: Service) -> None:
    assert own.search(q="hạt nhân")["total"] == 1
    (own.index / CURRENT).write_text(f"{'0' * 16}-1 {'0' * 64}\n", "utf-8")
    assert own.search(q="hạt nhân")["total"] == 1
    build_index(small_archive("Lễ khánh thành."), own.index)
    assert own.search(q="khánh thành")["total"] == 1


def test_requests_succeed_while_the_index_is_replaced(own: Service) -> None:
    statuses: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            statuses.append(own.get("/api/search?q=hat%20nhan").status)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(4):
        build_index(small_archive(f"Lần {number}."), own.index)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/thong-bao/", "text/html; charset=utf-8"),
        ("/trang%20%C4%83/", "text/html; charset=utf-8"),
        ("/api/v1/tasks.json", "application/json"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/anh.svg", "image/svg+xml; charset=utf-8"),
        ("/lich.ics", "text/calendar; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/bang.csv", "text/csv; charset=utf-8"),
        ("/font.woff2", "font/woff2"),
        (
            "/tep.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_files_have_their_content_type(service: Service, path: str, kind: str) -> None:
    answer = service.get(path)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    is_saved = answer.headers.get("content-disposition") == "attachment"
    assert is_saved == path.endswith(".docx")


def test_a_folder_without_its_slash_is_redirected_within_the_site(service: Service) -> None:
    answer = service.get("/thong-bao?q=1")
    assert (answer.status, answer.headers["location"]) == (301, "/thong-bao/?q=1")
    assert service.get("/trang%20%C4%83").headers["location"] == "/trang%20%C4%83/"
    assert service.get("//thong-bao").headers["location"] == "/thong-bao/"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/rong/", "/rong", "/index.html/", "/.bi-mat", "/.git/config", "/%2e%2e/outside/",
        "/../outside/index.html", "/..%2foutside%2findex.html", "/thong-bao/..%5c..%5coutside",
        "/link/", "/link", "/link.html", "/hidden-link", "/%00", "/a%00b", "/C:/x", "/%ff",
        "/etc/passwd", "//etc/passwd",
    ],
)  # fmt: skip
def test_nothing_hidden_or_outside_the_site_is_served(service: Service, path: str) -> None:
    answer = service.get(path)
    assert answer.status == 404
    assert answer.body.decode() == "<p>Không tìm thấy trang</p>"


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/v1/none.json"])
def test_what_is_missing_below_api_is_said_in_json(service: Service, path: str) -> None:
    answer = service.get(path)
    assert (answer.status, answer.json["error"]["code"]) == (404, "not-found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/api/search", "/thong-bao/"])
def test_only_reading_is_allowed(service: Service, method: str, path: str) -> None:
    answer = service.get(path, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/app.js", "/nothing", "/thong-bao", "/api/health"])
def test_head_answers_as_get_does_without_the_body(service: Service, path: str) -> None:
    whole, head = service.get(path), service.get(path, method="HEAD")
    assert head.body == b""
    for name in ("content-length", "content-type", "etag", "last-modified", "location"):
        assert head.headers.get(name) == whole.headers.get(name)
    assert head.status == whole.status


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/thong-bao", "/api/search?q=a", "/api/search?trang=0", "/api/x"]
)
def test_every_answer_has_the_strict_headers_and_no_cookie(service: Service, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        headers = service.get(path, method=method).headers
        assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
        assert "set-cookie" not in headers
        assert "server" not in headers


def test_a_known_file_is_not_sent_again(service: Service) -> None:
    first = service.get("/")
    assert first.headers["last-modified"] == "Mon, 29 Mar 2021 00:00:00 GMT"
    for known in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"x", W/{first.headers["etag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = service.get("/", known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert service.get("/", {"If-None-Match": '"x"'}).status == 200


def test_the_validator_follows_the_content_not_the_clock(own: Service) -> None:
    first = own.get("/").headers["etag"]
    os.utime(own.site / "index.html", (STAMP + 9, STAMP + 9))
    assert own.get("/").headers["etag"] == first
    (own.site / "index.html").write_text(PAGE + "!", "utf-8")
    assert own.get("/").headers["etag"] != first


def test_text_is_compressed_for_who_asks(service: Service) -> None:
    plain = service.get("/")
    packed = service.get("/", {"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body == PAGE.encode()
    assert len(packed.body) == int(packed.headers["content-length"]) < len(plain.body)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert service.get("/", {"If-None-Match": packed.headers["etag"]}).status == 304
    refused = service.get("/", {"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers
    assert "content-encoding" not in service.get("/tep.docx", {"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    ("wanted", "status", "span", "body"),
    [
        ("bytes=0-1", 206, "bytes 0-1/800", b"PK"),
        ("bytes=797-", 206, "bytes 797-799/800", b"KPK"),
        ("bytes=-2", 206, "bytes 798-799/800", b"PK"),
        ("bytes=790-5000", 206, "bytes 790-799/800", b"PK" * 5),
        ("bytes=800-", 416, "bytes */800", b""),
        ("bytes=0-1,4-5", 200, "", b"PK" * 400),
        ("nonsense", 200, "", b"PK" * 400),
    ],
)
def test_a_part_of_a_file_is_sent(
    service: Service, wanted: str, status: int, span: str, body: bytes
) -> None:
    answer = service.get("/tep.docx", {"Range": wanted})
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers.get("content-range", "") == span


def test_a_part_is_sent_only_of_the_very_file_that_was_begun(service: Service) -> None:
    first = service.get("/tep.docx").headers
    for condition, status in (
        (first["etag"], 206),
        ('"other"', 200),
        (first["last-modified"], 206),
        (format_datetime(datetime(2022, 1, 1, tzinfo=UTC)), 200),
    ):
        answer = service.get("/tep.docx", {"Range": "bytes=0-1", "If-Range": condition})
        assert answer.status == status


def test_a_new_site_in_the_same_place_is_served_at_once(own: Service) -> None:
    assert own.get("/").body == PAGE.encode()
    own.site.rename(own.site.with_name("old"))
    own.site.mkdir()
    (own.site / "index.html").write_text("mới", "utf-8")
    assert own.get("/").body == "mới".encode()
    missing = own.get("/nothing")
    assert (missing.status, missing.json["error"]["message"]) == (404, "Không có trang này.")


@pytest.mark.parametrize(
    "address",
    [
        "/api/search?q=k%E1%BA%BF+ho%E1%BA%A1ch&loai=nhiem-vu&loai=van-ban&nam=2021",
        "/api/search?q=%FF&nam=",
        "/api/search",
        "/api/suggest?q=76",
        "/api/suggest?q=%FF",
    ],
)
def test_what_is_answered_quickly_is_what_flask_answers(service: Service, address: str) -> None:
    app = create_app(service.site, service.index, lambda: TODAY)
    try:
        quick = app.test_client().get(address)
        with app.test_request_context(address):
            slow = app.full_dispatch_request()
    finally:
        app.extensions["ketluan"].close()
    heads = [dict(answer.headers, **{"Content-Length": ""}) for answer in (quick, slow)]
    assert (quick.status, heads[0]) == (slow.status, heads[1])
    bodies = [answer.get_json() | {"took_ms": 0} for answer in (quick, slow)]
    assert bodies[0] == bodies[1]


def test_an_error_inside_shows_neither_trace_nor_path(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Any:
        raise RuntimeError(f"secret {service.site}")

    app = create_app(service.site, service.index, broken)
    try:
        answer = app.test_client().get("/api/search?q=a")
    finally:
        app.extensions["ketluan"].close()
    assert answer.status_code == 500
    assert answer.json == {
        "error": {"code": "internal", "message": "Dịch vụ gặp lỗi. Hãy thử lại sau."}
    }
    assert "secret" in caplog.text  # the log of the office that runs it has all


def test_the_service_writes_nothing(service: Service) -> None:
    def everything() -> set[tuple[str, int]]:
        root = service.site.parent
        return {(str(path), path.lstat().st_mtime_ns) for path in root.rglob("*")}

    before = everything()
    for path in ("/", "/nothing", "/api/search?q=a", "/api/suggest?q=a", "/api/health"):
        service.get(path)
    assert everything() == before


def test_a_generation_that_comes_while_another_fails_to_open_is_not_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(small_archive(), tmp_path)
    follower = IndexFollower(tmp_path)
    with follower.index() as first:
        old = first.generation
    (tmp_path / CURRENT).write_text(f"{'0' * 16}-1 {'0' * 64}\n", "utf-8")

    def overtaken(folder: Path, _known: Known) -> SearchIndex:
        build_index(small_archive("Mới."), folder)
        raise IndexUnavailableError("removed meanwhile")

    with monkeypatch.context() as patch:
        patch.setattr("ketluan.service.following.open_index", overtaken)
        with follower.index() as kept:
            assert kept.generation == old
    with follower.index() as new:
        assert new.generation == current_generation(tmp_path) != old
    follower.close()
