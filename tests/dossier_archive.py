"""A small archive as a folder, for dossiers: a task told twice, its outcome, a document with a file.

All of it is invented. Names are hostile where a notice may be.
"""

import hashlib
from pathlib import Path
from typing import Final

FIRST: Final = "2021-03-29-giao-ban-quy-i"
SECOND: Final = "2021-06-28-giao-ban-quy-ii"
TASK: Final = f"{SECOND}#I.1"
KEY: Final = "12-kh-sm-2021"
NUMBER: Final = "12/KH-SM"
HOSTILE: Final = '<script>alert("x")</script> {{ 7*7 }}'
ORIGINALS: Final = tuple(f"notices/goc/2021/{name}.txt" for name in (FIRST, SECOND))
DOCUMENT: Final = "notices/goc/van-ban/Kế hoạch 12.pdf"
PROGRESS: Final = "notices/cap-nhat/2021-07-20-thang-7.md"

_UNITS = "don_vi:\n  phong-mau: {ten: Phòng Mẫu}\n"
_REGISTER = f"van_ban:\n  {KEY}:\n    ten: Kế hoạch mẫu\n    tep: goc/van-ban/Kế hoạch 12.pdf\n"
_TEXTS = {
    FIRST: f"""THÔNG BÁO

I. Nhiệm vụ

1. Phòng Mẫu hoàn thành sổ mẫu theo Kế hoạch số 12/KH-SM ngày 15/01/2021 trước 30/6/2021.

2. Phòng Mẫu báo cáo việc {HOSTILE}.
""",
    SECOND: """THÔNG BÁO

I. Nhiệm vụ

1. Phòng Mẫu khẩn trương hoàn thành sổ mẫu theo Kế hoạch số 12/KH-SM ngày 15/01/2021 trước 30/9/2021.
""",
}
_KEYS = {
    FIRST: "ky_chi_dao: 2021-Q2",
    SECOND: f"ky_chi_dao: 2021-Q3\nnhiem_vu:\n  I.1: {{tiep_noi: ['{FIRST}#I.1']}}",
}


def write_archive(root: Path) -> Path:
    """Write the archive below `root` and return it."""
    notices = root / "notices"
    _write(notices / "don-vi.yml", _UNITS)
    _write(notices / "van-ban.yml", _REGISTER)
    _write(root / DOCUMENT, "%PDF-1.4 giả")
    _write(root / "mkdocs.yml", "site_name: Kho thử\ncopyright: Dữ liệu mẫu, không có thật.\n")
    for name, text in _TEXTS.items():
        _write(notices / f"goc/2021/{name}.txt", text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        head = (
            f"---\nloai: TB\nngay_hop: {name[:10]}\nco_quan: Sở Mẫu\n"
            f"trich_yeu: Kết luận mẫu {name[-5:]}\n{_KEYS[name]}\n"
            f"nguon: {{tep: goc/2021/{name}.txt, sha256: {digest}}}\n---\n"
        )
        _write(notices / f"2021/{name}.md", head + text.replace("I. Nhiệm", "## I. Nhiệm"))
    outcome = f"{{nhiem_vu: '{TASK}', trang_thai: hoan-thanh, ngay: 2021-07-15, can_cu: 45/BC-SM}}"
    _write(root / PROGRESS, f"---\nket_qua:\n  - {outcome}\n---\n")
    return root


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
