"""An archive in which every rule of `ketluan check` is broken at least once."""

import hashlib
import unicodedata
from pathlib import Path

HEAD = "---\nloai: TB\nngay_hop: {day}\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận mẫu\n"
BODY = "\n---\n\n## I. Nhiệm vụ\n\n1. Phòng Mẫu làm việc mẫu.\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def spoil(root: Path) -> None:
    """Write the archive below `root`."""
    notices = root / "notices"
    _write(
        notices / "don-vi.yml",
        "don_vi:\n"
        "  phong-mau: {ten: Phòng Mẫu, mau: đỏ, tu_ngay: hôm qua, ke_tiep: [khong-co]}\n"
        "  Phòng Hai: {ten: Phòng Hai}\n"
        "  phong-ba: {viet_tat: [PB]}\n"
        "  phong-bon: {ten: PHÒNG MẪU}\n"
        "  phong-nam: {ten: Phòng Năm, ke_tiep: phong-sau}\n"
        "  phong-sau: {ten: Phòng Sáu, ke_tiep: [phong-nam, phong-bay]}\n"
        "  phong-bay: {ten: Phòng Bảy}\n",
    )
    _write(notices / "viet-tat.yml", "KHCN: [khoa học và công nghệ]\nUBND: {a: b}\nKHCN: [x]\n")
    _write(
        notices / "van-ban.yml",
        "van_ban:\n"
        "  76/KH-SM: {ten: x}\n"
        "  5-kh-sm-2021: {so: 5/KH-SM, nam: hai, dia_chi: 'javascript:x', tep: ../x, mau: đỏ,\n"
        "    quan_he: [{thay_the: 4-kh-sm-2020}, {thay: x}]}\n"
        "  khong-khop-2020: {tep: goc/khong-co.pdf}\n",
    )
    _write(notices / "ghi-chep.txt", "không thuộc kho")
    _originals(notices)
    _unread_original(notices)
    _front_matter_faults(notices)
    _identity_faults(notices)
    _body_faults(notices)
    _citation_faults(notices)
    _link_faults(notices)


def _originals(notices: Path) -> None:
    for name, original, extra in (
        ("2021-01-04-thieu-ban-goc", None, ""),
        ("2021-01-05-ban-goc-doi", "khác", ""),
        ("2021-01-06-thieu-chu", "I. Nhiệm vụ\n\n1. Phòng Mẫu làm việc khác.\n", "own"),
    ):
        digest = "0" * 64
        if original is not None:
            _write(notices / f"goc/2021/{name}.txt", original)
        if extra:
            digest = hashlib.sha256(str(original).encode()).hexdigest()
        source = f"nguon: {{tep: goc/2021/{name}.txt, sha256: {digest}}}"
        _write(notices / f"2021/{name}.md", HEAD.format(day=name[:10]) + source + BODY)
    _write(
        notices / "2021/2021-01-09-khong-ban-goc.md",
        HEAD.format(day="2021-01-09") + "nguon:" + BODY,
    )
    _write(notices / "goc/2021/2021-01-08-bi-quen.txt", "1. Phòng Mẫu làm việc mẫu.\n")


def _unread_original(notices: Path) -> None:
    name = "2021-01-07-goc-khong-doc-duoc"
    _write(notices / f"goc/2021/{name}.pdf", "%PDF")
    digest = hashlib.sha256(b"%PDF").hexdigest()
    source = f"nguon: {{tep: goc/2021/{name}.pdf, sha256: {digest}}}"
    _write(notices / f"2021/{name}.md", HEAD.format(day=name[:10]) + source + BODY)


def _front_matter_faults(notices: Path) -> None:
    _write(notices / "2021/2021-02-01-khong-phan-dau.md", "1. Phòng Mẫu làm việc.\n")
    _write(notices / "2021/2021-02-02-yaml-hong.md", "---\nloai: [TB\n---\n\n1. Phòng Mẫu làm.\n")
    _write(
        notices / "2021/2021-02-03-gia-tri-sai.md",
        "---\nloai: THONG BAO\nngay_hop: 3/2/2021\nky_chi_dao: quý hai\nmau_sac: đỏ\n"
        "nguon: {tep: /etc/passwd, sha256: x}\nluoc_bo: không\n"
        "nhiem_vu:\n  '9': {tiep_noi: [việc cũ], han: mai}\n"
        "ket_qua:\n  - {nhiem_vu: x, trang_thai: xong, ngay: ''}\n"
        "  - {nhiem_vu: 2020-01-01-khong-co#1, trang_thai: rut, ngay: 2021-02-05}\n" + BODY[1:],
    )
    secret = HEAD.format(day="2021-02-04") + "do_mat: Mật\n---\n\n1. Phòng Mẫu DAUHIEUBIMAT.\n"
    _write(notices / "2021/2021-02-04-co-do-mat.md", secret)
    doubtful = HEAD.format(day="2021-02-05") + "độ_mật: Mật\n---\n\n1. Phòng Mẫu DAUHIEUBIMAT.\n"
    _write(notices / "2021/2021-02-05-khoa-mat-sai.md", doubtful)
    _write(notices / "cap-nhat/2021-03-01-tien-do.md", "---\nloai: TB\nket_qua:\n---\n")


def _identity_faults(notices: Path) -> None:
    _write(notices / "2021/Thông báo.md", HEAD.format(day="2021-03-01") + BODY[1:])
    _write(notices / "2020/2021-03-02-sai-thu-muc.md", HEAD.format(day="2021-03-02") + BODY[1:])
    _write(notices / "2021/2021-03-03-sai-ngay.md", HEAD.format(day="2021-03-04") + BODY[1:])
    for name in ("2021-03-05-mot", "2021-03-05-hai"):
        head = HEAD.format(day="2021-03-05") + "so_ky_hieu: 05/TB-SM\n"
        _write(notices / f"2021/{name}.md", head + BODY[1:])
    head = HEAD.format(day="2021-03-06") + "so_ky_hieu: 418-TB\n"
    _write(notices / "2021/2021-03-06-so-sai.md", head + BODY[1:])
    _write(notices / "2020/2021-03-05-mot.md", HEAD.format(day="2021-03-05") + BODY[1:])


def _citation_faults(notices: Path) -> None:
    head = HEAD.format(day="2021-05-01") + "---\n\n"
    body = (
        "1. Phòng Mẫu thực hiện Kế hoạch số 12/TB-UBND ngày 3/4/2021 của UBND tỉnh Mẫu.\n\n"
        "2. Phòng Mẫu thực hiện Thông báo số 12/TB-UBND ngày 4/4/2021 của UBND huyện Mẫu.\n\n"
        "3. Phòng Mẫu theo Công văn số 5/SM-TH và Kế hoạch số 15/KH-SM ngày 31/4/2021.\n\n"
        "4. Phòng Mẫu theo Kế hoạch số 16/KH-SM ngày 01/6/2021.\n"
    )
    _write(notices / "2021/2021-05-01-vien-dan.md", head + body)


def _link_faults(notices: Path) -> None:
    for day, decisions in (
        ("2021-06-01", "  I.1: {tiep_noi: [2021-06-02-lien-ket#I.1]}\n"),
        (
            "2021-06-02",
            (
                "  I.1: {tiep_noi: [2021-06-01-lien-ket#I.1], khong_tiep_noi: [2019-01-01-khong-co#1]}\n"
                "  I.2: {tiep_noi: [2021-06-02-lien-ket#I.1, 2021-06-02-lien-ket#I.2]}\n"
                "  I.3: {tiep_noi: [2021-06-01-lien-ket#I.3],"
                " khong_tiep_noi: [2021-06-01-lien-ket#I.3]}\n"
                "khong_ket_qua: [2019-01-01-khong-co#2]\n"
            ),
        ),
    ):
        body = "".join(f"{number}. Phòng Mẫu làm việc mẫu {number}.\n\n" for number in (1, 2, 3))
        text = f"{HEAD.format(day=day)}nhiem_vu:\n{decisions}---\n\n## I. Nhiệm vụ\n\n{body}"
        _write(notices / f"2021/{day}-lien-ket.md", text)


def _body_faults(notices: Path) -> None:
    head = HEAD.format(day="2021-04-01") + "---\n\n"
    _write(notices / "2021/2021-04-01-khong-noi-dung.md", head)
    _write(notices / "2021/2021-04-01-khong-nhiem-vu.md", head + "Không có số thứ tự.\n")
    body = (
        "1. Phòng Mẫu thực hiện Quyết định số 100/QĐ-TTg ngày 19/01/2019.\n\n"
        "2. Sở Lạ theo Quyết định số 100/QD-TTg ngày 19/01/2019.\n\n"
        "2. Phòng Mẫu làm lại.\n"
    )
    _write(notices / "2021/2021-04-01-trung-so.md", head + body)
    blank = head + "1. Phòng Mẫu [điền: nội dung nhiệm vụ].\n"
    _write(notices / "2021/2021-04-01-o-trong.md", blank)
    (notices / "2021/2021-04-01-bang-ma.md").write_bytes(head.encode() + b"1. Ph\xf2ng\n")
    decomposed = unicodedata.normalize("NFD", "1. Phòng Mẫu tổ hợp.\n")
    _write(notices / "2021/2021-04-01-to-hop.md", head + decomposed)
    (notices / "2021/2021-04-01-lien-ket.md").symlink_to("2021-04-01-trung-so.md")
    _write(notices / "2021/2021-04-01-qua-lon.md", head + "x" * (8 * 1024 * 1024))
