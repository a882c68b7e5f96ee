"""Every regular expression of the package costs no more than its text is long, on its worst inputs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from conftest import CHECKOUT
from pattern_cost import Counted, worst
from pattern_sites import sites

SMALL: Final = 250  # code points of a pattern; larger ones take seconds each
DEEP: Final = 50_000  # calls of the counting matcher inside each other
# Never compiled on the way of `pattern_sites`: each is made of words without a loop but blanks.
UNSEEN: Final = frozenset(
    ("citations/naming.py", "importing/office_names.py", "search/analysis.py", "search/numbers.py")
)


@cache
def patterns() -> tuple[tuple[str, str, int, bool], ...]:
    """Return each pattern with its file, its flags, and whether it is tried at each place."""
    program = Path(__file__).with_name("pattern_sites.py")
    told = subprocess.run(
        [sys.executable, program],
        env={**os.environ, **CHECKOUT},  # whose lines `sites` reads
        check=True,
        capture_output=True,
        text=True,
    )
    rows = {(file, line): (text, flags) for file, line, text, flags in json.loads(told.stdout)}
    known = {(site.file, site.line): site for site in sites()}
    found = {
        (file, text, flags, known[file, line].is_sought if (file, line) in known else True)
        for file, line, text, flags in json.loads(told.stdout)
    }
    unseen = [site for place, site in known.items() if place not in rows]
    found |= {(s.file, s.pattern, 0, s.is_sought) for s in unseen if s.pattern is not None}
    assert {site.file for site in unseen if site.pattern is None} <= UNSEEN
    return tuple(sorted(found))


@pytest.fixture(autouse=True)
def deep() -> Iterator[None]:
    """Let the counting matcher call itself as often as a long text has characters."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(DEEP)
    yield
    sys.setrecursionlimit(before)


def _steep(*, is_small: bool) -> list[tuple[str, str, tuple[str, str, str]]]:
    return [
        (file, pattern[:80], found)
        for file, pattern, flags, is_sought in patterns()
        if (len(pattern) <= SMALL) is is_small
        if (found := worst(Counted(pattern, flags, is_sought=is_sought)))
    ]


def test_every_pattern_is_linear_on_its_worst_input() -> None:
    assert len(patterns()) > 300
    assert _steep(is_small=True) == []


@pytest.mark.long
def test_every_large_pattern_is_linear_on_its_worst_input() -> None:
    assert _steep(is_small=False) == []


@pytest.mark.parametrize(
    ("pattern", "is_linear"),
    [
        (r"(a+)+b", False), (r"(?:a|a)*b", False), (r"\s+x", False), (r"a*a*b", False), (r"x.*y", False),
        (r"(\w+\s*)+:", False), (r"\"[^\"]*\"", True), (r"(?<!\s)\s+x", True), (r"a{1,50}b", True),
        (r"a*+b", False), (r"(?<!a)a*+b", True), (r"[a-z]+", True), (r"(?:\w+,)*x$", False),
    ],
)  # fmt: skip
def test_the_count_tells_linear_from_more(pattern: str, is_linear: bool) -> None:
    assert (worst(Counted(pattern, 0)) is None) is is_linear


@pytest.mark.parametrize("pattern", [r"\s+x", r"\s*,?\s*b", r"(?:a\s*)*b", r"x(?=\w+:)"])
def test_what_begins_at_one_place_only_is_counted_so(pattern: str) -> None:
    is_linear = pattern != r"\s*,?\s*b"
    assert (worst(Counted(pattern, 0, is_sought=False)) is None) is is_linear


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(a|b)*c", "ababc"), (r"(\w)\1", "xaab"), (r"(?i)đÀ", "Đà"), (r"^b$", "a\nb"),
        (r"(?m)^b$", "a\nb"),
        (r"a(?!b)", "ab ac"), (r"(?<=a)b", "ab"), (r"\bx\b", "ax x"), (r"(?>a+)a", "aaa"),
        (r"a+?b", "aab"),
    ],
)  # fmt: skip
def test_the_counting_matcher_matches_as_python_does(pattern: str, text: str) -> None:
    counted = Counted(pattern, 0)
    found = [counted.matches_at(text, at) for at in range(len(text) + 1)]
    assert found == [bool(re.compile(pattern).match(text, at)) for at in range(len(text) + 1)]
