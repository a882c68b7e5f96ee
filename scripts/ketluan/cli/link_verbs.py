"""The verbs about threads: `link` asks a person what a task continues, `history` tells its life."""

import argparse
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ketluan.archive import ArchiveError, load_archive
from ketluan.archive.decisions_file import DecisionsFile, open_decisions
from ketluan.as_of import today
from ketluan.cli.console import columns, give_json, say, say_styled
from ketluan.cli.history_words import give_history, history_json
from ketluan.cli.keys import NextKey, next_keys
from ketluan.cli.verb import AddVerb, parse_day
from ketluan.cli.word_marks import Piece, beside, marked, wrapped
from ketluan.linking.choosing import AUTOMATIC, CLEAR
from ketluan.model import Archive, Link, Notice, Task
from ketluan.vietnamese import day_in_words

_WIDE: Final = 120  # columns from which both wordings stand side by side
_CHOICES: Final = "c: có, tiếp nối · k: không · s: để sau · q: thôi"
_BY: Final = {"automatic": "máy đã tự nối", "proposed": "máy đề xuất"}


def add_link(add: AddVerb) -> None:
    """Add the verbs `link` and `history` with their options."""
    command = add("link", link, "xác nhận nhiệm vụ nào tiếp nối nhiệm vụ nào của các kỳ trước")
    command.add_argument(
        "notice", metavar="THÔNG_BÁO", nargs="?", default="",
        help="mã hoặc tệp của thông báo; bỏ trống: mọi thông báo, mới nhất trước",
    )  # fmt: skip
    command.add_argument(
        "--accept-all-above", type=_score, metavar="ĐIỂM",
        help="không hỏi: xác nhận mọi mối nối có điểm từ mức này (0,8 hoặc 80%%) mà máy đã tự nối, "
        "hoặc đứng đầu và không có mối nào sát nút",
    )  # fmt: skip
    command.add_argument(
        "--json",
        action="store_true",
        help="không hỏi, in các mối nối dạng JSON cho chương trình khác",
    )
    command = add("history", history, "kể một nhiệm vụ qua các kỳ, từ lời văn đầu đến lời văn cuối")
    command.add_argument(
        "task", metavar="NHIỆM_VỤ", help="mã nhiệm vụ, ví dụ 2021-03-29-giao-ban-quy-i#II.1.6"
    )
    command.add_argument(
        "--as-of", type=parse_day, metavar="NGÀY",
        help="trạng thái đến hết ngày này, viết 30/9/2021 hoặc 2021-09-30; bỏ trống: hôm nay",
    )  # fmt: skip
    command.add_argument(
        "--json", action="store_true", help="in kết quả dạng JSON cho chương trình khác"
    )


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
    archive = load_archive(options.archive)
    notices = _chosen(archive, options.notice)
    if options.accept_all_above is not None:
        _accept(options.archive, archive, notices, options.accept_all_above)
    elif not options.json:
        _ask_all(options.archive, archive, notices)
    if options.accept_all_above is not None or not options.json:
        archive = load_archive(options.archive)
        notices = _chosen(archive, options.notice)
    left = len(_open_links(archive, notices))
    if options.json:
        give_json([_link_json(one) for one in _links_of(archive, notices)])
    elif left:
        say(f"Còn {left} mối nối chưa có người quyết định; chạy lại `ketluan link` để làm tiếp.")
    else:
        say("Mọi mối nối đã có người quyết định.")
    return 1 if left else 0


def _chosen(archive: Archive, asked: str) -> tuple[Notice, ...]:
    """Return the notices to go through, the newest first. Raises `ArchiveError` for an unknown one."""
    if not asked:
        return archive.notices[::-1]
    name = Path(asked).name.removesuffix(".md")
    found = tuple(notice for notice in archive.notices if notice.id == name)
    if found:
        return found
    near = difflib.get_close_matches(name, [notice.id for notice in archive.notices], n=3)
    cure = f"có phải {' hoặc '.join(near)}?" if near else "mã là tên tệp trong notices/, bỏ .md"
    raise ArchiveError(
        f"không có thông báo '{asked}', hoặc tệp ấy chưa đọc được (xem `ketluan check`); {cure}"
    )


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
    """Confirm what has at least the score `least` and no near rival, and say how many."""
    count = unsure = 0
    for notice in notices:
        sure = [one for one in _sure(_links_of(archive, [notice])) if one.score >= least]
        if sure:
            numbers = {task.id: task.number for task in notice.tasks}
            open_decisions(root, notice).decide(
                (numbers[one.task], "tiep_noi", one.continues) for one in sure
            )
            count += len(sure)
            unsure += len([one for one in sure if one.status == "proposed"])
    note = f"; trong đó {unsure} mối nối máy chỉ đề xuất, hãy xem lại" if unsure else ""
    say(f"Đã xác nhận {count} mối nối{note}.")


def _sure(links: list[Link]) -> list[Link]:
    """Return the automatic ones of the links of one notice, and proposals without a near rival.

    A rival is another link of the same task, or another task that would continue the same one.
    """
    by_task: dict[str, list[Link]] = {}
    for one in links:
        if one.status != "rejected":
            by_task.setdefault(one.task, []).append(one)
    firsts = [own[0] for own in by_task.values() if own[0].status == "proposed"]
    clear = [
        first
        for first in firsts
        if not any(
            other is not first
            and (other.task == first.task or other.continues == first.continues)
            and 1 - first.score > CLEAR * (1 - other.score)
            for other in links
            if other.status != "rejected"
        )
    ]
    return [one for one in links if one.status == "automatic" or one in clear]


def _ask_all(root: Path, archive: Archive, notices: tuple[Notice, ...]) -> None:
    """Ask about each open link and write each decision at once, until all are seen or it is enough.

    A no can bring a next best proposal to light, so the archive is read again until nothing is new.
    """
    seen: set[tuple[str, str]] = set()
    ids = [notice.id for notice in notices]
    with next_keys() as next_key:
        while True:
            chosen = [notice for notice in archive.notices[::-1] if notice.id in ids]
            fresh = {
                (one.task, one.continues)
                for one in _open_links(archive, chosen)
                if (one.task, one.continues) not in seen
            }
            if not fresh:
                return
            total = len(fresh)
            done = 0
            for notice in chosen:
                asked = [
                    one
                    for one in _open_links(archive, [notice])
                    if (one.task, one.continues) in fresh
                ]
                if asked and not _ask(root, archive, notice, asked, next_key, (done, total)):
                    return
                done += len(asked)
            seen |= fresh
            archive = load_archive(root)


def _ask(
    root: Path,
    archive: Archive,
    notice: Notice,
    links: list[Link],
    next_key: NextKey,
    counted: tuple[int, int],
) -> bool:
    """Ask about the open links of one notice; return whether the person wants to go on."""
    tasks = {task.id: task for task in reversed(archive.tasks)}
    file: DecisionsFile = open_decisions(root, notice)
    confirmed: set[str] = set()
    for index, one in enumerate(links, start=counted[0] + 1):
        if one.task in confirmed and one.score < AUTOMATIC:
            continue  # settled: only what is very near may be a second part of a merger
        later, earlier = tasks[one.task], tasks[one.continues]
        say(f"── {index}/{counted[1]} ── {notice.subject or notice.id}")
        _show(archive, later, earlier, one)
        answer = _answer(next_key)
        if answer == "q":
            return False
        if answer == "c":
            file = file.decide([(later.number, "tiep_noi", earlier.id)])
            confirmed.add(later.id)
            say(f"Đã ghi: {later.id} tiếp nối {earlier.id}.\n")
        elif answer == "k":
            file = file.decide([(later.number, "khong_tiep_noi", earlier.id)])
            say(f"Đã ghi: {later.id} không tiếp nối {earlier.id}.\n")
        else:
            say("Để sau.\n")
    return True


def _answer(next_key: NextKey) -> str:
    """Return c, k, s or q; where input ends, q."""
    say(_CHOICES)
    while True:
        key = next_key().lower()
        if key in ("", "\x04"):  # the end of input, or Ctrl+D
            return "q"
        if key in "cksq":
            return key
        if key.isprintable():
            say(f"Không hiểu phím này. {_CHOICES}")


def _show(archive: Archive, later: Task, earlier: Task, one: Link) -> None:
    """Show both tasks with what differs marked, and why they may be one."""
    say(f"{_BY[one.status]}, {round(one.score * 100)} %: {'; '.join(one.reasons)}")
    width = columns()
    old, new = marked(earlier.text, later.text)
    before, after = _facts(archive, earlier), _facts(archive, later)
    if width >= _WIDE:
        half = (width - 3) // 2
        left = [*wrapped(_plain(f"TRƯỚC  {before}"), half), *wrapped(old, half)]
        right = [*wrapped(_plain(f"SAU  {after}"), half), *wrapped(new, half)]
        for line in beside(left, right, half):
            say_styled(line)
        return
    for title, facts, words in (("TRƯỚC", before, old), ("SAU", after, new)):
        say(f"{title}  {facts}")
        for line in wrapped(words, width - 2):
            say_styled((Piece("  "), *line))


def _plain(text: str) -> tuple[Piece, ...]:
    return tuple(Piece(word) for word in text.split())


def _facts(archive: Archive, task: Task) -> str:
    """Return id, units and limit of a task on one line."""
    names = {unit.id: unit.name for unit in (*archive.units, *archive.groups)}
    units = ", ".join(dict.fromkeys(names.get(u.unit_id, u.name) for u in task.lead_units))
    due = f"hạn {day_in_words(task.due)}" if task.due else "không có hạn"
    if task.due_from == "period":
        due += " (theo kỳ)"
    return " · ".join(part for part in (task.id, units or "không rõ đơn vị", due) if part)


def history(options: argparse.Namespace) -> int:
    """Print the thread of a task; exit 2 where there is no such task."""
    archive = load_archive(options.archive)
    thread = next((one for one in archive.threads if options.task in one.steps), None)
    if thread is None:
        ids = [task.id for task in archive.tasks]
        near = difflib.get_close_matches(options.task, ids, n=3)
        cure = f"có phải {' hoặc '.join(near)}?" if near else "mã có ở trang của mỗi nhiệm vụ"
        say(f"ketluan history: không có nhiệm vụ '{options.task}'; {cure}")
        return 2
    as_of = options.as_of or today()
    if options.json:
        give_json(history_json(archive, thread, as_of))
    else:
        give_history(archive, thread, as_of, options.task)
    return 0
