"""Errors of the operating system in Vietnamese, for messages to people."""

import errno
from typing import Final

_WORDS: Final = {
    errno.EACCES: "không có quyền",
    errno.EADDRINUSE: "cổng đang có chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
    errno.EEXIST: "đã có tệp này",
    errno.EISDIR: "đây là thư mục",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.ENOSPC: "đĩa đã đầy",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.EPERM: "không được phép",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.EDQUOT: "đã hết phần đĩa được dùng",
}


def reason(error: OSError) -> str:
    """Return why the system refused, in Vietnamese; its own number where we have no words."""
    return _WORDS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")
