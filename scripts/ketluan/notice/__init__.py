"""One notice file: front matter and body, read to a `Notice` and written back."""

from ketluan.notice.body import read_tasks
from ketluan.notice.file import read_notice, read_progress, write_notice
from ketluan.notice.front_matter import KEYS

__all__ = ["KEYS", "read_notice", "read_progress", "read_tasks", "write_notice"]
