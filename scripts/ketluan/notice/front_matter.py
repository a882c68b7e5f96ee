"""Front matter: its keys, and splitting it from the body."""

import re
from dataclasses import dataclass
from typing import Any, Final

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ketluan.model import Problem
from ketluan.strict_yaml import (
    StrictYamlError,
    StringMapping,
    read_mapping,
    write_mapping,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the front matter: what it means, its name in national exchange, the form wanted.

    `exchange` is the element of Nghị định 30/2020/NĐ-CP, annex VI, empty where it has none.
    """

    name: str
    meaning: str
    exchange: str = ""
    form: str = "chữ"
    required: bool = False


KEYS: Final = (
    Key("loai", "loại văn bản, viết tắt", "TypeName", "chữ viết tắt, ví dụ TB", required=True),
    Key("so_ky_hieu", "số và ký hiệu", "CodeNumber/CodeNotation", "ví dụ 300/TB-SKHCN"),
    Key("ngay_ban_hanh", "ngày ban hành", "IssuedDate", "YYYY-MM-DD"),
    Key("noi_ban_hanh", "nơi ban hành (địa danh)", "", "ví dụ Quảng Ngãi"),
    Key("do_khan", "độ khẩn", "Priority", "Khẩn, Thượng khẩn hoặc Hỏa tốc"),
    Key("ngay_hop", "ngày họp", "", "YYYY-MM-DD"),
    Key("co_quan_cap_tren", "cơ quan chủ quản trực tiếp"),
    Key("co_quan", "cơ quan ban hành", "OrganName", required=True),
    Key("trich_yeu", "trích yếu nội dung", "Subject", required=True),
    Key("ky_danh_gia", "kỳ được đánh giá", "", "2021-Q1, 2021-H1, 2021-03 hoặc 2021"),
    Key("ky_chi_dao", "kỳ được chỉ đạo", "", "2021-Q2, 2021-H1, 2021-03 hoặc 2021"),
    Key("chu_tri", "người chủ trì cuộc họp", "", "{ho_ten: …, chuc_vu: …}"),
    Key("thanh_phan", "thành phần dự họp", "", "chữ, trên một dòng"),
    Key("nguoi_ky", "người ký", "SignerInfo", "{ho_ten: …, chuc_vu: …, quyen_han: …}"),
    Key("do_mat", "độ mật", "", "để trống; văn bản có độ mật không được đưa vào kho"),
    Key("nguon", "bản gốc", "", "{tep: goc/…, sha256: …}"),
    Key("luoc_bo", "phần của bản gốc không đưa vào", "", "danh sách {dong, noi_dung, ly_do}"),
    Key(
        "nhiem_vu",
        "quyết định cho từng nhiệm vụ",
        "",
        "theo số nhiệm vụ: {tiep_noi: […], khong_tiep_noi: […], han: …}",
    ),
    Key("ket_qua", "kết quả nhiệm vụ", "", "danh sách {nhiem_vu, trang_thai, ngay, can_cu}"),
    Key(
        "khong_ket_qua",
        "nhiệm vụ mà thông báo này không nêu kết quả",
        "",
        "danh sách mã nhiệm vụ mà người phụ trách đã xem",
    ),
)
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


class _StringHandler(BaseHandler):
    """Front matter for `python-frontmatter`, loaded as plain strings (see `strict_yaml`)."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self) -> None:
        self.mapping = StringMapping()

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        self.mapping = read_mapping(fm.removeprefix("\n"), first_line=2)
        return dict(self.mapping.values)

    def export(self, metadata: dict[str, object], **_: object) -> str:
        return write_mapping(metadata).rstrip("\n")


def split_front_matter(path: str, text: str) -> tuple[StringMapping, str, int, list[Problem]]:
    """Return front matter, body, the body's first line, and problems of the file `path`.

    Without a readable front matter the whole text is the body and a problem says so.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        problem = Problem(
            path, 1, "front-matter",
            "không thấy phần đầu tệp; dòng đầu phải là '---', rồi các khóa, rồi một dòng '---'",
        )  # fmt: skip
        return StringMapping(), text, 1, [problem]
    rest = text[match.end() :]
    body_line = text.count("\n", 0, len(text) - len(rest.lstrip())) + 1
    handler = _StringHandler()
    try:
        post = frontmatter.loads(text, handler=handler)
    except StrictYamlError as error:
        problem = Problem(path, error.line, "front-matter", f"phần đầu tệp: {error}")
        return StringMapping(), rest.strip(), body_line, [problem]
    return handler.mapping, str(post.content), body_line, []
