"""Print how well the search answers the cases of `search_cases/`, and what was won and lost.

python tests/search_report.py              # figures, every fault, gains and losses since the baseline
python tests/search_report.py --save       # the same, and write the new baseline
python tests/search_report.py --show KIND  # the first hits of each case of one kind that fails

success@1: the first task (or page, where a page is asked) is one that is wanted; where nothing must be
found, nothing is. nDCG@10 is over all graded cases, precision and recall over complete sets. Exit 1
where a goal is missed.
"""

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from typing import Final

from ketluan.archive import load_archive
from ketluan.search.generations import build_index, open_index
from ketluan.search.request import SearchRequest
from ketluan.search.searching import SearchIndex
from search_cases_reader import FOLDER, SearchCase, search_cases

REPOSITORY: Final = Path(__file__).resolve().parents[1]
ARCHIVES: Final = {"first": REPOSITORY, "sample": REPOSITORY / "tests" / "sample_archive"}
BASELINE: Final = FOLDER / "baseline.json"
DAY: Final = date(2024, 7, 1)  # where a case says none
SUCCESS_GOAL: Final = 0.97
NDCG_GOAL: Final = 0.95
TWIN_GOAL: Final = 0.01  # of recall between a query and its twin
_DEEP: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found: tasks in order, and the pages offered by kind and id."""

    tasks: tuple[str, ...]
    pages: frozenset[tuple[str, str]]
    direct: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One case: did the first thing answer, nDCG@10, found and wanted of a complete set."""

    case: SearchCase
    answer: Answer
    success: bool
    ndcg: float | None
    exact: bool
    hit: int
    found: int
    wanted: int
    twin_apart: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="How well the search answers.")
    parser.add_argument("--save", action="store_true", help="write the new baseline")
    parser.add_argument("--show", default="", metavar="KIND", help="hits of failing cases")
    options = parser.parse_args(arguments)
    judged = measure()
    lines = report(judged)
    before: dict[str, bool] = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    now = {_name(one.case): one.success and one.exact for one in judged}
    lines += [f"won   {name}" for name, good in now.items() if good and before.get(name) is False]
    lines += [f"LOST  {name}" for name, good in now.items() if not good and before.get(name)]
    if options.show:
        lines += shown(one for one in judged if one.case.kind == options.show)
    sys.stdout.write("\n".join(lines) + "\n")
    if options.save:
        text = json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True)
        BASELINE.write_text(text + "\n", "utf-8")
    return 0 if good_enough(judged) else 1


def measure() -> list[Judged]:
    """Search all cases in indexes made for this run."""
    cases = list(search_cases())
    judged: list[Judged] = []
    for name, root in ARCHIVES.items():
        with tempfile.TemporaryDirectory() as folder:
            build_index(load_archive(root), Path(folder))
            index = open_index(Path(folder))
            judged += [judge(index, case) for case in cases if case.archive == name]
            index.close()
    return judged


def ask(index: SearchIndex, query: str, day: date) -> Answer:
    """Return everything that `query` finds."""
    tasks: dict[str, None] = {}
    pages: set[tuple[str, str]] = set()
    page, last, direct = 1, 1, ""
    while page <= last:
        result = index.search(SearchRequest(q=query, page=page), day)
        for hit in (*result.hits, *(one for hits in result.others.values() for one in hits)):
            if hit.kind == "task":
                tasks.setdefault(hit.id)
            else:
                pages.add((hit.kind, hit.id))
        direct = result.direct.id if result.direct else direct
        page, last = page + 1, result.pages
    return Answer(tuple(tasks), frozenset(pages), direct)


def judge(index: SearchIndex, case: SearchCase) -> Judged:
    """Search one case and compare it with what is wanted."""
    day = case.day or DAY
    answer = ask(index, case.query, day)
    wanted = set(case.all or ())
    complete = case.all is not None
    twin = set(ask(index, case.twin, day).tasks) if case.twin else None
    own = set(answer.tasks)
    whole = wanted or set(case.tasks)
    return Judged(
        case,
        answer,
        _succeeds(case, answer),
        _ndcg(case, answer) if case.best else None,
        not complete or own == wanted,
        len(own & wanted) if complete else 0,
        len(own) if complete else 0,
        len(wanted),
        abs(len(own & whole) - len(twin & whole)) / len(whole)
        if twin is not None and whole
        else None,
    )


def _succeeds(case: SearchCase, answer: Answer) -> bool:
    if case.none:
        return not answer.tasks and not answer.pages
    pages = {(kind, getattr(case, kind)) for kind in ("unit", "notice") if getattr(case, kind)}
    if not pages <= answer.pages:
        return False
    if case.document and answer.direct != case.document:
        return False
    if case.best:
        best = max(case.best.values())
        return bool(answer.tasks) and case.best.get(answer.tasks[0]) == best
    if case.all:
        return bool(answer.tasks) and answer.tasks[0] in case.all
    return case.all is None or not answer.tasks


def _ndcg(case: SearchCase, answer: Answer) -> float:
    grades = case.best or {}
    gained = _gain(grades.get(task, 0) for task in answer.tasks[:_DEEP])
    return gained / _gain(sorted(grades.values(), reverse=True)[:_DEEP])


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 1.0


def figures(judged: Sequence[Judged]) -> Mapping[str, float]:
    """Return the figures of some cases; what none of them measures is 1."""
    found = sum(one.found for one in judged)
    wanted = sum(one.wanted for one in judged)
    hits = sum(one.hit for one in judged)
    return {
        "success@1": _mean(float(one.success) for one in judged),
        "nDCG@10": _mean(one.ndcg for one in judged),
        "exact sets": _mean(float(one.exact) for one in judged if one.case.all is not None),
        "precision": hits / found if found else 1.0,
        "recall": hits / wanted if wanted else 1.0,
        "twins apart": sum(x for one in judged if (x := one.twin_apart) is not None)
        / max(1, sum(one.twin_apart is not None for one in judged)),
    }


def good_enough(judged: Sequence[Judged]) -> bool:
    """Tell whether every goal is reached."""
    whole = figures(judged)
    numbers = [one for one in judged if one.case.kind in ("numbers", "no_such_number")]
    nothing = [one for one in judged if one.case.none]
    return (
        whole["success@1"] >= SUCCESS_GOAL
        and whole["nDCG@10"] >= NDCG_GOAL
        and whole["twins apart"] <= TWIN_GOAL
        and all(one.success and one.exact for one in (*numbers, *nothing))
    )


def report(judged: Sequence[Judged]) -> list[str]:
    """Return the lines: figures by kind, then every case that fails."""
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.case.kind].append(one)
    names = list(figures(judged))
    lines = [f"{'kind':18}{'cases':>6}" + "".join(f"{name:>13}" for name in names)]
    for kind, some in (*sorted(kinds.items()), ("all", list(judged))):
        row = figures(some)
        lines.append(f"{kind:18}{len(some):6}" + "".join(f"{row[name]:13.3f}" for name in names))
    lines.append(
        f"goals: success@1 {SUCCESS_GOAL}, nDCG@10 {NDCG_GOAL}, twins apart {TWIN_GOAL}, "
        "numbers and what must find nothing without a fault"
    )
    faults = [one for one in judged if not (one.success and one.exact)]
    lines.append(f"FAULTS ({len(faults)})")
    lines += [f"  {_name(one.case)}: {_fault(one)}" for one in faults]
    return lines


def _name(case: SearchCase) -> str:
    return f"{case.archive} {case.kind} {case.query!r}"


def _fault(one: Judged) -> str:
    if one.case.none:
        return f"finds {len(one.answer.tasks)} tasks, {len(one.answer.pages)} pages"
    said = [] if one.success else ["not first" if one.answer.tasks else "nothing found"]
    if not one.exact:
        wanted = set(one.case.all or ())
        missed, more = wanted - set(one.answer.tasks), set(one.answer.tasks) - wanted
        said.append(f"misses {len(missed)}, {len(more)} too many")
    if one.case.document and one.answer.direct != one.case.document:
        said.append(f"goes to {one.answer.direct or 'no document'}")
    return "; ".join(said)


def shown(judged: Iterable[Judged]) -> list[str]:
    """Return the wanted and the first found tasks of each failing case."""
    lines = []
    for one in judged:
        if not (one.success and one.exact):
            lines += [f"{_name(one.case)}: {_fault(one)}", f"  wanted {dict(one.case.best or {})}"]
            lines += [
                f"  wanted {list(one.case.all or ())}",
                f"  found  {list(one.answer.tasks[:5])}",
            ]
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
