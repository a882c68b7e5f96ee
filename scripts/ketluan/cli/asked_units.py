"""The unit that a person asks for on the command line, by id or by any of its names."""

import difflib
from typing import Final

from ketluan.model import Archive, Unit
from ketluan.units import unit_names

# Which tasks are a unit's: an audit counts each with its lead units, an export takes along all that
# the unit must know of. Said beside the numbers, so that nobody compares the two.
LED: Final = (
    "Chỉ gồm nhiệm vụ do đơn vị chủ trì; không gồm nhiệm vụ phối hợp, nhiệm vụ giao chung cho nhóm "
    "đơn vị và nhiệm vụ của đơn vị tiền thân."
)
CONCERNED: Final = (
    "Gồm cả nhiệm vụ phối hợp, nhiệm vụ giao chung cho nhóm có đơn vị "
    "và nhiệm vụ của đơn vị tiền thân."
)


def asked_unit(archive: Archive, asked: str) -> Unit | None:
    """Return the unit or group with this id or name."""
    units = (*archive.units, *archive.groups)
    by_id = {unit.id: unit for unit in units}
    return by_id.get(asked) or by_id.get(unit_names(units).identify(asked))


def unknown_unit(archive: Archive, asked: str) -> str:
    """Return the sentence that there is no such unit, with the nearest ids."""
    ids = [unit.id for unit in (*archive.units, *archive.groups)]
    near = difflib.get_close_matches(asked, ids, n=3)
    cure = f"có phải {' hoặc '.join(near)}?" if near else "mã đơn vị xem trong notices/don-vi.yml"
    return f"không có đơn vị '{asked}'; {cure}"
