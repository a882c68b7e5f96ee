"""Answers for programs, below /api/: JSON."""

import time
from collections.abc import Callable
from datetime import date

from flask import Flask, Response

from ketluan.openapi import description
from ketluan.search.generations import IndexUnavailableError
from ketluan.service.answers import add_view, json_answer
from ketluan.service.asking import asked_text, search_request
from ketluan.service.following import IndexFollower


def add_api(app: Flask, follower: IndexFollower, today: Callable[[], date]) -> None:
    """Answer below /api/ from the index of `follower`."""

    def search() -> Response:
        wanted = search_request()
        started = time.perf_counter()
        with follower.index() as index:
            result = index.search(wanted, today())
        return json_answer(result.to_json(1000 * (time.perf_counter() - started)))

    def suggest() -> Response:
        text = asked_text("q")
        with follower.index() as index:
            found = index.suggest(text)
        return json_answer({"suggestions": [suggestion.to_json() for suggestion in found]})

    def health() -> Response:
        try:
            with follower.index() as index:
                records = len(index.catalogue.entries)
                return json_answer(
                    {"status": "ok", "generation": index.generation, "records": records}
                )
        except IndexUnavailableError:
            return json_answer({"status": "no-index", "generation": "", "records": 0}, 503)

    def openapi() -> Response:
        return json_answer(description())

    add_view(app, "/api/search", search)
    add_view(app, "/api/suggest", suggest)
    add_view(app, "/api/health", health)
    add_view(app, "/api/openapi.json", openapi)
