"""Errors of the operating system in Vietnamese, for messages to people."""

import errno
from typing import Final

_WORDS: Final = {
    errno.EACCES: "không có quyền",
    errno.EADDRINUSE: "cổng đang có chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
    errno.EBUSY: "đang có chương trình khác dùng",
    errno.EDQUOT: "đã hết phần đĩa được dùng",
    errno.EEXIST: "đã có tệp này",
    errno.EFBIG: "tệp lớn quá mức máy cho phép",
    errno.EIO: "ổ đĩa hỏng hoặc bị ngắt",
    errno.EISDIR: "đây là thư mục",
    errno.ELOOP: "liên kết dẫn vòng quanh",
    errno.EMFILE: "mở quá nhiều tệp một lúc",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.ENFILE: "máy mở quá nhiều tệp một lúc",
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.ENOLCK: "ổ đĩa này không khóa được tệp",
    errno.ENOMEM: "máy hết bộ nhớ",
    errno.ENOSPC: "đĩa đã đầy",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.EPERM: "không được phép",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ESTALE: "ổ đĩa mạng đã mất liên lạc",
}


class EndedError(Exception):
    """A process that worked for us ended before it was done: we ended it, or the system did."""


def reason_and_place(error: OSError) -> str:
    """Return why the system refused, and what, if it says so: of a copy or a new name the target."""
    place = error.filename2 or error.filename
    return f"{reason(error)}: {place}" if place else reason(error)


def reason(error: OSError) -> str:
    """Return why the system refused, in Vietnamese; its own number where we have no words."""
    return _WORDS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")
