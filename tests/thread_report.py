"""Print how well links between tasks are found on an archive whose truth is known.

python tests/thread_report.py                # the sample archive
python tests/thread_report.py --archive DIR  # another one; its truth is DIR/truth.json

Precision is that of links made without a person (automatic). Recall counts a true link as found
where it is confirmed, automatic, or the first of the proposals for its task. Pairs that the truth
leaves open count neither way. Exit 1 where a goal is missed. A last block tells how well outcomes are
proposed from sentences (`outcome_report.py`).
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ketluan.archive import load_archive
from ketluan.model import Link
from outcome_report import (
    judge_outcomes,
    outcome_report,
    proposals_before,
    read_outcome_truth,
)
from sample_stories import ARCHIVE

PRECISION_GOAL: Final = 0.98
RECALL_GOAL: Final = 0.90
Pair = tuple[str, str]  # ids: the later task, the one that it continues
How = Literal["confirmed", "automatic", "first", "later", "missed"]
HOWS: Final[tuple[How, ...]] = ("confirmed", "automatic", "first", "later", "missed")
FOUND: Final = frozenset(("confirmed", "automatic", "first"))


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true: kinds of the true pairs, why others must not be linked, and those left open."""

    kinds: Mapping[Pair, str]
    strangers: Mapping[Pair, str]
    left_open: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class Judged:
    """Links against the truth: how each true pair was found, and the automatic links by verdict.

    `links` are all links by pair; `firsts` the first proposal for each task that has one.
    """

    truth: Truth
    how: Mapping[Pair, How]
    right: tuple[Pair, ...]
    wrong: tuple[Pair, ...]
    links: Mapping[Pair, Link]
    firsts: Mapping[str, Link]

    @property
    def precision(self) -> float | None:
        """The share of automatic links that are true; `None` where there are none."""
        made = len(self.right) + len(self.wrong)
        return len(self.right) / made if made else None

    @property
    def recall(self) -> float:
        """The share of true links that are found."""
        return sum(how in FOUND for how in self.how.values()) / len(self.how)

    @property
    def good(self) -> bool:
        """Whether both goals are reached."""
        return (self.precision or 0) >= PRECISION_GOAL and self.recall >= RECALL_GOAL


def read_truth(path: Path) -> Truth:
    """Return the truth in the file `path` (its form is told in `sample_archive/README.md`)."""
    written: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Truth(
        {(row["task"], one): row["kind"] for row in written["links"] for one in row["continues"]},
        {(row["task"], row["continues"]): row["why"] for row in written.get("not_links", ())},
        frozenset((row["task"], row["continues"]) for row in written.get("open_links", ())),
    )


def judge(links: Iterable[Link], truth: Truth) -> Judged:
    """Compare `links`, the best first for each task, with the `truth`."""
    by_pair: dict[Pair, Link] = {}
    firsts: dict[str, Link] = {}
    for link in links:
        by_pair[link.task, link.continues] = link
        if link.status == "proposed":
            firsts.setdefault(link.task, link)
    automatic = [pair for pair, link in by_pair.items() if link.status == "automatic"]
    return Judged(
        truth,
        {pair: _how(by_pair.get(pair), firsts) for pair in truth.kinds},
        tuple(pair for pair in automatic if pair in truth.kinds),
        tuple(pair for pair in automatic if pair not in truth.kinds and pair not in truth.left_open),
        by_pair,
        firsts,
    )  # fmt: skip


def _how(link: Link | None, firsts: Mapping[str, Link]) -> How:
    if link is None or link.status == "rejected":
        return "missed"
    if link.status == "proposed":
        return "first" if firsts[link.task] is link else "later"
    return link.status


def report(judged: Judged, texts: Mapping[str, str]) -> list[str]:
    """Return the lines of the report; `texts` are the wordings of all tasks by id."""
    made = len(judged.right) + len(judged.wrong)
    precision = "none made" if judged.precision is None else f"{judged.precision:.3f}"
    found = sum(how in FOUND for how in judged.how.values())
    goal_p, goal_r = f"goal {PRECISION_GOAL:.2f}", f"goal {RECALL_GOAL:.2f}"
    firsts = [(link.task, link.continues) for link in judged.firsts.values()]
    right_firsts = sum(pair in judged.truth.kinds for pair in firsts)
    proposed = sum(link.status == "proposed" for link in judged.links.values())
    return [
        f"precision of automatic links  {precision}  ({len(judged.right)} of {made})  {goal_p}",
        f"recall with first proposals   {judged.recall:.3f}  ({found} of {len(judged.how)})  {goal_r}",
        f"proposals  {proposed}, for {len(firsts)} tasks; ranked first and true {right_firsts}",
        "",
        *_table(judged),
        "",
        f"WRONG AUTOMATIC LINKS ({len(judged.wrong)})",
        *(line for pair in judged.wrong for line in _wrong(pair, judged, texts)),
        f"TRUE LINKS NOT FOUND ({len(judged.how) - found})",
        *(
            line
            for pair, how in judged.how.items()
            if how not in FOUND
            for line in _missed(pair, how, judged, texts)
        ),
    ]


def _table(judged: Judged) -> list[str]:
    """Return the true links by kind and by how they were found."""
    counts = defaultdict[str, Counter[How]](Counter)
    for pair, how in judged.how.items():
        counts[judged.truth.kinds[pair]][how] += 1
        counts["all"][how] += 1
    names = [*sorted(name for name in counts if name != "all"), "all"]
    head = "".join(f"{how:>11}" for how in HOWS)
    return [f"{'kind':<16}{'true':>6}{head}{'recall':>9}", *(_row(n, counts[n]) for n in names)]


def _row(name: str, count: Mapping[How, int]) -> str:
    total = sum(count.values())
    recall = sum(count.get(how, 0) for how in HOWS if how in FOUND) / total
    cells = "".join(f"{count.get(how, 0):>11}" for how in HOWS)
    return f"{name:<16}{total:>6}{cells}{recall:>9.3f}"


def _wordings(pair: Pair, texts: Mapping[str, str]) -> list[str]:
    return [f"    {task}: {texts.get(task, '(no such task)')}" for task in reversed(pair)]


def _wrong(pair: Pair, judged: Judged, texts: Mapping[str, str]) -> list[str]:
    why = judged.truth.strangers.get(pair)
    if why is None:
        why = "another step of the matter" if _one_matter(pair, judged.truth) else "another matter"
    lines = [f"- {why}{_made(judged.links[pair])}", *_wordings(pair, texts)]
    lines += [f"    true: {one}: {texts.get(one, '')}" for one in _before(pair[0], judged.truth)]
    return lines


def _missed(pair: Pair, how: How, judged: Judged, texts: Mapping[str, str]) -> list[str]:
    link = judged.links.get(pair)
    state = f"proposed, not first{_made(link)}" if link and how == "later" else "not proposed"
    lines = [f"- {judged.truth.kinds[pair]}, {state}", *_wordings(pair, texts)]
    others = [
        other
        for other in judged.links.values()
        if other.task == pair[0] and other.continues != pair[1] and other.status != "rejected"
    ]
    for other in others[:1]:
        verdict = "true too" if (other.task, other.continues) in judged.truth.kinds else "not true"
        lines.append(f"    before it: {other.status}, {verdict}{_made(other)}")
        lines.append(f"    {other.continues}: {texts.get(other.continues, '')}")
    return lines


def _made(link: Link) -> str:
    return f"; {link.score:.2f} ({'; '.join(link.reasons)})"


def _before(task: str, truth: Truth) -> list[str]:
    return [earlier for later, earlier in truth.kinds if later == task]


def _one_matter(pair: Pair, truth: Truth) -> bool:
    """Tell whether the true links lead from the later task to the earlier one over other steps."""
    ahead, seen = [pair[0]], set[str]()
    while ahead:
        task = ahead.pop()
        if task == pair[1]:
            return True
        seen.add(task)
        ahead += [one for one in _before(task, truth) if one not in seen]
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="How well links between tasks are found.")
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="with its truth.json")
    options = parser.parse_args(arguments)
    archive = load_archive(options.archive)
    path = options.archive / "truth.json"
    judged = judge(archive.links, read_truth(path))
    texts = {task.id: task.text for task in archive.tasks}
    stated = read_outcome_truth(path)
    outcomes = judge_outcomes(proposals_before(archive, stated), stated)
    lines = [*report(judged, texts), "", *outcome_report(outcomes, stated, texts)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if judged.good else 1


if __name__ == "__main__":
    sys.exit(main())
