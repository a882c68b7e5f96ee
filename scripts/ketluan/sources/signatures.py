"""What a file is by its first bytes, whatever its name says.

Offices rename files; a wrong suffix is told with the right one. Sources: the magic numbers of
PKZIP (APPNOTE 4.3.7), OLE compound files ([MS-CFB] 2.2), RTF 1.9.1, PDF (ISO 32000-1, 7.5.2).
"""

from typing import Final

from ketluan.sources.source import SourceError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_BEGINNINGS: Final = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
)
_NAMES: Final = {
    ".docx": "tệp Word (.docx)",
    ".doc": "tệp Word đời cũ (.doc)",
    ".rtf": "tệp RTF (.rtf)",
    ".odt": "tệp LibreOffice (.odt)",
    ".pdf": "tệp PDF (.pdf)",
    ".png": "tệp ảnh (.png)",
    ".jpg": "tệp ảnh (.jpg)",
    ".tif": "tệp ảnh (.tif)",
}
_SAMPLE: Final = 4096  # bytes looked at for marks that may follow blanks
_WORD_97: Final = b"\xec\xa5"  # wIdent of a Word file ([MS-DOC] 2.5.2); stream at the first sector
_FIRST_SECTOR: Final = 512
_ENCRYPTED_WORD_97: Final = 0x01  # fEncrypted in the byte at offset 11 of the same structure


def utf16(name: str) -> bytes:
    """Return `name` as the directory of an OLE file holds it."""
    return name.encode("utf-16-le")


def suffix_of(content: bytes) -> str:
    """Return the suffix that fits `content` (".docx", ".doc", …).

    "password" stands for an encrypted Office file, "web" for a page of HTML or XML, "office" for
    another file of Office, "" for none of these.
    """
    if content.startswith(_ZIP):
        return _zip_suffix(content)
    if content.startswith(_OLE):
        return _ole_suffix(content)
    begin = content[:_SAMPLE].lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, suffix in _BEGINNINGS:
        if begin.startswith(mark):
            return suffix
    return "web" if begin[:1] == b"<" else ""


def _zip_suffix(content: bytes) -> str:
    if b"opendocument.text" in content[:_SAMPLE]:
        return ".odt"
    if b"word/" in content:
        return ".docx"
    return "office" if b"xl/" in content or b"ppt/" in content else ""


def _ole_suffix(content: bytes) -> str:
    header = content[_FIRST_SECTOR : _FIRST_SECTOR + 12]
    encrypted_97 = header.startswith(_WORD_97) and header[11:] and header[11] & _ENCRYPTED_WORD_97
    if utf16("EncryptedPackage") in content or encrypted_97:
        return "password"
    return ".doc" if utf16("WordDocument") in content else "office"


def expect(suffix: str, content: bytes) -> None:
    """Return if `content` fits `suffix`. Raises `SourceError` that says what it is instead."""
    if not content.strip(b"\0 \t\r\n"):
        raise SourceError("tệp rỗng, không có chữ nào; hãy kiểm tra lại tệp")
    found = suffix_of(content)
    if found == suffix:
        return
    if found == "password":
        raise SourceError("tệp có mật khẩu; hãy mở bằng Word, bỏ mật khẩu, lưu lại rồi nhập lại")
    if found in _NAMES:
        raise SourceError(
            f"tệp mang đuôi '{suffix}' nhưng thật ra là {_NAMES[found]}; hãy đổi đuôi thành '{found}' "
            "rồi nhập lại"
        )
    if found == "web":
        raise SourceError(
            f"tệp mang đuôi '{suffix}' nhưng thật ra là trang web (HTML, XML); hãy mở bằng Word và lưu "
            "dạng .docx rồi nhập lại"
        )
    if found == "office":
        raise SourceError(
            f"tệp mang đuôi '{suffix}' nhưng không phải văn bản Word (có thể là bảng tính hoặc trình "
            "chiếu); hãy kiểm tra lại tệp"
        )
    raise SourceError(
        f"tệp mang đuôi '{suffix}' nhưng nội dung không đúng định dạng ấy; có thể tệp hỏng, hãy xin lại "
        "hoặc mở bằng phần mềm đã tạo ra nó và lưu lại"
    )
