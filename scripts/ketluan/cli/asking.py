"""Ask a person one question after the other about notices, and write each answer at once."""

import difflib
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from ketluan.archive import load_archive
from ketluan.archive.decisions_file import DecisionsFile, open_decisions
from ketluan.archive.reading import PROGRESS
from ketluan.cli.console import columns, say, say_styled
from ketluan.cli.keys import NextKey, next_keys
from ketluan.cli.word_marks import Piece, beside, marked, wrapped
from ketluan.model import Archive, Notice, Task
from ketluan.saving import ArchiveError
from ketluan.vietnamese import day_in_words

_WIDE: Final = 120  # columns from which both wordings stand side by side

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Questions(Generic[T]):
    """A kind of question: what is open in a notice, how it is shown, what an answer writes.

    `key` tells one question from others however often the archive is read. A yes may settle other
    questions of the notice that have one of its `subjects`; they are asked only where they are still
    open then. `confirm` and `reject` write a decision and say so; `choices` explains the keys.
    """

    open_of: Callable[[Archive, Notice], list[T]]
    key: Callable[[T], Hashable]
    subjects: Callable[[T], Collection[Hashable]]
    show: Callable[[Archive, T], None]
    confirm: Callable[[DecisionsFile, T], DecisionsFile]
    reject: Callable[[DecisionsFile, T], DecisionsFile]
    choices: str


class Wording(NamedTuple):
    """One of two wordings side by side: what it is, facts about it on one line, its text."""

    title: str
    facts: str
    text: str


def chosen_notices(archive: Archive, asked: str) -> tuple[Notice, ...]:
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


def tell_gaps(archive: Archive) -> None:
    """Say which files could not be read: of them, and of what continues them, nothing is asked."""
    read = {notice.path for notice in archive.notices}
    errors = [problem for problem in archive.problems if problem.level == "error"]
    refused = {one.path for one in errors if one.rule == "secret"}  # it was read, and is left out
    lost = {one.path for one in errors if one.rule == "file" or _is_notice(one.path)}
    lost -= read | refused
    if lost:
        say(
            f"Chưa đọc được {', '.join(sorted(lost))} nên có thể thiếu câu hỏi; xem `ketluan check`."
        )


def _is_notice(path: str) -> bool:
    return path.endswith(".md") and not path.startswith(f"{PROGRESS}/")


def ask_all(
    root: Path, archive: Archive, notices: Sequence[Notice], questions: Questions[T]
) -> None:
    """Ask every open question of `notices`, until all are asked or it is enough.

    An answer can settle other questions or bring new ones to light, so the archive is read again
    until nothing is new.
    """
    seen: set[Hashable] = set()
    ids = {notice.id for notice in notices}
    with next_keys() as next_key:
        while True:
            listed = [
                (notice, questions.open_of(archive, notice))
                for notice in archive.notices[::-1]
                if notice.id in ids
            ]
            fresh = [
                (notice, [one for one in found if questions.key(one) not in seen])
                for notice, found in listed
            ]
            fresh = [(notice, new) for notice, new in fresh if new]
            if not fresh:
                return
            total = sum(len(new) for _, new in fresh)
            done = 0
            for notice, new in fresh:
                round_ = _Round(root, archive, notice, next_key, seen, done, total)
                if not round_.ask(new, questions):
                    return
                done += len(new)
            archive = load_archive(root)


@dataclass(frozen=True, slots=True)
class _Round:
    """The questions of one notice; `done` of `total` stood before them, `seen` are keys asked so far."""

    root: Path
    archive: Archive
    notice: Notice
    next_key: NextKey
    seen: set[Hashable]
    done: int
    total: int

    def ask(self, asked: Sequence[T], questions: Questions[T]) -> bool:
        """Ask, and return whether the person wants to go on."""
        file: DecisionsFile = open_decisions(self.root, self.notice)
        settled: set[Hashable] = set()
        for index, one in enumerate(asked, start=self.done + 1):
            if not settled.isdisjoint(questions.subjects(one)):
                continue
            self.seen.add(questions.key(one))
            say(f"── {index}/{self.total} ── {self.notice.subject or self.notice.id}")
            questions.show(self.archive, one)
            answer = _answer(self.next_key, questions.choices)
            if answer == "q":
                return False
            if answer == "c":
                file = questions.confirm(file, one)
                settled.update(questions.subjects(one))
            elif answer == "k":
                file = questions.reject(file, one)
            else:
                say("Để sau.\n")
        return True


def _answer(next_key: NextKey, choices: str) -> str:
    """Return c, k, s or q; where input ends, q."""
    say(choices)
    while True:
        key = next_key().lower()
        if key in ("", "\x04"):  # the end of input, or Ctrl+D
            return "q"
        if key in "cksq":
            return key
        if key.isprintable():
            say(f"Không hiểu phím này. {choices}")


def say_beside(before: Wording, after: Wording) -> None:
    """Show two wordings with what differs marked, side by side where there is room."""
    width = columns()
    old, new = marked(before.text, after.text)
    if width >= _WIDE:
        half = (width - 3) // 2
        left = [*wrapped(_head(before), half), *wrapped(old, half)]
        right = [*wrapped(_head(after), half), *wrapped(new, half)]
        for line in beside(left, right, half):
            say_styled(line)
        return
    for wording, words in ((before, old), (after, new)):
        say(f"{wording.title}  {wording.facts}")
        for line in wrapped(words, width - 2):
            say_styled((Piece("  "), *line))


def _head(wording: Wording) -> tuple[Piece, ...]:
    return tuple(Piece(word) for word in f"{wording.title}  {wording.facts}".split())


def task_facts(archive: Archive, task: Task) -> str:
    """Return id, units and limit of a task on one line."""
    names = {unit.id: unit.name for unit in (*archive.units, *archive.groups)}
    units = ", ".join(dict.fromkeys(names.get(u.unit_id, u.name) for u in task.lead_units))
    due = f"hạn {day_in_words(task.due)}" if task.due else "không có hạn"
    if task.due_from == "period":
        due += " (theo kỳ)"
    return " · ".join(part for part in (task.id, units or "không rõ đơn vị", due) if part)
