"""Attacks through the doors of the program: words of a Word file, runs that make a pattern slow."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import docx
import pytest

from faults import small_archive
from ketluan.archive import load_archive
from ketluan.citations import find_citations
from ketluan.cli import run
from ketluan.deadlines import find_deadlines
from ketluan.importing.drafting import draft_notice
from ketluan.importing.preamble import chair_of
from ketluan.notice.bodies import bodies_at
from ketluan.sources.reading import read_source
from ketluan.units import name_key
from ketluan.vietnamese import nfc
from test_hostile_pages import ATTACKS

RUN: Final = 16_000
SOURCE_RUN: Final = 4_000
BLANKS: Final = " " * RUN
# Of processor time for one of them: milliseconds where cost is linear, minutes where it is not.
MOST: Final = 10.0
HEAD: Final = (
    "SỞ MẪU", "Số: 9/TB-SM", "THÔNG BÁO", "Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban",
    "Ngày 29/3/2021, Giám đốc Sở Mẫu chủ trì cuộc họp. Kết luận như sau:", "I. NHIỆM VỤ",
)  # fmt: skip
DOORS: Final[dict[str, Callable[[], object]]] = {
    "title": lambda: chair_of(f"kết luận của{BLANKS}x", (), ()),
    "citation": lambda: find_citations(f"Trình{BLANKS}105/TB-UBND{BLANKS}\x01", 2021),
    "unit": lambda: name_key("Phòng" + "\n" * RUN + "Mẫu"),
    "body": lambda: bodies_at(f"Phòng Mẫu{BLANKS}và{BLANKS}x", 0, 2 * RUN),
    "limit": lambda: find_deadlines(f"đã{BLANKS}trong năm 2021{BLANKS}", 2021),
}


@pytest.mark.parametrize("name", DOORS)
def test_a_run_of_blanks_costs_no_more_than_it_is_long(name: str) -> None:
    begun = time.process_time()
    DOORS[name]()
    assert time.process_time() - begun < MOST


@pytest.mark.parametrize(
    "run_of", ["\xa0", "\t", " |", "*", " đã", " mục", " xin", "…", "_", "#", " ("]
)
def test_a_source_of_runs_is_drafted_in_no_time(run_of: str, tmp_path: Path) -> None:
    source = tmp_path / "mau.txt"
    lines = (*HEAD, f"1. Phòng Mẫu{run_of * SOURCE_RUN} làm trước 30/9/2021{run_of * SOURCE_RUN}.")
    source.write_text("\n\n".join(lines), "utf-8")
    begun = time.process_time()
    draft_notice(read_source(source))
    assert time.process_time() - begun < MOST


def test_the_words_of_a_word_file_stay_words(tmp_path: Path) -> None:
    root = small_archive(tmp_path / "kho")
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    for place, attack in enumerate(ATTACKS.values(), 1):
        document.add_paragraph(f"{place}. Phòng Mẫu hoàn thành việc {attack} trước 30/9/2021.")
    source = tmp_path / "nguồn.docx"
    document.save(str(source))
    assert run(["import", "--archive", str(root), str(source)]) == 0
    (notice,) = [one for one in load_archive(root).notices if one.number == "9/TB-SM"]
    told = " ".join(" ".join(task.text for task in notice.tasks).split())
    for name, attack in ATTACKS.items():
        assert " ".join(nfc(attack).split()) in told, name
