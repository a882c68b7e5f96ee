"""The one form of a dossier's ZIP: names and contents alone decide every byte of it.

Entries are stored in the order of their names, on one day, with UTF-8 names and nothing optional
(PKWARE APPNOTE 6.3). So whoever packs them again gets the same bytes, and a file that is other than
that was changed, be it in a header. Nothing is compressed: originals mostly are already, another
zlib would give other bytes, and what is not compressed cannot blow up.
"""

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, Protocol

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION: Final = 20  # 2.0, what every reader knows
# Made on Unix, a plain file that all may read: with other makers Info-ZIP takes names for DOS letters.
_MADE_BY: Final = 3 << 8 | _VERSION
_MODE: Final = 0o100644 << 16
_UTF8_NAMES: Final = 0x0800
_STORED: Final = 0
_TIME, _DAY = 0, 0x21  # 1980-01-01 00:00, the first that a ZIP can hold
_MOST_BYTES: Final = 0xFFFF_FFFE  # beyond begins another form, ZIP64
_MOST_ENTRIES: Final = 0xFFFE

_FORBIDDEN: Final = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST: Final = 100  # characters of a folder's or file's name; Windows has 260 for a whole path
_LONGEST_ENDING: Final = 10  # with its dot; a longer one is no ending

Blocks = Callable[[], Iterator[bytes]]


class PackingError(Exception):
    """The parts cannot be packed: too much of them, or one changed meanwhile; told in Vietnamese."""


class Writable(Protocol):
    """What takes bytes in order."""

    def write(self, data: bytes, /) -> object:
        """Take `data`."""


@dataclass(frozen=True, slots=True)
class Part:
    """An entry: its name with `/` between folders, and its content, which `blocks` gives anew."""

    name: str
    size: int
    crc32: int
    sha256: str
    blocks: Blocks


def measured(name: str, blocks: Blocks) -> Part:
    """Return the content that `blocks` gives as an entry. What reading raises is passed on."""
    size = crc = 0
    digest = hashlib.sha256()
    for block in blocks():
        size += len(block)
        crc = zlib.crc32(block, crc)
        digest.update(block)
    return Part(name, size, crc, digest.hexdigest(), blocks)


def text_part(name: str, text: str) -> Part:
    """Return UTF-8 `text` as an entry."""
    content = text.encode()
    return measured(name, lambda: iter((content,)))


def write_zip(out: Writable, parts: Iterable[Part]) -> None:
    """Write `parts`, whose names must differ, to `out`.

    Raises `PackingError` where they are more than the form holds, or one is no longer as measured.
    """
    entries = sorted(parts, key=lambda part: part.name)
    total = sum(part.size + 2 * len(part.name.encode()) + 100 for part in entries)
    if total > _MOST_BYTES or len(entries) > _MOST_ENTRIES:
        raise PackingError("hồ sơ lớn hơn 4 GiB, quá cỡ của một tệp ZIP; hãy lập hồ sơ nhỏ hơn")
    at = 0
    central = []
    for part in entries:
        name = part.name.encode()
        common = (
            _VERSION, _UTF8_NAMES, _STORED, _TIME, _DAY, part.crc32, part.size, part.size,
            len(name), 0,
        )  # fmt: skip
        out.write(_LOCAL.pack(b"PK\3\4", *common) + name)
        _copy(part, out)
        central.append(_CENTRAL.pack(b"PK\1\2", _MADE_BY, *common, 0, 0, 0, _MODE, at) + name)
        at += _LOCAL.size + len(name) + part.size
    directory = b"".join(central)
    count = len(entries)
    out.write(directory)
    out.write(_END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, 0))


def _copy(part: Part, out: Writable) -> None:
    size = crc = 0
    for block in part.blocks():
        size += len(block)
        crc = zlib.crc32(block, crc)
        out.write(block)
    if (size, crc) != (part.size, part.crc32):
        raise PackingError(f"tệp '{part.name}' đổi trong khi đang đóng gói; hãy chạy lại")


def safe_path(path: str) -> str:
    """Return `path` as every system can unpack it, Windows too; a safe one is left as it is."""
    return "/".join(_safe_name(name) for name in unicodedata.normalize("NFC", path).split("/"))


def _safe_name(name: str) -> str:
    plain = "".join(char if char.isprintable() else "-" for char in _FORBIDDEN.sub("-", name))
    plain = _cut(plain.strip(" ").rstrip(". "), _LONGEST).rstrip(". ")
    return f"_{plain[1:]}" if not plain or _RESERVED.fullmatch(plain) else plain


def _cut(name: str, room: int) -> str:
    """Return `name` in at most `room` characters, its ending kept."""
    ending = PurePosixPath(name).suffix
    if len(name) <= room or len(ending) > _LONGEST_ENDING:
        return name[:room]
    return name[: room - len(ending)] + ending


def free_path(path: str, taken: Collection[str]) -> str:
    """Return `path`, safe and numbered where `taken` (case-folded) has it: `a-2.txt`."""
    wanted = PurePosixPath(safe_path(path))
    number, free = 2, wanted
    while str(free).casefold() in taken:
        mark = f"-{number}"
        stem = _cut(wanted.stem, _LONGEST - len(wanted.suffix) - len(mark))
        number, free = number + 1, wanted.with_name(f"{stem}{mark}{wanted.suffix}")
    return str(free)
