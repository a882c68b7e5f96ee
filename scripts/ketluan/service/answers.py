"""Forms of answers that every part of the service gives."""

from collections.abc import Callable

from flask import Flask, Response, jsonify


def add_view(app: Flask, rule: str, view: Callable[..., Response]) -> None:
    """Let `view` answer GET and HEAD at `rule`."""
    app.add_url_rule(rule, view.__name__, view, methods=["GET"], provide_automatic_options=False)


def json_answer(value: object, status: int = 200) -> Response:
    """Return `value` as JSON that nobody keeps."""
    response = jsonify(value)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def error_answer(status: int, code: str, message: str) -> Response:
    """Return a refusal: `code` for programs, a Vietnamese message for people."""
    return json_answer({"error": {"code": code, "message": message}}, status)
