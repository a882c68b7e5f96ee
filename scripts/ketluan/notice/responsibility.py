"""Who a task is for: lead units (chủ trì) and units that take part (phối hợp).

A task under a unit's heading is led by that unit; a unit named in the text takes part or receives.
Where no heading names one, the sentence does: "Giao Sở A chủ trì, phối hợp với Sở B …", or the
subject with which it begins. Names stay as printed; the register gives them an id where it can.
"""

import re
from collections.abc import Iterable
from typing import Final

from ketluan.model import UnitMention
from ketluan.organisations import body_at
from ketluan.units import UnitNames
from ketluan.vocabulary import notice_words

_GIVING: Final = re.compile(
    r"(?:^|(?<=[:;.] ))(?:Giao|Đề nghị|Yêu cầu|Phân công|Chỉ đạo)(?:\s+cho)?\s+"
    r"(?:đồng\s+chí\s+)?"
)
_GROUP_SUBJECT: Final = re.compile(
    r"Các\s[^.;:]{2,90}?(?=\s+(?:" + "|".join(notice_words()["task_verbs"]) + r")\b)"
)
_COORDINATING: Final = re.compile(
    "(?:"
    + "|".join(w.replace(" ", r"\s+") for w in notice_words()["coordinating_words"])
    + r")\s+",
    re.IGNORECASE,
)
_HEADING_REACH: Final = 120  # code points; a longer heading is a sentence, not a unit's name


def responsible_units(
    text: str, headings: tuple[str, ...], names: UnitNames
) -> tuple[tuple[UnitMention, ...], tuple[UnitMention, ...]]:
    """Return lead and coordinating units of the task `text` below `headings` (outermost first)."""
    lead = _unit_of_headings(headings, names) or _unit_of_sentence(text, names)
    taken = {_identity(unit) for unit in lead}
    coordinating = []
    for unit in _units_in(text, names):
        if _identity(unit) not in taken:
            taken.add(_identity(unit))
            coordinating.append(unit)
    return lead, tuple(coordinating)


def _identity(unit: UnitMention) -> str:
    return unit.unit_id or unit.name


def _unit_of_headings(headings: tuple[str, ...], names: UnitNames) -> tuple[UnitMention, ...]:
    for heading in reversed(headings):
        name = heading.strip().rstrip(":;.").strip()
        if len(name) > _HEADING_REACH:
            continue
        unit_id = names.identify(name)
        if unit_id or body_at(name, 0):
            return (UnitMention(name, unit_id),)
    return ()


def _unit_of_sentence(text: str, names: UnitNames) -> tuple[UnitMention, ...]:
    giving = _GIVING.search(text)
    start = giving.end() if giving else 0
    for span, mention in names.mentions(text):
        if span.start == start:
            return (mention,)
    name = body_at(text, start)
    if not name:
        group = _GROUP_SUBJECT.match(text, start)
        name = re.sub(r"\s+", " ", group.group()) if group else ""
    return (UnitMention(name, names.identify(name)),) if name else ()


def _units_in(text: str, names: UnitNames) -> Iterable[UnitMention]:
    """Yield units named anywhere in `text`, then bodies outside the register that take part."""
    registered = names.mentions(text)
    for _, mention in registered:
        yield mention
    for match in _COORDINATING.finditer(text):
        if all(not span.start <= match.end() < span.end for span, _ in registered):
            name = body_at(text, match.end())
            if name:
                yield UnitMention(name, names.identify(name))
