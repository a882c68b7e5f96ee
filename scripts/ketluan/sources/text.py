r"""Plain text and Markdown (.txt, .md): bytes to lines of NFC text.

Invisible characters (soft hyphen, zero-width space, U+FEFF) carry no text and are left out like
everywhere in the archive (`vietnamese.nfc`); a note counts them. A line ends at `\n`, `\r\n`, `\r`,
at Word's manual line break (`\v`) and at the separators U+2028 and U+2029; a form feed begins a line.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ketluan.model import Dropped
from ketluan.sources.encodings import decode
from ketluan.sources.source import SourceError, SourceText
from ketluan.vietnamese import nfc

# Code points. A paragraph has a few thousand; a line this long is a text that lost its line ends,
# which would be read as one paragraph without any task.
MAX_LINE: Final = 1024 * 1024
MARKDOWN_HEAD: Final = "phần đầu tệp Markdown"  # reason of dropped lines

# First bytes of files that are no text: what they are, the ending that they should have.
_KINDS: Final = (
    (b"%PDF-", "tệp PDF", ".pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tệp Word cũ", ".doc"),
    (b"{\\rtf", "tệp RTF", ".rtf"),
    (b"\x89PNG\r\n", "ảnh PNG", ".png"),
    (b"\xff\xd8\xff", "ảnh JPEG", ".jpg"),
    (b"II*\0", "ảnh TIFF", ".tif"),
    (b"MM\0*", "ảnh TIFF", ".tif"),
)
_PACKED: Final = (  # first names in a ZIP file, in the order of the search
    (b"word/", "tệp Word", ".docx"),
    (b"application/vnd.oasis.opendocument.text", "tệp OpenDocument", ".odt"),
)
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_HTML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_LINE_ENDS: Final = re.compile("[\r\v\u0085\u2028\u2029](?:(?<=\r)\n)?")
_PAGE_INSIDE_LINE: Final = re.compile("\f(?<=[^\n\f]\f)")
_CONTROL: Final = re.compile("[\0-\\x08\\x0e-\\x1f\\x7f-\\x9f]")
_BINARY_SHARE: Final = 0.05  # of control characters: more of them are no slip in a text
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_FIELD: Final = re.compile(r"([^\W\d][\w. -]*):(?:\s|$)")
_FIELD_GOES_ON: Final = re.compile(r"\s|-\s|#|$")
_HEAD_LINES: Final = 200  # front matter is not longer
_NOTICE_KEYS: Final = frozenset({"loai", "so_ky_hieu", "co_quan", "trich_yeu"})


def read_text(name: str, content: bytes) -> SourceText:
    """Return `content` as text. Raises `SourceError` for an empty, binary or undecodable one."""
    suffix = Path(name).suffix.lower()
    _refuse_other_kinds(suffix, content)
    decoded = decode(content)
    text, notes = _normal(decoded.text)
    if not text.strip():
        raise SourceError("tệp rỗng, không có chữ nào; hãy kiểm tra lại tệp")
    _refuse_control_characters(text)
    lines = tuple(text.split("\n"))
    _refuse_long_lines(lines)
    head = _front_matter(lines)
    keys = {match[1] for line in lines[:head] if (match := _FIELD.match(line))}
    if keys >= _NOTICE_KEYS:
        raise SourceError(
            "dòng 1: đây đã là tệp thông báo của kho (có phần đầu tệp với các khóa loai, trich_yeu), "
            "không phải bản gốc; hãy đặt tệp vào notices/<năm>/ rồi chạy `ketluan check`"
        )
    return SourceText(
        name=name,
        suffix=suffix,
        lines=lines,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        dropped=tuple(_dropped(lines[:head])) if suffix == ".md" else (),
        notes=(*((decoded.note,) if decoded.note else ()), *notes),
    )


def _refuse_other_kinds(suffix: str, content: bytes) -> None:
    """Raise `SourceError` where the first bytes show another format under the name of a text."""
    kind, right = _kind(content)
    if right:
        raise SourceError(
            f"đây là {kind} mang đuôi '{suffix}'; hãy đổi đuôi tệp thành {right} rồi nhập lại"
        )
    if kind:
        raise SourceError(
            f"đây là {kind} mang đuôi '{suffix}', không phải tệp văn bản; hãy mở tệp, lấy đúng văn bản "
            "bên trong, lưu dạng .docx hoặc .txt (UTF-8) rồi nhập lại"
        )


def _kind(content: bytes) -> tuple[str, str]:
    """Return what `content` is and the ending it should have, both '' for what may be text."""
    for magic, kind, suffix in _KINDS:
        if content.startswith(magic):
            return kind, suffix
    if content.startswith(_ARCHIVES):
        packed = (row for row in _PACKED if content.startswith(b"PK") and row[0] in content)
        return next(((kind, suffix) for _, kind, suffix in packed), ("tệp nén", ""))
    return ("trang web (HTML)", "") if _HTML.match(content[:1024]) else ("", "")


def _normal(text: str) -> tuple[str, list[str]]:
    r"""Return `text` in NFC, its lines ended by `\n`, and notes on what was left out."""
    text = text.removeprefix("\ufeff")
    counts = Counter(_INVISIBLE.findall(text))
    notes = []
    if counts:
        codes = ", ".join(f"U+{ord(char):04X}" for char in sorted(counts))
        notes.append(
            f"đã bỏ {counts.total()} ký tự không nhìn thấy ({codes}), không phải là chữ; "
            "bản gốc giữ nguyên"
        )
    text = _LINE_ENDS.sub("\n", nfc(text))
    return _PAGE_INSIDE_LINE.sub("\n\f", text), notes


def _refuse_control_characters(text: str) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    if len(_CONTROL.findall(text)) > _BINARY_SHARE * len(text):
        raise SourceError(
            "đây là tệp nhị phân (đầy ký tự điều khiển), không phải tệp văn bản; hãy mở bằng phần mềm "
            "đã tạo ra nó và lưu dạng .docx, .pdf hoặc .txt (UTF-8)"
        )
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    raise SourceError(
        f"dòng {line}, cột {column} có ký tự điều khiển U+{ord(found[0]):04X} "
        f"({_control_name(found[0])}), văn bản không dùng ký tự này; hãy xóa nó hoặc lưu lại tệp dạng "
        ".txt (UTF-8) rồi nhập lại"
    )


def _control_name(char: str) -> str:
    return {"\0": "NUL", "\x08": "xóa lùi", "\x1a": "hết tệp", "\x1b": "ESC"}.get(
        char, unicodedata.category(char)
    )


def _refuse_long_lines(lines: Sequence[str]) -> None:
    longest = max(range(len(lines)), key=lambda index: len(lines[index]))
    if len(lines[longest]) > MAX_LINE:
        raise SourceError(
            f"dòng {longest + 1} dài quá 1 triệu ký tự: tệp đã mất dấu xuống dòng; "
            "hãy lưu lại tệp từ văn bản gốc, giữ các chỗ xuống dòng"
        )


def _front_matter(lines: Sequence[str]) -> int:
    """Return how many first lines are YAML front matter, 0 where `---` is but a rule."""
    if lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:_HEAD_LINES], start=2):
        if line.rstrip() in ("---", "..."):
            return number if any(_FIELD.match(field) for field in lines[1:number]) else 0
        if not (_FIELD.match(line) or _FIELD_GOES_ON.match(line)):
            return 0
    return 0


def _dropped(lines: Sequence[str]) -> Iterator[Dropped]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield Dropped(number, line, MARKDOWN_HEAD)
