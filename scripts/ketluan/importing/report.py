"""What the command line tells of imports, as plain values for JSON.

The keys are English and stable (DESIGN, section 5).
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from ketluan.citations import document_citations
from ketluan.citations.plain import citation_json
from ketluan.importing.importer import Imported
from ketluan.model import Deadline, Notice, Task


def imported_json(imported: Imported) -> dict[str, Any]:
    """Return the object that `ketluan import --json` prints for one source (DESIGN, section 5)."""
    notice, draft = imported.notice, imported.draft
    return {
        "source": imported.source,
        "path": imported.path,
        "written": imported.written,
        "metadata": _metadata_json(notice) if notice else {},
        "known": _known_json(draft.known) if draft else {},
        "tasks": [task_json(task) for task in notice.tasks] if notice else [],
        "coverage": {
            "source_characters": draft.coverage.source_characters if draft else 0,
            "accounted": draft.coverage.accounted if draft else 0,
            "dropped": [
                {"line": piece.line, "text": piece.text, "reason": piece.reason}
                for piece in (draft.dropped if draft else ())
            ],
        },
        "doubtful": [
            {"page": word.page, "line": word.line, "text": word.text, "confidence": word.confidence}
            for word in imported.doubtful
        ],
        "notes": list(imported.notes),
        "problems": [asdict(problem) for problem in imported.problems],
    }


_JSON_NAMES: Final = {
    "loai": "type",
    "so_ky_hieu": "number",
    "ngay_ban_hanh": "issued",
    "ngay_hop": "meeting_date",
    "co_quan": "issuer",
    "trich_yeu": "title",
    "ky_danh_gia": "reviewed_period",
    "ky_chi_dao": "directed_period",
    "nguoi_ky": "signer",
    "noi_ban_hanh": "place",
    "do_khan": "urgency",
    "co_quan_cap_tren": "superior",
    "chu_tri": "chair",
    "thanh_phan": "attendees",
}


def _known_json(known: Mapping[str, str]) -> dict[str, str]:
    return {_JSON_NAMES[key]: how for key, how in known.items()}


def _metadata_json(notice: Notice) -> dict[str, Any]:
    return {
        "title": notice.subject,
        "type": notice.type,
        "number": notice.number,
        "issued": notice.issued.isoformat() if notice.issued else "",
        "meeting_date": notice.meeting_date.isoformat() if notice.meeting_date else "",
        "issuer": notice.issuer,
        "reviewed_period": notice.reviewed_period.id if notice.reviewed_period else "",
        "directed_period": notice.directed_period.id if notice.directed_period else "",
        "signer": {
            "name": notice.signer.name,
            "position": notice.signer.position,
            "authority": notice.signer.authority,
        },
        "recipients": list(notice.recipients),
        "superior": notice.superior,
        "place": notice.place,
        "urgency": notice.urgency,
        "chair": {"name": notice.chair.name, "position": notice.chair.position},
        "attendees": notice.attendees,
    }


def task_json(task: Task) -> dict[str, Any]:
    """Return one task as `import --json` gives it; spans point into its text."""
    return {
        "number": task.number,
        "headings": list(task.headings),
        "lead_units": [unit.name for unit in task.lead_units],
        "coordinating_units": [unit.name for unit in task.coordinating_units],
        "text": task.text,
        "citations": [citation_json(c) for c in document_citations(task.citations)],
        "standards": [citation_json(c) for c in task.citations if c.family == "standard"],
        "deadlines": [deadline_json(deadline) for deadline in task.deadlines],
        "lead_from": task.lead_from,
        "deadlines_above": [deadline_json(deadline) for deadline in task.deadlines_above],
        "period": task.period.id if task.period else "",
    }


def deadline_json(deadline: Deadline) -> dict[str, Any]:
    """Return one deadline: the phrase as printed and the days read from it."""
    return {
        "text": deadline.text,
        "start": deadline.start.isoformat() if deadline.start else None,
        "due": deadline.due.isoformat() if deadline.due else None,
        "kind": deadline.kind,
    }
