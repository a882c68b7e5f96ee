"""The archive as a folder: read `notices/`, all of it or what an import must know.

With `originals` and `saving` the only module that touches `notices/`. Reading never stops at a
fault: everything that can be read is, and every problem is reported at once. A document with a mark
of secrecy is left out, and the problem that says so repeats nothing of it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from ketluan.archive.checks import OutcomeFile, check_archive, check_register
from ketluan.archive.collecting import (
    cited_documents,
    document_links,
    periods_of,
    with_register,
)  # fmt: skip
from ketluan.archive.document_register import DOCUMENTS_FILE, DocumentRegister, read_documents
from ketluan.archive.originals import (
    NOTICES,
    compare_source,
    original_sizes,
    orphan_originals,
)  # fmt: skip
from ketluan.archive.registers import ABBREVIATIONS_FILE, UNITS_FILE, read_abbreviations, read_units
from ketluan.archive.saving import ArchiveError
from ketluan.archive.twins import Registration, registration
from ketluan.fields import Fields
from ketluan.linking import propose_all, threads_of
from ketluan.model import Archive, Notice, Outcome, Problem
from ketluan.no_collector import no_collector
from ketluan.notice import read_notice, read_progress, read_tasks
from ketluan.notice.front_matter import split_front_matter
from ketluan.os_errors import reason
from ketluan.secrecy import secrecy_mark
from ketluan.units import UnitNames, unit_names

PROGRESS: Final = "notices/cap-nhat"
MAX_NOTICE_BYTES: Final = 8 * 1024 * 1024
_ORIGINAL: Final = re.compile(r"goc/[^\s,{}'\"]+")  # where front matter cannot be read
_REGISTERS: Final = frozenset(("don-vi.yml", "viet-tat.yml", "van-ban.yml"))


@dataclass(slots=True)
class _Loaded:
    secret_files: set[str] = field(default_factory=set)
    originals: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    progress: list[OutcomeFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_archive(root: Path) -> Archive:
    """Return everything that the archive at `root` (the folder that holds `notices/`) says.

    Raises `ArchiveError` where there is no such folder; all else is in `Archive.problems`.
    """
    if not (root / NOTICES).is_dir():
        raise ArchiveError(f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive")
    with no_collector():
        return _load(root)


def _load(root: Path) -> Archive:
    loaded = _Loaded()
    (units, groups), problems = read_units(_register(root, UNITS_FILE, loaded))
    abbreviations, more = read_abbreviations(_register(root, ABBREVIATIONS_FILE, loaded))
    loaded.problems += [*problems, *more]
    register, more = read_documents(_register(root, DOCUMENTS_FILE, loaded))
    loaded.problems += more
    loaded.originals |= {f"{NOTICES}/{row.file}" for row in register.rows.values() if row.file}
    names = unit_names((*units, *groups))
    for path in _files(root, loaded):
        _load_file(root, path, names, register, loaded)
    notices = sorted(loaded.notices, key=lambda notice: (notice.day or date.min, notice.id))
    register = _with_files(root, register, loaded)
    documents, standards = cited_documents(notices, register, abbreviations)
    outcomes = [outcome for notice in notices for outcome in notice.outcomes]
    outcomes += [outcome for file in loaded.progress for outcome in file.outcomes]
    links, proposals = propose_all(notices, units, groups, outcomes, abbreviations)
    archive = Archive(
        notices=tuple(notices),
        units=units,
        groups=groups,
        documents=documents,
        standards=standards,
        document_links=document_links(notices, register),
        periods=periods_of(notices),
        outcomes=tuple(sorted(outcomes, key=_outcome_order)),
        links=links,
        threads=threads_of((task for notice in notices for task in notice.tasks), links),
        outcome_proposals=proposals,
        abbreviations=abbreviations,
    )
    found = (
        *loaded.problems,
        *check_archive(archive, loaded.progress),
        *check_register(archive, register),
        *orphan_originals(original_sizes(root), loaded.originals),
    )
    return replace(archive, problems=tuple(sorted(found, key=_problem_order)))


def _outcome_order(outcome: Outcome) -> tuple[date, str, str]:
    return (outcome.day or date.min, outcome.task_id, outcome.status)


def _problem_order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line, problem.rule, problem.message)


def _register(root: Path, path: str, loaded: _Loaded) -> str:
    """Return the text of a register; a missing one is empty, and that is no fault."""
    return (_text(root, path, loaded) or "") if (root / path).exists() else ""


def _with_files(root: Path, register: DocumentRegister, loaded: _Loaded) -> DocumentRegister:
    """Return `register` without the files that are not there or must not be shown."""
    rows = dict(register.rows)
    for key, row in register.rows.items():
        file = root / NOTICES / row.file
        if not row.file or (
            file.is_file() and not file.is_symlink() and row.file not in loaded.secret_files
        ):
            continue
        rows[key] = replace(row, file="")
        message = (
            f"mục '{key}': không dùng được tệp 'notices/{row.file}' (không có, không phải tệp thường, "
            "hoặc là bản gốc có độ mật); hãy chép đúng tệp vào đó hoặc xóa khóa 'tep'"
        )
        loaded.problems.append(Problem(DOCUMENTS_FILE, row.line, "document-file", message))
    return replace(register, rows=rows)


def _files(root: Path, loaded: _Loaded) -> Iterator[str]:
    """Yield the notice and progress files, relative to `root`, in order; report stray ones."""
    for path in sorted((root / NOTICES).rglob("*")):
        relative = path.relative_to(root).as_posix()
        inside = PurePosixPath(relative).relative_to(NOTICES)
        if path.is_dir() or inside.parts[0] == "goc" or path.name.startswith("."):
            continue
        if len(inside.parts) == 1 and path.name in _REGISTERS:
            continue
        if path.is_symlink() or path.suffix != ".md" or len(inside.parts) != 2:
            loaded.problems.append(
                Problem(
                    relative, 1, "stray-file",
                    "tệp này không thuộc kho; thông báo phải là notices/<năm>/<mã>.md, bản gốc nằm "
                    "trong notices/goc/; hãy chuyển hoặc xóa",
                )
            )  # fmt: skip
            continue
        yield relative


def _load_file(
    root: Path, path: str, names: UnitNames, register: DocumentRegister, loaded: _Loaded
) -> None:
    before = len(loaded.problems)
    text = _text(root, path, loaded)
    if text is None:
        return
    if path.startswith(f"{PROGRESS}/"):
        outcomes, problems = read_progress(path, text)
        loaded.progress.append(OutcomeFile(path, outcomes))
        loaded.problems += problems
        return
    notice, problems = read_notice(path, text)
    loaded.originals |= _named_originals(text, notice.source.path if notice.source else "")
    if notice.secrecy or secrecy_mark(notice.body.split("\n")):
        del loaded.problems[before:]  # nothing else is said of it
        loaded.problems.append(_secret(notice))
        if notice.source:
            loaded.secret_files.add(notice.source.path)
        return
    loaded.problems += problems
    if not notice.complete:  # nobody can tell what an unreadable front matter would have said
        return
    notice = replace(notice, blocks=with_register(notice.blocks, register))
    notice = replace(notice, tasks=read_tasks(notice, names))
    loaded.notices.append(notice)
    loaded.problems += compare_source(root, notice)


def _named_originals(text: str, original: str) -> set[str]:
    """Return what a notice file names below `goc/`: its `original`, else whatever looks like one."""
    named = [original] if original else _ORIGINAL.findall(text)
    return {f"{NOTICES}/{path}" for path in named}


def _secret(notice: Notice) -> Problem:
    message = (
        "văn bản có dấu hoặc khóa độ mật nên không được đưa vào trang, chỉ mục hay dữ liệu; "
        "hãy chuyển tệp này và bản gốc của nó ra khỏi kho"
    )
    return Problem(notice.path, notice.key_lines.get("do_mat", 1), "secret", message)


def _text(root: Path, path: str, loaded: _Loaded) -> str | None:
    r"""Return the file's text with `\n` line ends; an unreadable one is reported and `None`."""
    file = root / path
    try:
        if not file.is_file():
            message = "đây không phải là tệp thường; hãy xóa và chép lại tệp"
            loaded.problems.append(Problem(path, 1, "file", message))
            return None
        if file.stat().st_size > MAX_NOTICE_BYTES:
            message = f"tệp lớn hơn {MAX_NOTICE_BYTES // 2**20} MiB; hãy tách tệp"
            loaded.problems.append(Problem(path, 1, "file", message))
            return None
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"không mở được tệp ({reason(error)}); hãy kiểm tra quyền đọc"
        loaded.problems.append(Problem(path, 1, "file", message))
        return None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = "tệp không phải bảng mã UTF-8; hãy lưu lại bằng UTF-8"
        loaded.problems.append(Problem(path, line, "encoding", message))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        line = next(
            number
            for number, content in enumerate(text.split("\n"), start=1)
            if not unicodedata.is_normalized("NFC", content)
        )
        message = "chữ Việt ở dạng tổ hợp (NFD); hãy lưu lại ở dạng dựng sẵn (NFC)"
        loaded.problems.append(Problem(path, line, "nfc", message))
    return text


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A notice file as an import must know it; its tasks and citations are not read.

    `registration` is `None` where number or year is unknown; `original` is relative to the
    archive's folder, empty where the front matter names none. Of a secret one (`secret`) nothing
    may be told.
    """

    path: str
    body: str
    registration: Registration | None = None
    issued: date | None = None
    meeting_date: date | None = None
    original: str = ""
    sha256: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an archive holds, as an import must know it.

    `originals` are paths relative to the archive's folder with their size in bytes; `named` are
    those that a notice or the register of documents names.
    """

    names: UnitNames
    notices: tuple[HeldNotice, ...]
    originals: Mapping[str, int]
    named: frozenset[str]


def read_holdings(root: Path) -> Holdings:
    """Return what the archive at `root` holds; a folder without one holds nothing yet.

    Much cheaper than `load_archive`, and nothing is checked.
    """
    loaded = _Loaded()
    (units, groups), _ = read_units(_register(root, UNITS_FILE, loaded))
    register, _ = read_documents(_register(root, DOCUMENTS_FILE, loaded))
    texts = {path: _text(root, path, loaded) or "" for path in _files(root, loaded)}
    notices = tuple(
        held_notice(path, text)
        for path, text in texts.items()
        if not path.startswith(f"{PROGRESS}/")
    )
    named = {f"{NOTICES}/{row.file}" for row in register.rows.values() if row.file}
    for notice in notices:
        named |= _named_originals(texts[notice.path], notice.original.removeprefix(f"{NOTICES}/"))
    return Holdings(unit_names((*units, *groups)), notices, original_sizes(root), frozenset(named))


def held_notice(path: str, text: str) -> HeldNotice:
    """Return what an import must know of the notice file `path` with `text`."""
    mapping, body, _, problems = split_front_matter(path, text)
    fields = Fields.of(path, mapping, problems)
    source = fields.inner("nguon")
    original = source.original("tep")
    mark = fields.values.get("do_mat", "")
    issued, meeting = fields.day("ngay_ban_hanh"), fields.day("ngay_hop")
    return HeldNotice(
        path,
        body,
        registration(fields.text("so_ky_hieu"), fields.text("co_quan"), issued, meeting),
        issued,
        meeting,
        f"{NOTICES}/{original}" if original else "",
        source.text("sha256"),
        secret=bool(mark.strip() if isinstance(mark, str) else mark)
        or bool(secrecy_mark(body.split("\n"))),
    )
