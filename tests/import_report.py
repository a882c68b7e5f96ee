"""Print how well real notices are imported, and what was won and lost since the baseline.

python tests/import_report.py              # figures, gains and losses
python tests/import_report.py --save       # the same, and write the new baseline
python tests/import_report.py --show STEM  # one sample: what is missed, false, wrong, with its words

The baseline holds numbers and places only. Words of a sample are shown on the terminal, never kept.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from import_measure import (
    CORPUS,
    GOLD,
    Count,
    Gold,
    Limit,
    Outcome,
    Score,
    gold_stems,
    imported,
    judged,
    read_gold,
    read_sample,
    sample_stems,
)
from ketluan.model import Span

BASELINE: Final = GOLD / "baseline.json"
COUNTS: Final = (
    "characters", "unaccounted", "failed", "refused", "tasks", "deadlines", "citations",
)  # fmt: skip
LISTS: Final = ("tasks", "leads", "deadlines", "fields")  # what is right, by place
OTHER_KINDS: Final = GOLD / "other-kinds"
FAULTS: Final = ("false tasks", "false deadlines")
_WORDS: Final = 60  # code points shown of a passage

Counts = Mapping[str, Mapping[str, int]]
Places = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """All samples imported, and those with a gold file judged."""

    outcomes: Mapping[str, Outcome]
    scores: Mapping[str, Score]
    stale: tuple[str, ...]  # gold files of another version of their sample


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 where there are no samples to measure."""
    parser = argparse.ArgumentParser(description="How well real notices are imported.")
    parser.add_argument("--save", action="store_true", help="write the new baseline")
    parser.add_argument("--show", metavar="STEM", help="one sample, with its words")
    options = parser.parse_args(arguments)
    if not sample_stems():
        sys.stdout.write(f"skipped: {CORPUS} is absent\n")
        return 1
    if options.show:
        sys.stdout.write("\n".join(shown(options.show)) + "\n")
        return 0
    found = measured(sample_stems())
    counts, places = numbers(found), right_places(found)
    old_counts, old_places = _stored()
    lines = [*gold_lines(found, "NOTICES OF CONCLUSIONS")]
    lines += [*gold_lines(other_kinds(), "OTHER KINDS OF PAPER"), *sample_lines(counts)]
    lines += count_changes(old_counts, counts)
    lines += place_changes(old_places, places, found)
    sys.stdout.write("\n".join(lines) + "\n")
    if options.save:
        _store(counts, places)
    return 0


def measured(stems: Iterable[str]) -> Measured:
    """Import the samples `stems` and judge those with a gold file."""
    return _judged(stems, GOLD)


def other_kinds() -> Measured:
    """Import directives, letters and plans with a gold file: what the rules were not made for."""
    return _judged(gold_stems(OTHER_KINDS), OTHER_KINDS)


def _judged(stems: Iterable[str], folder: Path) -> Measured:
    with_gold = set(gold_stems(folder))
    outcomes, scores, stale = {}, {}, []
    for stem in stems:
        name, content, sha256 = read_sample(stem)
        outcomes[stem] = imported(name, content)
        if stem in with_gold:
            gold = read_gold(stem, folder)
            scores[stem] = judged(outcomes[stem], gold)
            if gold.sha256 != sha256:
                stale.append(stem)
    return Measured(outcomes, scores, tuple(stale))


def gold_lines(found: Measured, title: str) -> list[str]:
    """Return the table of the samples with a gold file."""
    head = f"{'P':>7}{'R':>7}{'F1':>7}{'gold':>6}{'given':>6}  {'lead':>6}  {'P':>7}{'R':>7}{'gold':>6}"
    lines = [title, f"  {'':<44}{'tasks':<35}{'':>6}  deadlines", f"  {'':<44}{head}  fields"]
    tasks, leads, limits = Count(), Count(), Count()
    for stem, score in found.scores.items():
        tasks, leads, limits = tasks + score.tasks, leads + score.leads, limits + score.deadlines
        faults = [f"{name} {how}" for name, how in score.fields.items() if how != "right"]
        fields = f"{len(score.fields) - len(faults)} of {len(score.fields)}"
        note = "" if found.outcomes[stem].complete else "  NOT COMPLETE"
        note += f"  {found.outcomes[stem].failure.partition(':')[0]}"
        note += "  ANOTHER VERSION OF THE SAMPLE" if stem in found.stale else ""
        lines.append(
            f"  {stem:<44}{_figures(score.tasks, score.leads, score.deadlines)}"
            f"  {', '.join([fields, *faults])}{note}"
        )
    lines.append(f"  {f'all {len(found.scores)}':<44}{_figures(tasks, leads, limits)}")
    return [*lines, ""]


def _figures(tasks: Count, leads: Count, limits: Count) -> str:
    return (
        f"{tasks.precision:>7.3f}{tasks.recall:>7.3f}{tasks.f1:>7.3f}{tasks.expected:>6}{tasks.given:>6}"
        f"  {leads.recall:>6.3f}  {limits.precision:>7.3f}{limits.recall:>7.3f}{limits.expected:>6}"
    )


def sample_lines(counts: Counts) -> list[str]:
    """Return the table of all samples."""
    head = "".join(f"{name:>13}" for name in COUNTS)
    lines = ["ALL SAMPLES", f"  {'':<52}{head}"]
    rows = dict(counts)
    rows[f"all {len(counts)}"] = {
        name: sum(row[name] for row in counts.values()) for name in COUNTS
    }
    for stem, row in rows.items():
        lines.append(f"  {stem:<52}" + "".join(f"{row[name]:>13}" for name in COUNTS))
    return [*lines, ""]


def numbers(found: Measured) -> dict[str, dict[str, int]]:
    """Return what is counted of each sample."""
    return {
        stem: {
            "characters": outcome.characters,
            "unaccounted": _unaccounted(outcome),
            "failed": int(bool(outcome.failure)),
            "refused": int(outcome.refused),
            "tasks": len(outcome.tasks),
            "deadlines": len(outcome.deadlines),
            "citations": outcome.citations,
        }
        for stem, outcome in found.outcomes.items()
    }


def _unaccounted(outcome: Outcome) -> int:
    """Return the characters not accounted for; at least 1 where body and source differ."""
    missing = outcome.characters - outcome.accounted
    return 0 if outcome.complete or outcome.failure else max(1, missing)


def right_places(found: Measured) -> dict[str, dict[str, list[str]]]:
    """Return of each gold sample the places that are right and those that are false."""
    return {
        stem: {
            "tasks": [_place(gold.span) for gold, _ in score.found],
            "leads": [
                _place(pair[0].span) for pair in score.found if pair not in score.wrong_leads
            ],
            "deadlines": [_place(limit.span) for limit in score.found_limits],
            "fields": [name for name, how in score.fields.items() if how == "right"],
            "false tasks": [_place(task.span) for task in score.false],
            "false deadlines": [_place(limit.span) for limit in score.false_limits],
        }
        for stem, score in found.scores.items()
    }


def count_changes(before: Counts, now: Counts) -> list[str]:
    """Return what changed in the counts of each sample."""
    fresh = [stem for stem in now if stem not in before]
    lines = [f"  new: {len(fresh)} samples"] if fresh else []
    for stem, row in now.items():
        old = before.get(stem)
        if old is None:
            continue
        changed = [
            f"{name} {old.get(name, 0)} -> {row[name]}"
            for name in COUNTS
            if old.get(name, 0) != row[name]
        ]
        if changed:
            lines.append(f"  {stem}: {', '.join(changed)}")
    return ["CHANGES in all samples", *(lines or ["  none"]), ""]


def place_changes(before: Places, now: Places, found: Measured) -> list[str]:
    """Return the gains (+) and losses (-) on the gold samples, with place and first words."""
    lines: list[str] = []
    gains = losses = 0
    for stem, row in now.items():
        if stem not in before:
            lines.append(f"  new: {stem}")
            continue
        for name in (*LISTS, *FAULTS):
            old, new = set(before[stem].get(name, [])), set(row[name])
            better, worse = new - old, old - new
            if name in FAULTS:
                better, worse = worse, better
            gains, losses = gains + len(better), losses + len(worse)
            for mark, places in (("+", better), ("-", worse)):
                lines += [
                    f"  {mark} {name} {stem} {place}  {_words(found.outcomes[stem].text, place)}"
                    for place in sorted(places)
                ]
    return [f"GAINS and LOSSES on gold samples: +{gains} -{losses}", *lines]


def shown(stem: str) -> list[str]:
    """Return for one sample what is missed, false or wrong, with its words."""
    name, content, _ = read_sample(stem)
    outcome, gold = imported(name, content), read_gold(stem)
    score, text = judged(outcome, gold), outcome.text
    lines = [stem, f"failure: {outcome.failure or 'none'}, complete: {outcome.complete}"]
    lines += ["", f"MISSED TASKS {len(score.missed)}"]
    lines += [_passage(text, task.span) for task in score.missed]
    lines += ["", f"FALSE TASKS {len(score.false)}"]
    lines += [_passage(text, task.span) for task in score.false]
    lines += ["", f"WRONG LEADS {len(score.wrong_leads)}"]
    for wanted, given in score.wrong_leads:
        names = [" ".join(text[start:end].split()) for start, end in wanted.lead]
        lines += [
            _passage(text, wanted.span),
            f"      wanted {names}",
            f"      given  {[*given.lead]}",
        ]
    lines += _limit_lines(text, "MISSED", score.missed_limits)
    lines += _limit_lines(text, "FALSE", score.false_limits)
    lines += ["", "FIELDS"]
    for field, how in score.fields.items():
        wanted_value, given_value = _wanted(text, gold, field), outcome.metadata.get(field, "")
        lines.append(f"  {field}: {how}; wanted {wanted_value!r}, given {given_value!r}")
    return lines


def _wanted(text: str, gold: Gold, field: str) -> str:
    value = gold.metadata[field]
    return value if isinstance(value, str) else " ".join(text[a:b] for a, b in value)


def _limit_lines(text: str, what: str, limits: Iterable[Limit]) -> list[str]:
    rows = [f"{_passage(text, limit.span)}  [{limit.kind} {limit.due}]" for limit in limits]
    return ["", f"{what} DEADLINES {len(rows)}", *rows]


def _passage(text: str, span: Span) -> str:
    words = " ".join(text[span.start : span.end].split())
    if len(words) > 2 * _WORDS:
        words = f"{words[:_WORDS]} … {words[-_WORDS:]}"
    return f"  {_place(span)}  {words}"


def _words(text: str, place: str) -> str:
    start, _, end = place.partition("-")
    return " ".join(text[int(start) : int(end)].split())[:_WORDS] if end else ""


def _place(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _stored(path: Path = BASELINE) -> tuple[Counts, Places]:
    if not path.is_file():
        return {}, {}
    stored = json.loads(path.read_text("utf-8"))
    return stored["samples"], stored["gold"]


def _store(counts: Counts, places: Places, path: Path = BASELINE) -> None:
    """Write the baseline: one line a sample and a list, so that a change is easy to see."""
    rows = [f"  {json.dumps(stem)}: {json.dumps(row)}" for stem, row in counts.items()]
    gold = [
        f"  {json.dumps(stem)}: {{\n"
        + ",\n".join(f"   {json.dumps(name)}: {json.dumps(row[name])}" for name in row)
        + "\n  }"
        for stem, row in places.items()
    ]
    path.write_text(
        '{\n "samples": {\n' + ",\n".join(rows) + '\n },\n "gold": {\n' + ",\n".join(gold) + "\n }\n}\n",
        "utf-8",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
