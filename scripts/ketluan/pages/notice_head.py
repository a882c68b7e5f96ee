"""The head of a notice as the decree prints it: letterhead of two columns, type and abstract.

Nghị định 30/2020/NĐ-CP, annex I, II: at the left the superior body above the issuing one and the
number, at the right the motto, then place and date; below them type and abstract. A body of a
notice keeps these lines in the order of its source, column by column or line by line. Which column
a line belongs to is told by what it is; what is known of the notice tells where a name, a number or
a date that was broken over lines goes on. Every printed word is kept, once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from ketluan.model import Notice
from ketluan.notice.head_lines import (
    DATE_ALONE,
    DATED,
    NUMBER_LABEL,
    Mottoes,
    is_place_and_day,
    parts_of_line,
    type_line,
)
from ketluan.vietnamese import fold

LineKind = Literal["superior", "issuer", "number", "about", "country", "motto", "date", "other"]

_ABOUT: Final = re.compile(r"V\s*/\s*v\b|Về việc\b", re.IGNORECASE)
_BEFORE_ABOUT: Final = re.compile(r"(?<!\s)\s+(?=V\s*/\s*v\b)", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"Kính\s+gửi\b", re.IGNORECASE)
_MOTTO_STARTS: Final = ("cong hoa", "doc lap", "dang cong san")
_YEAR: Final = re.compile(r"\d{4}|năm[\s._…]*$", re.IGNORECASE)
_DATE_PART: Final = re.compile(r"(?:ngày|tháng|năm|[\d\s._…/,-])+", re.IGNORECASE)
_WORD: Final = re.compile(r"\w")
_HYPHENS: Final = ("-", "/")  # behind which a number that was broken goes on without a blank


class HeadLine(NamedTuple):
    """A line of the letterhead and what it is."""

    kind: LineKind
    text: str


class Head(NamedTuple):
    """The head of a notice: the lines of both columns, and those of type and abstract.

    `about` is the abstract of a letter (công văn), which stands in the left column ("V/v …").
    `opening` are lines below the abstract that belong to the text: to whom a letter goes, the body
    that decides, the first lines of a preamble.
    """

    left: tuple[HeadLine, ...] = ()
    right: tuple[HeadLine, ...] = ()
    title: tuple[str, ...] = ()
    about: str = ""
    opening: tuple[str, ...] = ()


def notice_head(lines: Sequence[str], notice: Notice) -> Head:
    """Return the head printed in `lines`; what tells of no letterhead is title as it stands."""
    found = [type_line(line) for line in lines]
    columns = _Columns(notice)
    begin = next((i for i, is_type in enumerate(found) if is_type), None)
    kind = found[begin] if begin is not None else None
    if begin is None:
        begin = max((i + 1 for i, line in enumerate(lines) if columns.knows(line)), default=0)
    for line in lines[:begin]:
        columns.add(line)
    late = not columns.right  # a reader of pages may give the right column behind the type
    below: list[str] = []
    for line in lines[begin + 1 if kind else begin :]:
        if late and kind and columns.is_right(line):
            columns.add(line)
        elif columns.about and not below and not kind and columns.continues_about(line):
            columns.about = f"{columns.about} {line}"
        else:
            below.append(line)
    end = _end_of_abstract(below, notice.subject, kind.rest if kind else "")
    return Head(
        left=tuple(columns.left),
        right=tuple(columns.right),
        title=(lines[begin], *_flowing(below[:end])) if kind else tuple(below[:end]),
        about=columns.about,
        opening=tuple(below[end:]),
    )


def _end_of_abstract(lines: Sequence[str], subject: str, before: str) -> int:
    """Return how many of `lines` are the abstract `subject`; `before` stands on the type's line.

    Where they do not make up the abstract, all are taken for it but those behind "Kính gửi".
    """
    addressed = next((i for i, line in enumerate(lines) if _ADDRESSED.match(line)), len(lines))
    for count in range(1, addressed + 1):
        if _key(" ".join((before, *lines[:count]))) == _key(_ABOUT.sub("", subject)):
            return count
        if _key(_ABOUT.sub("", " ".join(lines[:count]))) == _key(subject):
            return count
    return addressed


def ends_abstract(title: Sequence[str], text: str, subject: str) -> bool:
    """Tell whether the paragraph `text` is the last piece of the abstract begun in `title`.

    A full stop behind an abstract that was broken over lines cuts its last line off.
    """
    below = " ".join(title[1:])
    return bool(below) and _key(subject).endswith(_key(f"{below} {text}"))


def _flowing(lines: Sequence[str]) -> list[str]:
    """Return the lines of an abstract joined, but for the step from capitals to small letters."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].isupper() == line.isupper() and line[:1] != "(":
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@dataclass(slots=True)
class _Columns:
    """Sorts the lines of a letterhead into its two columns."""

    notice: Notice
    left: list[HeadLine] = field(default_factory=list)
    right: list[HeadLine] = field(default_factory=list)
    about: str = ""
    _mottoes: Mottoes = field(default_factory=Mottoes)
    _last: list[HeadLine] = field(default_factory=list)

    def knows(self, line: str) -> bool:
        """Tell whether `line` is sure to belong to a letterhead."""
        is_left = NUMBER_LABEL.match(line) or _ABOUT.match(line) or self._is_body(line)
        return bool(is_left) or self.is_right(line)

    def is_right(self, line: str) -> bool:
        """Tell whether `line` alone is motto, or place and date."""
        if not _WORD.search(line):
            return False
        dated = f"{_key(self.notice.place)} ngay " if self.notice.place else ""
        return (
            not _WORD.search(Mottoes().without(line))
            or is_place_and_day(line)
            or bool(DATE_ALONE.fullmatch(line) or (dated and _key(line).startswith(dated)))
        )

    def continues_about(self, line: str) -> bool:
        """Tell whether `line` goes on with the abstract of a letter."""
        return bool(_WORD.search(line)) and _key(line) in _key(self.notice.subject)

    def add(self, line: str) -> None:
        """Put `line` where it belongs; one in which two columns have run together is cut."""
        goes_on = self._mottoes.unfinished
        before = self._mottoes.without(line)
        if len(before) == len(line):
            self._add_parts(line)
            return
        if _WORD.search(before):
            self.add(before.rstrip())
            motto = line[len(before) :]
        else:
            motto = line
        if goes_on and self.right and not _key(motto).startswith(_MOTTO_STARTS):
            self._go_on(self.right, motto)
        else:
            kind: LineKind = "country" if _key(motto).startswith("cong") else "motto"
            self._put(self.right, kind, motto)

    def _add_parts(self, line: str) -> None:
        parts = tuple(parts_of_line(line)) if _WORD.search(line) else ()
        for part in parts:
            for piece in _BEFORE_ABOUT.split(part):
                self._add_part(piece)
        if not parts:  # a star or a rule belongs to the line above
            self._put(self._last or self.left, "other", line)

    def _add_part(self, text: str) -> None:
        if _date(text) or self._is_damaged_date(text):
            self._add_date(text)
        elif self._date_is_open() and _DATE_PART.fullmatch(text):
            self._go_on(self.right, text)
        elif self.notice.place and text.endswith(",") and _key(text) == _key(self.notice.place):
            self._put(self.right, "date", text)
        elif self.about and self.continues_about(text):
            self.about = f"{self.about} {text}"
        elif _ABOUT.match(text) and not self.about:
            self.about = text
        else:
            self._add_left(text)

    def _add_date(self, text: str) -> None:
        """Add place and date; the place may have begun in the line before ("Hà" ⏎ "Nội, ngày …")."""
        dated = DATED.search(text)
        place = _key(self.notice.place)
        if dated and dated.start() and place and self._last is self.left and self.left:
            whole = f"{self.left[-1].text} {text[: dated.start()]}"
            if _key(whole) == place:
                self._put(self.right, "date", self.left.pop().text)
        if self._date_is_open():
            self._go_on(self.right, text)
        else:
            self._put(self.right, "date", text)

    def _is_damaged_date(self, text: str) -> bool:
        """Tell whether `text` is place and date of which a scan has spoilt the word "ngày"."""
        key = _key(text)
        return _begins(text, self.notice.place) and "thang" in key and " nam" in key

    def _date_is_open(self) -> bool:
        last = self.right[-1] if self.right else None
        return last is not None and last.kind == "date" and not _YEAR.search(last.text)

    def _add_left(self, text: str) -> None:
        last = self.left[-1] if self.left else None
        if last and last.kind == "number" and self._ends_number(last.text, text):
            self._go_on(self.left, text)
        elif NUMBER_LABEL.match(text):
            self._put(self.left, "number", text)
        elif last and last.kind in ("superior", "issuer") and self._is_body(f"{last.text} {text}"):
            self._go_on(self.left, text)
        elif _begins(self.notice.superior, text) and not last:
            self._put(self.left, "superior", text)
        elif self._is_body(text) or (
            text.isupper() and not any(line.kind == "number" for line in self.left)
        ):
            self._put(self.left, "issuer", text)
        else:
            self._put(self.left, "other", text)

    def _is_body(self, text: str) -> bool:
        return _begins(self.notice.superior, text) or _begins(self.notice.issuer, text)

    def _ends_number(self, begun: str, text: str) -> bool:
        number, printed = "".join(self.notice.number.split()), "".join(begun.split())
        return bool(number) and number not in printed and number in f"{printed}{text}"

    def _put(self, column: list[HeadLine], kind: LineKind, text: str) -> None:
        column.append(HeadLine(kind, text.strip()))
        self._last = column

    def _go_on(self, column: list[HeadLine], text: str) -> None:
        last = column[-1]
        blank = "" if last.kind == "number" and last.text.endswith(_HYPHENS) else " "
        column[-1] = last._replace(text=f"{last.text}{blank}{text.strip()}")
        self._last = column


def _begins(name: str, text: str) -> bool:
    return bool(_key(text)) and f"{_key(name)} ".startswith(f"{_key(text)} ")


def _date(text: str) -> bool:
    return bool(DATED.search(text) or DATE_ALONE.fullmatch(text))
