"""Forms of answers that every part of the service gives."""

from collections.abc import Callable
from typing import Final

from flask import Flask, Response

from ketluan.search.request import as_json

JSON_HEADERS: Final = {"Content-Type": "application/json", "Cache-Control": "no-store"}


def add_view(app: Flask, rule: str, view: Callable[..., Response]) -> None:
    """Let `view` answer GET and HEAD at `rule`."""
    app.add_url_rule(rule, view.__name__, view, methods=["GET"], provide_automatic_options=False)


def json_answer(value: object, status: int = 200) -> Response:
    """Return plain values as JSON that nobody keeps."""
    return text_answer(as_json(value), status)


def text_answer(text: str, status: int = 200) -> Response:
    """Return what is JSON already, which nobody keeps."""
    return Response(text.encode(), status, JSON_HEADERS)


def error_answer(status: int, code: str, message: str) -> Response:
    """Return a refusal: `code` for programs, a Vietnamese message for people."""
    return text_answer(error_json(code, message), status)


def error_json(code: str, message: str) -> str:
    """Return the JSON of a refusal."""
    return as_json({"error": {"code": code, "message": message}})
