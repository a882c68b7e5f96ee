"""README.md and CONTRIBUTING.md name only what is there, and the table of rooms is the house's."""

import re

import pytest

from conftest import REPOSITORY
from test_architecture import LEVELS

PACKAGE = REPOSITORY / "scripts/ketluan"
README = (REPOSITORY / "README.md").read_text("utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
_PATHS = [*PACKAGE.rglob("*"), *(REPOSITORY / "tests").rglob("*")]
# `archive/checks.py`, `notice/file.py:KEYS`, `tests/golden/`; no patterns, no places that are made up.
NAMED = re.compile(r"`(\w[\w./-]*(?:\.(?:py|yml|md|html|lock|css|toml|json)|/))(?::\w+)?`")
MADE = ("site/", "search_index/", "cap-nhat/", "goc/", "pages/x_page.py", "pages/templates/x.html")
ELSEWHERE = {"viet-tat.yml", "don-vi.yml", "van-ban.yml"}
FILES = sorted({name for text in (README, CONTRIBUTING) for name in NAMED.findall(text)})
ROOMS = "archive|pages|search|service|notice|sources|importing"
MODULES = sorted(set(re.findall(rf"`((?:{ROOMS})\.(?!js)\w+)`", CONTRIBUTING)))
TARGETS = re.findall(
    r"(?:`|^    )make\s+([a-z][a-z0-9-]+)", f"{README}\n{CONTRIBUTING}", re.MULTILINE
)


@pytest.mark.parametrize("name", [name for name in FILES if name not in (*MADE, *ELSEWHERE)])
def test_what_is_named_is_there(name: str) -> None:
    assert (REPOSITORY / name).exists() or any(
        path.as_posix().endswith(f"/{name.rstrip('/')}") for path in _PATHS
    )


@pytest.mark.parametrize("name", sorted(set(TARGETS)))
def test_what_is_to_be_made_is_a_target(name: str) -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    assert re.search(rf"(?m)^{re.escape(name)}:", makefile)


def test_the_table_of_rooms_has_every_room_and_the_order_of_the_house() -> None:
    begin = CONTRIBUTING.index("| rows, top to bottom |")
    table = CONTRIBUTING[begin:].split("\n\n")[0].splitlines()[2:]
    told = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in table]
    place = {room: index for index, row in enumerate(LEVELS) for room in row}
    assert {room for row in told for room in row} == set(place) - {"__main__"}
    highest = [min(place[room] for room in row) for row in told]
    assert highest == sorted(highest)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_that_is_named_is_there(name: str) -> None:
    path = PACKAGE / name.replace(".", "/")
    assert path.with_suffix(".py").is_file() or path.is_dir()


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)", f"{README}\n{CONTRIBUTING}"))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (REPOSITORY / link).exists()
