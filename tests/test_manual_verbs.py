"""The guide tells every verb of the command line and, beside it, every option."""

import argparse
import re
from typing import cast

import pytest

from conftest import REPOSITORY
from ketluan.cli.arguments import parser

GUIDE = REPOSITORY / "docs/huong-dan"
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(GUIDE.glob("*.md"))}
SECTIONS = [part for page in PAGES.values() for part in re.split(r"(?m)^#{2,3} ", page)]
COMMON = {"-h", "--help", "--archive", "--json"}  # told once, for all verbs


def _verbs() -> dict[str, argparse.ArgumentParser]:
    (verbs,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001
    return cast("dict[str, argparse.ArgumentParser]", verbs.choices)


def _options(verb: argparse.ArgumentParser) -> set[str]:
    return {option for action in verb._actions for option in action.option_strings} - COMMON  # noqa: SLF001


VERBS = _verbs()


def test_the_page_of_verbs_lists_all_of_them_and_no_other() -> None:
    assert set(re.findall(r"(?m)^\| `ketluan (\w+)[^`]*` \| \S", PAGES["dong-lenh"])) == set(VERBS)


def test_readme_lists_all_verbs() -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    assert [verb for verb in VERBS if f"`{verb}`" not in text] == []


@pytest.mark.parametrize(
    ("verb", "option"), [(verb, o) for verb in VERBS for o in sorted(_options(VERBS[verb]))]
)
def test_each_option_is_told_in_a_section_that_names_its_verb(verb: str, option: str) -> None:
    named = re.compile(rf"ketluan {verb}\b")
    told = re.compile(rf"(?<![\w-]){option}(?![\w-])")
    assert any(named.search(part) and told.search(part) for part in SECTIONS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_call_that_the_guide_shows_is_one_that_the_verb_takes(verb: str) -> None:
    calls = {
        call for page in PAGES.values() for call in re.findall(rf"(?m)^ketluan {verb} .*$", page)
    }
    known = _options(VERBS[verb]) | COMMON
    for call in calls:
        assert set(re.findall(r"(?<=\s)--?[a-z][\w-]*", call.split(" -- ")[0])) <= known, call
