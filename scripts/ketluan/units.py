"""Units of the register (đơn vị) and their names in running text.

A unit has one id for ever and several names: renamings, abbreviations, misspellings of habit. Names
match without regard to case, accents, kinds of dash and line ends; abbreviations with regard to
case, because "VP" is an office and "vp" is nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ketluan.model import Span, Unit, UnitMention
from ketluan.vietnamese import fold, nfc

_TOKEN: Final = re.compile(r"[-–—]|[^\s\-–—]+")
_DASHES: Final = frozenset("-–—")
_DASH: Final = re.compile(" ?[-–—] ?")


def _name_pattern(name: str) -> str:
    """Return a pattern for `name` that allows any blanks and any kind of dash."""
    pattern = ""
    for index, token in enumerate(_TOKEN.findall(name)):
        if token in _DASHES:
            pattern += r"\s*[-–—]\s*"
        else:
            blank = r"\s+" if index and not pattern.endswith(r"\s*") else ""
            pattern += blank + re.escape(token)
    return pattern


def _alternatives(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return one pattern for `names`, the longest first.

    They are grouped by their first letter, which stands before all else, the look backwards too: `re`
    then runs to the next of these letters, and tries the names that begin with it alone.
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        groups.setdefault(re.escape(name[:1]) if name[:1].isalpha() else "", []).append(name)
    joined = "|".join(
        rf"{first}(?<!\w{first})(?:{'|'.join(_name_pattern(name)[len(first) :] for name in group)})"
        for first, group in groups.items()
    )
    return re.compile(rf"(?:{joined})(?!\w)") if joined else None


@lru_cache(maxsize=1 << 12)  # the units of an archive are named again and again
def name_key(name: str) -> str:
    """Return `name` folded, with single blanks and plain dashes: equal for spellings of one name."""
    return _DASH.sub("-", " ".join(fold(nfc(name)).split())).strip(" :;,.")


@dataclass(frozen=True, slots=True)
class UnitNames:
    """All names of a register, compiled once; see `unit_names`."""

    ids: dict[str, str]
    by_name: re.Pattern[str] | None
    by_abbreviation: re.Pattern[str] | None

    def identify(self, name: str) -> str:
        """Return the id of the unit or group called `name`, empty if the register has none."""
        return self.ids.get(name_key(name), "")

    def at_start(self, text: str) -> UnitMention | None:
        """Return the unit or group with whose name NFC `text` begins, `None` if it does with none."""
        for pattern, searched in ((self.by_name, fold(text)), (self.by_abbreviation, text)):
            match = pattern.match(searched) if pattern else None
            found = self._mention(text, match) if match else None
            if found:
                return found
        return None

    def mentions(self, text: str) -> tuple[tuple[Span, UnitMention], ...]:
        """Return units and groups named in NFC `text`, in order, the longest name at each place."""
        found: dict[int, tuple[Span, UnitMention]] = {}
        for pattern, searched in ((self.by_abbreviation, text), (self.by_name, fold(text))):
            for match in pattern.finditer(searched) if pattern else ():
                mention = self._mention(text, match)
                if mention:
                    found[match.start()] = (Span(*match.span()), mention)
        kept: list[tuple[Span, UnitMention]] = []
        for start in sorted(found):
            if not kept or start >= kept[-1][0].end:
                kept.append(found[start])
        return tuple(kept)

    def _mention(self, text: str, match: re.Match[str]) -> UnitMention | None:
        """Return the unit that the name at `match` calls in `text`, `None` if none is called so."""
        name = " ".join(text[match.start() : match.end()].split())
        unit_id = self.identify(name)
        return UnitMention(name, unit_id) if unit_id else None


def unit_names(units: Iterable[Unit]) -> UnitNames:
    """Return the names of `units` (and groups) ready to be looked up; the first owner keeps a name."""
    ids: dict[str, str] = {}
    names: list[str] = []
    abbreviations: list[str] = []
    for unit in units:
        names += [fold(nfc(name)) for name in (unit.name, *unit.names)]
        abbreviations += [nfc(short) for short in unit.abbreviations]
        for name in (unit.name, *unit.names, *unit.abbreviations):
            ids.setdefault(name_key(name), unit.id)
    return UnitNames(ids, _alternatives(names), _alternatives(abbreviations))
