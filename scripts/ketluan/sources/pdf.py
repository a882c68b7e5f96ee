"""PDF files (.pdf): their text layer with its places, and recognised text where a page is a scan.

The file is read by `sources.pdf_worker` in a process of its own, so that time, memory and a crash on a
hostile file are bounded.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from ketluan.sources import pdf_worker
from ketluan.sources.encodings import from_tcvn3, from_vni, is_syllable
from ketluan.sources.ocr import DPI, NO_TEXT, NOTE, check_pages, lay_out_recognised, recognised
from ketluan.sources.page_layout import PrintedPage, lay_out
from ketluan.sources.page_tables import Word
from ketluan.sources.programs import run_program
from ketluan.sources.signatures import expect
from ketluan.sources.source import MAX_CHARACTERS, MAX_PAGES, ReadBy, SourceError, SourceText
from ketluan.vietnamese import nfc

SECONDS: Final = 60  # for all pages of a file; 400 pages take about 6
PICTURE_SECONDS: Final = 60  # for one page as a picture; it takes less than one
_MAX_OUTPUT: Final = 256 * 2**20  # bytes; 400 pages of full text have 16 million
_FAULTS: Final = {
    "password": "tệp PDF có mật khẩu; hãy mở tệp, in ra PDF mới không có mật khẩu rồi nhập lại",
    "damaged": "tệp PDF hỏng hoặc bị cắt cụt; hãy xin lại tệp, hoặc in lại ra PDF rồi nhập lại",
    "pages": f"tệp PDF có hơn {MAX_PAGES} trang; hãy tách lấy phần thông báo kết luận rồi nhập lại",
    "characters": f"tệp PDF có hơn {MAX_CHARACTERS // 10**6} triệu ký tự; hãy kiểm tra lại tệp",
}
_HEAVY: Final = (
    "tệp PDF không đọc được trong giới hạn về thời gian và bộ nhớ; hãy mở tệp, in lại ra PDF mới rồi "
    "nhập lại"
)
_KIND_NOTES: Final = {
    "scan": NOTE,
    "damaged": "{}: phông chữ trong tệp không cho biết chữ gì, nên chữ do máy nhận dạng từ ảnh; hãy đối "
    "chiếu với bản gốc",
}
_PUNCTUATION: Final = ".,;:!?()[]“”\"'…/"
_EOF: Final = b"%%EOF"
_TAIL: Final = 4096  # bytes at the end of a file where ISO 32000-1, 7.5.5, wants its mark

Recognise = Callable[[bytes, Sequence[int]], Sequence[tuple[Word, ...]]]


def read_pdf(name: str, content: bytes) -> SourceText:
    """Return the text of a PDF whose pages all have text. Raises `SourceError`."""
    return _read(name, content, _refuse)


def read_any_pdf(name: str, content: bytes) -> SourceText:
    """Return the text of a PDF; pages that are pictures are recognised. Raises `SourceError`."""
    return _read(name, content, _recognise)


def _refuse(content: bytes, scans: Sequence[int]) -> Sequence[tuple[Word, ...]]:
    del content
    raise SourceError(f"{_listed(scans)} là ảnh quét, phải đọc bằng chương trình khác (Tesseract)")


def _recognise(content: bytes, scans: Sequence[int]) -> Sequence[tuple[Word, ...]]:
    return recognised([partial(_picture, content, index) for index in scans])


def _read(name: str, content: bytes, recognise: Recognise) -> SourceText:
    expect(".pdf", content)
    if _EOF not in content[-_TAIL:]:  # what is left of it may open, with pages missing
        raise SourceError(_FAULTS["damaged"])
    pages = _words(content)
    scans = [index for index, page in enumerate(pages) if page["kind"] in ("scan", "damaged")]
    layers = _layers(pages)
    if layers and recognise is _refuse:  # a person puts such text right: the file says less than he
        raise SourceError(f"{_listed(layers)} là ảnh quét có sẵn lớp chữ do máy nhận dạng")
    check_pages(len(scans))
    read = dict(zip(scans, recognise(content, scans) if scans else (), strict=True))
    printed = [
        PrintedPage((tuple(read[index]),)) if index in read else _printed(page)
        for index, page in enumerate(pages)
    ]
    laid = lay_out_recognised(printed) if scans else lay_out(printed)
    if not any(line.strip() for line in laid.lines):
        raise SourceError(NO_TEXT if scans else "tệp PDF không có chữ nào; hãy kiểm tra lại tệp")
    read_by: ReadBy = "ocr" if len(scans) * 2 > len(pages) else "pdf"
    return SourceText(
        name=name,
        suffix=Path(name).suffix.lower(),
        lines=laid.lines,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        read_by=read_by,
        bold=laid.bold,
        doubtful=laid.doubtful,
        notes=tuple(_notes(pages)),
    )


def _words(content: bytes) -> list[dict[str, Any]]:
    answer = json.loads(_work(content, ("words", MAX_PAGES, MAX_CHARACTERS), SECONDS, _MAX_OUTPUT))
    if "fault" in answer:
        raise SourceError(_FAULTS[answer["fault"]])
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def _picture(content: bytes, index: int, turn: float) -> bytes:
    picture = _work(
        content, ("picture", index, DPI, turn), PICTURE_SECONDS, 3 * pdf_worker.MAX_PIXELS
    )
    if not picture.startswith(b"P5"):
        raise SourceError(_FAULTS["damaged"])
    return picture


def _work(content: bytes, arguments: Iterable[object], seconds: float, max_output: int) -> bytes:
    argv = (sys.executable, "-I", pdf_worker.__file__, *map(str, arguments))
    try:
        return run_program(argv, input=content, seconds=seconds, max_output=max_output)
    except SourceError as error:  # its words are about the worker, not about the clerk's file
        raise SourceError(_HEAVY) from error


def _printed(page: dict[str, Any]) -> PrintedPage:
    return PrintedPage(
        tuple(tuple(map(_word, frame)) for frame in page["frames"]),
        tuple(map(tuple, page["rules"])),
    )


def _word(values: list[Any]) -> Word:
    text, left, top, right, bottom, bold, opened, font = values
    if font:
        text = _converted(text, font)
    return Word(nfc(text), left, top, right, bottom, bold, open=opened)


def _converted(text: str, font: str) -> str:
    """Return `text` in Unicode that a page shows in `font` of an old encoding."""
    name = font.rpartition("+")[2].upper()
    if name.startswith("VNI"):
        return from_vni(text)
    capitals = name.partition("-")[0].partition(",")[0].endswith("H")
    # TCVN3 has its ư where Windows-1252 has the soft hyphen, and PDF shows that as a hyphen.
    letters = from_tcvn3(text.replace("-", "\xad"), capitals)
    if text.strip("-") and is_syllable(letters.strip(_PUNCTUATION)):
        return letters
    return from_tcvn3(text, capitals)


def _layers(pages: Sequence[dict[str, Any]]) -> list[int]:
    """Return the pages that are pictures under an invisible layer of recognised text."""
    return [i for i, page in enumerate(pages) if page["kind"] == "text" and page["hidden"]]


def _notes(pages: Sequence[dict[str, Any]]) -> Iterable[str]:
    kinds = {
        kind: [i for i, page in enumerate(pages) if page["kind"] == kind] for kind in _KIND_NOTES
    }
    for kind, note in _KIND_NOTES.items():
        if kinds[kind]:
            yield note.format(_listed(kinds[kind]))
    layers = _layers(pages)
    if layers:
        yield (
            f"{_listed(layers)} là ảnh quét có sẵn lớp chữ do máy nhận dạng, có thể sai; hãy đối chiếu "
            "với bản gốc"
        )
    old = [
        i
        for i, page in enumerate(pages)
        if page["kind"] == "text" and any(word[-1] for frame in page["frames"] for word in frame)
    ]
    if old:
        yield f"{_listed(old)} dùng phông chữ cũ (TCVN3, VNI): đã chuyển sang Unicode, hãy đối chiếu"


def _listed(indexes: Sequence[int]) -> str:
    """Return 0-based `indexes` of pages as people write them: trang 1–3, 5."""
    runs = [
        [index for _, index in run]
        for _, run in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0])
    ]
    return "trang " + ", ".join(
        f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 1 else f"{run[0] + 1}" for run in runs
    )
