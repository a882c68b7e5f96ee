"""Measure `linking` on one core: one new notice against many earlier tasks, and whole archives.

The notice tells of as many outcomes as it has tasks, before them.

    python benchmarks/linking.py

The archive is invented: every unit has subjects that go on for some quarters, reworded each time,
between standing formulas. The exit code is always 0: figures are to be read.
"""

import os
import random
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ketluan.linking import new_linker, propose_all
from ketluan.linking.outcomes import propose_outcomes
from ketluan.model import Block, Notice, Task, UnitMention
from ketluan.no_collector import no_collector
from ketluan.units import unit_names

EARLIER_TASKS: Final = 40_000
WHOLE: Final = (4_000, 8_000, 16_000)  # tasks of whole archives
TASKS: Final = 50  # of one notice
WANTED: Final = 5.0  # seconds for one notice, issue 5
LINEAR: Final = 1.5  # growth of the time per task that noise and longer posting lists explain

VERBS: Final = ("hoàn thành", "tham mưu", "khẩn trương trình", "tiếp tục", "đôn đốc", "rà soát")
ENDS: Final = (
    "đúng tiến độ",
    "theo quy định",
    "bảo đảm chất lượng",
    "báo cáo Giám đốc Sở",
    "trên địa bàn tỉnh",
)
FORMULA: Final = "thực hiện tốt các nội dung chỉ đạo thuộc chức năng của phòng"
SOUNDS: Final = (
    "b",
    "c",
    "d",
    "g",
    "h",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "ph",
    "qu",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
)
RHYMES: Final = (
    "an",
    "ao",
    "ân",
    "e",
    "ênh",
    "i",
    "ông",
    "ơn",
    "u",
    "uyên",
    "ương",
    "ay",
    "ăm",
    "oa",
)


def main() -> None:
    """Print both tables."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # of workers no time would be seen
    notices = archive(EARLIER_TASKS + TASKS)
    linker = new_linker((), (), (), {})
    begin = time.process_time()
    with no_collector():  # as an archive is loaded
        for notice in notices[:-1]:
            linker.take(notice, ())
    held = time.process_time() - begin
    begin = time.process_time()
    proposals = propose_outcomes(linker, telling(notices[-2], notices[-1]), unit_names(()))
    proposed = time.process_time() - begin
    begin = time.process_time()
    links = linker.take(notices[-1])
    taken = time.process_time() - begin
    verdict = "" if held + proposed + taken < WANTED else "  SLOW"
    _write(
        f"{EARLIER_TASKS:,} earlier tasks: read in {held:.2f} s; one notice of {TASKS} tasks linked in "
        f"{taken:.2f} s ({len(links)} links), its {TASKS} outcomes proposed in {proposed:.2f} s "
        f"({len(proposals)} proposals); wanted {WANTED} s altogether{verdict}"
    )
    figures = []
    for size in WHOLE:
        begin = time.process_time()
        found = len(propose_all(archive(size))[0])
        figures.append((time.process_time() - begin) / size)
        _write(
            f"whole archive of {size:>7,} tasks: {1000 * figures[-1]:.2f} ms a task, {found:,} links"
        )
    growth = figures[-1] / figures[0]
    _write(f"growth of the time per task: {growth:.2f}{'' if growth <= LINEAR else '  NOT LINEAR'}")


def telling(earlier: Notice, notice: Notice) -> Notice:
    """Return `notice` with a sentence that each task of `earlier` is done."""
    said = (f"Đã hoàn thành việc {task.text}" for task in earlier.tasks)
    blocks = (Block("paragraph", text, 10_000 + place, 1) for place, text in enumerate(said))
    return replace(notice, blocks=tuple(blocks))


def archive(size: int) -> tuple[Notice, ...]:
    """Return notices with `size` tasks altogether, the same for one size."""
    chance = random.Random(1)  # noqa: S311 - not for secrets
    lexicon = [a + b for a in SOUNDS for b in RHYMES]
    subjects = [_subject(chance, lexicon) for _ in range(TASKS)]
    notices = []
    for index in range(size // TASKS):
        day = date(1990, 1, 1) + timedelta(days=7 * index)
        name = f"{day}-mau"
        tasks = []
        for number in range(TASKS):
            if chance.random() < 0.25:  # a thread lives four notices on average
                subjects[number] = _subject(chance, lexicon)
            text = f"{chance.choice(VERBS)} {subjects[number]} {chance.choice(ENDS)}"
            if number % 8 == 0:
                text = FORMULA
            unit = UnitMention(f"Phòng {number % 8}", f"phong-{number % 8}")
            tasks.append(
                Task(
                    f"{name}#{number}", name, str(number), "", f"{text}.", 0, 1, lead_units=(unit,)
                )
            )
        notices.append(
            replace(Notice(name, f"{name}.md", ""), meeting_date=day, tasks=tuple(tasks))
        )
    return tuple(notices)


def _subject(chance: random.Random, lexicon: list[str]) -> str:
    """Return a phrase of some words, common ones more often, as words are in any language."""
    words = [
        lexicon[int(len(lexicon) * chance.random() ** 2)] for _ in range(chance.randint(6, 24))
    ]
    return " ".join(words)


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
