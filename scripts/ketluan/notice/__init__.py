"""One notice file: front matter and body, read to a `Notice` and written back.

What reads one is loaded when it is called: a build of files that were read before never calls it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ketluan.later import later
from ketluan.model import Dropped, Notice, Outcome, Problem, Task
from ketluan.notice.front_matter import KEYS
from ketluan.units import UnitNames

__all__ = [
    "KEYS",
    "dropped_rows",
    "read_notice",
    "read_progress",
    "read_tasks",
    "write_notice",
]

_Problems = tuple[Problem, ...]

read_notice: Final[Callable[[str, str], tuple[Notice, _Problems]]] = later(
    "ketluan.notice.file", "read_notice"
)
read_progress: Final[Callable[[str, str], tuple[tuple[Outcome, ...], _Problems]]] = later(
    "ketluan.notice.file", "read_progress"
)
read_tasks: Final[Callable[[Notice, UnitNames], tuple[Task, ...]]] = later(
    "ketluan.notice.tasks", "read_tasks"
)
write_notice: Final[Callable[[Mapping[str, object], str], str]] = later(
    "ketluan.notice.file", "write_notice"
)
dropped_rows: Final[Callable[[Iterable[Dropped]], list[dict[str, object]]]] = later(
    "ketluan.notice.file", "dropped_rows"
)
