"""The pages for those who read the site: its signs, lists, forms and bounds are told as they are."""

import re

import pytest

from conftest import REPOSITORY
from ketluan.cli.preview_verb import PREVIEW_PORT
from ketluan.exports import FORMATS, TABLES
from ketluan.exports.audit_rows import KINDS
from ketluan.pages.audit_words import LISTS
from ketluan.pages.lists import LIST_LIMIT
from ketluan.status import LABELS, SOON_DAYS

GUIDE = REPOSITORY / "docs/huong-dan"
START = (GUIDE / "index.md").read_text("utf-8")
AUDITING = (GUIDE / "kiem-toan.md").read_text("utf-8")
EXPORTING = (GUIDE / "xuat-du-lieu.md").read_text("utf-8")
VERBS = (GUIDE / "dong-lenh.md").read_text("utf-8")


def _first_cells(page: str, heading: str) -> list[str]:
    """Return the first cell of each row of the table behind `heading`."""
    rows = page[page.index(f"\n{heading}") :].split("\n| ", 1)[1].split("\n\n", 1)[0]
    return [row.strip("| ").split(" | ")[0] for row in rows.splitlines()[2:]]


def test_every_sign_of_a_state_is_explained() -> None:
    cells = _first_cells(START, "## Dấu hiệu thời hạn")
    assert [name for cell in cells for name in cell.split(", ")] == list(LABELS.values())


def test_the_days_in_which_a_limit_is_near_are_told() -> None:
    assert f"| Sắp đến hạn | Còn {SOON_DAYS} ngày trở xuống. |" in START


def test_every_list_of_the_audit_is_explained_in_the_order_of_its_page() -> None:
    assert _first_cells(AUDITING, "## Các danh sách") == [words.title for words in LISTS]


def test_every_list_has_its_name_for_programs() -> None:
    told = re.findall(r"(?m)^\| `([a-z_]+)` \| ([^|]+) \|", AUDITING)[1:]  # without the head
    assert [kind for kind, _ in told] == list(KINDS)
    names = {words.kind: words.title for words in LISTS}
    assert {kind: name for kind, name in told if kind in names} == names


def test_the_length_of_lists_is_told() -> None:
    assert f"Danh sách hơn {LIST_LIMIT} dòng chia theo năm" in AUDITING


@pytest.mark.parametrize(("option", "choices"), [("--format", FORMATS), ("--what", TABLES)])
def test_every_form_and_table_of_an_export_is_told(option: str, choices: tuple[str, ...]) -> None:
    (row,) = re.findall(rf"(?m)^\| `{option}` \| (.+) \|$", EXPORTING)
    assert [choice for choice in choices if f"`{choice}`" not in row] == []


def test_the_port_of_the_preview_is_told() -> None:
    assert f"Cổng mặc định là {PREVIEW_PORT};" in VERBS
