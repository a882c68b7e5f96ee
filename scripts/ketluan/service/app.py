"""The WSGI application: addresses, headers, errors."""

import logging
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from ketluan.search.index_folder import IndexUnavailableError
from ketluan.service.answers import add_view, error_answer
from ketluan.service.api import add_api, found, suggested
from ketluan.service.asking import RequestError
from ketluan.service.following import IndexFollower
from ketluan.service.hosts import KnownHosts
from ketluan.service.quick import QuickAnswers
from ketluan.service.search_page import PATHS, search_page
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
MESSAGES: Final = {
    400: "Yêu cầu không hợp lệ.",
    404: "Không có trang này.",
    405: "Dịch vụ chỉ nhận yêu cầu đọc (GET, HEAD).",
    413: "Yêu cầu quá lớn.",
    414: "Địa chỉ quá dài.",
    431: "Phần đầu của yêu cầu quá lớn.",
    500: "Dịch vụ gặp lỗi. Hãy thử lại sau.",
}
_log: Final = logging.getLogger(__name__)


def create_app(
    site: Path | Callable[[], Path],
    index_folder: Path,
    today: Callable[[], date],
    names: Collection[str] = (),
) -> Flask:
    """Return the WSGI application; `today` says the day for which statuses are computed.

    `site` is the site's folder, or a function that says at each request which folder it is now.
    Where there are `names`, requests for a host of another name are refused.
    """

    def where() -> Path:
        return site if isinstance(site, Path) else site()

    app = Flask("ketluan", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False
    follower, memory = IndexFollower(index_folder), FileMemory()
    app.extensions["ketluan"] = follower
    add_api(app, follower, today)

    def page(path: str) -> Response:
        folder = where()  # once, so that one answer is of one site
        searched = search_page(folder, follower, today()) if path in PATHS else None
        return searched or site_answer(folder, path, request, memory) or _missing(folder, memory)

    def front() -> Response:
        return page("")

    add_view(app, "/", front)
    add_view(app, "/<path:path>", page)
    _add_errors(app, where, memory)

    @app.after_request
    def with_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    answers = {
        "/api/search": lambda asked: found(asked, follower, today),
        "/api/suggest": lambda asked: suggested(asked, follower),
    }
    app.wsgi_app = QuickAnswers(app.wsgi_app, answers, HEADERS)  # type: ignore[assignment]
    if names:
        app.wsgi_app = KnownHosts(app.wsgi_app, names, HEADERS)  # type: ignore[assignment]
    return app


def _missing(site: Path, memory: FileMemory) -> Response:
    """Answer for what is not there: JSON below /api/, else the site's page."""
    if not request.path.startswith("/api/"):
        page = not_found_answer(site, request, memory)
        if page is not None:
            return page
    return error_answer(404, "not-found", MESSAGES[404])


def _add_errors(app: Flask, where: Callable[[], Path], memory: FileMemory) -> None:
    @app.errorhandler(RequestError)
    def refused(error: RequestError) -> Response:
        return error_answer(error.status, error.code, error.message)

    @app.errorhandler(IndexUnavailableError)
    def no_index(error: IndexUnavailableError) -> Response:
        return error_answer(503, "no-index", str(error))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        if status == 404:
            return _missing(where(), memory)
        response = error_answer(status, f"http-{status}", MESSAGES.get(status, MESSAGES[400]))
        if status == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        _log.exception("request failed", exc_info=error)
        return error_answer(500, "internal", MESSAGES[500])
