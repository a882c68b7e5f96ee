"""Front matter: its keys, splitting it from the body, and reading its fields with their lines.

Reading never stops: a bad value is reported with its line and left empty.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ketluan.model import Period, Problem
from ketluan.strict_yaml import (
    StrictYamlError,
    StringMapping,
    StringTree,
    read_mapping,
    write_mapping,
)  # fmt: skip
from ketluan.vietnamese import nfc


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
    Key("ngay_hop", "ngày họp", "", "YYYY-MM-DD"),
    Key("co_quan", "cơ quan ban hành", "OrganName", required=True),
    Key("trich_yeu", "trích yếu nội dung", "Subject", required=True),
    Key("ky_danh_gia", "kỳ được đánh giá", "", "2021-Q1, 2021-H1, 2021-03 hoặc 2021"),
    Key("ky_chi_dao", "kỳ được chỉ đạo", "", "2021-Q2, 2021-H1, 2021-03 hoặc 2021"),
    Key("nguoi_ky", "người ký", "SignerInfo", "{ho_ten: …, chuc_vu: …, quyen_han: …}"),
    Key("do_mat", "độ mật", "", "để trống; văn bản có độ mật không được đưa vào kho"),
    Key("nguon", "bản gốc", "", "{tep: goc/…, sha256: …}"),
    Key("luoc_bo", "phần của bản gốc không đưa vào", "", "danh sách {dong, noi_dung, ly_do}"),
    Key(
        "nhiem_vu", "quyết định cho từng nhiệm vụ", "", "theo số nhiệm vụ: {tiep_noi: […], han: …}"
    ),
    Key("ket_qua", "kết quả nhiệm vụ", "", "danh sách {nhiem_vu, trang_thai, ngay, can_cu}"),
)
_SUBKEYS: Final[Mapping[str, frozenset[str]]] = {
    "nguoi_ky": frozenset(("ho_ten", "chuc_vu", "quyen_han")),
    "nguon": frozenset(("tep", "sha256")),
    "luoc_bo": frozenset(("dong", "noi_dung", "ly_do")),
    "nhiem_vu": frozenset(("tiep_noi", "han")),
    "ket_qua": frozenset(("nhiem_vu", "trang_thai", "ngay", "can_cu")),
}
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


@dataclass(slots=True)
class FieldReader:
    """Reads fields of one file's front matter and collects what is wrong with them."""

    path: str
    mapping: StringMapping
    problems: list[Problem] = field(default_factory=list)

    def report(self, key: str, rule: str, message: str) -> None:
        """Collect a problem at the line of `key`, a path such as `nguoi_ky.ho_ten`."""
        line = self.mapping.lines.get(key) or self.mapping.lines.get(key.split(".")[0], 1)
        self.problems.append(Problem(self.path, line, rule, message))

    def text(self, key: str, within: Mapping[str, StringTree] | None = None, path: str = "") -> str:
        """Return the string at `key`, of the inner mapping `within` that stands at `path`."""
        value = (self.mapping.values if within is None else within).get(key, "")
        if isinstance(value, str):
            return nfc(value).strip()
        self.report(
            path + key, "form", f"'{path}{key}' phải là chữ trên một dòng; hãy viết `{key}: …`"
        )
        return ""

    def day(
        self, key: str, within: Mapping[str, StringTree] | None = None, path: str = ""
    ) -> date | None:
        """Return the day at `key`, `None` where it is empty or no day; see `text`."""
        written = self.text(key, within, path)
        if not written:
            return None
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
                return date.fromisoformat(written)
        except ValueError:
            pass
        self.report(
            path + key,
            "date",
            f"'{key}' phải là một ngày có thật, dạng YYYY-MM-DD, đang là '{written}'; "
            "hãy sửa lại, ví dụ 2021-04-15",
        )
        return None

    def period(self, key: str) -> Period | None:
        """Return the period at `key`, `None` where it is empty or none."""
        written = self.text(key)
        period = Period.parse(written) if written else None
        if written and period is None:
            self.report(
                key,
                "period",
                f"'{key}' phải có dạng 2021-Q2, 2021-H1, 2021-03 hoặc 2021, đang là '{written}'; "
                "hãy sửa lại",
            )
        return period

    def mapping_at(self, key: str) -> Mapping[str, StringTree]:
        """Return the mapping at `key`, an empty one where there is none."""
        value = self.mapping.values.get(key, "")
        if value == "":
            return {}
        if isinstance(value, dict):
            if key != "nhiem_vu":
                self.known(value, key, f"{key}.")
            return value
        self.report(
            key,
            "form",
            f"'{key}' phải có dạng các dòng `khóa: giá trị`; hãy viết lại theo Hướng dẫn",
        )
        return {}

    def rows(self, key: str) -> Iterator[tuple[str, Mapping[str, StringTree]]]:
        """Yield the mappings in the list at `key`, each with its path (`ket_qua.0.`)."""
        value = self.mapping.values.get(key, "")
        if value == "":
            return
        if not isinstance(value, list):
            self.report(
                key,
                "form",
                f"'{key}' phải là danh sách; hãy viết mỗi mục một dòng, bắt đầu bằng '- '",
            )
            return
        for index, row in enumerate(value):
            path = f"{key}.{index}."
            if isinstance(row, dict):
                self.known(row, key, path)
                yield path, row
            else:
                self.report(
                    path[:-1],
                    "form",
                    f"mỗi mục của '{key}' phải có dạng `khóa: giá trị`; hãy viết lại",
                )

    def known(self, values: Mapping[str, StringTree], key: str, path: str) -> None:
        """Report the keys of `values`, which stand at `path`, that `key` does not have."""
        for name in values:
            if name not in _SUBKEYS[key]:
                allowed = ", ".join(sorted(_SUBKEYS[key]))
                self.report(
                    path + name,
                    "unknown-key",
                    f"'{name}' không phải là khóa của '{key}'; các khóa dùng được: {allowed}",
                )


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
