"""The addresses that are asked while somebody types, answered without Flask's routing and contexts.

That is a tenth of such a request. Whatever is not plainly answered is handed on to Flask, which says
what is wrong with it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Request

from ketluan.service.answers import JSON_HEADERS
from ketluan.service.asking import Asked, asked_of

_OK: Final = "200 OK"


class QuickAnswers:
    """A WSGI application around `app`: GET at the paths of `answers` gives their JSON."""

    def __init__(
        self,
        app: WSGIApplication,
        answers: Mapping[str, Callable[[Asked], str]],
        headers: Mapping[str, str],
    ) -> None:
        self._app = app
        self._answers = answers
        self._headers = [*JSON_HEADERS.items(), *headers.items()]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request as WSGI wants it."""
        content = self._content(environ)
        if content is None:
            return self._app(environ, start)
        start(_OK, [*self._headers, ("Content-Length", str(len(content)))])
        return [content]

    def _content(self, environ: WSGIEnvironment) -> bytes | None:
        """Return the answer, `None` where Flask is to answer."""
        answer = self._answers.get(environ.get("PATH_INFO", ""))
        if answer is None or environ["REQUEST_METHOD"] != "GET":
            return None
        try:
            # In a circle with its `environ` it would be garbage that stays until it is looked for.
            request = Request(environ, populate_request=False)
            return answer(asked_of(request)).encode()
        except Exception:  # Flask meets it, too, and tells a bad request from a fault of ours
            return None
