"""Who a task is for: lead units (chủ trì) and units that take part (phối hợp).

A task under a unit's heading is led by that unit; a unit named inside the text takes part or
receives. Elsewhere the sentence names the lead: "Giao Sở A chủ trì, phối hợp với Sở B …". Names
stay as printed; the register gives them an id where it can.
"""

import re
from collections.abc import Iterable
from typing import Final

from ketluan.model import Span, UnitMention
from ketluan.notice.bodies import bodies_at
from ketluan.organisations import body_at
from ketluan.units import UnitNames
from ketluan.vocabulary import notice_words

_COORDINATING: Final = re.compile(
    "(?:"
    + "|".join(w.replace(" ", r"\s+") for w in notice_words()["coordinating_words"])
    + r")\s+",
    re.IGNORECASE,
)
Mentions = tuple[tuple[Span, UnitMention], ...]
_BLANKS: Final = re.compile(r"\s+")
_HEADING_REACH: Final = 300  # code points; a longer heading is a sentence, not a unit's name
_TOWARDS: Final = re.compile(
    r"(?:Giao|Đề nghị|Yêu cầu|Đối với|Về phía|Nhiệm vụ của|Trách nhiệm của)\s+", re.IGNORECASE
)


def units_of_heading(heading: str, names: UnitNames) -> tuple[UnitMention, ...]:
    """Return the units that `heading` names, empty where it names a topic."""
    name = " ".join(heading.split()).rstrip(":;.,").strip()
    if not name or len(name) > _HEADING_REACH:
        return ()
    unit_id = names.identify(name)
    if unit_id:
        return (UnitMention(name, unit_id),)
    towards = _TOWARDS.match(name)
    found = bodies_at(name, towards.end() if towards else 0, len(name))
    return units_of_spans(name, found.spans, names)


def units_of_spans(text: str, spans: Iterable[Span], names: UnitNames) -> tuple[UnitMention, ...]:
    """Return the units at `spans` of `text`, as printed, with their ids where they have any.

    Where a name of the register begins at a span that is none, the register knows better where the
    name ends ("UBND thị trấn Đồng Cát vận động …", "Trung tâm Phát triển quỹ đất huyện").
    """
    found: list[UnitMention] = []
    for span in spans:
        name = _BLANKS.sub(" ", text[span.start : span.end])
        unit_id = names.identify(name)
        if not unit_id:
            registered = unit_at_start(text[span.start : span.start + _HEADING_REACH], names)
            if registered:
                found += registered
                continue
        members = () if unit_id or ":" not in name else names.mentions(name)
        # "Các đơn vị: Văn phòng Sở, Phòng A" are those that it lists, where the register has them.
        found += [unit for _, unit in members] or [UnitMention(name, unit_id)]
    return tuple(found)


def unit_at_start(text: str, names: UnitNames) -> tuple[UnitMention, ...]:
    """Return the unit of the register with whose name `text` begins, whatever verb follows."""
    unit = names.at_start(text[:_HEADING_REACH])
    return (unit,) if unit else ()


def units_of_task(
    text: str, spans: Iterable[Span], names: UnitNames
) -> tuple[tuple[UnitMention, ...], Mentions]:
    """Return the units that lead the task `text` by its own words, and all of the register it names.

    They are those at `spans`, else the one with whose name it begins.
    """
    registered = names.mentions(text)
    first = tuple(unit for span, unit in registered[:1] if not span.start)
    return units_of_spans(text, spans, names) or first, registered


def coordinating_units(
    text: str,
    lead: tuple[UnitMention, ...],
    names: UnitNames,
    registered: Mentions | None = None,
) -> tuple[UnitMention, ...]:
    """Return the units that take part in the task `text` besides its `lead`.

    Those of the register are given where they are known already (`registered`).
    """
    taken = {unit.unit_id or unit.name for unit in lead}
    coordinating = []
    for unit in _units_in(text, names, names.mentions(text) if registered is None else registered):
        identity = unit.unit_id or unit.name
        if identity not in taken:
            taken.add(identity)
            coordinating.append(unit)
    return tuple(coordinating)


def _units_in(text: str, names: UnitNames, registered: Mentions) -> Iterable[UnitMention]:
    """Yield units named anywhere in `text`, then bodies outside the register that take part."""
    for _, mention in registered:
        yield mention
    for match in _COORDINATING.finditer(text):
        listed = bodies_at(text, match.end(), len(text)).spans
        named = [span for span in listed if body_at(text, span.start)]  # not "các đơn vị liên quan"
        for unit, place in zip(units_of_spans(text, named, names), named, strict=True):
            if all(not span.start <= place.start < span.end for span, _ in registered):
                yield unit
