"""Open a source file and hand it to the reader of its format.

A source that cannot be read is a `SourceError` with one Vietnamese sentence: what is wrong and what
to do. Sizes are bounded before anything is read.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ketluan.later import later
from ketluan.os_errors import reason
from ketluan.sources.source import MAX_BYTES, SourceError, SourceText
from ketluan.sources.text import read_text

Reader = Callable[[str, bytes], SourceText]

# Readers that need nothing but the file: `check` reads originals again with them at every build.
_QUICK: Final[Mapping[str, Reader]] = {
    ".txt": read_text,
    ".md": read_text,
    ".docx": later("ketluan.sources.word.reading", "read_word"),
    # One that is a scan says that it needs more.
    ".pdf": later("ketluan.sources.pdf", "read_pdf"),
}
# Readers that call a program of the system (LibreOffice, Tesseract) and take seconds.
_SLOW: Final[Mapping[str, Reader]] = {
    **dict.fromkeys((".doc", ".rtf", ".odt"), later("ketluan.sources.office", "read_office")),
    ".pdf": later("ketluan.sources.pdf", "read_any_pdf"),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".tif", ".tiff"), later("ketluan.sources.ocr", "read_picture")
    ),
}
FORMATS: Final = tuple(dict.fromkeys((*_QUICK, *_SLOW)))


def read_source(path: Path, *, quick: bool = False) -> SourceText:
    """Read the file at `path`; with `quick` no other program is called.

    Raises `SourceError` for what cannot be read.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise SourceError("đây là thư mục; hãy chỉ tên tệp trong đó")
    if suffix not in FORMATS:
        raise SourceError(
            f"chưa đọc được định dạng '{suffix or path.name}'; hãy lưu văn bản ở một trong các dạng "
            f"{', '.join(FORMATS)} rồi nhập lại"
        )
    if quick and suffix not in _QUICK:
        raise SourceError(f"định dạng '{suffix}' phải đọc bằng chương trình khác")
    try:
        if not path.is_file():
            raise SourceError("không có tệp này; hãy kiểm tra lại đường dẫn")
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(
                f"tệp lớn hơn {MAX_BYTES // 2**20} MiB; hãy tách hoặc kiểm tra lại tệp"
            )
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc") from error
    if quick:
        return _QUICK[suffix](path.name, content)
    return source_text(path.name, content)


def source_text(name: str, content: bytes) -> SourceText:
    """Return `content` of a file called `name` as text. Raises `SourceError`."""
    suffix = Path(name).suffix.lower()
    reader = _SLOW.get(suffix) or _QUICK.get(suffix) or read_text
    return reader(name, content)
