"""Answers for programs, below /api/: JSON, and what was found as files."""

import time
from collections.abc import Callable
from datetime import date
from typing import Final

from flask import Flask, Response, request

from ketluan.exports.atom_file import ATOM_TYPE
from ketluan.exports.csv_file import csv_text
from ketluan.exports.tables import Table
from ketluan.later import later
from ketluan.openapi import XLSX_TYPE, description
from ketluan.search.index_folder import IndexUnavailableError
from ketluan.search.request import as_json
from ketluan.service.answers import add_view, json_answer, text_answer
from ketluan.service.asking import Asked, RequestError, asked_of, asked_text, search_request
from ketluan.service.following import IndexFollower
from ketluan.service.result_files import result_feed, result_table

FILE_NAME: Final = "ket-qua-tim-kiem"  # of an export, before its ending
_xlsx_bytes: Final[Callable[[Table], bytes]] = later("ketluan.exports.xlsx_file", "xlsx_bytes")


def add_api(app: Flask, follower: IndexFollower, today: Callable[[], date]) -> None:
    """Answer below /api/ from the index of `follower`."""

    def search() -> Response:
        return text_answer(found(asked_of(request), follower, today))

    def similar() -> Response:
        task_id = asked_text(asked_of(request), "id")
        started = time.perf_counter()
        with follower.index() as index:
            tasks = index.similar(task_id, today())
        if tasks is None:
            raise RequestError(404, "no-task", no_task(task_id))
        return json_answer(tasks.to_json(1000 * (time.perf_counter() - started)))

    def suggest() -> Response:
        return text_answer(suggested(asked_of(request), follower))

    def health() -> Response:
        try:
            with follower.index() as index:
                records = len(index.catalogue.entries)
                state = {"status": "ok", "generation": index.generation, "records": records}
                return json_answer(state)
        except IndexUnavailableError:
            return json_answer({"status": "no-index", "generation": "", "records": 0}, 503)

    def openapi() -> Response:
        return json_answer(description())

    for rule, view in (
        ("/api/search", search),
        ("/api/similar", similar),
        ("/api/suggest", suggest),
        ("/api/health", health),
        ("/api/openapi.json", openapi),
    ):
        add_view(app, rule, view)
    _add_files(app, follower, today)


def found(asked: Asked, follower: IndexFollower, today: Callable[[], date]) -> str:
    """Return what a request searches for as JSON."""
    wanted = search_request(asked)
    started = time.perf_counter()
    with follower.index() as index:
        result = index.search(wanted, today())
    return result.json_text(1000 * (time.perf_counter() - started))


def suggested(asked: Asked, follower: IndexFollower) -> str:
    """Return what continues the text of a request as JSON."""
    text = asked_text(asked, "q")
    with follower.index() as index:
        suggestions = index.suggest(text)
    return as_json({"suggestions": [suggestion.to_json() for suggestion in suggestions]})


def no_task(task_id: str) -> str:
    """Return the sentence for an id that no task has."""
    return f"Kho lưu trữ không có nhiệm vụ nào mang mã “{task_id}”."


def _add_files(app: Flask, follower: IndexFollower, today: Callable[[], date]) -> None:
    def search_csv() -> Response:
        wanted = search_request(asked_of(request))
        with follower.index() as index:
            text = csv_text(result_table(index, wanted, today()))
        return _file(text.encode(), "text/csv; charset=utf-8", f"{FILE_NAME}.csv")

    def search_xlsx() -> Response:
        wanted = search_request(asked_of(request))
        with follower.index() as index:
            table = result_table(index, wanted, today())
        return _file(_xlsx_bytes(table), XLSX_TYPE, f"{FILE_NAME}.xlsx")

    def search_atom() -> Response:
        wanted = search_request(asked_of(request))
        with follower.index() as index:
            text = result_feed(index, wanted, today())
        response = _file(text.encode(), f"{ATOM_TYPE}; charset=utf-8")
        response.headers["Cache-Control"] = (
            "no-cache"  # readers ask again and again: say "the same"
        )
        response.add_etag()
        response.make_conditional(request)
        return response

    add_view(app, "/api/search.csv", search_csv)
    add_view(app, "/api/search.xlsx", search_xlsx)
    add_view(app, "/api/search.atom", search_atom)


def _file(content: bytes, kind: str, name: str = "") -> Response:
    """Return a file, to be kept under `name` where there is one."""
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
