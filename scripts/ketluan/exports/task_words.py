"""A task in the words of a calendar or a feed: a line, a paragraph of facts, a lasting identity.

Identities name no host, because an archive may move; the issuing body stands in them, so that the
notices of two bodies of one day are told apart.
"""

from datetime import date
from typing import Final

from ketluan.addresses import task_anchor
from ketluan.as_of import notice_day
from ketluan.exports.rows import DUE_FROM, unit_list
from ketluan.exports.selecting import Selection
from ketluan.model import Outcome, Task
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words, slug

WHOLE_THREAD: Final = "toàn bộ quá trình"  # of what a task is a step
EPOCH: Final = date(1970, 1, 1)  # where a calendar or feed wants a day and there is none
_LINE: Final = 90  # characters of a task in a title; a calendar shows about half of it
_HEADLINE: Final = 240  # characters of a heading on a page: a task with its limit mostly has fewer


def task_path(task: Task, selection: Selection) -> str:
    """Return `<body>/<notice>/<anchor>`: the task's lasting identity, ASCII."""
    issuer = slug(selection.notices[task.notice_id].issuer) or "ketluan"
    return f"{issuer}/{task.notice_id}/{task_anchor(task.number)}"


def task_line(task: Task) -> str:
    """Return the beginning of the task's text on one line, cut between words."""
    return first_line(task.text)


def whole_line(task: Task) -> str:
    """Return the task's whole text on one line: what is cut off may be its limit."""
    text = task.text
    if text.isprintable() and "  " not in text and text == text.strip():  # as most are
        return text
    return " ".join(text.split())


def headline(task: Task) -> str:
    """Return the text on one line as the heading of a page of its own, without its last stop."""
    return first_line(task.text, _HEADLINE).rstrip(".;")


def first_line(text: str, most: int = _LINE) -> str:
    """Return the beginning of `text` on one line of about `most` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head, blank, word = line[: most + 1].rpartition(" ")
    return (_ending_in_word(head) if blank else word) + " …"


def _ending_in_word(text: str) -> str:
    """Return `text` without the marks at its end."""
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    return text[:end]


def outcome_words(outcome: Outcome | None) -> str:
    """Return the outcome in words, empty where there is none: `Đã hoàn thành ngày 04/5/2021 (…)`."""
    if outcome is None:
        return ""
    label = next((label for code, label in LABELS.items() if code == outcome.status), "")
    day = f" ngày {day_in_words(outcome.day)}" if outcome.day else ""
    evidence = f" ({outcome.evidence})" if outcome.evidence else ""
    return f"{label or outcome.status}{day}{evidence}"


def carried_on(task: Task, selection: Selection) -> date | None:
    """Return the day on which a later notice took the task up again, if one did by the day asked."""
    day = selection.continued.get(task.id)
    return day if day and (selection.day is None or day <= selection.day) else None


def task_facts(task: Task, selection: Selection) -> tuple[str, ...]:
    """Return units, limit, outcome, continuation and source of the task, one line each."""
    notice = selection.notices[task.notice_id]
    leads = unit_list(task.lead_units, selection)
    joined = unit_list(task.coordinating_units, selection)
    outcome = outcome_words(selection.outcome(task.id))
    again = carried_on(task, selection)
    due = f"{day_in_words(task.due)} ({DUE_FROM[task.due_from]})" if task.due else ""
    facts = (
        ("Chủ trì", "; ".join(leads)),
        ("Phối hợp", "; ".join(joined)),
        ("Hạn", due),
        ("Kết quả", outcome),
        ("Được tiếp nối", f"ở thông báo ngày {day_in_words(again)}" if again else ""),
        ("Thông báo", notice.subject or notice.number or notice.id),
        ("Mục", task.number),
    )
    return tuple(f"{name}: {words}" for name, words in facts if words)


def last_stated(task: Task, selection: Selection) -> date:
    """Return the last day on which something was said of the task: in a notice or of its outcome.

    That of an outcome is the day of the file that states it: it may have happened long before, or
    have a day to come by a slip of the pen.
    """
    notice = selection.notices[task.notice_id]
    outcomes = selection.outcomes.get(task.id, ())
    again = carried_on(task, selection)
    told = (one.day and (one.stated or one.day) for one in outcomes)
    days = (notice_day(notice), notice.issued, again, *told)
    return max((day for day in days if day), default=EPOCH)
