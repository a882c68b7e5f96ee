"""Pages on paper: A4 with the decree's margins and numbers, every word there, links written out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import BrowserContext, Page

from browser import BROWSER_TEST
from ketluan.archive import load_archive
from ketluan.model import Archive, Task

pytestmark = BROWSER_TEST

A4: Final = (595, 842)  # points
MM: Final = 72 / 25.4
LEFT, RIGHT, TOP = 30 * MM - 1, 15 * MM - 1, 20 * MM - 1  # Nghị định 30/2020/NĐ-CP, annex I, I.3
NOTICE: Final = "2024-03-28-giao-ban-quy-i"
UNIT: Final = "trung-tam-luu-tru-va-trung-bay-mau"
LAST: Final = "2024-06-27-giao-ban-quy-ii"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed page: size in points, the words within its margins without blanks, its number."""

    size: tuple[int, int]
    words: str
    number: str


@pytest.fixture(scope="module")
def archive(sample_root: Path) -> Archive:
    """Return the sample archive."""
    return load_archive(sample_root)


@pytest.fixture
def base(sample_base: str) -> str:
    """Return the address of the service of the sample archive."""
    return sample_base


@pytest.fixture
def context(sample_context: BrowserContext) -> BrowserContext:
    """Return a fresh profile at the sample archive."""
    return sample_context


def bare(text: str) -> str:
    return "".join(text.split())


def printed(page: Page, address: str, path: Path) -> list[Sheet]:
    """Return the sheets of the page at `address`; none has a letter in its side margins."""
    page.goto(address)
    page.pdf(path=path, prefer_css_page_size=True)
    sheets = []
    with pypdfium2.PdfDocument(path) as paper:
        for sheet in paper:
            width, height = sheet.get_size()
            words = sheet.get_textpage()
            for at in range(words.count_chars()):
                left, _, right, _ = words.get_charbox(at)
                assert left == right or (left >= LEFT and right <= width - RIGHT)
            head = words.get_text_bounded(bottom=height - TOP)
            body = words.get_text_bounded(top=height - TOP)
            sheets.append(Sheet((round(width), round(height)), bare(body), bare(head)))
    return sheets


def assert_official(sheets: list[Sheet]) -> None:
    """Assert A4, numbers in the upper margin from the second sheet on, and no empty sheet."""
    assert {sheet.size for sheet in sheets} == {A4}
    numbers = [str(number) for number in range(2, len(sheets) + 1)]
    assert [sheet.number for sheet in sheets] == ["", *numbers]
    assert all(len(sheet.words) > 100 for sheet in sheets)


def tasks_of_quarter(archive: Archive) -> list[Task]:
    """Return the tasks of the last quarter in which the unit leads or coordinates."""
    return [
        task
        for task in archive.tasks
        if task.notice_id == LAST
        and UNIT in {unit.unit_id for unit in (*task.lead_units, *task.coordinating_units)}
    ]


def test_a_notice_is_printed_whole(page: Page, base: str, archive: Archive, tmp_path: Path) -> None:
    sheets = printed(page, f"/thong-bao/2024/{NOTICE}/", tmp_path / "thong-bao.pdf")
    assert_official(sheets)
    words = "".join(sheet.words for sheet in sheets)
    tasks = [task for task in archive.tasks if task.notice_id == NOTICE]
    assert len(tasks) > 30
    for task in tasks:
        assert bare(task.text) in words, task.id
    assert f"Trang:{base}/thong-bao/2024/{NOTICE}/" in words
    assert f"09/KH-SM:{base}/van-ban/09-kh-sm-2024/" in words


def test_a_units_quarter_says_what_was_chosen_and_has_its_tasks_alone(
    page: Page, base: str, archive: Archive, tmp_path: Path
) -> None:
    chosen = f"?don_vi={UNIT}&ky=2024-Q3"
    sheets = printed(page, f"/nhiem-vu/2024/{chosen}", tmp_path / "quy.pdf")
    assert_official(sheets)
    words = "".join(sheet.words for sheet in sheets)
    assert bare("Đơn vị: Trung tâm Lưu trữ và Trưng bày Mẫu") in sheets[0].words
    assert bare("Kỳ: Quý III/2024") in sheets[0].words
    tasks = tasks_of_quarter(archive)
    assert f"{len(tasks)}trong" in words
    texts = {bare(task.text) for task in tasks}
    for task in archive.tasks:
        assert (bare(task.text) in words) == (bare(task.text) in texts), task.id
    assert f"Trang:{base}/nhiem-vu/2024/{chosen}" in words


def test_a_unit_is_printed_whole(page: Page, archive: Archive, tmp_path: Path) -> None:
    sheets = printed(page, f"/don-vi/{UNIT}/", tmp_path / "don-vi.pdf")
    assert_official(sheets)
    words = "".join(sheet.words for sheet in sheets)
    for task in tasks_of_quarter(archive):
        assert words.count(bare(task.text)) >= 1, task.id
