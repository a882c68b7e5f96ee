"""Measure the import on one core: text in MB/s and its growth, hostile text, digital PDF in pages/s.

    python benchmarks/importing.py

Each figure stands beside the time of a plain operation on the same input in the same run, so that
two machines can be compared: for text, finding all words and folding their case; for PDF, asking the
library for the characters of each page. Time per byte must not grow with the text. The exit code is
always 0: figures are to be read.
"""

import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pypdfium2

from ketluan.importing.drafting import draft_notice
from ketluan.notice import read_notice, read_tasks
from ketluan.sources import source_text
from ketluan.units import unit_names

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from small_pdf import Text, small_pdf

SIZES: Final = (10_000, 100_000, 1_000_000, 4_000_000)  # bytes
HOSTILE_SIZES: Final = (20_000, 80_000)  # bytes
RUNS: Final = (
    5  # of processor time; the best counts, whatever else the machine does only slows down
)
LEAST_SPEED: Final = 2.0  # MB/s of text, issue 3
LEAST_PAGES: Final = 20.0  # pages/s of digital PDF, issue 3
LINEAR: Final = 1.3  # growth of the time per byte that noise explains
PROBE_SIZE: Final = 5_000  # bytes, tried first: what is slow here would take hours at full size
PROBE_LIMIT: Final = 0.5  # seconds
PDF_SIZE: Final = 200_000  # bytes of its text
LINES_OF_PAGE: Final = 45
PATH: Final = "notices/2021/2021-03-30-mau.md"
WORD: Final = re.compile(r"\w+")

HEAD: Final = """UBND TỈNH MINH HỌA          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ MẪU                      Độc lập - Tự do - Hạnh phúc
Số: 15/TB-SM                Mẫu Thành, ngày 02 tháng 4 năm 2021
THÔNG BÁO
Kết luận của Giám đốc Sở Mẫu tại cuộc họp giao ban Quý I năm 2021
Ngày 30 tháng 3 năm 2021, Giám đốc Sở chủ trì cuộc họp đánh giá công tác Quý I năm 2021
và chỉ đạo công tác Quý II/2021, kết luận như sau:
"""
FOOT: Final = """Trên đây là kết luận, thông báo để các đơn vị thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT.
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Trần Văn Mẫu
"""
SENTENCES: Final = (
    (
        "Giao Văn phòng chủ trì, phối hợp với các phòng, đơn vị rà soát tiến độ nhiệm vụ được giao,\n"
        "báo cáo lãnh đạo Sở xem xét, quyết định trước ngày {day}/6/2021."
    ),
    (
        "Tiếp tục thực hiện Kế hoạch số {n}/KH-SM ngày {day}/01/2021 về ứng dụng công nghệ thông tin\n"
        "trong công việc, bảo đảm đúng thời hạn, đúng thẩm quyền và đúng quy trình."
    ),
    (
        "Tham mưu trình UBND tỉnh ban hành Quyết định thay thế Quyết định số {n}/2016/QĐ-\n"
        "UBND; hoàn thành trong Quý II/2021."
    ),
    "Đôn đốc các cơ quan chủ trì hoàn thành hồ sơ nghiệm thu đúng hạn.",
    (
        "Các đơn vị trực thuộc bám sát chương trình công tác quý, kịp thời báo cáo những vấn đề phát\n"
        "sinh, không để chậm trễ ảnh hưởng đến nhiệm vụ chung của toàn ngành."
    ),
)
# Each piece is repeated without end; `{n}` counts.
HOSTILE: Final = {
    "one word": "việc ",
    "one line": "Giao Sở Mẫu rà soát; ",
    "spaces": " ",
    "line ends": "\n",
    "form feeds": "\f",
    "tabs": "a\t",
    "bars": "|",
    "table rows": "| a | b |\n",
    "stars": "*",
    "stars and words": "**a** ",
    "low lines": "__a__ ",
    "hashes": "# a\n",
    "hyphens": "-",
    "dash bullets": "- a\n",
    "labels": "{n}. ",
    "labels on lines": "{n}. a\n",
    "deep labels": "1." * 9 + " a\n",
    "roman labels": "I. ",
    "bracketed labels": "({n}) a; ",
    "page numbers": "{n}\n",
    "capitals": "SỞ MẪU\n",
    "capital letters": "Đ",
    "recipients": "Nơi nhận:\n",
    "stamps": "Ký bởi: Sở Mẫu\n",
    "giao … chủ trì": "Giao Sở Mẫu chủ trì, ",
    "giao": "giao ",
    "Sở A, Sở B": "Sở Mẫu, ",
    "cut numbers": "52/2016/QĐ-\n",
    "digits": "7",
    "dates": "ngày 1/1/2021 ",
    "brackets": "(((",
    "decomposed": "e\u0323\u0302",
    "old font": "§iÒu ",
    "accents": "\u0301",
}


def main() -> None:
    """Print the three tables."""
    text_table()
    hostile_table()
    pdf_table()


def text_table() -> None:
    """Print the speed of reading and drafting notices of several sizes, and its growth."""
    _write(f"text, best of {RUNS}; wanted {LEAST_SPEED} MB/s, growth up to {LINEAR}")
    _write(f"  {'':<10}{'read':>12}{'draft':>12}{'both':>12}{'tasks':>12}{'words':>12}{'ratio':>8}")
    speeds = []
    for size in SIZES:
        content = notice_text(size).encode()
        seconds = seconds_of(content)
        megabytes = len(content) / 1e6
        cells = "".join(f"{megabytes / second:>7.2f} MB/s" for second in seconds)
        verdict = "" if megabytes / seconds[2] >= LEAST_SPEED else "  SLOW"
        _write(f"  {size // 1000:>5} kB  {cells}{seconds[2] / seconds[4]:>8.1f}{verdict}")
        speeds.append(megabytes / seconds[2])
    growth = max(speeds[:-1]) / speeds[-1]
    _write(
        f"  growth of the time per byte {growth:.2f}{'' if growth <= LINEAR else '  NOT LINEAR'}"
    )


def seconds_of(content: bytes) -> tuple[float, float, float, float, float]:
    """Return the least seconds to read, to draft, to do both, to find tasks, to find words."""
    source = source_text("mau.txt", content)
    file, text = draft_notice(source).text(), content.decode()
    return (
        best(lambda: source_text("mau.txt", content)),
        best(lambda: draft_notice(source)),
        best(lambda: draft_notice(source_text("mau.txt", content))),
        best(lambda: tasks_in(file)),
        best(lambda: plain_words(text)),
    )


def hostile_table() -> None:
    """Print the seconds on hostile text of two sizes and the growth of the time per byte."""
    sizes = "".join(f"{size // 1000:>8} kB" for size in HOSTILE_SIZES)
    _write(f"\nhostile text, seconds   {sizes}{'growth':>9}{'MB/s':>9}")
    for name, piece in HOSTILE.items():
        probe = hostile_seconds(piece, PROBE_SIZE, 1)
        if probe > PROBE_LIMIT:
            _write(
                f"  {name:<22}  {probe:.2f} s for {PROBE_SIZE // 1000} kB, not tried further  SLOW"
            )
            continue
        seconds = [hostile_seconds(piece, size, 3) for size in HOSTILE_SIZES]
        growth = seconds[-1] / seconds[0] * HOSTILE_SIZES[0] / HOSTILE_SIZES[-1]
        cells = "".join(f"{second:>11.4f}" for second in seconds)
        verdict = "" if growth <= LINEAR else "  NOT LINEAR"
        _write(
            f"  {name:<22}{cells}{growth:>9.2f}{HOSTILE_SIZES[-1] / 1e6 / seconds[-1]:>9.2f}{verdict}"
        )


def hostile_seconds(piece: str, size: int, runs: int) -> float:
    """Return the least seconds to draft a notice whose body is `piece` over and over."""
    content = (HEAD + repeated(piece, size) + "\n" + FOOT).encode()
    name = "mau.md" if piece[0] in "*#|_" else "mau.txt"
    return best(lambda: draft_notice(source_text(name, content)), runs)


def pdf_table() -> None:
    """Print the pages a second of a digital PDF, printed by hand from an invented notice."""
    content = printed(notice_text(PDF_SIZE))
    source = source_text("mau.pdf", content)
    pages = len(pypdfium2.PdfDocument(content))
    read, draft, plain = (
        best(lambda: source_text("mau.pdf", content)),
        best(lambda: draft_notice(source)),
        best(lambda: characters_of_pages(content)),
    )
    speed = pages / (read + draft)
    _write(f"\ndigital PDF of {pages} pages, best of {RUNS}; wanted {LEAST_PAGES:.0f} pages/s")
    _write(
        f"  read {pages / read:.0f}, draft {pages / draft:.0f}, both {speed:.0f} pages/s; "
        f"{(read + draft) / plain:.1f} times the library alone"
        f"{'' if speed >= LEAST_PAGES else '  SLOW'}"
    )


def printed(text: str) -> bytes:
    """Return `text` as a PDF, a word a run, as word processors print justified lines."""
    lines = text.split("\n")
    pages = []
    for first in range(0, len(lines), LINES_OF_PAGE):
        runs = []
        for row, line in enumerate(lines[first : first + LINES_OF_PAGE]):
            column = 0
            for word in line.split(" "):
                if word:
                    runs.append(Text(60 + 5 * column, 790 - 16 * row, word, size=10))
                column += len(word) + 1
        pages.append(runs)
    return small_pdf(pages)


def notice_text(size: int) -> str:
    """Return an invented notice of at least `size` bytes: units as headings, numbered tasks."""
    chance = random.Random(1)  # noqa: S311 - not for secrets
    pieces = [HEAD, "I. Một số nhiệm vụ chung\n"]
    length = len((HEAD + FOOT).encode())
    unit = 0
    while length < size:
        unit += 1
        tasks = [
            f"({number}) "
            + chance.choice(SENTENCES).format(n=chance.randint(1, 999), day=chance.randint(1, 28))
            for number in range(1, chance.randint(4, 8))
        ]
        piece = "\n".join([f"{unit}. Phòng Mẫu số {unit}:", *tasks]) + "\n"
        pieces.append(piece)
        length += len(piece.encode())
    return "".join([*pieces, FOOT])


def repeated(piece: str, size: int) -> str:
    """Return `piece` with its counter filled, over and over, at least `size` bytes."""
    pieces: list[str] = []
    length = count = 0
    while length < size:
        count += 1
        pieces.append(piece.replace("{n}", str(count)))
        length += len(pieces[-1].encode())
    return "".join(pieces)


def tasks_in(text: str) -> int:
    """Return the number of tasks in a notice file."""
    notice, _ = read_notice(PATH, text)
    return len(read_tasks(notice, unit_names(())))


def plain_words(text: str) -> int:
    """Return the number of words of `text` in small letters: the plain operation for text."""
    return len(WORD.findall(text.lower()))


def characters_of_pages(content: bytes) -> int:
    """Return the number of characters of a PDF: the plain operation for its pages."""
    document = pypdfium2.PdfDocument(content)
    return sum(len(page.get_textpage().get_text_range()) for page in document)


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the least seconds of processor time of `runs` runs of `work`, its programs with it."""
    least = float("inf")
    for _ in range(runs):
        begin = _processor_time()
        work()
        least = min(least, _processor_time() - begin)
    return least


def _processor_time() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
