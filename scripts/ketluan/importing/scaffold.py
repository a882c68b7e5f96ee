"""An empty notice for a person to fill (`ketluan new`): every key with its hint, a body to type over.

Nothing is invented: what must be filled is empty or a blank in brackets, and `check` lets neither be
published.
"""

import hashlib
import re
from datetime import date as Day
from pathlib import Path
from typing import Final

from ketluan.archive import BLANK, same_originals
from ketluan.importing.importer import Held, new_original, refuse_no_file
from ketluan.model import Source, is_notice_id
from ketluan.notice.front_matter import KEYS, Key
from ketluan.os_errors import reason
from ketluan.places import NOTICES
from ketluan.saving import ArchiveError, save_file
from ketluan.sources import SourceError
from ketluan.sources.source import MAX_BYTES
from ketluan.vietnamese import day_in_words, slug

_DAY: Final = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<D>\d{1,2})[/.-](?P<M>\d{1,2})[/.-](?P<Y>\d{4})",
    re.ASCII,
)
_LATER: Final = (  # filled when there is something to say
    "nguon", "luoc_bo", "nhiem_vu", "ket_qua", "khong_ket_qua",
)  # fmt: skip
_HINTS: Final = (
    "# Ghi giá trị sau dấu hai chấm; bản gốc không ghi thì để trống. Chữ sau dấu # là ghi chú.",
    "# Khóa có (*) là bắt buộc. Khóa đang có dấu # ở đầu dòng: khi cần thì xóa dấu ấy rồi điền.",
)


def new_notice(root: Path, name: str, day: str, original: Path | None = None) -> str:
    """Write an empty notice into the archive at `root` and return its path there.

    `name` is a notice's id, or the name of its meeting with its `day` (28/6/2021 or 2021-06-28).
    `original` is copied into the archive and named in the notice. Raises `ArchiveError` where name
    and day give no id, where the notice is there already, or where the original is no file or known.
    """
    notice_id = name if is_notice_id(name) else _notice_id(name, day)
    path = f"{NOTICES}/{notice_id[:4]}/{notice_id}.md"
    if (root / path).exists():
        raise ArchiveError(f"'{path}' đã có; không ghi đè, hãy đặt tên khác")
    source = _kept(root, notice_id, original) if original else None
    text = blank_notice(Day.fromisoformat(notice_id[:10]), source)
    save_file(root, path, text.encode(), overwrite=False)
    return path


def _kept(root: Path, notice_id: str, original: Path) -> Source:
    """Return where `original` lies in the archive, copied there if need be."""
    try:
        refuse_no_file(original)
        if original.stat().st_size > MAX_BYTES:
            raise SourceError(f"tệp lớn hơn {MAX_BYTES // 2**20} MiB; hãy tách tệp")
        content = original.read_bytes()
    except SourceError as error:
        raise ArchiveError(f"{original}: {error}") from error
    except OSError as error:
        message = f"{original}: không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc"
        raise ArchiveError(message) from error
    held = Held.of(root)
    sha256 = hashlib.sha256(content).hexdigest()
    same = same_originals(root, held.originals, content, sha256)
    if set(same) & held.named:
        raise ArchiveError(
            f"{original}: bản gốc này đã thuộc một thông báo trong kho; hãy tìm thông báo ấy bằng "
            "`ketluan import` với chính tệp này"
        )
    suffix = f".{slug(original.suffix)}" if slug(original.suffix) else ""
    path = same[0] if same else new_original(held, notice_id, suffix)
    if not same:
        save_file(root, path, content, overwrite=False)
    return Source(path.removeprefix(f"{NOTICES}/"), sha256)


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


def blank_notice(day: Day, source: Source | None = None) -> str:
    """Return the text of a notice file of a meeting on `day`, to be filled; `source` if it is kept."""
    known = {"loai": "TB", "ngay_hop": day.isoformat()}
    if source:
        known["nguon"] = f"{{tep: {source.path}, sha256: {source.sha256}}}"
    lines = ["---", *_HINTS, *(_key_line(key, known.get(key.name, "")) for key in KEYS), "---"]
    return "\n".join([*lines, "", _body(day)])


def _key_line(key: Key, value: str) -> str:
    later = "# " if key.name in _LATER and not value else ""
    written = f"{key.name}: {value}".rstrip()
    form = "" if key.form == "chữ" or value.startswith("{") else f"; {key.form}"
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
