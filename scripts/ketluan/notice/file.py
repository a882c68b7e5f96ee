"""The notice file: Markdown with front matter, one notice a file (DESIGN, section 3).

Reading gives a `Notice` and the problems met; nothing is guessed and nothing thrown away. Writing
gives the text that reads back as the same notice.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from ketluan.model import Dropped, Notice, Outcome, Problem, Signer, Source, TaskDecision
from ketluan.notice.body import read_blocks
from ketluan.notice.front_matter import KEYS, FieldReader, split_front_matter
from ketluan.strict_yaml import write_mapping
from ketluan.vietnamese import nfc
from ketluan.vocabulary import type_names

OUTCOME_STATUSES: Final = ("hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung")
_TASK_ID: Final = re.compile(r"[a-z0-9-]+#[\w.]+")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def read_notice(path: str, text: str) -> tuple[Notice, tuple[Problem, ...]]:
    """Return the notice in the file `path` (relative to the archive) and every problem met.

    The notice's tasks are left empty: they need the register of units (`reading.read_tasks`).
    """
    mapping, body, body_line, problems = split_front_matter(path, text)
    reader = FieldReader(path, mapping, problems)
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
        key_lines=mapping.lines,
        complete=bool(mapping.values),
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
        secrecy=_secrecy(reader),
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
    reader = FieldReader(path, mapping, problems)
    for key in mapping.values:
        if key != "ket_qua":
            reader.report(
                key, "unknown-key",
                f"'{key}' không dùng trong tệp cập nhật; tệp này chỉ có khóa 'ket_qua'",
            )  # fmt: skip
    outcomes = tuple(read_outcomes(reader))
    return outcomes, tuple(reader.problems)


def _check_keys(reader: FieldReader) -> None:
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


def _type(reader: FieldReader) -> str:
    written = reader.text("loai")
    if written and written not in type_names():
        reader.report(
            "loai", "type",
            f"'loai' phải là chữ viết tắt của loại văn bản, đang là '{written}'; ví dụ TB, KL, BB",
        )  # fmt: skip
    return written


def _secrecy(reader: FieldReader) -> str:
    """Return the mark of secrecy; whatever stands there counts as one, in whatever form."""
    value = reader.mapping.values.get("do_mat", "")
    return value.strip() if isinstance(value, str) else repr(value)


def _source(reader: FieldReader) -> Source | None:
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


def _dropped(reader: FieldReader) -> Iterator[Dropped]:
    for path, row in reader.rows("luoc_bo"):
        line = reader.text("dong", row, path)
        if line.isdigit() and int(line) > 0:
            text = row.get("noi_dung", "")
            yield Dropped(
                int(line), text if isinstance(text, str) else "", reader.text("ly_do", row, path)
            )
        else:
            reader.report(
                path + "dong",
                "form",
                f"'dong' phải là số dòng trong bản gốc, đang là '{line}'; hãy sửa lại, ví dụ 12",
            )


def _decisions(reader: FieldReader) -> Iterator[tuple[str, TaskDecision]]:
    for number, value in reader.mapping_at("nhiem_vu").items():
        path = f"nhiem_vu.{number}"
        if not isinstance(value, dict):
            reader.report(
                path, "form", f"'{number}' phải có dạng {{tiep_noi: […], han: …}}; hãy sửa lại"
            )
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


def read_outcomes(reader: FieldReader) -> Iterator[Outcome]:
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
                f"'nhiem_vu' phải là mã dạng 2021-03-29-giao-ban-quy-i#II.1.6, đang là '{task_id}'; "
                "hãy chép lại mã từ trang của nhiệm vụ",
            )  # fmt: skip
        if status not in OUTCOME_STATUSES:
            good = False
            reader.report(
                path + "trang_thai", "status",
                f"'trang_thai' phải là một trong: {', '.join(OUTCOME_STATUSES)}; "
                f"đang là '{status}', hãy sửa lại",
            )  # fmt: skip
        if day is None and not row.get("ngay"):
            reader.report(
                path + "ngay", "missing", "kết quả phải có ngày xác nhận; hãy thêm 'ngay'"
            )
        if good and day is not None:
            line = reader.mapping.lines[path[:-1]]
            yield Outcome(task_id, status, day, reader.text("can_cu", row, path), line)


def write_notice(metadata: Mapping[str, object], body: str) -> str:
    """Return the text of a notice file: `metadata` in the order of `KEYS`, then `body`."""
    ordered = {key.name: metadata[key.name] for key in KEYS if key.name in metadata}
    return f"---\n{write_mapping(ordered)}---\n\n{body.strip()}\n"
