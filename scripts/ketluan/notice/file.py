"""The notice file: Markdown with front matter, one notice a file (DESIGN, section 3).

Reading gives a `Notice` and the problems met; nothing is guessed and nothing thrown away. Writing
gives the text that reads back as the same notice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from ketluan.fields import Fields
from ketluan.model import (
    Block,
    Chair,
    Dropped,
    Notice,
    Outcome,
    Problem,
    Signer,
    Source,
    TaskDecision,
)
from ketluan.notice.body import RECIPIENTS, read_blocks
from ketluan.notice.front_matter import KEYS, split_front_matter
from ketluan.strict_yaml import write_mapping
from ketluan.vietnamese import day_in_words, nfc
from ketluan.vocabulary import type_names

OUTCOME_STATUSES: Final = ("hoan-thanh", "khong-thuc-hien", "thay-the", "rut", "tam-dung")
_TASK_ID: Final = re.compile(r"[a-z0-9-]+#[\w.]+")
_FILED: Final = re.compile(r"Lưu(?!\w)", re.IGNORECASE)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def read_notice(path: str, text: str) -> tuple[Notice, tuple[Problem, ...]]:
    """Return the notice in the file `path` (relative to the archive) and every problem met.

    The notice's tasks are left empty: they need the register of units (`body.read_tasks`).
    """
    mapping, body, body_line, problems = split_front_matter(path, text)
    fields = Fields.of(path, mapping, problems)
    if not problems:
        _check_keys(fields)
    body = nfc(body)
    meeting, issued = fields.day("ngay_hop"), fields.day("ngay_ban_hanh")
    day = meeting or issued
    blocks = read_blocks(body, body_line, day.year if day else None)
    number = fields.text("so_ky_hieu")
    blocks = tuple(_without_own_number(block, number) for block in blocks)
    notice = Notice(
        id=PurePosixPath(path).stem,
        path=path,
        body=body,
        body_line=body_line,
        key_lines=mapping.lines,
        complete=bool(mapping.values),
        type=_type(fields),
        number=number,
        issued=issued,
        meeting_date=meeting,
        place=fields.text("noi_ban_hanh"),
        urgency=fields.text("do_khan"),
        superior=fields.text("co_quan_cap_tren"),
        issuer=fields.text("co_quan"),
        subject=fields.text("trich_yeu"),
        reviewed_period=fields.period("ky_danh_gia"),
        directed_period=fields.period("ky_chi_dao"),
        chair=_chair(fields),
        attendees=fields.text("thanh_phan"),
        signer=_signer(fields),
        recipients=_recipients(blocks),
        secrecy=_secrecy(fields),
        source=_source(fields),
        dropped=tuple(sorted(_dropped(fields), key=_place)),
        decisions=dict(_decisions(fields)),
        outcomes=tuple(_outcomes(fields, meeting or issued or _day_of_name(path))),
        no_outcomes=_task_ids(fields, "khong_ket_qua"),
        blocks=blocks,
    )
    return notice, tuple(problems)


def read_progress(path: str, text: str) -> tuple[tuple[Outcome, ...], tuple[Problem, ...]]:
    """Return the outcomes in a file of `notices/cap-nhat/` and every problem met."""
    mapping, _, _, problems = split_front_matter(path, text)
    fields = Fields.of(path, mapping, problems)
    fields.only(("ket_qua",), "tệp cập nhật")
    outcomes = tuple(_outcomes(fields, _day_of_name(path)))
    return outcomes, tuple(problems)


def _without_own_number(block: Block, number: str) -> Block:
    """Return `block` without the notice's own number in its letterhead: it cites no document."""
    if block.kind != "title" or not number:
        return block
    return block._replace(citations=tuple(c for c in block.citations if c.number != number))


def _check_keys(fields: Fields) -> None:
    fields.only([key.name for key in KEYS], "phần đầu tệp")
    for key in KEYS:
        if key.required and not fields.text(key.name):
            message = f"thiếu '{key.name}' ({key.meaning}); hãy thêm dòng `{key.name}: …`"
            fields.report(key.name, "missing", message)
    if not fields.text("ngay_hop") and not fields.text("ngay_ban_hanh"):
        fields.report(
            "ngay_hop",
            "missing",
            "phải có ít nhất một trong hai khóa 'ngay_hop', 'ngay_ban_hanh'; hãy thêm một khóa để xếp "
            "thông báo theo ngày",
        )


def _type(fields: Fields) -> str:
    written = fields.text("loai")
    if written and written not in type_names():
        message = (
            f"'loai' phải là chữ viết tắt của loại văn bản, đang là '{written}'; ví dụ TB, KL, BB"
        )
        fields.report("loai", "type", message)
    return written


def _signer(fields: Fields) -> Signer:
    signer = fields.inner("nguoi_ky")
    signer.only(("ho_ten", "chuc_vu", "quyen_han"), "'nguoi_ky'")
    return Signer(signer.text("ho_ten"), signer.text("chuc_vu"), signer.text("quyen_han"))


def _chair(fields: Fields) -> Chair:
    chair = fields.inner("chu_tri")
    chair.only(("ho_ten", "chuc_vu"), "'chu_tri'")
    return Chair(chair.text("ho_ten"), chair.text("chuc_vu"))


def _recipients(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the recipients (nơi nhận), each as printed without the mark that ends it.

    A line without a dash goes on with the recipient before it; where no line has one, each is a
    recipient. Those that two columns have put behind the signature belong to the list as far as
    "Lưu: …", which ends it (Nghị định 30/2020/NĐ-CP, annex I, II.9).
    """
    listed = any(block.label for block in blocks if block.kind == "recipients")
    found: list[str] = []
    for text, labelled in _recipient_lines(blocks):
        filed = bool(found and _FILED.match(found[-1]))
        if filed and (labelled or not found[-1].endswith(",")):
            break
        if listed and not labelled and found and not found[-1].endswith((";", ".")):
            found[-1] = f"{found[-1]} {text}"
        elif labelled or not listed:
            found.append(text)
    return tuple(text.rstrip(".;, ") for text in found)


def _recipient_lines(blocks: Sequence[Block]) -> Iterator[tuple[str, bool]]:
    """Yield the lines of the list and whether they have a label, without its heading."""
    filed = (
        index
        for index, block in enumerate(blocks)
        if block.kind == "signature" and block.label and _FILED.match(block.text)
    )
    parted = next(filed, -1)
    for index, block in enumerate(blocks):
        if block.kind == "recipients":
            heading = RECIPIENTS.match(block.text)
            text = block.text[heading.end() :].lstrip(": ") if heading else block.text
            for part in text.split(";") if heading else [text]:
                if part.strip(" -–"):
                    yield part.strip(" -–"), bool(block.label) or part.lstrip()[:1] in "-–"
        elif block.kind == "signature" and index <= parted and _goes_on(block):
            yield block.text, bool(block.label)


def _goes_on(block: Block) -> bool:
    """Tell whether a block behind a signature belongs to the list before: "TH, KTTH, NN;"."""
    return bool(block.label) or block.text.endswith(";")


def _secrecy(fields: Fields) -> str:
    """Return the mark of secrecy; whatever stands there counts as one, in whatever form."""
    value = fields.values.get("do_mat", "")
    return value.strip() if isinstance(value, str) else repr(value)


def _source(fields: Fields) -> Source | None:
    if not fields.values.get("nguon", "-"):
        message = (
            "khóa 'nguon' để trống nên không có gì để đối chiếu nội dung; nếu có bản gốc, hãy chép vào "
            "notices/goc/ và ghi 'tep', 'sha256'"
        )
        line = fields.lines.get("nguon", 1)
        fields.problems.append(Problem(fields.path, line, "source-none", message, "warning"))
    source = fields.inner("nguon")
    source.only(("tep", "sha256"), "'nguon'")
    path, digest = source.original("tep"), source.text("sha256")
    if path and not _SHA256.fullmatch(digest):
        message = (
            "'sha256' phải là 64 chữ số thập lục phân viết thường; lấy bằng lệnh `sha256sum TỆP` "
            "(Windows: `certutil -hashfile TỆP SHA256`)"
        )
        source.report("sha256", "source-hash", message)
        return None
    return Source(path, digest) if path else None


def _dropped(fields: Fields) -> Iterator[Dropped]:
    for row in fields.rows("luoc_bo"):
        row.only(("dong", "noi_dung", "ly_do"), "'luoc_bo'")
        text, reason = row.values.get("noi_dung", ""), row.text("ly_do")
        for line in row.texts("dong") or ("",):
            if line.isascii() and line.isdigit() and int(line[:9]) > 0:
                yield Dropped(int(line[:9]), text if isinstance(text, str) else "", reason)
            else:
                message = (
                    "'dong' phải là số dòng trong bản gốc, hoặc danh sách các số dòng, đang là "
                    f"'{line}'; hãy sửa lại, ví dụ 12 hoặc [12, 15]"
                )
                row.report("dong", "form", message)


def _decisions(fields: Fields) -> Iterator[tuple[str, TaskDecision]]:
    decisions = fields.inner("nhiem_vu")
    for number in decisions.values:
        decision = decisions.inner(number)
        decision.only(("tiep_noi", "khong_tiep_noi", "han"), "'nhiem_vu'")
        yield (
            number,
            TaskDecision(
                continues=_task_ids(decision, "tiep_noi"),
                due=decision.day("han"),
                not_continues=_task_ids(decision, "khong_tiep_noi"),
            ),
        )


def _task_ids(decision: Fields, key: str) -> tuple[str, ...]:
    """Return the ids of tasks at `key`; what is none is reported and left out."""
    ids = decision.texts(key)
    wrong = [task_id for task_id in ids if not _TASK_ID.fullmatch(task_id)]
    if wrong:
        message = (
            f"'{key}' phải gồm các mã dạng 2020-12-29-giao-ban-quy-iv#II.1.4, đang có "
            f"'{wrong[0]}'; hãy chép lại mã từ trang của nhiệm vụ"
        )
        decision.report(key, "task-id", message)
    return tuple(task_id for task_id in ids if task_id not in wrong)


def _day_of_name(path: str) -> date | None:
    """Return the day with which the name of a file begins, `None` if it does with none."""
    try:
        return date.fromisoformat(PurePosixPath(path).name[:10])
    except ValueError:
        return None


def _outcomes(fields: Fields, stated: date | None) -> Iterator[Outcome]:
    """Yield the outcomes in `ket_qua` of a file of the day `stated`; a bad one is left out.

    One that lies after that day is reported and kept: it counts from its own day on.
    """
    for row in fields.rows("ket_qua"):
        row.only(("nhiem_vu", "trang_thai", "ngay", "can_cu"), "'ket_qua'")
        task_id, status, day = row.text("nhiem_vu"), row.text("trang_thai"), row.day("ngay")
        if not _TASK_ID.fullmatch(task_id):
            message = (
                "'nhiem_vu' phải là mã dạng 2021-03-29-giao-ban-quy-i#II.1.6, đang là "
                f"'{task_id}'; hãy chép lại mã từ trang của nhiệm vụ"
            )
            row.report("nhiem_vu", "task-id", message)
        if status not in OUTCOME_STATUSES:
            message = (
                f"'trang_thai' phải là một trong: {', '.join(OUTCOME_STATUSES)}; "
                f"đang là '{status}', hãy sửa lại"
            )
            row.report("trang_thai", "status", message)
        if not row.values.get("ngay"):
            row.report("ngay", "missing", "kết quả phải có ngày xác nhận; hãy thêm 'ngay'")
        if day and stated and day > stated:
            message = (
                f"'ngay' là {day_in_words(day)}, sau ngày {day_in_words(stated)} của tệp nêu kết quả; "
                "hãy sửa ngày, hoặc ghi kết quả vào tệp của ngày ấy trong notices/cap-nhat/"
            )
            row.report("ngay", "outcome-day", message)
        if _TASK_ID.fullmatch(task_id) and status in OUTCOME_STATUSES and day:
            yield Outcome(task_id, status, day, row.text("can_cu"), row.line(), stated)


def _place(piece: Dropped) -> tuple[int, int, str]:
    """Order pieces by line, in a line the longest first: so "*" is never cut out of "**"."""
    return piece.line, -len(piece.text), piece.text


def dropped_rows(dropped: Iterable[Dropped]) -> list[dict[str, object]]:
    """Return the rows of `luoc_bo` for the pieces `dropped`, in the order of their first lines.

    Pieces with the same text and reason share a row: `{dong: [13, 13, 14], noi_dung: "**", …}`.
    """
    lines: dict[tuple[str, str], list[str]] = {}
    for piece in sorted(dropped, key=_place):
        lines.setdefault((piece.text, piece.reason), []).append(str(piece.line))
    return [
        {"dong": numbers if len(numbers) > 1 else numbers[0], "noi_dung": text, "ly_do": reason}
        for (text, reason), numbers in lines.items()
    ]


def write_notice(metadata: Mapping[str, object], body: str) -> str:
    """Return the text of a notice file: `metadata` in the order of `KEYS`, then `body`."""
    ordered = {key.name: metadata[key.name] for key in KEYS if key.name in metadata}
    return f"---\n{write_mapping(ordered)}---\n\n{body.strip()}\n"
