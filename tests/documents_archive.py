"""A made-up archive on disk that shows a document in every state: `write_archive(folder)`."""

import hashlib
from pathlib import Path

UNITS = """don_vi:
  phong-quan-ly-khoa-hoc:
    ten: Phòng Quản lý Khoa học
  van-phong-so:
    ten: Văn phòng Sở
"""
REGISTER = """van_ban:
  62-2014-qd-ubnd:
    ten: Quy định về quản lý nhiệm vụ khoa học và công nghệ cấp tỉnh
    ngay: 2014-12-15
    co_quan: UBND tỉnh Mẫu
    dia_chi: https://vanban.example/62-2014?a=1&b=2
    tep: goc/van-ban/Quyết định 62.pdf
  12-2020-qd-ubnd:
    tep: goc/van-ban/mat-roi.pdf
    quan_he:
      - sua_doi: 62-2014-qd-ubnd
      - thay_the: 10-2009-qd-ubnd
"""
TASKS = {
    "2020-04-03-giao-ban-quy-i": (
        "Thực hiện Kế hoạch số 76/KH-SKHCN ngày 15/01/2020 của Sở Khoa học và Công nghệ tỉnh Mẫu.",
        "Trả lời Công văn số 45/SKHCN-QLKH.",
    ),
    "2021-04-02-giao-ban-quy-i": (
        (
            "Triển khai thực hiện khoản 2 Điều 8 Kế hoạch số 76/KH-SKHCN ngày 20/01/2021 của Sở Khoa học "
            "và Công nghệ tỉnh Mẫu và Thông báo số 88/TB-UBND ngày 05/02/2021 của UBND tỉnh Mẫu. Kết quả "
            "thực hiện Kế hoạch nói trên được báo cáo trước 30/6/2021."
        ),
        (
            "Lưu ý Quyết định số 12/2020/QĐ-UBND ngày 03/4/2020 bãi bỏ Quyết định số 52/2016/QĐ-UBND "
            "ngày 20/9/2016."
        ),
        "Trình UBND tỉnh ban hành Quyết định sửa đổi, bổ sung Quyết định số 62/2014/QĐ-UBND.",
        "Quán triệt Nghị quyết số 19-NQ/TW; thi hành Luật Thanh tra năm 2022 theo TCVN ISO 9001:2015.",
    ),
    "2021-07-02-giao-ban-quy-ii": (
        (
            "Thực hiện Thông báo số 88/TB-UBND ngày 06/02/2021 của UBND tỉnh Mẫu và Kế hoạch số "
            "76/KH-SKHCN ngày 20/01/2021."
        ),
        "Tiếp tục thực hiện Thông báo số 212/TB-SKHCN ngày 02/4/2021 của Sở Khoa học và Công nghệ.",
        "Theo Kế hoạch số 99/KH-SKHCN, các phòng báo cáo hàng tháng.",
    ),
}
_QUARTERS = {
    "2020-04-03-giao-ban-quy-i": ("Quý I/2020", "Quý II/2020", "2020-Q1", "2020-Q2"),
    "2021-04-02-giao-ban-quy-i": ("Quý I/2021", "Quý II/2021", "2021-Q1", "2021-Q2"),
    "2021-07-02-giao-ban-quy-ii": ("Quý II/2021", "Quý III/2021", "2021-Q2", "2021-Q3"),
}
_NUMBERS = {"2021-04-02-giao-ban-quy-i": "212/TB-SKHCN"}
HELD = "2021-04-02-giao-ban-quy-i"


def write_archive(root: Path) -> Path:
    """Write `notices/` below `root` and return `root`; the archive has no blocking problem."""
    notices = root / "notices"
    originals = notices / "goc" / "van-ban"
    originals.mkdir(parents=True)
    (originals / "Quyết định 62.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (notices / "don-vi.yml").write_text(UNITS, "utf-8")
    (notices / "van-ban.yml").write_text(REGISTER, "utf-8")
    for notice_id, tasks in TASKS.items():
        body = _body(notice_id, tasks)
        original = notices / "goc" / f"{notice_id}.txt"
        original.write_text(body.replace("### ", "").replace("## ", ""), "utf-8")
        file = notices / notice_id[:4] / f"{notice_id}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(_front_matter(notice_id, original) + body, "utf-8")
    return root


def _body(notice_id: str, tasks: tuple[str, ...]) -> str:
    reviewed, directed, _, _ = _QUARTERS[notice_id]
    half = (len(tasks) + 1) // 2
    parts = [
        "THÔNG BÁO",
        f"Kết luận của Giám đốc Sở tại cuộc họp giao ban {reviewed}",
        f"## I. Nhiệm vụ của các đơn vị thực hiện trong {directed}",
        "### 1. Phòng Quản lý Khoa học:",
        *(f"({number}) {text}" for number, text in enumerate(tasks[:half], start=1)),
        "### 2. Văn phòng Sở:",
        *(f"({number}) {text}" for number, text in enumerate(tasks[half:], start=1)),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(notice_id: str, original: Path) -> str:
    reviewed, _, reviewed_id, directed_id = _QUARTERS[notice_id]
    number = _NUMBERS.get(notice_id, "")
    digest = hashlib.sha256(original.read_bytes()).hexdigest()
    return (
        f"---\nloai: TB\nso_ky_hieu: {number}\n"
        f"ngay_ban_hanh: {notice_id[:10] if number else ''}\nngay_hop: {notice_id[:10]}\n"
        "co_quan: Sở Khoa học và Công nghệ tỉnh Mẫu\n"
        f"trich_yeu: Kết luận của Giám đốc Sở tại cuộc họp giao ban {reviewed}\n"
        f"ky_danh_gia: {reviewed_id}\nky_chi_dao: {directed_id}\n"
        f"nguon:\n  tep: goc/{notice_id}.txt\n  sha256: {digest}\n---\n\n"
    )
