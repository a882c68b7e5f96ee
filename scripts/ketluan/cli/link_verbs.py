"""The verbs about threads: `link` asks a person what a task continues, `history` tells its life."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ketluan.archive import load_archive
from ketluan.archive.decisions_file import DecisionsFile, open_decisions
from ketluan.as_of import known_on
from ketluan.cli.asked_tasks import unknown_task
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
from ketluan.cli.history_words import give_history, history_json
from ketluan.cli.mending import mend_notices
from ketluan.cli.outcome_verb import open_proposals
from ketluan.cli.verb import add_json, parse_day
from ketluan.clock import today
from ketluan.model import Archive, Link, Notice

_BY: Final = {"automatic": "máy đã tự nối", "proposed": "máy đề xuất"}


def link_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `link`."""
    command.add_argument(
        "notice", metavar="THÔNG_BÁO", nargs="?", default="",
        help="mã hoặc tệp của thông báo; bỏ trống: mọi thông báo, mới nhất trước",
    )  # fmt: skip
    command.add_argument(
        "--accept-all-above", type=_score, metavar="ĐIỂM",
        help="không hỏi: xác nhận mọi liên kết máy đã tự nối có điểm từ mức này (0,8 hoặc 80%%); liên "
        "kết máy chỉ đề xuất thì vẫn phải có người xem",
    )  # fmt: skip
    command.add_argument(
        "--json",
        action="store_true",
        help="không hỏi, in các liên kết dạng JSON cho chương trình khác",
    )


def history_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `history`."""
    command.add_argument(
        "task", metavar="NHIỆM_VỤ", help="mã nhiệm vụ, ví dụ 2021-03-29-giao-ban-quy-i#II.1.6"
    )
    command.add_argument(
        "--as-of", type=parse_day, metavar="NGÀY",
        help="theo những gì kho biết đến hết ngày này, viết 30/9/2021 hoặc 2021-09-30; bỏ trống: hôm nay",
    )  # fmt: skip
    add_json(command)


def _score(text: str) -> float:
    """Return the score written as `0.8`, `0,8` or `80%`, between 0 and 1."""
    number = text.strip().replace(",", ".")
    try:
        score = float(number[:-1]) / 100 if number.endswith("%") else float(number)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' không phải điểm; hãy viết như 0,8 hoặc 80%")
    return score


def link(options: argparse.Namespace) -> int:
    """Ask about links that no person has decided yet; exit 1 where some are left."""
    if not options.json:
        mend_notices(options.archive)
    archive = load_archive(options.archive)
    tell_gaps(archive)
    notices = chosen_notices(archive, options.notice)
    if options.accept_all_above is not None:
        _accept(options.archive, archive, notices, options.accept_all_above)
    elif not options.json:
        ask_all(options.archive, archive, notices, _QUESTIONS)
    if options.accept_all_above is not None or not options.json:
        archive = load_archive(options.archive)
        notices = chosen_notices(archive, options.notice)
    left = len(_open_links(archive, notices))
    if options.json:
        give_json([_link_json(one) for one in _links_of(archive, notices)])
        return 1 if left else 0
    if left:
        say(f"Còn {left} liên kết chưa có người quyết định; chạy lại `ketluan link` để làm tiếp.")
    else:
        say("Mọi liên kết đã có người quyết định.")
    outcomes = len(open_proposals(archive, notices))
    if outcomes:
        say(f"Còn {outcomes} kết quả máy đề xuất, chờ người xác nhận bằng `ketluan outcome`.")
    return 1 if left else 0


def _links_of(archive: Archive, notices: Iterable[Notice]) -> list[Link]:
    """Return the links of the tasks of `notices`, in this order, the best first for each task."""
    by_task: dict[str, list[Link]] = {}
    for one in archive.links:
        by_task.setdefault(one.task, []).append(one)
    ids = dict.fromkeys(task.id for notice in notices for task in notice.tasks)
    return [one for task_id in ids for one in by_task.get(task_id, ())]


def _open_links(archive: Archive, notices: Iterable[Notice]) -> list[Link]:
    return [one for one in _links_of(archive, notices) if one.status in _BY]


def _link_json(one: Link) -> dict[str, object]:
    return {
        "task": one.task,
        "continues": one.continues,
        "score": one.score,
        "reasons": list(one.reasons),
        "status": one.status,
    }


def _accept(root: Path, archive: Archive, notices: Iterable[Notice], least: float) -> None:
    """Confirm the automatic links that have at least the score `least`, and say how many."""
    count = 0
    for notice in notices:
        sure = [
            one
            for one in _open_links(archive, [notice])
            if one.status == "automatic" and one.score >= least
        ]
        if sure:
            open_decisions(root, notice).decide(
                (_number(one.task), "tiep_noi", one.continues) for one in sure
            )
            count += len(sure)
    say(f"Đã xác nhận {count} liên kết máy đã tự nối.")


def _number(task_id: str) -> str:
    return task_id.partition("#")[2]


def _show(archive: Archive, one: Link) -> None:
    """Show both tasks with what differs marked, and why they may be one."""
    tasks = {task.id: task for task in reversed(archive.tasks)}
    later, earlier = tasks[one.task], tasks[one.continues]
    say(f"{_BY[one.status]}, {round(one.score * 100)} %: {'; '.join(one.reasons)}")
    say_beside(
        Wording("TRƯỚC", task_facts(archive, earlier), earlier.text),
        Wording("SAU", task_facts(archive, later), later.text),
    )


def _confirm(file: DecisionsFile, one: Link) -> DecisionsFile:
    written = file.decide([(_number(one.task), "tiep_noi", one.continues)])
    say(f"Đã ghi: {one.task} tiếp nối {one.continues}.\n")
    return written


def _reject(file: DecisionsFile, one: Link) -> DecisionsFile:
    written = file.decide([(_number(one.task), "khong_tiep_noi", one.continues)])
    say(f"Đã ghi: {one.task} không tiếp nối {one.continues}.\n")
    return written


_QUESTIONS: Final = Questions(
    open_of=lambda archive, notice: _open_links(archive, [notice]),
    key=lambda one: (one.task, one.continues),
    subjects=lambda one: (one.task,),
    show=_show,
    confirm=_confirm,
    reject=_reject,
    choices="c: có, tiếp nối · k: không · s: để sau · q: thôi",
)


def history(options: argparse.Namespace) -> int:
    """Print the thread of a task; exit 2 where there is no such task, or none yet on the day asked."""
    archive = load_archive(options.archive)
    known = known_on(archive, options.as_of) if options.as_of else archive
    thread = next((one for one in known.threads if options.task in one.steps), None)
    if thread is None:
        say(f"ketluan history: {unknown_task(archive, options.task)}")
        return 2
    day = options.as_of or today()
    if options.json:
        give_json(history_json(known, thread, day))
    else:
        give_history(known, thread, day, options.task)
    return 0
