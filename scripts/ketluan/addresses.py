"""Addresses of the site: one place that knows how an identity becomes a path.

An address is absolute within the site, begins and ends with `/`, and never changes once it was
published (DESIGN, section 4). Pages link relatively, so that a site also works in a subfolder and
from a stick.
"""

from datetime import date
from functools import lru_cache

from ketluan.vietnamese import slug

HOME = "/"
SEARCH = "/tim-kiem/"
DEADLINES = "/thoi-han/"
CALENDAR = "/thoi-han/lich/"
DOCUMENTS = "/van-ban/"
UNITS = "/don-vi/"
NOTICES = "/thong-bao/"
PERIODS = "/ky/"
TASKS = "/nhiem-vu/"
THREADS = "/nhiem-vu/qua-trinh/"
AUDIT = "/kiem-toan/"
AUDIT_SOURCES = "/kiem-toan/nguon-goc/"
GUIDE = "/huong-dan/"


def notice_address(notice_id: str) -> str:
    """Return the page of a notice; its id begins with the year."""
    return f"{NOTICES}{notice_id[:4]}/{notice_id}/"


@lru_cache(maxsize=1 << 12)  # few numbers, asked for with every link to a task
def task_anchor(number: str) -> str:
    """Return the anchor of a task on its notice's page: `II.1.6` → `nv-ii-1-6`.

    Lists count … d) đ) e) …, so đ is written dd here: `2.d` and `2.đ` are two tasks.
    """
    return f"nv-{slug(number.replace('đ', 'dd'))}"


def task_address(task_id: str) -> str:
    """Return the notice's page with the task's anchor for `<notice id>#<number>`."""
    notice_id, _, number = task_id.partition("#")
    return f"{notice_address(notice_id)}#{task_anchor(number)}"


def thread_address(thread_id: str) -> str:
    """Return the page of a thread, whose id is that of its first task."""
    notice_id, _, number = thread_id.partition("#")
    return f"{TASKS}{notice_id}/{task_anchor(number).removeprefix('nv-')}/"


def unit_address(unit_id: str) -> str:
    """Return the page of a unit."""
    return f"{UNITS}{unit_id}/"


def document_address(key: str) -> str:
    """Return the page of a cited document."""
    return f"{DOCUMENTS}{key}/"


def period_address(period_id: str) -> str:
    """Return the page of a period."""
    return f"{PERIODS}{period_id.lower()}/"


def part_address(folder: str, name: str, number: int = 1) -> str:
    """Return the page of the part `name` of a long list at `folder`: `…/nam-2021/`.

    A part that is long itself goes on at `…/nam-2021/trang-2/`.
    """
    return f"{folder}{name}/trang-{number}/" if number > 1 else f"{folder}{name}/"


def month_address(day: date) -> str:
    """Return the page of the month of limits in which `day` lies: `/thoi-han/2021-06/`."""
    return f"{DEADLINES}{day.isoformat()[:7]}/"


def day_address(day: date) -> str:
    """Return the place of `day` on the page of its month."""
    return f"{month_address(day)}#ngay-{day.day}"


def audit_list_address(name: str, year: str = "") -> str:
    """Return the page of a list of the audit (`qua-han`), or of one year of a long one."""
    return f"{AUDIT}{name}/{year}/" if year else f"{AUDIT}{name}/"


def audit_quarter_address(period_id: str) -> str:
    """Return the page of the audit as it was at the end of a past quarter."""
    return f"{AUDIT}{period_id.lower()}/"


def audit_tasks_address(period_id: str, *parts: str) -> str:
    """Return the page of the tasks that the audit counts in a period; `parts` are status and unit.

    Without a period it is that of the tasks that belong to none.
    """
    return f"{AUDIT}ky/{'/'.join((period_id.lower() or 'khong-ky', *parts))}/"


def relative(target: str, page: str) -> str:
    """Return the link from the page at address `page` to the address `target`.

    Both are absolute, and that of the page ends with `/`; a fragment stays. Files (`/assets/x.css`)
    are linked as files.
    """
    path, hash_mark, fragment = target.partition("#")
    if path == page:
        return hash_mark + fragment if fragment else "./"
    here, there = page.split("/"), path.split("/")
    shared, last = 1, min(len(here), len(there)) - 1
    while shared < last and here[shared] == there[shared]:
        shared += 1
    up = "../" * (len(here) - 1 - shared)
    return up + "/".join(there[shared:]) + hash_mark + fragment
