"""Every regular expression of the package costs no more than its text is long, on its worst inputs."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from pattern_cost import Counted, worst
from pattern_sites import sites

SMALL: Final = 250  # code points of a pattern; larger ones take seconds each
DEEP: Final = 50_000  # calls of the counting matcher inside each other
# Patterns that are still quadratic in one run of blanks or signs, by file: the beginning of each. Only
# mended ones leave this list; a new one must not come in.
OWED: Final[dict[str, tuple[str, ...]]] = {
    "citations/finding.py": (r"(?:số|Nghị\s+quyết",),
    "citations/relating.py": (
        r"(?<!\w)(?:(?P<implements>", r"(?<!\w)(?P<type>Thông\s+tư", r"(?P<pinpoint>(?<!\w)(?:điểm",
    ),
    "citations/resolving.py": (r"[\s*¹²³", r"[\s*]*,?\s*\(?năm", r"\s*\)?,?\s*của\s+"),
    "deadlines.py": (r"\b(?:(?:họp|diễn", r"\b(?:(?:đã|kế"),
    "exports/task_words.py": (r"\W*\s\S*$",),
    "frames.py": ("\ue000([a-z])",),
    "importing/foot.py": (r"^\S*\d\S*\s+", r"(?:\s+\d{1,5}){1,4}$"),
    "importing/furniture.py": (r"(?:trang\s+)?[-–]?\s*(\d", r"[ \t]*\|[ \t]*"),
    "importing/metadata.py": (r"ngày[\s._…]*tháng",),
    "importing/paragraphs.py": (r"(?:(?:Sáng|Chiều|Tối)\s+)?",),
    "importing/preamble.py": (
        r"(?:Hôm\s+nay", r";|(?:,|\s+và", r"kết\s+luận\s+của", r"\s*\([^()]*", r"\s(?:(?:đã|thống",
        r"[.;]?\s+(?=(?:Sau",
    ),
    "markdown_folder.py": (r"\]\([^)\s]*\)", r"#{1,6} +(?P<text>"),
    "notice/bodies.py": (r"\s+(?:(?P<past>", r"\s*[,;]\s+|\s+và"),
    "notice/body.py": (r"(?:nay thông báo|trên",),
    "pages/text.py": (r"[^\S\n]*\|",),
    "search/filters.py": (r"(?:qui?y?\s*)?",),
    "search/query.py": (r"(?P<sign>-)?(?P<name>",),
    "service/search_page.py": (r"(?P<input><input",),
    "units.py": (r"\s*[-–—]\s*",),
}  # fmt: skip
# Never compiled on the way of `pattern_sites`: each is made of words without a loop but blanks.
UNSEEN: Final = frozenset(
    ("citations/naming.py", "importing/office_names.py", "search/analysis.py", "search/numbers.py")
)


@cache
def patterns() -> tuple[tuple[str, str, int, bool], ...]:
    """Return each pattern with its file, its flags, and whether it is tried at each place."""
    program = Path(__file__).with_name("pattern_sites.py")
    told = subprocess.run([sys.executable, program], check=True, capture_output=True, text=True)
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


def _owed(file: str, pattern: str) -> bool:
    return pattern.startswith(OWED.get(file, ("\0",)))


def _steep(*, is_small: bool) -> list[tuple[str, str, tuple[str, str, str]]]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(DEEP)
    try:
        return [
            (file, pattern[:80], found)
            for file, pattern, flags, is_sought in patterns()
            if (len(pattern) <= SMALL) is is_small and not _owed(file, pattern)
            if (found := worst(Counted(pattern, flags, is_sought=is_sought)))
        ]
    finally:
        sys.setrecursionlimit(before)


def test_every_pattern_is_linear_on_its_worst_input() -> None:
    assert len(patterns()) > 300
    assert _steep(is_small=True) == []


@pytest.mark.long
def test_every_large_pattern_is_linear_on_its_worst_input() -> None:
    assert _steep(is_small=False) == []


@pytest.mark.long
def test_what_is_owed_is_still_owed() -> None:
    owed = [row for row in patterns() if _owed(row[0], row[1])]
    assert {file for file, *_ in owed} == OWED.keys()
    assert [r[:2] for r in owed if not worst(Counted(r[1], r[2], is_sought=r[3]))] == []


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
