"""How well outcomes are proposed on an archive whose truth is known; printed by `thread_report.py`.

What people have said of the tasks in question is hidden first, as it was before they said it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ketluan.linking import propose_all
from ketluan.model import Archive, OutcomeProposal

Statement = tuple[str, str, str]  # ids of notice and task, status


@dataclass(frozen=True, slots=True)
class OutcomeTruth:
    """Sentences by what they state, and sentences (notice, sentence) that state no outcome."""

    stated: Mapping[Statement, str]
    silent: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class JudgedOutcomes:
    """Proposals against the truth; `missed` are the statements that none of them tells."""

    right: tuple[OutcomeProposal, ...]
    wrong: tuple[OutcomeProposal, ...]
    missed: tuple[Statement, ...]


def read_outcome_truth(path: Path) -> OutcomeTruth:
    """Return the statements in the file `path` (its form is told in `sample_archive/README.md`)."""
    written: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return OutcomeTruth(
        {
            (row["notice"], row["task"], row["status"]): row["sentence"]
            for row in written.get("stated_outcomes", ())
        },
        frozenset((row["notice"], row["sentence"]) for row in written.get("no_outcomes", ())),
    )


def proposals_before(archive: Archive, truth: OutcomeTruth) -> tuple[OutcomeProposal, ...]:
    """Return what is proposed where nobody has said yet what became of the tasks of `truth`."""
    asked = {task for _, task, _ in truth.stated}
    known = tuple(one for one in archive.outcomes if one.task_id not in asked)
    notices = [
        replace(notice, outcomes=tuple(one for one in notice.outcomes if one.task_id not in asked))
        for notice in archive.notices
    ]
    units, groups = archive.units, archive.groups
    return propose_all(notices, units, groups, known, archive.abbreviations)[1]


def judge_outcomes(proposals: Iterable[OutcomeProposal], truth: OutcomeTruth) -> JudgedOutcomes:
    """Compare `proposals` with the `truth`."""
    by_verdict: dict[bool, list[OutcomeProposal]] = {True: [], False: []}
    for one in proposals:
        by_verdict[_statement(one) in truth.stated].append(one)
    found = {_statement(one) for one in by_verdict[True]}
    return JudgedOutcomes(
        tuple(by_verdict[True]),
        tuple(by_verdict[False]),
        tuple(one for one in truth.stated if one not in found),
    )


def _statement(one: OutcomeProposal) -> Statement:
    return one.notice_id, one.task_id, one.status


def outcome_report(
    judged: JudgedOutcomes, truth: OutcomeTruth, texts: Mapping[str, str]
) -> list[str]:
    """Return the lines of the report; `texts` are the wordings of all tasks by id."""
    right, wrong, stated = len(judged.right), len(judged.wrong), len(truth.stated)
    if not stated:
        return ["OUTCOMES: the truth states none"]
    spoken = sum((one.notice_id, one.sentence) in truth.silent for one in judged.wrong)
    silent = len(truth.silent)
    return [
        "OUTCOMES PROPOSED FROM SENTENCES",
        f"precision  {_share(right, right + wrong)}",
        f"recall     {_share(right, stated)}",
        f"sentences of no outcome passed over  {_share(silent - spoken, silent)}",
        f"WRONG PROPOSALS ({wrong})",
        *(line for one in judged.wrong for line in _wrong(one, texts)),
        f"OUTCOMES NOT FOUND ({len(judged.missed)})",
        *(line for one in judged.missed for line in _missed(one, truth, texts)),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}  ({part} of {whole})" if whole else "none"


def _wrong(one: OutcomeProposal, texts: Mapping[str, str]) -> list[str]:
    return [
        f"- {one.status} ('{one.words}'), {one.score:.2f} ({'; '.join(one.reasons)})",
        f"    {one.task_id}: {texts.get(one.task_id, '(no such task)')}",
        f"    {one.notice_id}, line {one.line}: {one.sentence}",
    ]


def _missed(statement: Statement, truth: OutcomeTruth, texts: Mapping[str, str]) -> list[str]:
    notice, task, status = statement
    return [
        f"- {status}",
        f"    {task}: {texts.get(task, '(no such task)')}",
        f"    {notice}: {truth.stated[statement]}",
    ]
