"""What is wrong between the parts of an archive (pure): identities, references, names.

Faults inside one file are found while it is read; originals are compared by `archive`. Every rule
yields problems with file, line, cause and cure; none stops another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from ketluan.addresses import task_anchor
from ketluan.archive.document_register import DOCUMENTS_FILE, DocumentRegister
from ketluan.archive.twins import Registration, registration, same_document, twin_message
from ketluan.archive.writing import writing_problems
from ketluan.citations import find_numbers
from ketluan.linking import Fault, faults
from ketluan.model import Archive, CitingSentence, Notice, Outcome, Problem, is_notice_id

# Problems with which a page would show less or other than its source (an unknown key may be a mark
# of secrecy misspelt); with all others a build publishes and exits 1.
BLOCKING: Final = frozenset(
    (
        "body-empty", "coverage", "duplicate", "encoding", "file", "front-matter", "missing", "notice-id",
        "placeholder", "secrecy-key", "source-hash", "source-missing", "source-path",
        "task-number", "unknown-key", "yaml",
    )
)  # fmt: skip

# Problems that touch what the archive vouches for: originals, every character, what leads where.
INTEGRITY: Final = BLOCKING | {
    "document-file", "link-circle", "link-contradiction", "link-order", "orphan-original", "secret",
    "source-none", "source-unread", "stray-file", "task-unknown",
}  # fmt: skip

BLANK: Final = "[điền:"  # begins what a person must type over in a notice made by `ketluan new`


def blocking(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems with which nothing may be published."""
    return tuple(problem for problem in problems if problem.rule in BLOCKING)


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """The outcomes that one file states, with its path relative to the archive."""

    path: str
    outcomes: tuple[Outcome, ...]


def check_notice(notice: Notice) -> tuple[Problem, ...]:
    """Return every problem of `notice` that it shows without the others."""
    return tuple(problem for rule in _NOTICE_RULES for problem in rule(notice))


def check_archive(archive: Archive, progress: Sequence[OutcomeFile]) -> tuple[Problem, ...]:
    """Return every problem between the notices, registers and `progress` files of `archive`.

    What a notice shows by itself `check_notice` tells.
    """
    problems: list[Problem] = []
    problems += _twins(archive.notices)
    problems += _unknown_tasks(archive, progress)
    problems += (_bad_link(fault) for fault in faults(archive.notices))
    places = _Places(archive)
    problems += _look_alikes(archive, places)
    problems += _conflicts(archive, places)
    return tuple(problems)


def _identity(notice: Notice) -> Iterator[Problem]:
    if not is_notice_id(notice.id):
        yield Problem(
            notice.path, 1, "notice-id",
            f"tên tệp '{notice.id}' phải có dạng YYYY-MM-DD-ten-ngan, chữ thường không dấu; hãy đổi tên",
        )  # fmt: skip
        return
    if PurePosixPath(notice.path).parent.name != notice.id[:4]:
        yield Problem(
            notice.path, 1, "notice-folder",
            f"tệp phải nằm trong thư mục notices/{notice.id[:4]}/; hãy chuyển tệp",
        )  # fmt: skip
    days = [day.isoformat() for day in (notice.meeting_date, notice.issued) if day]
    unread = "ngay_hop" in notice.key_lines and notice.meeting_date is None
    if days and not unread and notice.id[:10] not in days:
        yield Problem(
            notice.path, notice.key_lines.get("ngay_hop", 1), "notice-date",
            f"ngày trong tên tệp là {notice.id[:10]}, phần đầu tệp ghi {' và '.join(days)}; "
            "hãy sửa cho khớp",
        )  # fmt: skip


def _number(notice: Notice) -> Iterator[Problem]:
    found = find_numbers(notice.number)
    if notice.number and (len(found) != 1 or found[0].number != notice.number):
        yield Problem(
            notice.path, notice.key_lines.get("so_ky_hieu", 1), "number",
            f"'so_ky_hieu' đang là '{notice.number}', không có dạng số/ký hiệu; hãy sửa, ví dụ "
            "300/TB-SKHCN",
        )  # fmt: skip


def _tasks(notice: Notice) -> Iterator[Problem]:
    if not notice.body.strip():
        yield Problem(
            notice.path, notice.body_line, "body-empty",
            "thông báo không có nội dung; hãy dán toàn văn vào dưới phần đầu tệp",
        )  # fmt: skip
    elif not notice.tasks:
        yield Problem(
            notice.path, notice.body_line, "no-tasks",
            "không thấy nhiệm vụ nào; mỗi nhiệm vụ phải là một đoạn có số thứ tự, ví dụ '(1) …'",
        )  # fmt: skip
    seen: dict[str, int] = {}
    for task in notice.tasks:
        first = seen.setdefault(task_anchor(task.number), task.line)
        if first != task.line:
            yield Problem(
                notice.path, task.line, "task-number",
                f"số nhiệm vụ '{task.number}' đã có ở dòng {first}; hãy sửa số thứ tự hoặc đề mục",
            )  # fmt: skip


def _blanks(notice: Notice) -> Iterator[Problem]:
    for block in notice.blocks:
        if BLANK in block.label + block.text:
            yield Problem(
                notice.path, block.line, "placeholder",
                "chỗ này còn là ô trống của mẫu ('[điền: …]'); hãy thay bằng chữ của bản gốc, hoặc xóa "
                "đoạn này",
            )  # fmt: skip


def _decisions(notice: Notice) -> Iterator[Problem]:
    numbers = {task.number for task in notice.tasks}
    for number in notice.decisions:
        if number not in numbers:
            yield Problem(
                notice.path, notice.key_lines.get(f"nhiem_vu.{number}", 1), "task-unknown",
                f"'nhiem_vu' nêu số '{number}', thông báo này không có nhiệm vụ đó; hãy sửa số",
            )  # fmt: skip


def _units(notice: Notice) -> Iterator[Problem]:
    reported: set[str] = set()
    for task in notice.tasks:
        for unit in task.lead_units:
            if not unit.unit_id and unit.name not in reported:
                reported.add(unit.name)
                yield Problem(
                    notice.path, task.line, "unit-unknown",
                    f"không có đơn vị '{unit.name}' trong notices/don-vi.yml; hãy thêm đơn vị, "
                    "hoặc thêm tên này vào 'ten_khac' của đơn vị đã có",
                )  # fmt: skip


def _source(notice: Notice) -> Iterator[Problem]:
    if notice.source is None and notice.complete and "nguon" not in notice.key_lines:
        yield Problem(
            notice.path, 1, "source-missing",
            "không ghi bản gốc; hãy chép bản gốc vào notices/goc/ và thêm khóa 'nguon'",
        )  # fmt: skip


_NOTICE_RULES: Final[tuple[Callable[[Notice], Iterator[Problem]], ...]] = (
    _identity, _number, _tasks, _blanks, _decisions, _units, _source, writing_problems,
)  # fmt: skip


def _twins(notices: Sequence[Notice]) -> Iterator[Problem]:
    """Yield notices that share an id, or are one document by their number (`twins`)."""
    by_id: dict[str, str] = {}
    by_number: dict[tuple[str, int], list[tuple[Registration, str]]] = {}
    for notice in notices:
        first = by_id.setdefault(notice.id, notice.path)
        if first != notice.path:
            yield Problem(
                notice.path, 1, "notice-id",
                f"trùng tên với {first}; mã thông báo không được trùng, hãy đổi tên tệp",
            )  # fmt: skip
        own = registration(notice.number, notice.issuer, notice.issued, notice.meeting_date)
        if own is None:
            continue
        earlier = by_number.setdefault((own.number, own.year), [])
        twin = next((row for row in earlier if same_document(own, row[0]) != "no"), None)
        earlier.append((own, notice.path))
        if twin is not None:
            yield Problem(
                notice.path, notice.key_lines.get("so_ky_hieu", 1), "duplicate",
                f"{twin_message(own, *twin)}; hãy xóa một, sửa 'so_ky_hieu' hoặc ghi đủ 'co_quan'",
            )  # fmt: skip


def _unknown_tasks(archive: Archive, progress: Sequence[OutcomeFile]) -> Iterator[Problem]:
    """Yield statements about tasks that no notice has."""
    known = {task.id for task in archive.tasks}
    for notice in archive.notices:
        for where, line, ids in _named_tasks(notice):
            for task_id in ids:
                if task_id not in known:
                    yield _unknown_task(notice.path, line, where, task_id)
    files = [OutcomeFile(notice.path, notice.outcomes) for notice in archive.notices]
    for file in (*files, *progress):
        for outcome in file.outcomes:
            if outcome.task_id not in known:
                yield _unknown_task(file.path, outcome.line, "'ket_qua'", outcome.task_id)


def _named_tasks(notice: Notice) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield the lists of tasks in front matter, each with its key and its line."""
    for number, decision in notice.decisions.items():
        named = {"tiep_noi": decision.continues, "khong_tiep_noi": decision.not_continues}
        for key, ids in named.items():
            line = notice.key_lines.get(f"nhiem_vu.{number}.{key}", 1)
            yield f"'{key}' của '{number}'", line, ids
    yield "'khong_ket_qua'", notice.key_lines.get("khong_ket_qua", 1), notice.no_outcomes


def _unknown_task(path: str, line: int, where: str, task_id: str) -> Problem:
    message = (
        f"{where} nêu '{task_id}', kho không có nhiệm vụ này; hãy chép lại mã từ trang nhiệm vụ"
    )
    return Problem(path, line, "task-unknown", message)


def _bad_link(fault: Fault) -> Problem:
    """Return what is wrong with a decision about what a task continues; the link is left out."""
    path = fault.notice.path
    line = fault.notice.key_lines.get(f"nhiem_vu.{fault.number}.{fault.key}", 1)
    said = f"'{fault.key}' của '{fault.number}' nêu '{fault.task_id}'"
    if fault.kind == "circle":
        is_itself = fault.task_id == f"{fault.notice.id}#{fault.number}"
        circle = (
            "nhiệm vụ tiếp nối chính nó" if is_itself else "các nhiệm vụ tiếp nối nhau thành vòng"
        )
        return Problem(
            path, line, "link-circle",
            f"{said} nên {circle}; liên kết này không được dùng, hãy xóa "
            "mã ấy",
        )  # fmt: skip
    if fault.kind == "order":
        return Problem(
            path, line, "link-order",
            f"{said}, nhiệm vụ này không thuộc thông báo trước đó; liên kết này không được dùng, hãy nêu "
            "nhiệm vụ của thông báo trước, hoặc ghi ở nhiệm vụ sau",
        )  # fmt: skip
    return Problem(
        path, line, "link-contradiction",
        f"{said} cả ở 'tiep_noi'; liên kết này không được dùng, hãy xóa mã ấy ở một trong hai khóa",
    )  # fmt: skip


def check_register(archive: Archive, register: DocumentRegister) -> Iterator[Problem]:
    """Yield rows that fit no document, and relations to documents that nobody knows."""
    known = {document.key for document in (*archive.documents, *archive.standards)}
    for row in register.rows.values():
        if row.key not in known:
            yield Problem(
                DOCUMENTS_FILE, row.line, "document-unused",
                f"mục '{row.key}' không khớp với văn bản nào được viện dẫn; hãy sửa mã theo địa chỉ "
                "trang của văn bản, hoặc ghi thêm 'so' và 'nam'",
            )  # fmt: skip
        for _, other in row.links:
            if other not in known:
                yield Problem(
                    DOCUMENTS_FILE, row.line, "relation",
                    f"quan hệ của '{row.key}' nêu mã '{other}' mà kho chưa biết; hãy sửa mã, hoặc khai "
                    "văn bản ấy thành một mục có 'so' và 'nam'",
                )  # fmt: skip


def _look_alikes(archive: Archive, places: "_Places") -> Iterator[Problem]:
    """Yield documents whose numbers are written in two ways (D for Đ, another case), as warnings."""
    for document in archive.documents:
        for citing in document.citing:
            number = citing.citation.number
            if number and number != document.number:
                path, line = places.of_sentence(citing)
                yield Problem(
                    path, line, "look-alike",
                    f"'{number}' viết gần giống '{document.number}' và được hiểu là cùng một văn bản; "
                    "hãy đối chiếu bản gốc",
                    "warning",
                )  # fmt: skip


def _conflicts(archive: Archive, places: "_Places") -> Iterator[Problem]:
    """Yield documents of which notices state two days or two issuers, and nobody settled it."""
    about = {"date": "ngày ban hành", "issuer": "cơ quan ban hành"}
    for document in archive.documents:
        for conflict in document.conflicts:
            path, line = places.of_sentence(document.citing[-1])
            stated = " và ".join(f"'{value}'" for value, _ in conflict.values)
            yield Problem(
                path, line, "document-conflict",
                f"văn bản {document.number} được ghi hai {about[conflict.about]}: {stated}; hãy đối "
                f"chiếu rồi ghi điều đúng vào mục '{document.key}' của notices/van-ban.yml",
            )  # fmt: skip


class _Places:
    """Where sentences stand: paths of notices, lines of tasks."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def of_sentence(self, citing: CitingSentence) -> tuple[str, int]:
        """Return path and line; most archives are never asked for any."""
        return self._paths[citing.notice_id], self._lines.get(citing.task_id, 1)

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        return {notice.id: notice.path for notice in self._archive.notices}

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        return {task.id: task.line for task in self._archive.tasks}
