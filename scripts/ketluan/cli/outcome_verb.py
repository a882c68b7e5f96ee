"""The verb `outcome`: a person says which proposed outcomes of earlier tasks are right."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from ketluan.archive import load_archive
from ketluan.archive.decisions_file import DecisionsFile
from ketluan.as_of import notice_day
from ketluan.cli.asking import (
    Questions,
    Wording,
    ask_all,
    chosen_notices,
    say_beside,
    task_facts,
    tell_gaps,
)
from ketluan.cli.console import give_json, say
from ketluan.cli.mending import mend_notices
from ketluan.cli.verb import parse_day
from ketluan.model import Archive, Notice, Outcome, OutcomeProposal
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words

_LABELS: Final = {str(status): label for status, label in LABELS.items()}


def outcome_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `outcome`."""
    command.add_argument(
        "notice", metavar="THÔNG_BÁO", nargs="?", default="",
        help="mã hoặc tệp của thông báo; bỏ trống: mọi thông báo, mới nhất trước",
    )  # fmt: skip
    command.add_argument(
        "--ngay", dest="day", type=parse_day, metavar="NGÀY",
        help="ngày ghi cho các kết quả được xác nhận của một thông báo, viết 30/9/2021 hoặc 2021-09-30; "
        "bỏ trống: ngày họp",
    )  # fmt: skip
    command.add_argument(
        "--json",
        action="store_true",
        help="không hỏi, in các kết quả được đề xuất dạng JSON cho chương trình khác",
    )


def outcome(options: argparse.Namespace) -> int:
    """Ask about proposed outcomes; exit 1 where some are left, 2 where a day is for no one notice."""
    if options.day and not options.notice:
        say("ketluan outcome: --ngay cần nêu một thông báo; xem `ketluan outcome --help`")
        return 2
    if not options.json:
        mend_notices(options.archive)
    archive = load_archive(options.archive)
    tell_gaps(archive)
    notices = chosen_notices(archive, options.notice)
    told = notice_day(notices[0]) if options.day else None
    if options.day and told and options.day > told:
        say(
            f"ketluan outcome: --ngay {day_in_words(options.day)} sau ngày của thông báo "
            f"({day_in_words(told)}); thông báo không thể nêu kết quả có sau nó"
        )
        return 2
    if options.json:
        found = _dated(open_proposals(archive, notices), options.day)
        give_json([_json(one) for one in found])
        return 1 if found else 0
    ask_all(options.archive, archive, notices, _questions(options.day))
    archive = load_archive(options.archive)
    left = len(open_proposals(archive, chosen_notices(archive, options.notice)))
    if left:
        say(f"Còn {left} kết quả chưa có người xác nhận; chạy lại `ketluan outcome` để làm tiếp.")
    else:
        say("Không còn kết quả nào chờ xác nhận.")
    return 1 if left else 0


def open_proposals(archive: Archive, notices: Iterable[Notice]) -> list[OutcomeProposal]:
    """Return the outcomes that `notices` may state and nobody has confirmed, in this order."""
    by_notice: dict[str, list[OutcomeProposal]] = {}
    for one in archive.outcome_proposals:
        by_notice.setdefault(one.notice_id, []).append(one)
    ids = dict.fromkeys(notice.id for notice in notices)
    return [one for notice_id in ids for one in by_notice.get(notice_id, ())]


def _dated(found: Iterable[OutcomeProposal], day: date | None) -> list[OutcomeProposal]:
    return [replace(one, day=day) if day else one for one in found]


def _json(one: OutcomeProposal) -> dict[str, object]:
    return {
        "task": one.task_id,
        "status": one.status,
        "notice": one.notice_id,
        "line": one.line,
        "sentence": one.sentence,
        "day": one.day.isoformat() if one.day else None,
        "evidence": one.evidence,
        "score": one.score,
        "reasons": list(one.reasons),
    }


def _questions(day: date | None) -> Questions[OutcomeProposal]:
    """Return what is asked; what is confirmed gets the `day`, if there is one."""
    return Questions(
        open_of=lambda archive, notice: _dated(open_proposals(archive, [notice]), day),
        key=lambda one: (one.notice_id, one.task_id),
        subjects=lambda one: (one.line,),
        show=_show,
        confirm=_confirm,
        reject=_reject,
        choices="c: đúng, ghi kết quả · k: không phải · s: để sau · q: thôi",
    )


def _show(archive: Archive, one: OutcomeProposal) -> None:
    """Show the task beside the sentence with what differs marked, and what would be written."""
    task = next(task for task in archive.tasks if task.id == one.task_id)
    say(f"máy đề xuất, {round(one.score * 100)} %: {'; '.join(one.reasons)}")
    day = f"ngày {day_in_words(one.day)}" if one.day else "không rõ ngày"
    facts = f"{_LABELS[one.status]} ('{one.words}') · {day} · căn cứ: {one.evidence}"
    say_beside(
        Wording("NHIỆM VỤ", task_facts(archive, task), task.text),
        Wording("KẾT QUẢ", facts, one.sentence),
    )


def _confirm(file: DecisionsFile, one: OutcomeProposal) -> DecisionsFile:
    written = file.confirm(Outcome(one.task_id, one.status, one.day, one.evidence))
    say(f"Đã ghi: {one.task_id}, {_LABELS[one.status].lower()}.\n")
    return written


def _reject(file: DecisionsFile, one: OutcomeProposal) -> DecisionsFile:
    written = file.reject(one.task_id)
    say(f"Đã ghi: thông báo này không nêu kết quả của {one.task_id}.\n")
    return written
