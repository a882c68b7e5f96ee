"""The archive as a folder: everything that `notices/` says, read into one value.

Reading never stops at a fault: everything that can be read is, and every problem is reported at
once. A document with a mark of secrecy is left out, and the problem that says so repeats nothing of
it. What was read, compared and linked before is taken from what is kept (`kept`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from ketluan import model
from ketluan.archive.checks import OutcomeFile, check_archive, check_register
from ketluan.archive.collecting import (
    cited_documents,
    document_links,
    periods_of,
)  # fmt: skip
from ketluan.archive.document_register import DOCUMENTS_FILE, DocumentRegister, read_documents
from ketluan.archive.files import file_text, notice_files, register_text, unusable
from ketluan.archive.holdings import named_originals
from ketluan.archive.linked import linking
from ketluan.archive.originals import compare_sources, original_sizes, orphan_originals
from ketluan.archive.reading import PROGRESS, ReadFile, forget, read_files, told_apart
from ketluan.archive.registers import ABBREVIATIONS_FILE, UNITS_FILE, read_abbreviations, read_units
from ketluan.kept import FILE, Kept
from ketluan.linking import KEPT_TYPES, threads_of
from ketluan.model import Archive, CitingSentence, Notice, Outcome, Problem
from ketluan.no_collector import no_collector
from ketluan.places import NOTICES
from ketluan.saving import ArchiveError
from ketluan.units import unit_names

_TYPES: Final = (
    date, ReadFile, *KEPT_TYPES,
    *(found for name in model.__all__ if isinstance(found := getattr(model, name), type)),
)  # fmt: skip


@dataclass(slots=True)
class _Loaded:
    secret_files: set[str] = field(default_factory=set)
    originals: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    citing: dict[str, tuple[CitingSentence, ...]] = field(default_factory=dict)
    progress: list[OutcomeFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_archive(
    root: Path,
    *,
    anew: bool = False,
    beside: Path | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Archive:
    """Return everything that the archive at `root` (the folder that holds `notices/`) says.

    What was read before and has not changed is taken from `.cache/` in the folder `beside`, by default
    in `root`, and kept there, unless all is read `anew`. What is to be done `meanwhile` is done while
    another process links what is new, if one does.
    Raises `ArchiveError` where there is no such folder; all else is in `Archive.problems`.
    """
    if not (root / NOTICES).is_dir():
        raise ArchiveError(f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive")
    with no_collector():
        return _load(root, Kept(None if anew else (beside or root) / FILE, _TYPES), meanwhile)


def _load(root: Path, kept: Kept, meanwhile: Callable[[], object]) -> Archive:
    loaded = _Loaded()
    problems = loaded.problems
    (units, groups), more = read_units(register_text(root, UNITS_FILE, problems))
    problems += more
    abbreviations, more = read_abbreviations(register_text(root, ABBREVIATIONS_FILE, problems))
    problems += more
    register, more = read_documents(register_text(root, DOCUMENTS_FILE, problems))
    problems += more
    loaded.originals |= {f"{NOTICES}/{row.file}" for row in register.rows.values() if row.file}
    names = unit_names((*units, *groups))
    problems += unusable(root)
    texts = _texts(root, problems)
    for path, file in read_files(texts, names, repr((units, groups)), kept).items():
        _take(path, texts[path], told_apart(file, register), loaded)
    _compare(root, loaded, kept)
    notices = sorted(loaded.notices, key=lambda notice: (notice.day or date.min, notice.id))
    register = _with_files(root, register, loaded)
    outcomes = [outcome for notice in notices for outcome in notice.outcomes]
    outcomes += [outcome for file in loaded.progress for outcome in file.outcomes]
    with linking(notices, (units, groups), names, outcomes, abbreviations, kept) as links_found:
        citing = (sentence for notice in notices for sentence in loaded.citing[notice.path])
        documents, standards = cited_documents(notices, citing, register, abbreviations)
        sizes = original_sizes(root)
        meanwhile()
        links, proposals = links_found()
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
        *problems,
        *check_archive(archive, loaded.progress),
        *check_register(archive, register),
        *orphan_originals(sizes, loaded.originals),
    )
    return replace(archive, problems=tuple(sorted(found, key=_problem_order)))


def _compare(root: Path, loaded: _Loaded, kept: Kept) -> None:
    """Compare the notices with their originals; of one whose original is secret nothing stays."""
    found = tuple(compare_sources(root, loaded.notices, kept))
    secret = {problem.path for problem in found if problem.rule == "secret"}
    gone = [notice for notice in loaded.notices if notice.path in secret]
    forget(kept, gone)
    loaded.secret_files |= {notice.source.path for notice in gone if notice.source}
    loaded.notices = [notice for notice in loaded.notices if notice.path not in secret]
    loaded.problems[:] = [problem for problem in loaded.problems if problem.path not in secret]
    loaded.problems += found


def _texts(root: Path, problems: list[Problem]) -> dict[str, str]:
    """Return the texts of the files that can be read, by path; what is wrong with others is told."""
    texts = ((path, file_text(root, path, problems)) for path in notice_files(root, problems))
    return {path: text for path, text in texts if text is not None}


def _take(path: str, text: str, file: ReadFile, loaded: _Loaded) -> None:
    """Take what the file `path` says into what is loaded."""
    if path.startswith(f"{PROGRESS}/"):
        loaded.progress.append(OutcomeFile(path, file.outcomes))
    notice = file.notice
    if notice:
        source = notice.source
        loaded.originals |= named_originals(text, source.path if source else "")
        if file.secret:
            loaded.problems.append(_secret(notice))
            loaded.secret_files |= {source.path} if source else set()
            return
    loaded.problems += file.problems
    if notice and notice.complete:  # else nobody can tell what its front matter would have said
        loaded.notices.append(notice)
        loaded.problems += file.checked
        loaded.citing[path] = file.citing


def _outcome_order(outcome: Outcome) -> tuple[date, str, str]:
    return (outcome.day or date.min, outcome.task_id, outcome.status)


def _problem_order(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.line, problem.rule, problem.message)


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


def _secret(notice: Notice) -> Problem:
    message = (
        "văn bản có dấu hoặc khóa độ mật nên không được đưa vào trang, chỉ mục hay dữ liệu; "
        "hãy chuyển tệp này và bản gốc của nó ra khỏi kho"
    )
    return Problem(notice.path, notice.key_lines.get("do_mat", 1), "secret", message)
