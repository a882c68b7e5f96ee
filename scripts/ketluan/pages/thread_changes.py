"""What changed between two steps of a thread, in a sentence: unit, deadline, documents, wording."""

from collections.abc import Iterator, Mapping
from typing import Literal

from ketluan.auditing import days_put_off
from ketluan.model import Document, Task, UnitMention
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import unit_link
from ketluan.pages.thread_diff import DiffPiece, counts
from ketluan.pages.wording import document_name
from ketluan.vietnamese import day_in_words


def changes_beside_words(earlier: Task, later: Task, known: Catalogue) -> tuple[str, ...]:
    """Return how `later` differs from `earlier` but for its wording, a clause for each difference."""
    clauses = (
        *_unit_clauses(earlier, later, known),
        _due_clause(earlier, later),
        *_document_clauses(earlier, later, known.documents),
    )
    return tuple(clause for clause in clauses if clause)


def change_sentence(beside: tuple[str, ...], pieces: tuple[DiffPiece, ...]) -> str:
    """Return one sentence of the clauses `beside` and of what `pieces`, the wording's diff, tell."""
    sentence = "; ".join((*beside, _wording_clause(pieces)))
    return f"{sentence[0].upper()}{sentence[1:]}."


def _unit_clauses(earlier: Task, later: Task, known: Catalogue) -> Iterator[str]:
    before, now = _names(earlier.lead_units, known), _names(later.lead_units, known)
    moved = lead_change(earlier, later, known)
    if not moved:
        yield "đơn vị chủ trì không thay đổi" if now else ""
    elif moved == "named":
        yield f"nay giao {', '.join(now)}" if now else "nay không nêu đơn vị chủ trì"
    else:
        word = ", là đơn vị kế tục" if moved == "heir" else ""
        yield f"chủ trì chuyển từ {', '.join(before)} sang {', '.join(now)}{word}"
    helped, helps = (
        _names(earlier.coordinating_units, known),
        _names(later.coordinating_units, known),
    )
    if added := [name for name in helps if name not in helped]:
        yield f"thêm {', '.join(added)} phối hợp"
    if gone := [name for name in helped if name not in (*helps, *now)]:
        yield f"không còn nêu {', '.join(gone)} phối hợp"


def lead_change(
    earlier: Task, later: Task, known: Catalogue
) -> Literal["", "named", "heir", "moved"]:
    """Return how the lead units changed: not, named only in one of the two, to heirs, to others."""
    before, now = _names(earlier.lead_units, known), _names(later.lead_units, known)
    if before == now:
        return ""
    if not before or not now:
        return "named"
    return "heir" if _is_heir(earlier, later, known) else "moved"


def _names(mentions: tuple[UnitMention, ...], known: Catalogue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit_link(one, known.units, known.groups).text for one in mentions))


def _is_heir(earlier: Task, later: Task, known: Catalogue) -> bool:
    """Tell whether all of the later leads came after the earlier ones, in one step or several."""
    heirs = {heir for one in earlier.lead_units for heir in known.lineage.after(one.unit_id)}
    return all(one.unit_id in heirs for one in later.lead_units)


def due_words(task: Task) -> str:
    """Return the last day in time, marked where it is the period's: `30/6/2021 (theo kỳ)`."""
    if task.due is None:
        return "không có hạn"
    return day_in_words(task.due) + (" (theo kỳ)" if task.due_from == "period" else "")


def moved_words(earlier: Task, later: Task) -> str:
    """Return how far a limit moved: `lùi 76 ngày`, `sớm hơn 3 ngày`; empty if it did not.

    A limit that was only the period's did not move: the period did.
    """
    put_off = days_put_off(earlier, later)
    if put_off:
        return f"lùi {put_off} ngày"
    if not (earlier.due and later.due) or earlier.due_from == "period":
        return ""
    sooner = (earlier.due - later.due).days
    return f"sớm hơn {sooner} ngày" if sooner else ""


def continued_tasks(task: Task, known: Catalogue) -> tuple[Task, ...]:
    """Return what `task` continues, each once."""
    ids = dict.fromkeys(link.continues for link in known.lives.earlier.get(task.id, ()))
    return tuple(known.tasks[one] for one in ids)


def slips_of(task: Task, known: Catalogue) -> tuple[int, ...]:
    """Return the days of each slip (lùi hạn) at the step `task`: one for each limit it puts off."""
    days = (days_put_off(one, task) for one in continued_tasks(task, known))
    return tuple(one for one in days if one)


def _due_clause(earlier: Task, later: Task) -> str:
    if earlier.due == later.due:
        return f"giữ hạn {due_words(later)}" if later.due else "vẫn không có hạn"
    if later.due is None:
        return f"không còn hạn (trước là {due_words(earlier)})"
    if earlier.due is None:
        return f"nay có hạn {due_words(later)}"
    moved = moved_words(earlier, later)
    return f"hạn {f'{moved},' if moved else 'đổi'} từ {due_words(earlier)} sang {due_words(later)}"


def _document_clauses(
    earlier: Task, later: Task, documents: Mapping[str, Document]
) -> Iterator[str]:
    before, now = cited_documents(earlier, documents), cited_documents(later, documents)
    if added := [name for key, name in now.items() if key not in before]:
        yield f"thêm {', '.join(added)}"
    if gone := [name for key, name in before.items() if key not in now]:
        yield f"không còn viện dẫn {', '.join(gone)}"


def cited_documents(task: Task, documents: Mapping[str, Document]) -> dict[str, str]:
    """Return the names of the documents that `task` cites, by key, in order of the text."""
    return {
        one.key: document_name(documents[one.key]) for one in task.citations if one.key in documents
    }


def _wording_clause(pieces: tuple[DiffPiece, ...]) -> str:
    added, dropped = counts(pieces)
    words = ", ".join(
        words
        for count, words in ((added, f"thêm {added} từ"), (dropped, f"bỏ {dropped} từ"))
        if count
    )
    if words:
        return f"lời văn {words}"
    return (
        "lời văn chỉ đổi dấu câu"
        if any(one.kind != "same" for one in pieces)
        else "lời văn giữ nguyên"
    )
