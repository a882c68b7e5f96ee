"""The HTTP service of a preview: that of the built site, with a bar and a script on each page.

Drafts are for the person at this machine: a page of another site, whose name leads here (DNS
rebinding), gets nothing.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, jsonify, request

from ketluan.mkdocs_edge import THEME
from ketluan.preview.faults import SCRIPT, STYLE, bar, with_bar
from ketluan.preview.rendering import Shown
from ketluan.service import create_app, names_of

_FILES: Final = {STYLE: "text/css; charset=utf-8", SCRIPT: "text/javascript; charset=utf-8"}
_PAGE_STATUSES: Final = (200, 404)


def create_preview_app(
    shown: Callable[[], Shown], index_folder: Path, today: Callable[[], date], host: str
) -> Flask:
    """Return the application that serves what `shown` says at each request, bound to `host`."""
    app = create_app(lambda: g.shown.site, index_folder, today, names_of(host))

    @app.before_request
    def one_state_for_one_answer() -> None:
        g.shown = shown()

    @app.before_request
    def ask_for_whole_pages() -> None:
        """Leave out what would get a part, a packed form or nothing: pages are changed on the way."""
        if request.path.endswith(("/", ".html")):
            for name in (
                "RANGE",
                "IF_RANGE",
                "IF_NONE_MATCH",
                "IF_MODIFIED_SINCE",
                "ACCEPT_ENCODING",
            ):
                request.environ.pop(f"HTTP_{name}", None)

    @app.after_request
    def with_preview(response: Response) -> Response:
        is_page = response.mimetype == "text/html" and response.status_code in _PAGE_STATUSES
        return _with_bar(response, g.shown) if is_page and request.method == "GET" else response

    app.add_url_rule("/api/preview", "preview_state", _state, methods=["GET"])
    for path in _FILES:
        app.add_url_rule(path, path, _file, methods=["GET"])
    return app


def _state() -> Response:
    response = jsonify({"version": g.shown.version})
    response.headers["Cache-Control"] = "no-store"
    return response


def _file() -> Response:
    content = (THEME / "assets/ketluan" / request.path.rpartition("/")[2]).read_bytes()
    response = Response(content, content_type=_FILES[request.path])
    response.headers["Cache-Control"] = "no-cache"
    return response


def _bar(now: Shown, own: str) -> str:
    addresses = {path: address for address, path in now.sources.items()}
    return bar(now.problems, now.failure, own, addresses, goes_on=now.goes_on)


def _with_bar(response: Response, now: Shown) -> Response:
    """Return the page with bar and script; what validates the file itself no longer holds."""
    html = b"".join(response.iter_encoded())
    response.close()
    own = now.sources.get(request.path, "")
    response.direct_passthrough = False
    shown = _bar(now, own) if now.built else ""
    response.set_data(with_bar(html, shown, now.version))
    for name in ("ETag", "Last-Modified", "Accept-Ranges", "Content-Encoding", "Vary"):
        response.headers.pop(name, None)
    response.headers["Cache-Control"] = "no-store"
    return response
