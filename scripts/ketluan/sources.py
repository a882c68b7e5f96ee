"""Source files on disk (bản gốc): bytes to lines of NFC text.

The only module that knows file formats. A source that cannot be read is a `SourceError` with one
Vietnamese sentence: what is wrong and what to do.
"""

import codecs
import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ketluan.os_errors import reason
from ketluan.vietnamese import nfc

MAX_BYTES: Final = 8 * 1024 * 1024  # a notice of 1,000 pages of text has about 3 MB
FORMATS: Final = (".txt",)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class SourceError(Exception):
    """The file cannot be read as a source; the message is Vietnamese, for the clerk."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source as text: its lines (NFC, without line ends) and the hash of its bytes."""

    name: str
    suffix: str
    lines: tuple[str, ...]
    sha256: str
    content: bytes


def read_source(path: Path) -> SourceText:
    """Read the file at `path`. Raises `SourceError` for what is no readable text."""
    suffix = path.suffix.lower()
    if path.is_dir():
        raise SourceError("đây là thư mục; hãy chỉ tên tệp trong đó")
    if suffix not in FORMATS:
        raise SourceError(
            f"chưa đọc được định dạng '{suffix or path.name}'; hãy lưu văn bản dạng .txt (UTF-8) "
            "rồi nhập lại"
        )
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
    return source_text(path.name, content)


def source_text(name: str, content: bytes) -> SourceText:
    """Return `content` as text. Raises `SourceError` for an empty, binary or undecodable one."""
    text = nfc(_decoded(content)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise SourceError("tệp rỗng, không có chữ nào; hãy kiểm tra lại tệp")
    for line_number, line in enumerate(text.split("\n"), start=1):
        for char in line:
            if unicodedata.category(char) == "Cc" and char not in "\t\f\v":
                raise SourceError(
                    f"dòng {line_number} có ký tự điều khiển U+{ord(char):04X}: đây không phải là tệp "
                    "văn bản; hãy mở bằng phần mềm đã tạo ra nó và lưu dạng .txt (UTF-8)"
                )
    return SourceText(
        name=name,
        suffix=Path(name).suffix.lower(),
        lines=tuple(text.split("\n")),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def _decoded(content: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"không đọc được bảng mã tại byte {error.start}; hãy lưu lại tệp bằng bảng mã UTF-8"
        ) from error
