"""Read `search_cases/`: queries and the tasks that answer them (see its README)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.strict_yaml import StringTree, read_mapping

FOLDER: Final = Path(__file__).parent / "search_cases"
PAGES: Final = ("document", "unit", "notice")
FIELDS: Final = frozenset(
    ("query", "archive", "kind", "day", *PAGES, "all", "best", "none", "twin", "note")
)


@dataclass(frozen=True, slots=True)
class SearchCase:
    """One query and what answers it. What the case does not say is empty or `None`.

    `all` is the complete set of task ids; `best` holds grades by task id (3, 2, 1), the best first.
    `document`, `unit` and `notice` are the key or ids of pages that must be offered.
    """

    file: str
    query: str
    archive: str
    kind: str
    all: tuple[str, ...] | None = None
    best: Mapping[str, int] | None = None
    none: bool = False
    day: date | None = None
    document: str = ""
    unit: str = ""
    notice: str = ""
    twin: str = ""
    note: str = ""

    @property
    def tasks(self) -> tuple[str, ...]:
        """The ids of all tasks that the case names."""
        return self.all or tuple(self.best or ())


def search_cases() -> Iterator[SearchCase]:
    """Yield all cases, file by file in the order of their names.

    Raises `ValueError` for a case of another form.
    """
    for path in sorted(FOLDER.glob("*.yml")):
        rows = read_mapping(path.read_text("utf-8")).values["cases"]
        if not isinstance(rows, list):
            raise ValueError(f"{path.name}: cases must be a list")
        for row in rows:
            if not isinstance(row, dict) or not row.keys() <= FIELDS:
                raise ValueError(f"{path.name}: {row} is no case")
            yield _case(path.name, row)


def _case(file: str, row: Mapping[str, StringTree]) -> SearchCase:
    words = {name: value for name, value in row.items() if isinstance(value, str)}
    listed, graded, day = row.get("all"), row.get("best"), words.get("day")
    if words.get("none", "true") != "true":
        raise ValueError(f"{file}: none can only be true")
    return SearchCase(
        file=file,
        query=words["query"],
        archive=words["archive"],
        kind=words["kind"],
        all=tuple(str(one) for one in listed) if isinstance(listed, list) else None,
        best={task: int(str(grade)) for task, grade in graded.items()}
        if isinstance(graded, dict)
        else None,
        none="none" in words,
        day=date.fromisoformat(day) if day else None,
        **{name: words.get(name, "") for name in (*PAGES, "twin", "note")},
    )
