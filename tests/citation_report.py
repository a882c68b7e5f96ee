"""Print how well citations are found: on the gold set, on real texts, and since the baseline.

python tests/citation_report.py            # figures, gains and losses; exit 1 below 0.99
python tests/citation_report.py --accept   # the same, and write the new baseline
python tests/citation_report.py --faults   # and each fault with its text (of the gold set)
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from citation_gold import (
    CASES,
    REAL,
    Count,
    RealScore,
    Score,
    gold_cases,
    judged,
    judged_on_real_texts,
    text_without_citations,
)
from ketluan.citations import document_citations, find_citations

BASELINE: Final = CASES / "baseline.json"
LEAST: Final = 0.99  # issue C: precision and recall of mentions, and exact identity
NEGATIVE_SIZE: Final = 1_000_000  # code points

Baseline = dict[str, dict[str, str]]


def main(arguments: list[str] | None = None) -> int:
    """Print the report and return 1 where a figure of the gold set is below `LEAST`."""
    parser = argparse.ArgumentParser(description="How well citations are found.")
    parser.add_argument("--accept", action="store_true", help="write the new baseline")
    parser.add_argument("--faults", action="store_true", help="print each fault with its text")
    options = parser.parse_args(arguments)
    score = judged(gold_cases())
    real = judged_on_real_texts() if REAL.is_file() else None
    lines = [*gold_lines(score), *negative_lines(), *real_lines(real)]
    before = _stored()
    now = baseline(score, real, before)
    lines += changes(before, now)
    if options.faults:
        lines += fault_lines(score)
    sys.stdout.write("\n".join(lines) + "\n")
    if options.accept:
        _store(now)
    return int(min(gold_figures(score).values()) < LEAST)


def gold_figures(score: Score) -> dict[str, float]:
    """Return the figures that must reach `LEAST`."""
    return {
        "precision of mentions": score.documents.precision,
        "recall of mentions": score.documents.recall,
        "exact identity": score.identity.recall,
    }


def gold_lines(score: Score) -> list[str]:
    """Return the table of the gold set."""
    lines = ["GOLD SET", _row("", Count(), head=True), _row("documents", score.documents)]
    lines += [_row("standards (apart)", score.standards), ""]
    lines += [f"exact identity  {_share(score.identity)}", "", "by family"]
    lines += [_row(name, count) for name, count in sorted(score.families.items())]
    lines += ["", "by damage or form"]
    lines += [_row(name, count) for name, count in sorted(score.tags.items())]
    lines += ["", "fields of the mentions found"]
    lines += [f"  {name:<22}{_share(count)}" for name, count in sorted(score.fields.items())]
    return lines


def negative_lines() -> list[str]:
    """Return the number of citations in text that has none."""
    text = text_without_citations(NEGATIVE_SIZE)
    false = [citation.text for citation in document_citations(find_citations(text))]
    return ["", f"NO CITATION in {len(text):,} characters: {len(false)} found {false[:10]}"]


def real_lines(real: RealScore | None) -> list[str]:
    """Return the table of the real texts: figures and ids only."""
    if real is None:
        return ["", f"REAL TEXTS: skipped, {REAL} is absent"]
    wrong = ", ".join(f"{row_id} ({count})" for row_id, count in real.wrong.items())
    return [
        "",
        "REAL TEXTS",
        _row("", Count(), head=True),
        _row("all", real.all),
        _row("without raw OCR", real.without_ocr),
        f"wrong: {wrong or 'none'}",
    ]


def baseline(score: Score, real: RealScore | None, before: Baseline) -> Baseline:
    """Return what is wrong now, by id; for real texts only the number of faults.

    Where the real texts are absent, what was stored of them stays.
    """
    gold: dict[str, list[str]] = {}
    for fault in score.faults:
        gold.setdefault(fault.id, []).append(fault.kind)
    counts = {row_id: str(n) for row_id, n in real.wrong.items()} if real else None
    return {
        "gold": {fault_id: ", ".join(sorted(kinds)) for fault_id, kinds in sorted(gold.items())},
        "real": before.get("real", {}) if counts is None else counts,
    }


def changes(before: Baseline, now: Baseline) -> list[str]:
    """Return the gains (wrong before, right now) and the losses against the baseline."""
    lines = [""]
    for part in ("gold", "real"):
        old, new = before.get(part, {}), now[part]
        gains = [f"  + {one}: {old[one]}" for one in old if one not in new]
        losses = [f"  - {one}: {new[one]}" for one in new if one not in old]
        other = [f"  ~ {x}: {old[x]} -> {new[x]}" for x in new if x in old and old[x] != new[x]]
        lines += [f"GAINS and LOSSES, {part}: +{len(gains)} -{len(losses)} ~{len(other)}"]
        lines += [*gains, *losses, *other]
    return lines


def fault_lines(score: Score) -> list[str]:
    """Return each fault with its text."""
    return ["", "FAULTS"] + [
        f"{fault.id} [{fault.kind}] wanted {fault.wanted}, given {fault.given}\n    {fault.text!r}"
        for fault in score.faults
    ]


def _row(name: str, count: Count, *, head: bool = False) -> str:
    if head:
        return f"  {'':<22}{'precision':>10}{'recall':>10}{'expected':>10}{'given':>8}{'right':>8}"
    return (
        f"  {name:<22}{count.precision:>10.4f}{count.recall:>10.4f}"
        f"{count.expected:>10}{count.given:>8}{count.right:>8}"
    )


def _share(count: Count) -> str:
    return f"{count.recall:.4f}  ({count.right} of {count.expected})"


def _stored(path: Path = BASELINE) -> Baseline:
    if not path.is_file():
        return {}
    stored: Baseline = json.loads(path.read_text("utf-8"))
    return stored


def _store(now: Baseline, path: Path = BASELINE) -> None:
    path.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
