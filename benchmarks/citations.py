"""Measure `find_citations` on one core: ordinary text in MB/s, hostile text by its growth.

    python benchmarks/citations.py

Time per byte must not grow with the text: `growth` is the time per byte of the longest text over
that of the shortest, and is linear up to `LINEAR`. The exit code is always 0: figures are to be read.
"""

import json
import random
import sys
import time
import unicodedata
from pathlib import Path
from typing import Final

from ketluan.citations import find_citations

CASES: Final = Path(__file__).resolve().parents[1] / "tests" / "citation_cases"
SAMPLES: Final = Path(__file__).resolve().parents[2] / "shared" / "samples" / "corpus"
ORDINARY_SIZE: Final = 2_000_000  # bytes
HOSTILE_SIZES: Final = (100_000, 200_000, 400_000)  # bytes
RUNS: Final = (
    7  # of processor time; the best counts, whatever else the machine does only slows down
)
LEAST_SPEED: Final = 5.0  # MB/s, issue C
LINEAR: Final = 1.3  # growth of the time per byte that noise explains
PROBE_SIZE: Final = 10_000  # bytes, tried first: what is slow here would take hours at full size
PROBE_LIMIT: Final = 0.5  # seconds

PROSE: Final = (
    (
        "Giao Văn phòng chủ trì, phối hợp với các phòng, đơn vị rà soát tiến độ nhiệm vụ được giao, "
        "báo cáo lãnh đạo Sở xem xét, quyết định trong tháng; các phòng chủ động tháo gỡ khó khăn, "
    ),
    (
        "Tiếp tục nâng cao chất lượng tham mưu, đẩy mạnh cải cách hành chính, ứng dụng công nghệ "
        "thông tin trong công việc, bảo đảm đúng thời hạn, đúng thẩm quyền và đúng quy trình. "
    ),
    (
        "Các đơn vị trực thuộc bám sát chương trình công tác quý, kịp thời báo cáo những vấn đề "
        "phát sinh, không để chậm trễ ảnh hưởng đến nhiệm vụ chung của toàn ngành; "
    ),
)

# Each piece is repeated without end; `{n}` counts.
HOSTILE: Final = {
    "digits": "7",
    "1/": "1/",
    "A-": "A-",
    "1-A": "1-A",
    "1/A-": "1/A-",
    "1/TB-": "1/TB-",
    "1/TB- ": "1/TB- ",
    "số 1, 2, 3": "{n}, ",
    "số 1 và 2/TB-UBND": "số {n} và {n}/TB-UBND, ",
    "spaces": " ",
    "line ends": "\n",
    "no-break spaces": "\u00a0",
    "ngày 1/1/": "ngày 1/1/",
    "capitals": "Đ",
    "Capital words": "Luật Sở ",
    "small letters": "a",
    "Thông báo": "Thông báo ",
    "Thông báo 1": "Thông báo {n} ",
    "Kế hoạch này": "Kế hoạch này ",
    "văn bản này": "văn bản này; ",
    "76/KH-SKHCN": "76/KH-SKHCN, ",
    "76/KH-SKHCN dated": "76/KH-SKHCN ngày {day}/1/2021; ",
    "full, then short": "Kế hoạch số {n}/KH-SKHCN. Kế hoạch {n}. ",
    "khoản 1 Điều 1": "khoản {day} Điều {day} ",
    "căn cứ": "căn cứ theo ",
    "trình … ban hành": "trình ",
    "của": "của UBND tỉnh và ",
    "nested brackets": "([{{“",
    "stars": "**",
    "bars": "|\n",
    "hyphens": "-–—",
    "footnotes": "1/2021/NĐ-CP2",
    "party": "1-NQ/",
    "colons and line ends": ":\n \n",
    "stops": ". ",
    "dates": "17/3/2021, ",
    "lists of full numbers": "{n}/KH-SKHCN, ",
    "laws by name": "Luật Đất đai năm 2024, ",
    "Luật and small words": "Luật Đất đai và ",
    "party list": "{n}-NQ/TW, ",
    "TCVN": "TCVN ISO ",
    "khóa": "khóa XII ",
    "QĐ-TTg số": "QĐ-TTg số ",
    "long blanks inside": "105/TB-" + " " * 50,
}


def main() -> None:
    """Print both tables."""
    ordinary_table()
    hostile_table()


def ordinary_table() -> None:
    """Print the speed on ordinary text: as dense as the gold set, as a notice, and real texts."""
    _write(
        f"ordinary text, {ORDINARY_SIZE / 1e6:.0f} MB, best of {RUNS}; wanted {LEAST_SPEED} MB/s"
    )
    texts = {
        "a citation in every sentence": ordinary_text(ORDINARY_SIZE, 0),
        "one sentence in five cites": ordinary_text(ORDINARY_SIZE, 4),
        "real texts (where present)": real_text(),
    }
    for name, text in texts.items():
        if not text:
            _write(f"  {name:<30} skipped")
            continue
        seconds, found = timed(text)
        speed = len(text.encode()) / 1e6 / seconds
        verdict = "" if speed >= LEAST_SPEED else "  SLOW"
        _write(f"  {name:<30}{speed:>8.2f} MB/s{found:>9,} citations{verdict}")


def real_text() -> str:
    """Return all sample texts as one, or '' where they are absent."""
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    return unicodedata.normalize("NFC", "\n".join(texts))


def hostile_table() -> None:
    """Print the seconds on hostile text of three sizes and the growth of the time per byte."""
    sizes = "".join(f"{size // 1000:>8} kB" for size in HOSTILE_SIZES)
    _write(f"\nhostile text, seconds{'':<11}{sizes}{'growth':>9}{'MB/s':>9}")
    for name, piece in HOSTILE.items():
        probe = timed(repeated(piece, PROBE_SIZE), 1)[0]
        if probe > PROBE_LIMIT:
            _write(
                f"  {name:<30}  {probe:.2f} s for {PROBE_SIZE // 1000} kB, not tried further  SLOW"
            )
            continue
        texts = [repeated(piece, size) for size in HOSTILE_SIZES]
        rounds = [[timed(text, 1)[0] for text in texts] for _ in range(RUNS)]
        seconds = [min(column) for column in zip(*rounds, strict=True)]  # same noise for all sizes
        per_byte = [
            second / len(text.encode()) for second, text in zip(seconds, texts, strict=True)
        ]
        growth = per_byte[-1] / per_byte[0]
        cells = "".join(f"{second:>11.4f}" for second in seconds)
        verdict = "" if growth <= LINEAR else "  NOT LINEAR"
        _write(f"  {name:<30}{cells}{growth:>9.2f}{1e-6 / per_byte[-1]:>9.2f}{verdict}")


def ordinary_text(size: int, prose: int) -> str:
    """Return at least `size` bytes of gold sentences in varied order, each behind `prose` others."""
    sentences = [
        json.loads(line)["text"]
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    chance = random.Random(1)  # noqa: S311 - not for secrets
    pieces: list[str] = []
    length = 0
    while length < size:
        few = [*(chance.choice(PROSE) for _ in range(prose)), chance.choice(sentences)]
        pieces.append("".join(few) + "\n")
        length += len(pieces[-1].encode())
    return "".join(pieces)


def repeated(piece: str, size: int) -> str:
    """Return `piece` with its counters filled, over and over, at least `size` bytes."""
    pieces: list[str] = []
    length = count = 0
    while length < size:
        count += 1
        pieces.append(piece.format(n=count % 9999 + 1, day=count % 28 + 1))
        length += len(pieces[-1].encode())
    return "".join(pieces)


def timed(text: str, runs: int = RUNS) -> tuple[float, int]:
    """Return the least seconds of `runs` runs on `text`, and how many citations were found."""
    best = float("inf")
    found = 0
    for _ in range(runs):
        begin = time.process_time()
        found = len(find_citations(text, 2021))
        best = min(best, time.process_time() - begin)
    return best, found


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
