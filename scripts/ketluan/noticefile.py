"""The notice file: Markdown with front matter, one notice a file (DESIGN, section 3).

Reading gives a `Notice` and the problems met; nothing is guessed and nothing thrown away. Writing
gives the text that reads back as the same notice.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ketluan.model import (
    Dropped,
    Notice,
    Outcome,
    Period,
    Problem,
    Signer,
    Source,
    TaskDecision,
)  # fmt: skip
from ketluan.reading import read_blocks
from ketluan.strict_yaml import (
    StrictYamlError,
    StringMapping,
    StringTree,
    read_mapping,
    write_mapping,
)  # fmt: skip
from ketluan.vietnamese import nfc
from ketluan.vocabulary import type_names


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
OUTCOME_STATUSES: Final = ("hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung")
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TASK_ID: Final = re.compile(r"[a-z0-9-]+#[\w.]+")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


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
class _Reader:
    """Reads fields of one file's front matter and collects what is wrong with them."""

    path: str
    mapping: StringMapping
    problems: list[Problem] = field(default_factory=list)

    def report(self, key: str, rule: str, message: str) -> None:
        line = self.mapping.lines.get(key) or self.mapping.lines.get(key.split(".")[0], 1)
        self.problems.append(Problem(self.path, line, rule, message))

    def text(self, key: str, within: Mapping[str, StringTree] | None = None, path: str = "") -> str:
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
        value = self.mapping.values.get(key, "")
        if value == "":
            return {}
        if isinstance(value, dict):
            if key != "nhiem_vu":
                self.known(value, key, f"{key}.")
            return value
        self.report(key, "form", f"'{key}' phải có dạng các dòng `khóa: giá trị`; xem Hướng dẫn")
        return {}

    def rows(self, key: str) -> Iterator[tuple[str, Mapping[str, StringTree]]]:
        value = self.mapping.values.get(key, "")
        if value == "":
            return
        if not isinstance(value, list):
            self.report(key, "form", f"'{key}' phải là danh sách, mỗi dòng bắt đầu bằng '- '")
            return
        for index, row in enumerate(value):
            path = f"{key}.{index}."
            if isinstance(row, dict):
                self.known(row, key, path)
                yield path, row
            else:
                self.report(path[:-1], "form", f"mỗi mục của '{key}' phải có dạng `khóa: giá trị`")

    def known(self, values: Mapping[str, StringTree], key: str, path: str) -> None:
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


def read_notice(path: str, text: str) -> tuple[Notice, tuple[Problem, ...]]:
    """Return the notice in the file `path` (relative to the archive) and every problem met.

    The notice's tasks are left empty: they need the register of units (`reading.read_tasks`).
    """
    mapping, body, body_line, problems = split_front_matter(path, text)
    reader = _Reader(path, mapping, problems)
    if not problems:
        _check_keys(reader)
    body = nfc(body)
    meeting, issued = reader.day("ngay_hop"), reader.day("ngay_ban_hanh")
    day = meeting or issued
    signer = reader.mapping_at("nguoi_ky")
    blocks = read_blocks(body, body_line, day.year if day else None)
    notice = Notice(
        id=PurePosixPath(path).stem,
        path=path,
        body=body,
        body_line=body_line,
        type=_type(reader),
        number=reader.text("so_ky_hieu"),
        issued=issued,
        meeting_date=meeting,
        issuer=reader.text("co_quan"),
        subject=reader.text("trich_yeu"),
        reviewed_period=reader.period("ky_danh_gia"),
        directed_period=reader.period("ky_chi_dao"),
        signer=Signer(
            reader.text("ho_ten", signer, "nguoi_ky."),
            reader.text("chuc_vu", signer, "nguoi_ky."),
            reader.text("quyen_han", signer, "nguoi_ky."),
        ),
        recipients=tuple(
            block.text.rstrip(".;")
            for block in blocks
            if block.kind == "recipients" and block.label
        ),
        secrecy=reader.text("do_mat"),
        source=_source(reader),
        dropped=tuple(_dropped(reader)),
        decisions=dict(_decisions(reader)),
        outcomes=tuple(read_outcomes(reader)),
        blocks=blocks,
    )
    return notice, tuple(reader.problems)


def read_progress(path: str, text: str) -> tuple[tuple[Outcome, ...], tuple[Problem, ...]]:
    """Return the outcomes in a file of `notices/cap-nhat/` and every problem met."""
    mapping, _, _, problems = split_front_matter(path, text)
    reader = _Reader(path, mapping, problems)
    for key in mapping.values:
        if key != "ket_qua":
            reader.report(
                key, "unknown-key",
                f"'{key}' không dùng trong tệp cập nhật; tệp này chỉ có khóa 'ket_qua'",
            )  # fmt: skip
    outcomes = tuple(read_outcomes(reader))
    return outcomes, tuple(reader.problems)


def _check_keys(reader: _Reader) -> None:
    known = {key.name: key for key in KEYS}
    for name in reader.mapping.values:
        if name not in known:
            reader.report(
                name, "unknown-key",
                f"'{name}' không phải là khóa của phần đầu tệp; các khóa dùng được: {', '.join(known)}",
            )  # fmt: skip
    for key in KEYS:
        if key.required and not reader.text(key.name):
            reader.report(
                key.name, "missing",
                f"thiếu '{key.name}' ({key.meaning}); hãy thêm dòng `{key.name}: …`",
            )  # fmt: skip
    if not reader.text("ngay_hop") and not reader.text("ngay_ban_hanh"):
        reader.report(
            "ngay_hop", "missing",
            "phải có ít nhất một trong hai khóa 'ngay_hop', 'ngay_ban_hanh' để xếp thông báo theo ngày",
        )  # fmt: skip


def _type(reader: _Reader) -> str:
    written = reader.text("loai")
    if written and written not in type_names():
        reader.report(
            "loai", "type",
            f"'loai' phải là chữ viết tắt của loại văn bản, đang là '{written}'; ví dụ TB, KL, BB",
        )  # fmt: skip
    return written


def _source(reader: _Reader) -> Source | None:
    value = reader.mapping_at("nguon")
    path = reader.text("tep", value, "nguon.")
    digest = reader.text("sha256", value, "nguon.")
    if not path and not digest:
        return None
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or parts[0] != "goc" or ".." in parts or "\\" in path:
        reader.report(
            "nguon.tep", "source-path",
            f"'tep' phải nằm trong thư mục goc/, đang là '{path}'; ví dụ goc/2021/ten-tep.txt",
        )  # fmt: skip
        return None
    if not _SHA256.fullmatch(digest):
        reader.report(
            "nguon.sha256", "source-hash",
            "'sha256' phải là 64 chữ số thập lục phân viết thường; lấy bằng lệnh `sha256sum TỆP`",
        )  # fmt: skip
        return None
    return Source(path, digest)


def _dropped(reader: _Reader) -> Iterator[Dropped]:
    for path, row in reader.rows("luoc_bo"):
        line = reader.text("dong", row, path)
        if line.isdigit() and int(line) > 0:
            text = row.get("noi_dung", "")
            yield Dropped(
                int(line), text if isinstance(text, str) else "", reader.text("ly_do", row, path)
            )
        else:
            reader.report(
                path + "dong", "form", f"'dong' phải là số dòng trong bản gốc, đang là '{line}'"
            )


def _decisions(reader: _Reader) -> Iterator[tuple[str, TaskDecision]]:
    for number, value in reader.mapping_at("nhiem_vu").items():
        path = f"nhiem_vu.{number}"
        if not isinstance(value, dict):
            reader.report(path, "form", f"'{number}' phải có dạng {{tiep_noi: […], han: …}}")
            continue
        reader.known(value, "nhiem_vu", f"{path}.")
        continues = value.get("tiep_noi", "")
        ids = [continues] if isinstance(continues, str) else continues
        wrong = [i for i in ids if not isinstance(i, str) or (i and not _TASK_ID.fullmatch(i))]
        if wrong or isinstance(continues, dict):
            reader.report(
                f"{path}.tiep_noi", "task-id",
                "'tiep_noi' phải gồm các mã dạng 2020-12-29-giao-ban-quy-iv#II.1.4; hãy chép lại mã "
                "từ trang của nhiệm vụ",
            )  # fmt: skip
        yield (
            number,
            TaskDecision(
                continues=tuple(i for i in ids if isinstance(i, str) and i and i not in wrong),
                due=reader.day("han", value, f"{path}."),
            ),
        )


def read_outcomes(reader: _Reader) -> Iterator[Outcome]:
    """Yield the outcomes in `ket_qua`; a bad one is reported and left out."""
    for path, row in reader.rows("ket_qua"):
        task_id = reader.text("nhiem_vu", row, path)
        status = reader.text("trang_thai", row, path)
        day = reader.day("ngay", row, path)
        good = True
        if not _TASK_ID.fullmatch(task_id):
            good = False
            reader.report(
                path + "nhiem_vu", "task-id",
                f"'nhiem_vu' phải là mã dạng 2021-03-29-giao-ban-quy-i#II.1.6, đang là '{task_id}'",
            )  # fmt: skip
        if status not in OUTCOME_STATUSES:
            good = False
            reader.report(
                path + "trang_thai", "status",
                f"'trang_thai' phải là một trong: {', '.join(OUTCOME_STATUSES)}; đang là '{status}'",
            )  # fmt: skip
        if day is None and not row.get("ngay"):
            reader.report(path + "ngay", "missing", "kết quả phải có 'ngay' (ngày xác nhận)")
        if good and day is not None:
            yield Outcome(task_id, status, day, reader.text("can_cu", row, path))


def write_notice(metadata: Mapping[str, object], body: str) -> str:
    """Return the text of a notice file: `metadata` in the order of `KEYS`, then `body`."""
    ordered = {key.name: metadata[key.name] for key in KEYS if key.name in metadata}
    return f"---\n{write_mapping(ordered)}---\n\n{body.strip()}\n"
