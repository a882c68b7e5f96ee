"""Character recognition (nhận dạng ký tự) with Tesseract: pictures of pages to words with places.

Tesseract and its Vietnamese data belong to the system. Pages, pixels and time are bounded before
it starts; what it is not sure of is marked, nothing that it reads is left out.
"""

import hashlib
import math
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import accumulate, groupby
from pathlib import Path
from statistics import mean, median
from typing import Final

from ketluan.sources.encodings import is_syllable
from ketluan.sources.ocr_repairs import repaired
from ketluan.sources.page_layout import DOUBT, LaidOut, PrintedPage, lay_out
from ketluan.sources.page_tables import Word
from ketluan.sources.picture_size import size_of
from ketluan.sources.programs import TESSERACT, need_program, run_program
from ketluan.sources.signatures import expect
from ketluan.sources.source import DoubtfulWord, SourceError, SourceText
from ketluan.vietnamese import nfc

MAX_PAGES: Final = 60  # a page takes 2 to 10 seconds
MAX_PIXELS: Final = 80_000_000  # of one page: A3 at 600 dpi has 70 million
SECONDS_A_PAGE: Final = 90
DPI: Final = 300  # of pages that are rendered for it; their letters are then 25 to 40 pixels high
_NAMES: Final = {".jpeg": ".jpg", ".tiff": ".tif"}
_MAX_OUTPUT: Final = 16 * 2**20  # bytes of a page's words; a full page has 50,000
_MAX_WORKERS: Final = 4  # each takes one core and 200 MB
_SKEWED: Final = 0.4  # degrees; Tesseract reads less without harm
_MOST_SKEWED: Final = 15.0  # degrees; a steeper slope is no text
_UNREADABLE: Final = (
    65.0  # mean confidence: upright text has 85 and more, text on its head below 50
)
_ROTATE: Final = re.compile(r"Rotate: (90|180|270)")
_LONG_WORD: Final = 3  # letters: longer words are wider than high
_LONG_LINE: Final = 6  # words of a line that shows a slope
_WORD: Final = "5"  # level of a word in Tesseract's table
_PUNCTUATION: Final = ".,;:!?()[]“”\"'…/-–"
_FOREIGN: Final = "Ðð"  # letters of other alphabets in Tesseract's data, which it takes for Đ and đ

NOTE: Final = (
    "{}: chữ do máy nhận dạng từ ảnh, có thể sai; hãy đối chiếu với bản gốc, trước hết là các từ "
    "còn ngờ; dấu độ mật đóng trên ảnh có thể không nhận ra, hãy tự xem"
)
NO_TEXT: Final = (
    "không nhận dạng được chữ nào trong ảnh; hãy quét lại cho rõ (300 dpi), thẳng và đúng chiều rồi "
    "nhập lại"
)

Picture = Callable[[float], bytes]
"""Gives a page as a picture, turned clockwise by some degrees."""


def read_picture(name: str, content: bytes) -> SourceText:
    """Return the text of a picture (.png, .jpg; .tif with one or more pages). Raises `SourceError`."""
    suffix = Path(name).suffix.lower()
    expect(_NAMES.get(suffix, suffix), content)
    size = size_of(suffix, content)
    if size.pixels > MAX_PIXELS:
        raise SourceError(
            f"ảnh có {size.pixels // 10**6} triệu điểm, lớn hơn {MAX_PIXELS // 10**6} triệu; hãy quét "
            "lại ở 300 dpi rồi nhập lại"
        )
    check_pages(size.pages)
    tesseract = need_tesseract()
    table = _run(tesseract, content, (), SECONDS_A_PAGE * size.pages)
    pages = _pages(table)
    if _may_lie([word for page in pages for word in page]) and (
        turn := _needed_turn(tesseract, content)
    ):
        raise SourceError(
            f"ảnh nằm ngang hoặc ngược đầu; hãy xoay ảnh {turn:.0f} độ theo chiều kim đồng hồ, lưu lại "
            "rồi nhập lại"
        )
    laid = lay_out_recognised([PrintedPage((level(words),)) for words in pages])
    if not any(line.strip() for line in laid.lines):
        raise SourceError(NO_TEXT)
    return SourceText(
        name=name,
        suffix=suffix,
        lines=laid.lines,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        read_by="ocr",
        doubtful=laid.doubtful,
        notes=(NOTE.format("tệp ảnh"),),
    )


def lay_out_recognised(pages: Sequence[PrintedPage]) -> LaidOut:
    """Return the lines of `pages`, some of them recognised, with numerals put right and told."""
    laid = lay_out(pages)
    lines, changed = repaired(laid.lines)
    page_of = list(accumulate(line.startswith("\f") for line in lines))
    told = [
        DoubtfulWord(page_of[number - 1] + 1, number, text, 0) for number, text in changed.items()
    ]
    doubtful = sorted([*laid.doubtful, *told], key=lambda word: word.line)
    return LaidOut(tuple(lines), laid.bold, tuple(doubtful))


def check_pages(count: int) -> None:
    """Raise `SourceError` where `count` pages are more than are recognised in one go."""
    if count > MAX_PAGES:
        raise SourceError(
            f"có {count} trang là ảnh quét, nhiều hơn {MAX_PAGES} trang; hãy tách tệp rồi nhập từng phần"
        )


def recognised(pictures: Sequence[Picture]) -> list[tuple[Word, ...]]:
    """Return the words of each page of `pictures`, their lines made level. Raises `SourceError`."""
    check_pages(len(pictures))
    tesseract = need_tesseract()
    workers = min(_MAX_WORKERS, os.cpu_count() or 1, len(pictures))
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda picture: _recognised(tesseract, picture), pictures))


def need_tesseract() -> str:
    """Return the path of Tesseract. Raises `SourceError` where it or its Vietnamese data is missing."""
    tesseract = need_program(TESSERACT)
    listed = run_program((tesseract, "--list-langs"), seconds=10, max_output=2**16)
    if "vie" not in listed.decode("utf-8", "replace").split():
        raise SourceError(
            "Tesseract trên máy này thiếu dữ liệu tiếng Việt; hãy cài thêm (Debian, Ubuntu: 'apt install "
            "tesseract-ocr-vie'; Windows: chạy lại bộ cài 'Tesseract at UB Mannheim', chọn 'Vietnamese') "
            "rồi nhập lại"
        )
    return tesseract


def _recognised(tesseract: str, picture: Picture) -> tuple[Word, ...]:
    seen = picture(0.0)
    words, turn = _page(tesseract, seen), 0.0
    if _may_lie(words) and (turn := _needed_turn(tesseract, seen)):
        words = _page(tesseract, picture(turn))
    slope = skew(words)
    if abs(slope) <= _SKEWED:
        return level(words)
    return level(_page(tesseract, picture(turn - slope)))


def _may_lie(words: Sequence[Word]) -> bool:
    """Tell whether the page seems to lie on its side or head; Tesseract reads some that lie."""
    long = [word for word in words if len(word.text) > _LONG_WORD]
    lying = sum(word.bottom - word.top > word.right - word.left for word in long)
    return (
        not words or lying * 2 > len(long) or mean(word.confidence for word in words) < _UNREADABLE
    )


def _needed_turn(tesseract: str, picture: bytes) -> float:
    """Return by how many degrees, clockwise, `picture` must be turned to stand upright, 0 if none."""
    try:
        told = run_program(
            (tesseract, "-", "-", "--psm", "0"), input=picture, seconds=30, max_output=2**16
        )
    except SourceError:  # too few letters, or its data on directions are not installed
        return 0.0
    found = _ROTATE.search(told.decode("utf-8", "replace"))
    return float(found[1]) if found else 0.0


def _page(tesseract: str, picture: bytes) -> tuple[Word, ...]:
    table = _run(tesseract, picture, ("--dpi", str(DPI)), SECONDS_A_PAGE)
    return next(iter(_pages(table)), ())


def _run(tesseract: str, picture: bytes, options: Sequence[str], seconds: float) -> str:
    argv = (tesseract, "-", "-", "-l", "vie", "--psm", "3", *options)
    table = run_program(
        (*argv, "-c", f"tessedit_char_blacklist={_FOREIGN}", "-c", "tessedit_create_tsv=1"),
        input=picture,
        seconds=seconds,
        max_output=_MAX_OUTPUT,
        environment={"OMP_THREAD_LIMIT": "1"},
    )
    return table.decode("utf-8", "replace")


def _pages(table: str) -> list[tuple[Word, ...]]:
    """Return the words of each page in Tesseract's `table` (TSV with a head)."""
    rows = [row.split("\t") for row in table.splitlines()[1:]]
    pages = []
    for _, page in groupby((row for row in rows if len(row) == 12), key=lambda row: row[1]):
        found = []
        for row in page:
            text = nfc(row[11].strip())
            if row[0] == _WORD and text:
                left, top, width, height = (float(value) for value in row[6:10])
                # The line that Tesseract saw is kept for `skew` alone.
                found.append(
                    Word(
                        text,
                        left,
                        top,
                        left + width,
                        top + height,
                        confidence=_confidence(text, float(row[10])),
                        line=tuple(map(int, row[2:5])),
                    )
                )
        pages.append(tuple(found))
    return pages


def _confidence(text: str, confidence: float) -> float:
    """Return the confidence in a word; one that looks Vietnamese and is no syllable is in doubt."""
    bare = text.strip(_PUNCTUATION)
    strange = bare.isalpha() and not bare.isascii() and not bare.isupper() and not is_syllable(bare)
    return min(confidence, DOUBT - 1.0) if strange else confidence


def skew(words: Sequence[Word]) -> float:
    """Return the slope of the lines of `words` in degrees, clockwise positive; 0 if none shows."""
    slopes = []
    for _, line in groupby(words, key=lambda word: word.line):
        own = list(line)
        if len(own) >= _LONG_LINE:
            half = len(own) // 2
            # Descenders and marks differ from word to word: halves of a line average them.
            first, last = own[:half], own[half:]
            rise = mean(_middle(word) for word in last) - mean(_middle(word) for word in first)
            run = mean(word.left for word in last) - mean(word.left for word in first)
            slopes.append(math.degrees(math.atan2(rise, run)))
    slope = median(slopes) if slopes else 0.0
    return slope if abs(slope) <= _MOST_SKEWED else 0.0


def level(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return `words` with their places turned so that their lines are level."""
    slope = math.tan(math.radians(skew(words)))
    if not slope:
        return tuple(words)
    shifts = (slope * (word.left + word.right) / 2 for word in words)
    return tuple(
        replace(word, top=word.top - shift, bottom=word.bottom - shift)
        for word, shift in zip(words, shifts, strict=True)
    )


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2
