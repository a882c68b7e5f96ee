"""Read `thread_cases/`: small invented archives with what is wanted of each task (see its README)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ketluan.model import Notice, Outcome, Unit
from ketluan.notice import read_notice, read_tasks
from ketluan.units import unit_names

FOLDER = Path(__file__).parent / "thread_cases"
_HEAD = "---\nloai: TB\nngay_hop: {day}\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận mẫu\n---\n\n"


@dataclass(slots=True)
class Case:
    """One case: units, groups, outcomes, notices in order of time, and what is wanted, by task."""

    name: str
    units: list[Unit] = field(default_factory=list)
    groups: list[Unit] = field(default_factory=list)
    closed: list[tuple[str, date]] = field(default_factory=list)
    rows: list[tuple[str, list[tuple[str, str, str]]]] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """The ids of tasks by their names in the case."""
        return {
            name: f"{day}-mau#I.{index}"
            for day, tasks in self.rows
            for index, (name, _, _) in enumerate(tasks, start=1)
        }

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices, read as any other from their text."""
        names = unit_names((*self.units, *self.groups))
        notices = []
        for day, tasks in self.rows:
            body = "".join(f"{i}. {unit}: {text}\n\n" for i, (_, unit, text) in enumerate(tasks, 1))
            text = f"{_HEAD.format(day=day)}## I. Nhiệm vụ của các phòng, đơn vị\n\n{body}"
            notice, problems = read_notice(f"notices/{day[:4]}/{day}-mau.md", text)
            assert not problems, problems
            notices.append(replace(notice, tasks=read_tasks(notice, names)))
        return tuple(notices)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The statements that close tasks."""
        return tuple(Outcome(self.ids[name], "hoan-thanh", day, "") for name, day in self.closed)


def cases() -> Iterator[Case]:
    """Yield all cases in the order of their files."""
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text("utf-8").split("== ")[1:]:
            yield _case(part)


def _case(part: str) -> Case:
    name, *lines = part.strip().split("\n")
    case = Case(name)
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        word, _, rest = cells[0].partition(" ")
        if word in ("unit", "group"):
            more = tuple(one.strip() for one in cells[2].split(",")) if len(cells) > 2 else ()
            if word == "unit":
                case.units.append(Unit(cells[1], rest, successors=more))
            else:
                case.groups.append(Unit(cells[1], rest, members=more))
        elif word == "done":
            day, _, task = rest.partition(" ")
            case.closed.append((task, date.fromisoformat(day)))
        elif word == "@":
            case.rows.append((rest, []))
        elif line.strip():
            case.rows[-1][1].append((cells[0], cells[1], cells[2]))
            if len(cells) > 3:
                case.wanted[cells[0]] = cells[3]
    return case
