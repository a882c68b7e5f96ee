"""PDF files written by hand: what no word processor prints, and what somebody might send to do harm."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

PAGE = (595.0, 842.0)  # A4 in points
LETTER = 500  # thousandths of the size: every letter of these files is so wide


@dataclass(frozen=True, slots=True)
class Text:
    """Text at a place (points from the bottom left), as one run of a font."""

    x: float
    y: float
    text: str
    size: float = 12.0
    bold: bool = False
    turn: int = 0  # quarter turns anticlockwise
    mode: int = 0  # text rendering mode: 3 is invisible
    font: str = ""  # base name of a font of its own, whose codes are those of Windows-1252


def small_pdf(
    pages: Sequence[Sequence[Text]],
    *,
    drawn: str = "",
    size: tuple[float, float] = PAGE,
    rotate: int = 0,
    unmapped: bool = False,
    password: str | None = None,
) -> bytes:
    """Return a PDF with `pages` of text; `drawn` are operators that every page begins with.

    `unmapped` gives fonts that map every letter into the private use area, `password` encrypts the
    file for its user ('' lets everybody read it).
    """
    letters = sorted(
        {char for page in pages for text in page for char in text.text if not text.font}
    )
    codes = {char: 33 + index for index, char in enumerate(letters)}
    names = sorted({text.font for page in pages for text in page if text.font})
    shown = {char: chr(0xE000 + code) if unmapped else char for char, code in codes.items()}
    unicode_map = "".join(
        f"<{code:02X}> <{shown[char].encode('utf-16-be').hex()}>\n" for char, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{unicode_map}endbfchar endcmap end"
    )
    widths = f"/FirstChar 0 /LastChar 255 /Widths [{' '.join([str(LETTER)] * 256)}]"
    plain = f"/Type /Font /Subtype /TrueType {widths} /ToUnicode 5 0 R"
    own = " ".join(f"/O{index} {6 + index} 0 R" for index in range(len(names)))
    objects: list[str | bytes] = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        f"<< {plain} /BaseFont /Mau >>",
        f"<< {plain} /BaseFont /Mau-Bold >>",
        _stream(cmap.encode("ascii")),
        *(
            f"<< /Type /Font /Subtype /TrueType {widths} /Encoding /WinAnsiEncoding /BaseFont /{name} >>"
            for name in names
        ),
    ]
    kids = []
    for page in pages:
        content = drawn + "".join(_shown(text, codes, names) for text in page)
        kids.append(len(objects) + 1)
        entries = f"/Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate}"
        fonts = f"/Resources << /Font << /F0 3 0 R /F1 4 0 R {own} >> >>"
        objects.append(f"<< /Type /Page {entries} {fonts} /Contents {len(objects) + 2} 0 R >>")
        objects.append(_stream(content.encode("latin-1")))
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    )
    return assembled(objects, password)


def assembled(objects: Sequence[str | bytes], password: str | None = None) -> bytes:
    """Return a PDF of `objects`, the first of them its catalogue."""
    parts, offsets, at = [b"%PDF-1.7\n"], [], 9
    key, trailer = _encryption(password) if password is not None else (b"", b"")
    for number, body in enumerate(objects, start=1):
        raw = body if isinstance(body, bytes) else body.encode("latin-1")
        if key and b"stream\n" in raw:
            raw = _encrypted(raw, key, number)
        part = b"%d 0 obj\n%s\nendobj\n" % (number, raw)
        offsets.append(at)
        parts.append(part)
        at += len(part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
    parts.append(b"trailer << /Size %d /Root 1 0 R %s >>\n" % (size, trailer))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return b"".join(parts)


def packed(content: bytes, entries: str = "", times: int = 1) -> bytes:
    """Return a stream object of `content`, compressed `times` times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = f"/Filter [{' '.join(['/FlateDecode'] * times)}] {entries}"
    return f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream"


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _shown(text: Text, codes: dict[str, int], names: Sequence[str]) -> str:
    matrix = ("1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0")[text.turn]
    if text.font:
        font, raw = f"O{names.index(text.font)}", text.text.encode("cp1252")
    else:
        font, raw = f"F{int(text.bold)}", bytes(codes[char] for char in text.text)
    return f"BT /{font} {text.size} Tf {text.mode} Tr {matrix} {text.x} {text.y} Tm <{raw.hex()}> Tj ET\n"


# Encryption of ISO 32000-1, 7.6: revision 2, RC4 with 40 bits, enough to be refused or read.
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_NUMBER = b"0123456789abcdef"


def _encryption(password: str) -> tuple[bytes, bytes]:
    owner = _rc4(_md5(_padded("chu"))[:5], _padded(password))
    key = _md5(_padded(password) + owner + b"\xfc\xff\xff\xff" + _NUMBER)[:5]
    user = _rc4(key, _PADDING)
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<%s> <%s>]" % (
        owner.hex().encode(),
        user.hex().encode(),
        _NUMBER.hex().encode(),
        _NUMBER.hex().encode(),
    )
    return key, entry


def _encrypted(raw: bytes, key: bytes, number: int) -> bytes:
    head, _, rest = raw.partition(b"stream\n")
    content = rest.removesuffix(b"\nendstream")
    own = _md5(key + number.to_bytes(3, "little") + b"\0\0")[:10]
    return head + b"stream\n" + _rc4(own, content) + b"\nendstream"


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PADDING)[:32]


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
