"""Automatic numbering of Word (ISO 29500-1, 17.9): the label that Word shows before a paragraph.

Lists that share their definition go on counting together; a list that overrides the start of a
level begins anew where it is first used. A level starts again after any level above it.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from ketluan.sources.word.package import (
    Element,
    attribute,
    child,
    children,
    descendants,
    number,
    switch,
    value,
)
from ketluan.sources.word.styles import ParagraphStyle, Styles
from ketluan.vietnamese import roman_numeral

_LEVELS: Final = 9
_MAX_LABEL: Final = 60  # code points; "Phụ lục XVIII.12.3.4.5." has 23
_MAX_ROMAN: Final = 399  # as `roman_numeral`
_MAX_LETTERS: Final = 26 * 10  # Word doubles letters after z: aa, bb; ten of them say nothing more
_PLACE: Final = re.compile(r"%([1-9])")
_DASHES: Final = frozenset("-‐‑‒–—―−\uf02d\uf0be")
_PLUSES: Final = frozenset("+\uf02b")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list as defined: format, text with %1 … %9, start, when it starts again."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""
    picture: bool = False

    @classmethod
    def of(cls, element: Element) -> "_Level":
        forms = [attribute(form) for form in descendants(element, "numFmt")]
        start = number(element, "start")
        return cls(
            form=next((form for form in forms if form != "custom"), "decimal"),
            text=value(element, "lvlText"),
            start=0 if start is None else start,  # 17.9.25: absent means 0
            restart=number(element, "lvlRestart"),
            legal=bool(switch(element, "isLgl")),
            style=value(element, "pStyle"),
            picture=child(element, "lvlPicBulletId") is not None,
        )


@dataclass(frozen=True, slots=True)
class _List:
    """A list: the definition that counts, its levels, and the starts it overrides."""

    definition: int
    levels: dict[int, _Level]
    starts: dict[int, int]

    def level(self, depth: int) -> _Level:
        """Return the level at `depth`, a plain one where the list defines none."""
        return self.levels.get(depth, _Level())

    def level_by(self, style: ParagraphStyle) -> int | None:
        """Return the level of a paragraph that has its number from its style."""
        by_style = {each.style: depth for depth, each in self.levels.items() if each.style}
        for style_id, depth in style.numbered_by:
            # A level that names the style counts before what the style says (17.9.23).
            if style_id in by_style or depth is not None:
                return by_style.get(style_id, depth)
        return None

    def start(self, depth: int) -> int:
        """Return the first number of the level at `depth`."""
        return self.starts.get(depth, self.level(depth).start)


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    root: Element | None
    styles: Styles
    _lists: dict[int, _List | None] = field(default_factory=dict)
    _counters: dict[int, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)
    _nums: dict[int, Element] = field(default_factory=dict)
    _definitions: dict[int, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, name, found in (
            ("numId", "num", self._nums),
            ("abstractNumId", "abstractNum", self._definitions),
        ):
            for element in children(self.root, name):
                written = attribute(element, key)
                if written.isdecimal() and len(written) <= 10:
                    found.setdefault(int(written), element)

    def label(self, properties: Element | None, style_id: str) -> str:
        """Return the label of the next paragraph with `properties` (w:pPr), empty if it has none.

        The paragraph is counted, so this is called once for each in document order.
        """
        style = self.styles.paragraph(style_id)
        list_id = number(properties, "numPr", "numId")
        level = number(properties, "numPr", "ilvl")
        direct = list_id is not None
        list_id = list_id if direct else style.list_id
        found = self._list(list_id) if list_id else None
        if found is None:
            return ""
        if level is None and not direct:
            level = found.level_by(style)
        level = min(max(level or 0, 0), _LEVELS - 1)
        self._count(list_id or 0, found, level)
        return self._shown(found, level)

    def _list(self, list_id: int) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._read(list_id)
        return self._lists[list_id]

    def _read(self, list_id: int) -> _List | None:
        num = self._nums.get(list_id)
        definition = number(num, "abstractNumId")
        if num is None or definition is None:
            return None
        abstract = self._definitions.get(definition)
        linked = self.styles.list_of(value(abstract, "numStyleLink"))
        if linked is not None and linked != list_id:
            linked_definition = number(self._nums.get(linked), "abstractNumId")
            if linked_definition is not None:
                definition = linked_definition
                abstract = self._definitions.get(definition)
        levels = {_depth(each): _Level.of(each) for each in children(abstract, "lvl")}
        starts = {}
        for override in children(num, "lvlOverride"):
            own, start = child(override, "lvl"), number(override, "startOverride")
            if own is not None:
                levels[_depth(override)] = _Level.of(own)
            if start is not None:
                starts[_depth(override)] = start
        return _List(definition, levels, starts)

    def _count(self, list_id: int, found: _List, level: int) -> None:
        counters = self._counters.setdefault(found.definition, {})
        for above in range(level):
            # A level that was passed over counts as used: "I.1" without an "I." is followed by "II."
            counters.setdefault(above, found.start(above))
        override = found.starts.get(level)
        if override is not None and (list_id, level) not in self._begun:
            counters[level] = override
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = found.start(level)
        self._begun.add((list_id, level))
        for deeper in [each for each in counters if each > level]:
            restart = found.level(deeper).restart
            # lvlRestart names the level (counted from 1) whose use restarts; 0 means never.
            if restart is None or (restart != 0 and level < restart):
                del counters[deeper]

    def _shown(self, found: _List, level: int) -> str:
        this = found.level(level)
        if this.form == "bullet":
            return _bullet(this)
        counters = self._counters[found.definition]

        def counted(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            form = found.level(depth).form
            if this.legal and form != "decimalZero":  # Word shows "1.01" then, not "1.1"
                form = "decimal"
            return in_form(counters.get(depth, found.start(depth)), form)

        return _PLACE.sub(counted, this.text[:_MAX_LABEL]).strip()[:_MAX_LABEL]


def _depth(level: Element) -> int:
    written = attribute(level, "ilvl")
    return int(written) if written.isdecimal() and len(written) == 1 else 0


def _bullet(level: _Level) -> str:
    """Return a bullet as texts type it; shapes of Symbol and Wingdings are one and the same."""
    text = level.text.strip()
    if not text:
        return "•" if level.picture else ""
    if text[0] in _DASHES:
        return "-"
    if text[0] in _PLUSES:
        return "+"
    return text[:_MAX_LABEL] if len(text) > 1 and text.isprintable() else "•"


def in_form(count: int, form: str) -> str:
    """Return `count` in a format of Word (17.18.59); one we do not know, or out of range, as digits."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("upperRoman", "lowerRoman") and 0 < count <= _MAX_ROMAN:
        numeral = roman_numeral(count)
        return numeral if form == "upperRoman" else numeral.lower()
    if form in ("upperLetter", "lowerLetter") and 0 < count <= _MAX_LETTERS:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return str(count)
