"""The hand-written stories of the sample archive: what its tasks say, and what is true of them.

A story is one matter over time; its steps are the wordings in single notices. The form of the files
`sample_archive/stories/*.txt` is told in `sample_archive/README.md`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day
from pathlib import Path

ARCHIVE = Path(__file__).parent / "sample_archive"
KINDS = (
    "verbatim", "reworded", "shortened", "expanded", "deadline", "split", "merged", "moved",
    "successor-unit", "document", "same-document",
)  # fmt: skip
_STEP = re.compile(
    r"(?P<letter>[a-z]) (?P<notice>\S+) (?P<unit>\S+)(?: @(?P<due>\S+))?"
    r"(?: <(?P<confirmed>!?) (?P<before>\S+) (?P<kind>\S+))? \| (?P<text>.+)"
)
_OUTCOME = re.compile(r"> ([a-z]) (\S+) (\d{4}-\d\d-\d\d) (.+) @ (\S+)")
_SAID = re.compile(r"% (\S+) (?:([a-z])(?: (\S+))?|-) \| (.+)")
_MARK = re.compile(r"! ([a-z]) (\S+)")
_PAIR = re.compile(r"(~!?|\?) (\S+) (\S+)")
_REPEATED = re.compile(r"\* (.+)")


@dataclass(frozen=True, slots=True)
class Step:
    """One task: `key` is story.letter, `notice` a short name (22Q1), `unit` one of the writer's.

    `before` are the keys of the steps that it continues, `kind` says how; `confirmed` puts the link
    into front matter. `due` is the limit that its words state.
    """

    key: str
    notice: str
    unit: str
    text: str
    due: Day | None = None
    before: tuple[str, ...] = ()
    kind: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """An outcome of a step: status, day, evidence; `place` is a notice or `cap-nhat`."""

    key: str
    status: str
    day: Day
    evidence: str
    place: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an assessment: short name of its notice, key of the step that it is about.

    `status` is the outcome that it states, empty where it states none; `key` is empty where the
    sentence is about no task.
    """

    notice: str
    key: str
    status: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Stories:
    """All that the files say.

    `said` are the sentences of assessments; `marks` are anomalies (key, name); `strangers` are pairs
    (later, earlier) that must not be linked, `refused` those of them of which front matter says so,
    `open_pairs` those of which people may differ; `repeated` are wordings of boilerplate by name.
    """

    steps: Mapping[str, Step]
    closings: tuple[Closing, ...]
    said: tuple[Said, ...]
    marks: tuple[tuple[str, str], ...]
    strangers: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    open_pairs: tuple[tuple[str, str], ...]
    repeated: Mapping[str, tuple[str, ...]]


def read_stories(folder: Path = ARCHIVE / "stories") -> Stories:
    """Return the stories in `folder`; a line in no known form is a `ValueError`."""
    steps: dict[str, Step] = {}
    closings: list[Closing] = []
    said: list[Said] = []
    marks: list[tuple[str, str]] = []
    pairs: dict[str, list[tuple[str, str]]] = {"~": [], "~!": [], "?": []}
    repeated: dict[str, tuple[str, ...]] = {}
    for story, line in _lines(folder):
        if step := _STEP.fullmatch(line):
            read = _step(story, step)
            if read.key in steps:
                raise ValueError(f"two steps {read.key}")
            steps[read.key] = read
        elif outcome := _OUTCOME.fullmatch(line):
            letter, status, day, evidence, place = outcome.groups()
            closing = Closing(f"{story}.{letter}", status, Day.fromisoformat(day), evidence, place)
            closings.append(closing)
        elif sentence := _SAID.fullmatch(line):
            said.append(_said(story, sentence))
        elif mark := _MARK.fullmatch(line):
            marks.append((f"{story}.{mark[1]}", mark[2]))
        elif pair := _PAIR.fullmatch(line):
            pairs[pair[1]].append((_key(story, pair[2]), _key(story, pair[3])))
        elif wording := _REPEATED.fullmatch(line):
            repeated[story] = (*repeated.get(story, ()), wording[1])
        else:
            raise ValueError(f"{story}: {line}")
    stories = Stories(
        steps, tuple(closings), tuple(said), tuple(marks), tuple(pairs["~"] + pairs["~!"]),
        tuple(pairs["~!"]), tuple(pairs["?"]), repeated,
    )  # fmt: skip
    return _checked(stories)


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.txt")):
        story = ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# "):
                story = line[2:].strip()
            elif line.strip():
                yield story, line.strip()


def _step(story: str, match: re.Match[str]) -> Step:
    before = match["before"].split(",") if match["before"] else []
    step = Step(f"{story}.{match['letter']}", match["notice"], match["unit"], match["text"])
    return replace(
        step,
        due=Day.fromisoformat(match["due"]) if match["due"] else None,
        before=tuple(_key(story, name) for name in before),
        kind=match["kind"] or "",
        confirmed=bool(match["confirmed"]),
    )


def _said(story: str, match: re.Match[str]) -> Said:
    notice, letter, status, sentence = match.groups()
    if not letter:
        return Said(notice, "", "", sentence)
    stated = "" if status == "-" else status or "hoan-thanh"
    return Said(notice, f"{story}.{letter}", stated, sentence)


def _key(story: str, name: str) -> str:
    return name if "." in name else f"{story}.{name}"


def _checked(stories: Stories) -> Stories:
    """Return `stories`; raise `ValueError` where one names a step that is not there."""
    named = [key for step in stories.steps.values() for key in step.before]
    named += [closing.key for closing in stories.closings]
    named += [said.key for said in stories.said if said.key] + [key for key, _ in stories.marks]
    named += [key for pair in (*stories.strangers, *stories.open_pairs) for key in pair]
    unknown = sorted(set(named) - set(stories.steps))
    kinds = {step.kind for step in stories.steps.values()} - {"", *KINDS}
    if unknown or kinds:
        raise ValueError(f"unknown: {', '.join([*unknown, *sorted(kinds)])}")
    return stories
