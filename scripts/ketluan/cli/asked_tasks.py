"""The task that a person asks for on the command line, where the archive does not know it."""

import difflib

from ketluan.model import Archive


def unknown_task(archive: Archive, asked: str) -> str:
    """Return the sentence that there is no such task, or none yet on the day asked, with the nearest ids.

    `archive` is the whole one, of every day.
    """
    ids = [task.id for task in archive.tasks]
    if asked in ids:
        return not_yet(f"nhiệm vụ '{asked}'")
    near = difflib.get_close_matches(asked, ids, n=3)
    cure = f"có phải {' hoặc '.join(near)}?" if near else "mã có ở trang của mỗi nhiệm vụ"
    return f"không có nhiệm vụ '{asked}'; {cure}"


def not_yet(what: str) -> str:
    """Return the sentence that the archive did not know `what` on the day asked."""
    return f"đến hết ngày ở --as-of kho chưa biết {what}; hãy nêu ngày sau hơn"
