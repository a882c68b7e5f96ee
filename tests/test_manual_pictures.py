"""The pictures of the guide: made by a script, small, of a known size, and told in words."""

import re
from pathlib import Path

import pytest
from PIL import Image

from conftest import REPOSITORY
from pictures import PICTURES, WIDTH

FOLDER = REPOSITORY / "docs/anh"
MOST_BYTES = 600_000  # of all pictures: they are in the repository and on every stick
PAGES = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md")))
SHOWN = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<path>[^)]+)\)(?:\{ (?P<size>[^}]*) \})?")
PLACES = [(page, match) for page in PAGES for match in SHOWN.finditer(page.read_text("utf-8"))]


def test_every_picture_is_one_that_the_script_makes_and_none_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PICTURES)


def test_every_picture_is_shown_somewhere() -> None:
    assert {(page.parent / match["path"]).resolve().name for page, match in PLACES} == set(PICTURES)


def test_all_pictures_together_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_the_size_that_the_script_asks_for(name: str) -> None:
    with Image.open(FOLDER / name) as picture:
        assert (picture.format, picture.size) == ("WEBP", (WIDTH, PICTURES[name].height))


@pytest.mark.parametrize(("page", "match"), PLACES, ids=lambda value: str(value)[-40:])
def test_a_picture_is_told_in_words_and_leaves_its_room(page: Path, match: re.Match[str]) -> None:
    assert len(match["words"].split()) > 4
    if page.is_relative_to(REPOSITORY / "docs"):  # a browser reads no sizes in README.md
        height = PICTURES[Path(match["path"]).name].height
        assert match["size"] == f"width={WIDTH} height={height} loading=lazy"
