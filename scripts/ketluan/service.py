"""The HTTP service: the built site and the search, on one address. It writes nothing.

The site's folder and the index may be replaced while it runs; the next request sees the new ones.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from flask import Flask, Response, jsonify, request
from waitress import wasyncore
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

from ketluan.openapi import MAX_QUERY, description
from ketluan.search.generations import IndexUnavailableError, current_generation, open_index
from ketluan.search.request import MAX_PAGE, SORTS, SearchRequest
from ketluan.search.searching import SearchIndex
from ketluan.static_site import FileMemory, not_found_answer, site_answer

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
MAX_VALUES: Final = 20  # of one filter in a request
THREADS: Final = 4
SILENCE: Final = 15  # seconds after which a connection that says nothing is closed
MAX_HEADERS: Final = 32 * 1024  # bytes of a request's head
MAX_PORT: Final = 65535
MAX_BODY: Final = 1024  # bytes; no request needs a body
_POLL: Final = 0.2  # seconds between two looks whether to stop
_MESSAGES: Final = {
    400: "Yêu cầu không hợp lệ.",
    404: "Không có trang này.",
    405: "Dịch vụ chỉ nhận yêu cầu đọc (GET, HEAD).",
    413: "Yêu cầu quá lớn.",
    414: "Địa chỉ quá dài.",
    500: "Dịch vụ gặp lỗi. Hãy thử lại sau.",
}
_log: Final = logging.getLogger(__name__)
# A browser opens several connections at once; that they wait for a thread is no news.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class RequestError(Exception):
    """A request that cannot be answered: `code` for programs, a Vietnamese message for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class IndexFollower:
    """The index in use, replaced when CURRENT names another; the old one serves its last users."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._index: SearchIndex | None = None
        self._refused = ""  # a generation that could not be opened is not read again and again
        self._users: dict[SearchIndex, int] = {}

    @contextmanager
    def index(self) -> Iterator[SearchIndex]:
        """Lend the current index. Raise IndexUnavailableError if none was ever there."""
        self._follow()
        with self._lock:
            index = self._index
            if index is not None:
                self._users[index] = self._users.get(index, 0) + 1
        if index is None:
            raise IndexUnavailableError("Chưa có chỉ mục tìm kiếm. Hãy chạy lệnh: ketluan build")
        try:
            yield index
        finally:
            self._give_back(index)

    def close(self) -> None:
        """Close the index once its last user is gone."""
        self._replace(None)

    def _follow(self) -> None:
        """Open what CURRENT names if it is another; one thread does, the others go on meanwhile."""
        if self._is_current() or not self._opening.acquire(blocking=self._index is None):
            return
        wanted = current_generation(self._folder)  # before opening: a build may come in between
        try:
            if not self._is_current():
                self._replace(open_index(self._folder))
        except IndexUnavailableError as error:
            self._refused = wanted
            if self._index is None:
                raise
            _log.warning("%s", error)
        finally:
            self._opening.release()

    def _is_current(self) -> bool:
        index, wanted = self._index, current_generation(self._folder)
        return index is not None and wanted in (index.generation, self._refused)

    def _replace(self, index: SearchIndex | None) -> None:
        with self._lock:
            old, self._index = self._index, index
            idle = old is not None and old not in self._users
        if old is not None and idle:
            old.close()

    def _give_back(self, index: SearchIndex) -> None:
        with self._lock:
            self._users[index] -= 1
            gone = self._users[index] == 0
            if gone:
                del self._users[index]
            close = gone and index is not self._index
        if close:
            index.close()


def create_app(
    site: Path | Callable[[], Path], index_folder: Path, today: Callable[[], date]
) -> Flask:
    """Return the WSGI application; `today` says the day for which statuses are computed.

    `site` is the site's folder, or a function that says at each request which folder it is now.
    """

    def where() -> Path:
        return site if isinstance(site, Path) else site()

    app = Flask("ketluan", static_folder=None, template_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    follower, memory = IndexFollower(index_folder), FileMemory()
    app.extensions["ketluan"] = follower
    _add_api(app, follower, today)

    def page(path: str) -> Response:
        folder = where()  # once, so that one answer is of one site
        return site_answer(folder, path, request, memory) or _missing(folder, memory)

    def front() -> Response:
        return page("")

    _get(app, "/", front)
    _get(app, "/<path:path>", page)
    _add_errors(app, where, memory)

    @app.after_request
    def with_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    Server(app, host, port).run()


class Server:
    """A server that listens from the start; port 0 takes a free one, `port` says which.

    Raises `OSError` where the address cannot be had, `OverflowError` where `port` is none.
    """

    def __init__(self, app: Flask, host: str, port: int) -> None:
        if not 0 <= port <= MAX_PORT:
            raise OverflowError(port)  # the system would take some other port (70000: 4464)
        self._stopped = threading.Event()
        self._app = app
        self._sockets: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                max_request_header_size=MAX_HEADERS,
                channel_timeout=SILENCE,
                cleanup_interval=SILENCE // 3,
                max_request_body_size=MAX_BODY,
                clear_untrusted_proxy_headers=True,
            )
        except BaseException:
            wasyncore.close_all(self._sockets)  # what it had opened before the port was refused
            raise
        listening = getattr(self._server, "effective_listen", None)
        self.port = int(listening[0][1] if listening else self._server.effective_port)

    def run(self) -> None:
        """Serve until `stop` is called or an interrupt comes."""
        try:
            while not self._stopped.is_set():
                wasyncore.loop(timeout=_POLL, map=self._sockets, count=1)
        except (KeyboardInterrupt, SystemExit):
            _log.info("stopped")
        finally:
            self._server.task_dispatcher.shutdown()
            self._server.close()
            wasyncore.close_all(self._sockets)
            self._app.extensions["ketluan"].close()

    def stop(self) -> None:
        """Tell `run`, in another thread, to end; it does within a fraction of a second."""
        self._stopped.set()


def _get(app: Flask, rule: str, view: Callable[..., Response]) -> None:
    app.add_url_rule(rule, view.__name__, view, methods=["GET"], provide_automatic_options=False)


def _add_api(app: Flask, follower: IndexFollower, today: Callable[[], date]) -> None:
    def search() -> Response:
        wanted = _search_request()
        started = time.perf_counter()
        with follower.index() as index:
            result = index.search(wanted, today())
        return _json(result.to_json(1000 * (time.perf_counter() - started)))

    def suggest() -> Response:
        text = _text("q")
        with follower.index() as index:
            found = index.suggest(text)
        return _json({"suggestions": [suggestion.to_json() for suggestion in found]})

    def health() -> Response:
        try:
            with follower.index() as index:
                records = len(index.catalogue.entries)
                return _json({"status": "ok", "generation": index.generation, "records": records})
        except IndexUnavailableError:
            return _json({"status": "no-index", "generation": "", "records": 0}, 503)

    def openapi() -> Response:
        return _json(description())

    _get(app, "/api/search", search)
    _get(app, "/api/suggest", suggest)
    _get(app, "/api/health", health)
    _get(app, "/api/openapi.json", openapi)


def _json(value: object, status: int = 200) -> Response:
    response = jsonify(value)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _error(status: int, code: str, message: str) -> Response:
    return _json({"error": {"code": code, "message": message}}, status)


def _missing(site: Path, memory: FileMemory) -> Response:
    """Answer for what is not there: JSON below /api/, else the site's page."""
    if not request.path.startswith("/api/"):
        page = not_found_answer(site, request, memory)
        if page is not None:
            return page
    return _error(404, "not-found", _MESSAGES[404])


def _add_errors(app: Flask, where: Callable[[], Path], memory: FileMemory) -> None:
    @app.errorhandler(RequestError)
    def refused(error: RequestError) -> Response:
        return _error(error.status, error.code, error.message)

    @app.errorhandler(IndexUnavailableError)
    def no_index(error: IndexUnavailableError) -> Response:
        return _error(503, "no-index", str(error))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        if status == 404:
            return _missing(where(), memory)
        response = _error(status, f"http-{status}", _MESSAGES.get(status, _MESSAGES[400]))
        if status == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        _log.exception("request failed", exc_info=error)
        return _error(500, "internal", _MESSAGES[500])


def _search_request() -> SearchRequest:
    """Return the search that the address asks for. Raise RequestError if it is out of bounds."""
    sort = _text("sap_xep") or SORTS[0]
    if sort not in SORTS:
        raise RequestError(400, "bad-sort", f"sap_xep phải là một trong: {', '.join(SORTS)}.")
    return SearchRequest(
        q=_text("q"),
        units=_values("don_vi"),
        periods=_values("ky"),
        years=_values("nam"),
        types=_values("loai"),
        documents=_values("van_ban"),
        statuses=_values("trang_thai"),
        limits=_values("han"),
        start=_text("tu"),
        end=_text("den"),
        sort=sort,
        page=_page(),
    )


Parameter = Literal[
    "q", "don_vi", "ky", "nam", "loai", "van_ban", "trang_thai", "han", "tu", "den", "sap_xep",
    "trang",
]  # fmt: skip


def _text(name: Parameter) -> str:
    return _bounded(name, request.args.get(name, "")).strip()


def _values(name: Parameter) -> tuple[str, ...]:
    values = request.args.getlist(name)
    if len(values) > MAX_VALUES:
        raise RequestError(400, "too-many", f"{name} có quá {MAX_VALUES} giá trị.")
    return tuple(dict.fromkeys(v for value in values if (v := _bounded(name, value).strip())))


def _bounded(name: Parameter, value: str) -> str:
    if len(value) > MAX_QUERY:
        raise RequestError(400, "too-long", f"{name} dài quá {MAX_QUERY} ký tự.")
    return value


def _page() -> int:
    text = _text("trang") or "1"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_PAGE):
        raise RequestError(400, "bad-page", f"trang phải là số từ 1 đến {MAX_PAGE}.")
    return int(text)
