"""The service holds against anything that is sent: broken bytes, strange methods, names and heads.

What is sent comes from a fixed seed; a short run of it here, the long one under `make test-long`.
"""

import json
import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from ketluan.cli.arguments import parser
from ketluan.openapi import description
from ketluan.search.generations import build_index
from ketluan.service import HEADERS, Server, create_app, names_of
from search_archive import TODAY, small_archive

SHORT, LONG = 500, 100_000
SLOWEST = 1.0  # seconds for one answer, in the long run alone
AGAIN = 5  # times that what took longer is sent again
GROWTH = 1.1  # of the memory of the process, in the long run alone
METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "TRACE",
    "OPTIONS",
    "CONNECT",
    "PATCH",
    "gEt",
    "Ĝ",
    "",
)
TEXTS = (
    "76/KH-SKHCN", "hạt nhân", "donvi:\"", "\"", "-", "OR OR", "quy:II/2021 nam:x", "*" * 300, "(" * 300,
    "\x00", "\u202e", "{{ 7*7 }}", "<script>", "../../etc/passwd", "%", "a" * 5000, "à" * 200,
    "\ufffd", "1" * 250,
    "vanban:" * 60, "trangthai:quahan -", "\n\r\n", "'; DROP TABLE", "̂" * 100, "😀", "tu:31/2/2021",
)  # fmt: skip
HOSTS = ("localhost", "127.0.0.1", "127.0.0.1:{port}", "[::1]", "LOCALHOST:80")
STRANGERS = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "",
    "[",
    "a b",
    "@",
    "[::1",
    "169.254.0.1",
)
BROKEN = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\nabc", b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nA: " + b"x" * 40_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n\r\n",
    b"GET http://[ HTTP/1.1\r\n\r\n", b"GET //[ HTTP/1.1\r\n\r\n", b"GET \x80\xff HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /api/search?q=%ZZ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/search?" + b"&".join([b"q=a"] * 3000) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
)  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Return the port of a service for this machine alone, and the folder that it reads."""
    root = tmp_path_factory.mktemp("fuzz")
    (root / "site/api/v1").mkdir(parents=True)
    for name in ("index.html", "404.html", "api/v1/tasks.json"):
        (root / "site" / name).write_text("[]" * 500, "utf-8")
    build_index(small_archive(), root / "search_index")
    names = names_of("127.0.0.1", ["kho.so.local"])
    app = create_app(root / "site", root / "search_index", lambda: TODAY, names)
    server = Server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.port, root
    server.stop()
    thread.join()


def sent(port: int, raw: bytes) -> bytes:
    """Return the first answer of the service to these bytes, "" where it hung up before they ended."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        answer = b""
        try:
            connection.sendall(raw)
            while not _is_whole(answer, raw):
                part = connection.recv(65536)
                if not part:
                    break
                answer += part
        except (ConnectionResetError, BrokenPipeError):
            return answer
        return answer


def _is_whole(answer: bytes, raw: bytes) -> bool:
    """Tell whether all of an answer is there, as its own head says."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end or raw.lstrip().startswith(b"HEAD") or b" 304 " in head[:20]:
        return bool(end)
    length = re.search(rb"content-length: (\d+)", head.lower())
    return length is not None and len(body) >= int(length[1])


def request(method: str, path: str, host: str, *lines: str) -> bytes:
    """Return the bytes of one request, after which the connection closes."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *lines, "", ""]
    return "\r\n".join(head).encode("utf-8", "surrogateescape")


def addresses() -> list[tuple[str, list[str]]]:
    """Return the addresses that the service describes, each with its parameters."""
    return [
        (path, [one["name"] for one in verbs["get"].get("parameters", ())])
        for path, verbs in description()["paths"].items()
    ]


def described(dice: random.Random) -> str:
    """Return an address of the description with values that nobody types."""
    path, names = dice.choice(addresses())
    chosen = [(dice.choice(names), _text(dice)) for _ in range(dice.randrange(4)) if names]
    return f"{path}?{urlencode(chosen, errors='surrogatepass')}"


def _text(dice: random.Random) -> str:
    if dice.random() < 0.7:
        return dice.choice(TEXTS)
    return "".join(chr(dice.choice((dice.randrange(1, 256), dice.randrange(0x1E00, 0x2100), 0x1F600)))
                   for _ in range(dice.randrange(40)))  # fmt: skip


def anything(dice: random.Random, port: int) -> bytes:
    """Return something to send: mostly a request, sometimes mere bytes."""
    way = dice.randrange(8)
    if way == 0:
        return dice.choice(BROKEN)
    if way == 1:
        return dice.randbytes(dice.randrange(1, 400)) + b"\r\n\r\n"
    method = dice.choice(METHODS) if way == 2 else "GET"
    host = dice.choice(STRANGERS) if way == 3 else dice.choice(HOSTS).format(port=port)
    path = f"/{quote(_text(dice)[:900])}" if way == 4 else described(dice)
    lines = [
        f"X-{dice.randrange(99)}: {quote(_text(dice)[:200])}" for _ in range(dice.randrange(3))
    ]
    names = (
        "Range",
        "If-None-Match",
        "If-Modified-Since",
        "Accept-Encoding",
        "Cookie",
        "Forwarded",
    )
    lines.append(f"{dice.choice(names)}: {quote(_text(dice)[:200], safe=' =,-;*')}")
    whole = request(method, path, host, *lines)
    if way == 5:
        cut = dice.randrange(1, len(whole) - 4)  # before the end of the head
        return whole[:cut] + dice.randbytes(3) + whole[cut:]
    return whole


def assert_fit(raw: bytes, answer: bytes, root: Path) -> None:
    """Check that the answer is one of ours, tells nothing of the inside, and is no fault."""
    if not answer:
        # It hangs up where there is far too much, or nothing at all.
        assert len(raw) > 30_000 or not raw.strip(), raw[:200]
        return
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1])
    assert status in (200, 206, 301, 304, 400, 404, 405, 413, 416, 421, 431, 501), (raw[:200], head)
    for mark in (b"Traceback", b'File "', str(root).encode(), b"/work/", b"site-packages", b".py"):
        assert mark not in answer, (mark, raw[:200])
    lines = head.lower()
    for name in HEADERS:
        assert f"\r\n{name.lower()}: ".encode() in lines, (name, raw[:200], head)
    assert b"\r\nserver:" not in lines
    if status >= 400 and body and b"application/json" in lines:
        assert not json.loads(body)["error"]["message"].isascii()


def hurled(number: int, running: tuple[int, Path], seed: int = 2021) -> float:
    """Send so many requests; return the seconds of the slowest answer."""
    port, root = running
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    slowest = 0.0
    for _ in range(number):
        raw = anything(dice, port)
        seconds, answer = timed(port, raw)
        assert_fit(raw, answer, root)
        if not raw.strip():
            continue  # nothing is asked yet: it waits for more, and hangs up
        if seconds > SLOWEST:  # the service, or the machine? A slow answer is slow each time
            seconds = min(timed(port, raw)[0] for _ in range(AGAIN))
        slowest = max(slowest, seconds)
    return slowest


def timed(port: int, raw: bytes) -> tuple[float, bytes]:
    """Return the seconds that the service takes to answer, and its answer."""
    begun = time.perf_counter()
    answer = sent(port, raw)
    return time.perf_counter() - begun, answer


def test_whatever_is_sent_is_answered_in_our_words_without_a_fault(
    running: tuple[int, Path], caplog: pytest.LogCaptureFixture
) -> None:
    hurled(SHORT, running)
    assert [record.message for record in caplog.records if "request failed" in record.message] == []
    answer = sent(running[0], request("GET", "/api/health", "localhost"))
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("raw", BROKEN, ids=range(len(BROKEN)))
def test_bytes_that_are_no_request_are_refused_with_the_strict_headers(
    raw: bytes, running: tuple[int, Path]
) -> None:
    assert_fit(raw, sent(running[0], raw), running[1])


@pytest.mark.parametrize("path", ["/", "/api/search?q=a", "/api/suggest?q=a", "/api/health", "/x"])
@pytest.mark.parametrize("host", STRANGERS)
def test_a_name_that_is_not_ours_gets_nothing(
    host: str, path: str, running: tuple[int, Path]
) -> None:
    answer = sent(running[0], request("GET", path, host))
    assert answer.split(b" ")[1] in (b"421", b"400")
    assert_fit(b"", answer, running[1])


@pytest.mark.parametrize("host", [*HOSTS, "kho.so.local", "KHO.so.local:8000"])
def test_the_names_of_this_machine_and_those_given_are_answered(
    host: str, running: tuple[int, Path]
) -> None:
    name = host.format(port=running[0])
    assert sent(running[0], request("GET", "/api/search?q=a", name)).startswith(b"HTTP/1.1 200")


def test_serve_answers_to_any_name_only_where_the_network_may_ask() -> None:
    serve = parser().parse_args(["serve", "--ten-may", "kho.so.local", "--ten-may", "10.0.0.1"])
    assert names_of(serve.host, serve.names) > {"kho.so.local", "10.0.0.1", "localhost"}
    assert names_of("127.0.0.1") >= {"127.0.0.1", "::1", "localhost"}
    assert names_of("0.0.0.0") == frozenset()  # noqa: S104 - nothing is bound
    assert "0.0.0.0" not in names_of("127.0.0.1")  # noqa: S104


def test_half_a_request_that_waits_keeps_nobody_else_waiting(running: tuple[int, Path]) -> None:
    slow = [socket.create_connection(("127.0.0.1", running[0])) for _ in range(20)]
    try:
        for connection in slow:
            connection.sendall(b"GET /api/search?q=a HTTP/1.1\r\nHost: local")
        answer = sent(running[0], request("GET", "/api/search?q=a", "localhost"))
        assert answer.startswith(b"HTTP/1.1 200")
        slow[0].sendall(b"host\r\nConnection: close\r\n\r\n")
        assert slow[0].recv(20).startswith(b"HTTP/1.1 200")
    finally:
        for connection in slow:
            connection.close()


def _memory() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages)


@pytest.mark.long
def test_a_hundred_thousand_are_answered_each_within_a_second_and_memory_stays(
    running: tuple[int, Path],
) -> None:
    slowest = hurled(LONG // 10, running)
    before = _memory()
    for part in range(9):
        slowest = max(slowest, hurled(LONG // 10, running, seed=part))
    assert slowest < SLOWEST
    assert _memory() < GROWTH * before
