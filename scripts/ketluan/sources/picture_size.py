"""The size of a picture by its header, before anything decodes it: a small file can hold a huge one.

Sources: PNG (ISO/IEC 15948) 11.2.2; JPEG (ITU-T T.81) B.2.2; TIFF 6.0, sections 2 and 8.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ketluan.sources.source import SourceError

_DAMAGED: Final = "tệp ảnh hỏng hoặc bị cắt cụt; hãy quét lại hoặc xin lại tệp"
# Markers of JPEG that stand alone, and those that begin a frame and so tell its size.
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WIDTH: Final = 256  # tags of TIFF
_HEIGHT: Final = 257
_SHORT: Final = 3  # types of TIFF
_LONG: Final = 4
_MOST_DIRECTORIES: Final = 10_000  # a chain that goes on is a loop


@dataclass(frozen=True, slots=True)
class PictureSize:
    """The number of pages of a picture file, and pixels of the largest."""

    pages: int
    pixels: int


def size_of(suffix: str, content: bytes) -> PictureSize:
    """Return the size of picture `content` of a file with `suffix`. Raises `SourceError`."""
    try:
        return _READERS[suffix](content)
    except (struct.error, IndexError) as error:
        raise SourceError(_DAMAGED) from error


def _png(content: bytes) -> PictureSize:
    if content[12:16] != b"IHDR":
        raise SourceError(_DAMAGED)
    width, height = struct.unpack_from(">II", content, 16)
    return PictureSize(1, width * height)


def _jpeg(content: bytes) -> PictureSize:
    at = 2
    while True:
        if content[at] != 0xFF:
            raise SourceError(_DAMAGED)
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return PictureSize(1, width * height)
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")


def _tiff(content: bytes) -> PictureSize:
    order = "<" if content[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", content, 4)
    pages = pixels = 0
    while at:
        pages += 1
        if pages > _MOST_DIRECTORIES:
            raise SourceError(_DAMAGED)
        (entries,) = struct.unpack_from(order + "H", content, at)
        sides = {_WIDTH: 0, _HEIGHT: 0}
        for entry in range(at + 2, at + 2 + 12 * entries, 12):
            tag, kind = struct.unpack_from(order + "HH", content, entry)
            if tag in sides and kind in (_SHORT, _LONG):
                form = "H" if kind == _SHORT else "I"
                (sides[tag],) = struct.unpack_from(order + form, content, entry + 8)
        pixels = max(pixels, sides[_WIDTH] * sides[_HEIGHT])
        (at,) = struct.unpack_from(order + "I", content, at + 2 + 12 * entries)
    if not pixels:
        raise SourceError(_DAMAGED)
    return PictureSize(pages, pixels)


_READERS: Final[Mapping[str, Callable[[bytes], PictureSize]]] = {
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".tif": _tiff,
    ".tiff": _tiff,
}
