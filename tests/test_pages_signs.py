"""One language of signs: each status has one colour, icon and word, made in one place."""

import re
from typing import get_args

import pytest

from ketluan.mkdocs_edge import THEME
from ketluan.status import LABELS, Status

ASSETS = THEME / "assets" / "ketluan"
TEMPLATES = THEME.parent / "pages" / "templates"


def icon(status: str) -> str:
    """Return the rule that draws the icon of a status."""
    rules = re.findall(
        r"^([^{}\n]*)\{([^{}\n]*)\}$", (ASSETS / "signs.css").read_text("utf-8"), re.MULTILINE
    )
    own = [body for heads, body in rules if f".kl-sign--{status}" in re.split(r",\s*|\s+", heads)]
    return next((body for body in own if "--kl-icon" in body), "")


@pytest.mark.parametrize("status", get_args(Status))
def test_each_status_has_a_word_and_an_icon(status: Status) -> None:
    assert LABELS[status]
    assert "data:image/svg+xml" in icon(status)


def test_open_statuses_differ_by_icon_so_that_colour_is_never_alone() -> None:
    icons = [
        icon(one) for one in ("trong-han", "sap-den-han", "qua-han", "khong-han", "hoan-thanh")
    ]
    assert len({re.sub(r"--kl-tone[^;]*;", "", one) for one in icons}) == len(icons)


@pytest.mark.parametrize("mark", ["kl-sign kl-sign--", 'class="kl-certainty'])
def test_signs_are_made_in_one_template(mark: str) -> None:
    makers = [path.name for path in TEMPLATES.glob("*.html") if mark in path.read_text("utf-8")]
    assert makers == ["signs.html"]


def test_the_browser_uses_the_same_words() -> None:
    words = re.search(r"var WORDS = \{(.*?)\}", (ASSETS / "page.js").read_text("utf-8"))
    assert words
    pairs = dict(re.findall(r'"([a-z-]+)": "([^"]+)"', words[1]))
    assert pairs == {one: LABELS[one] for one in ("qua-han", "sap-den-han", "trong-han")}


def test_a_confirmed_link_and_an_automatic_one_differ_by_more_than_colour() -> None:
    css = (ASSETS / "signs.css").read_text("utf-8")
    marks = re.findall(r'\.kl-certainty(?:--confirmed)?::before \{ content: "([^"]+)', css)
    assert len(set(marks)) == len(marks) == 2
