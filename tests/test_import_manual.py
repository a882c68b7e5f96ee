"""The clerk's page on imports tells the bounds that the code holds, and every format that it reads."""

import re

import pytest

from conftest import REPOSITORY
from ketluan.archive.files import MAX_NOTICE_BYTES
from ketluan.sources import FORMATS, ocr, office, pdf, source, text
from ketluan.sources.page_layout import DOUBT
from ketluan.sources.programs import LIBREOFFICE, MAX_MEMORY, TESSERACT
from ketluan.sources.word import package

PAGE = (REPOSITORY / "docs/huong-dan/nhap-van-ban.md").read_text("utf-8")
MIB = 2**20
LIMITS = [
    ("một tệp bản gốc", f"{source.MAX_BYTES // MIB} MiB"),
    ("chữ của một văn bản", f"{source.MAX_CHARACTERS // 10**6} triệu ký tự"),
    ("một dòng của tệp", f"{text.MAX_LINE // 10**6} triệu ký tự"),
    ("tệp con trong một tệp Word", f"{package.MAX_ENTRIES} tệp"),
    ("tệp Word khi mở ra", f"{package.MAX_UNPACKED // MIB} MiB cả tệp"),
    ("tệp Word khi mở ra", f"{package.MAX_XML // MIB} MiB phần chữ"),
    ("tệp Word khi mở ra", f"nén quá {package.MAX_RATIO} lần"),
    ("bảng lồng nhau", f"{package.MAX_DEPTH} tầng"),
    ("LibreOffice chuyển", f"{office.SECONDS} giây"),
    ("LibreOffice chuyển", f"{office.MAX_CONVERTED // MIB} MiB"),
    ("trang của một tệp PDF", f"{source.MAX_PAGES} trang"),
    ("đọc chữ của cả tệp PDF", f"{pdf.SECONDS} giây"),
    ("trang phải nhận dạng", f"{ocr.MAX_PAGES} trang"),
    ("một trang ảnh", f"{ocr.MAX_PIXELS // 10**6} triệu điểm ảnh"),
    ("nhận dạng một trang", f"{ocr.SECONDS_A_PAGE} giây"),
    ("bộ nhớ của một chương trình", f"{MAX_MEMORY // 2**30} GiB"),
    ("một tệp thông báo", f"{MAX_NOTICE_BYTES // MIB} MiB"),
]


@pytest.mark.parametrize(("what", "bound"), LIMITS)
def test_the_manual_tells_each_bound_as_it_is(what: str, bound: str) -> None:
    (row,) = re.findall(rf"(?m)^\| {re.escape(what)}.*\|$", PAGE)
    assert re.search(rf"(?<!\d){re.escape(bound)}", row)


def test_the_manual_tells_from_when_on_a_word_is_doubtful() -> None:
    assert f"chắc dưới {DOUBT} trên 100" in PAGE


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_manual_names_every_format(suffix: str) -> None:
    assert f"`{suffix}`" in PAGE


def test_the_manual_installs_what_the_messages_ask_for() -> None:
    assert f"apt install {LIBREOFFICE.debian} {TESSERACT.debian}\n" in PAGE
