"""An empty notice for a person to fill (`ketluan new`): every key with its hint, a body to type over.

Nothing is invented: what must be filled is empty or a blank in brackets, and `check` lets neither be
published.
"""

import re
from datetime import date as Day
from pathlib import Path
from typing import Final

from ketluan.archive import BLANK, NOTICES, ArchiveError, save_file
from ketluan.model import is_notice_id
from ketluan.notice.front_matter import KEYS, Key
from ketluan.vietnamese import day_in_words, slug

_DAY: Final = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<D>\d{1,2})[/.-](?P<M>\d{1,2})[/.-](?P<Y>\d{4})",
    re.ASCII,
)
_LATER: Final = ("nguon", "luoc_bo", "nhiem_vu", "ket_qua")  # filled when there is something to say
_HINTS: Final = (
    "# Ghi giá trị sau dấu hai chấm; bản gốc không ghi thì để trống. Chữ sau dấu # là ghi chú.",
    "# Khóa có (*) là bắt buộc. Khóa đang có dấu # ở đầu dòng: khi cần thì xóa dấu ấy rồi điền.",
)


def new_notice(root: Path, name: str, day: str) -> str:
    """Write an empty notice into the archive at `root` and return its path there.

    `name` is a notice's id, or the name of its meeting with its `day` (28/6/2021 or 2021-06-28).
    Raises `ArchiveError` where neither gives an id, or where the file is there already.
    """
    notice_id = name if is_notice_id(name) else _notice_id(name, day)
    path = f"{NOTICES}/{notice_id[:4]}/{notice_id}.md"
    text = blank_notice(Day.fromisoformat(notice_id[:10]))
    save_file(root, path, text.encode(), overwrite=False)
    return path


def _notice_id(name: str, written: str) -> str:
    """Return the id of a notice with the name and day that a clerk wrote."""
    match = _DAY.fullmatch(written.strip())
    short = slug(name)
    if match and short:
        year, month, day = (
            match["y"] or match["Y"],
            match["m"] or match["M"],
            match["d"] or match["D"],
        )
        notice_id = f"{year}-{int(month):02d}-{int(day):02d}-{short}"
        if is_notice_id(notice_id):
            return notice_id
    if not written:
        raise ArchiveError(
            f"'{name}' chưa có ngày họp; hãy thêm --ngay 28/6/2021, hoặc viết cả mã, ví dụ "
            "2021-06-28-giao-ban-quy-ii"
        )
    raise ArchiveError(
        f"không tạo được mã từ tên '{name}' và ngày '{written}'; hãy viết tên có chữ và một ngày có "
        'thật, ví dụ "Giao ban quý II" --ngay 28/6/2021'
    )


def blank_notice(day: Day) -> str:
    """Return the text of a notice file of a meeting on `day`, to be filled."""
    known = {"loai": "TB", "ngay_hop": day.isoformat()}
    lines = ["---", *_HINTS, *(_key_line(key, known.get(key.name, "")) for key in KEYS), "---"]
    return "\n".join([*lines, "", _body(day)])


def _key_line(key: Key, value: str) -> str:
    later = "# " if key.name in _LATER else ""
    written = f"{key.name}: {value}".rstrip()
    form = "" if key.form == "chữ" else f"; {key.form}"
    return f"{later}{written}  # {'(*) ' if key.required else ''}{key.meaning}{form}"


def _body(day: Day) -> str:
    paragraphs = (
        "THÔNG BÁO",
        f"Kết luận của {_blank('chức danh, cơ quan')} tại {_blank('tên cuộc họp')}",
        f"Ngày {day_in_words(day)}, {_blank('người chủ trì, nội dung họp, thành phần dự họp')}",
        f"## I. {_blank('tên phần; xóa dòng này nếu thông báo không chia phần')}",
        f"### 1. {_blank('tên đơn vị chủ trì')}:",
        f"(1) {_blank('nội dung nhiệm vụ, thời hạn')}",
        f"(2) {_blank('nội dung nhiệm vụ, thời hạn')}",
        _blank("câu kết"),
        "Nơi nhận:",
        f"- {_blank('nơi nhận')};",
        _blank("quyền hạn, chức vụ"),
        _blank("họ tên người ký"),
    )
    return "\n\n".join(paragraphs) + "\n"


def _blank(what: str) -> str:
    """Return a blank in which `what` is to be written."""
    return f"{BLANK} {what}]"
