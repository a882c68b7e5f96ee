"""One notice file: front matter and body, read to a `Notice` and written back."""

from ketluan.notice.file import dropped_rows, read_notice, read_progress, write_notice
from ketluan.notice.front_matter import KEYS
from ketluan.notice.tasks import read_tasks

__all__ = [
    "KEYS",
    "dropped_rows",
    "read_notice",
    "read_progress",
    "read_tasks",
    "write_notice",
]
