"""Plain text and Markdown (.txt, .md): bytes to lines of NFC text."""

import codecs
import hashlib
import unicodedata
from pathlib import Path
from typing import Final

from ketluan.sources.source import SourceError, SourceText
from ketluan.vietnamese import nfc

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(name: str, content: bytes) -> SourceText:
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
