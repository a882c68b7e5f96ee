"""The forms by which a list is filtered and sorted in the reader's browser (`filter.js`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ketluan.model import Task
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import TaskView
from ketluan.status import LABELS

FEW: Final = 8  # entries that one overlooks without a form


class Field(NamedTuple):
    """A choice: `name` is that of the data of each entry, `options` its values and their words.

    `how` is empty, `at-least` where numbers from the value on agree, `sign` where the entry's sign
    of the day is compared.
    """

    name: str
    label: str
    everything: str
    options: tuple[tuple[str, str], ...]
    how: str = ""


class Order(NamedTuple):
    """An order of the list by the data `name`: the greatest first, or the least if it `rises`.

    `value` stands for it in the address bar, empty for the order of the page.
    """

    value: str
    words: str
    name: str = ""
    rises: bool = False


class Filter(NamedTuple):
    """A form above a list of `total` entries that are called `noun`; `orders` begin with its own."""

    noun: str
    total: int
    fields: tuple[Field, ...] = ()
    orders: tuple[Order, ...] = ()
    hint: str = "gõ có dấu hoặc không dấu"


STATUS: Final = Field("trang_thai", "Trạng thái", "Mọi trạng thái", tuple(LABELS.items()), "sign")
TASK_ORDERS: Final = (
    Order("", "Như trên trang"),
    Order("han", "Hạn sớm trước", "due", rises=True),
    Order("han-xa", "Hạn muộn trước", "due"),
)


def task_filter(
    tasks: Sequence[Task], known: Catalogue, views: Mapping[str, TaskView]
) -> Filter | None:
    """Return the form for a list of `tasks`, none for a few."""
    if len(tasks) < FEW:
        return None
    used = {unit_id for task in tasks for unit_id in views[task.id].unit_ids.split()}
    fields = (
        Field("don_vi", "Đơn vị", "Tất cả đơn vị", _several(unit_options(used, known))),
        Field("ky", "Kỳ", "Tất cả các kỳ", _several(period_options(tasks))),
        STATUS,
        Field(
            "lich_su", "Lịch sử", "Tất cả nhiệm vụ",
            (("co", "Có lịch sử, từ hai bước"),) if any(views[task.id].life for task in tasks) else (),
        ),
    )  # fmt: skip
    return Filter("nhiệm vụ", len(tasks), tuple(one for one in fields if one.options), TASK_ORDERS)


def _several(options: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the options, none where there is nothing to choose."""
    return options if len(options) > 1 else ()


def unit_options(used: Iterable[str], known: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return id and name of those units and groups that are `used`, in the order of the register."""
    ids = frozenset(used)
    return tuple(
        (unit.id, unit.name)
        for unit in (*known.archive.units, *known.archive.groups)
        if unit.id in ids
    )


def period_options(tasks: Iterable[Task]) -> tuple[tuple[str, str], ...]:
    """Return id and words of the tasks' periods, the newest first."""
    periods = {task.period for task in tasks if task.period}
    ordered = sorted(periods, key=lambda one: (one.start, one.id), reverse=True)
    return tuple((period.id, period.label) for period in ordered)
