"""The search page with its results in it: made here, so that it works without scripts.

The frame is the built page; the region between two marks is replaced, and the form is filled in. The
page's script takes over what it finds answered.
"""

import re
import time
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Final

from flask import Response, request

from ketluan.addresses import SEARCH
from ketluan.pages.page import rendered
from ketluan.pages.search_results import ALONE, NOTHING_SHOWN, REGION, START, Shown
from ketluan.search.index_folder import IndexUnavailableError
from ketluan.service.addressing import FIELDS, is_empty, values_of
from ketluan.service.api import no_task
from ketluan.service.asking import RequestError, asked_of, asked_text, search_request
from ketluan.service.following import IndexFollower
from ketluan.service.showing import shown_fault, shown_result, shown_similar
from ketluan.static_site import site_text

PATHS: Final = (SEARCH[1:], f"{SEARCH[1:]}index.html")  # below the site's address
Values = Mapping[str, Sequence[str]]

_FIELD: Final = re.compile(
    r'(?P<input><input\b(?=[^<>]*>)[^<>]*\bname="(?P<name>\w+)"[^<>]*)>'
    r'|(?P<open><select name="(?P<select>\w+)">)(?P<options>[^<]*(?:<(?!/?select\b)[^<]*)*)</select>'
)
_OPTION: Final = re.compile(r'<option value="([^"]*)"')


def search_page(site: Path, follower: IndexFollower, today: date) -> Response | None:
    """Return the search page with what the request asks; `None` if the site has no such page."""
    page = site_text(site, PATHS[-1])
    if page is None or any(mark not in page for mark in (*REGION, *ALONE)):
        return None
    values: Values = {}
    status = 200
    try:
        shown, values = _answer(follower, today)
    except RequestError as error:
        shown, status = shown_fault(error.message), error.status
    except IndexUnavailableError as error:
        shown, status = shown_fault(str(error)), 503
    html = filled(page, shown, values)
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _answer(follower: IndexFollower, today: date) -> tuple[Shown, Values]:
    """Return what is asked for, and what the fields of the form say."""
    task_id = asked_text(asked_of(request), "tuong_tu")
    started = time.perf_counter()
    if task_id:
        with follower.index() as index:
            similar = index.similar(task_id, today)
        if similar is None:
            raise RequestError(404, "no-task", no_task(task_id))
        return shown_similar(similar, today), {}
    wanted = search_request(asked_of(request))
    values: Values = {str(name): values_of(wanted, name) for name in FIELDS}
    if is_empty(wanted):
        return NOTHING_SHOWN, values
    with follower.index() as index:
        result = index.search(wanted, today)
    return shown_result(wanted, result, time.perf_counter() - started, today), values


def filled(page: str, shown: Shown, values: Values) -> str:
    """Return the built page with the region shown and the fields filled in."""
    before, _, rest = page.partition(REGION[0])
    _, _, after = rest.partition(REGION[1])
    if shown.groups:
        after = after.replace(f"{START}>", f"{START} hidden>", 1)
    lone, _, rest = after.partition(ALONE[0])
    _, _, end = rest.partition(ALONE[1])
    region = rendered("search_results.html", SEARCH, found=shown).html()
    return f"{_with_values(before, values)}{region}{lone}{end}"


def _with_values(html: str, values: Values) -> str:
    """Return the part of the page that holds the form with its fields saying `values`."""

    def field(match: re.Match[str]) -> str:
        if match["input"]:
            value = " ".join(values.get(match["name"], ())[:1])
            return f'{match["input"]} value="{escape(value)}">' if value else match[0]
        chosen = " ".join(values.get(match["select"], ())[:1])
        return (
            f"{match['open']}{_with_choice(match['options'], chosen)}</select>"
            if chosen
            else match[0]
        )

    return _FIELD.sub(field, html)


def _with_choice(options: str, chosen: str) -> str:
    """Return options with `chosen` selected; one that is not among them is added."""
    known = [unescape(value) for value in _OPTION.findall(options)]
    option = f'<option value="{escape(chosen)}"'
    if chosen in known:
        return options.replace(option, f"{option} selected", 1)
    return f"{options}{option} selected>{escape(chosen)}</option>"
