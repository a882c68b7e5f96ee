"""`ketluan export --format zip`: the dossier of a task or a document, to a file."""

import argparse
import difflib
from typing import Final

from ketluan.archive import blocking, load_archive
from ketluan.cli.asked_tasks import not_yet, unknown_task
from ketluan.cli.console import say
from ketluan.clock import today
from ketluan.dossier import Dossier, PackingError, make_dossier
from ketluan.exports.dossier_data import (
    FAULTS,
    FILE_KINDS,
    Subject,
    document_subject,
    documents_called,
    thread_subject,
)
from ketluan.model import Archive
from ketluan.saving import ArchiveError, save_written

DOSSIER: Final = "zip"
_SHOWN: Final = 6  # documents named where several have a number


def dossier_refusal(options: argparse.Namespace) -> str:
    """Return why these options do not go together with `--format zip`, empty where they do."""
    if bool(options.thread) == bool(options.document):
        cause = "chỉ nhận một trong hai" if options.thread else "cần biết hồ sơ của gì"
        return f"--format zip {cause}: --thread NHIỆM_VỤ hoặc --document VĂN_BẢN"
    others = {
        "--what": options.what != "tasks",
        "--unit": bool(options.unit),
        "--period": options.period is not None,
        "--site-url": bool(options.site_url),
    }
    unused = [name for name, given in others.items() if given]
    if unused:
        return f"hồ sơ không dùng {', '.join(unused)}; hãy bỏ đi"
    if options.out is None:
        return "--format zip không in ra được; hãy thêm --out TỆP.zip"
    return ""


def export_dossier(options: argparse.Namespace) -> int:
    """Write the dossier; exit 1 where a file is not in it or faults may have left something out."""
    archive = load_archive(options.archive)
    subject, refusal = _subject(archive, options)
    if subject is None:
        say(f"ketluan export: {refusal}")
        return 2
    dossier = make_dossier(options.archive, subject, archive.problems)
    sha256 = _write(dossier, options)
    say(f"Đã ghi {options.out}: {len(dossier.parts)} tệp, {_count(subject)}.")
    say(f"SHA-256 của tệp ZIP: {sha256}")
    for file in dossier.missing:
        owner = f" {file.owner}" if file.owner else ""
        path = f", '{file.path}'" if file.path else ""
        say(f"Thiếu trong hồ sơ: {FILE_KINDS[file.kind]}{owner}{path}: {FAULTS[file.fault]}.")
    faults = len(blocking(archive.problems))
    if faults:
        say(f"Lưu ý: kho còn {faults} lỗi nên hồ sơ có thể thiếu; hãy chạy `ketluan check`.")
    return 1 if faults or dossier.missing else 0


def _write(dossier: Dossier, options: argparse.Namespace) -> str:
    """Write the ZIP whole or not at all, and return its SHA-256."""
    sums: list[str] = []
    out = options.out
    try:
        save_written(
            out.parent, out.name, lambda file: sums.append(dossier.write(file)),
            overwrite=options.force,
        )  # fmt: skip
    except PackingError as error:
        raise ArchiveError(f"không lập được '{out}': {error}") from error
    return sums[0]


def _count(subject: Subject) -> str:
    tasks, notices = len(subject.selection.tasks), len(subject.notices)
    return f"{tasks} {'bước' if subject.thread else 'nhiệm vụ'}, {notices} thông báo"


def _subject(archive: Archive, options: argparse.Namespace) -> tuple[Subject | None, str]:
    """Return what the dossier is about, or why there is no such thing."""
    day = options.as_of or today()
    if options.thread:
        subject = thread_subject(archive, options.thread, day, options.as_of)
        return subject, "" if subject else unknown_task(archive, options.thread)
    found = documents_called(archive, options.document)
    if len(found) != 1:
        keys = ", ".join(one.key for one in found[:_SHOWN])
        more = f" và {len(found) - _SHOWN} văn bản khác" if len(found) > _SHOWN else ""
        return None, (
            f"'{options.document}' là số của nhiều văn bản; hãy nêu mã một văn bản: {keys}{more}"
            if found
            else _unknown_document(archive, options.document)
        )
    subject = document_subject(archive, found[0].key, day, options.as_of)
    return subject, "" if subject else not_yet(f"văn bản '{options.document}'")


def _unknown_document(archive: Archive, asked: str) -> str:
    known = {one.number or one.key: None for one in (*archive.documents, *archive.standards)}
    near = difflib.get_close_matches(asked, known, n=3)
    cure = f"có phải {' hoặc '.join(near)}?" if near else "mã là phần cuối địa chỉ trang văn bản"
    return f"không có văn bản '{asked}'; {cure}"
