"""The foot (phần cuối): who signed, by which authority (Nghị định 30/2020/NĐ-CP, annex I, II.7).

At the left stand the recipients, at the right authority (TM., KT., TL., TUQ.), position and name,
one below the other; the two columns may come one after the other or line by line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from ketluan.importing.office_names import office_name, person_in
from ketluan.importing.paragraphs import SourceParagraph
from ketluan.notice.body import RECIPIENTS
from ketluan.organisations import LOWER, UPPER
from ketluan.vietnamese import spelling_key
from ketluan.vocabulary import notice_words

_DECORATION: Final = "*_|=~–— \t"
_AUTHORITY: Final = re.compile(
    rf"(?:TM|KT|TL|TUQ|T/M|K/T|T/L|T/UQ|Q)(?:\.\s*|\s+|(?<=/[MTLQ])\s*)(?=[{UPPER}]{{2}})"
)
_SHOUTED_END: Final = re.compile(rf"(?:(?<=\s)|^)(?:[{UPPER}./]+[ ,]+){{0,9}}[{UPPER}]+$")
_NOTE: Final = re.compile(rf"(?:{'|'.join(notice_words()['signature_notes'])})\.?", re.IGNORECASE)
_TITLE: Final = re.compile(rf"(?:{'|'.join(notice_words()['name_titles'])})\s*")
_NAME: Final = re.compile(
    rf"[{UPPER}][{LOWER}]*(?:['’]\w+)?(?:[ -]+[{UPPER}][{LOWER}]*(?:['’]\w+)?){{1,5}}"
)
_AFTER_LIST: Final = re.compile(r"[;,.:°]\s*([^;,.:]+)$")
# "th54": the typist's mark behind "Lưu: VT."
_FILE_MARK: Final = re.compile(r"^[^\s\d]*+\d\S*+\s+")
# Stamped numbers that a reader put behind a name.
_STRAY: Final = re.compile(r"(?<!\s)(?:\s+\d{1,5}){1,4}$")
_APPENDIX: Final = re.compile(
    r"(?:PHỤ\s+LỤC|Phụ\s+lục|DANH\s+SÁCH|DANH\s+MỤC|\[\d+\]|.*XÃ\s+HỘI\s+CHỦ\s+NGHĨA)"
)
_LAST_PIECES: Final = 25  # at the end of a document without recipients, where its signature lies
_POSITION_LINE: Final = 80  # code points
_FOOT_PIECES: Final = 80  # pieces of the longest list of recipients with its signature
_SHOUTED_LINES: Final = 7  # printed lines of authority and position; more are no signature


_DEPUTY: Final = re.compile(r"(?<!\s)\s+(?=PHÓ\s)")  # "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" run together
_CHAIR: Final = re.compile(r"(?:CHỦ\s+(?:TRÌ|TỌA|TOẠ)|NGƯỜI\s+CHỦ\s+TRÌ)(?!\w)")
_CLERK: Final = re.compile(r"(?:THƯ\s+KÝ|NGƯỜI\s+GHI)(?!\w)")
_NUMBERS: Final = re.compile(r"\d{1,5}(?:\s+\d{1,5}){0,3}")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed. `sure` is false where a piece is guessed from a broken foot."""

    name: str = ""
    position: str = ""
    authority: str = ""
    sure: bool = True


def foot_begin(paragraphs: Sequence[SourceParagraph]) -> int:
    """Return the index at which the foot begins: the recipients, else authority or position."""
    for index, paragraph in enumerate(paragraphs):
        if RECIPIENTS.match(paragraph.text.lstrip(_DECORATION)):
            return _with_signature_before(paragraphs, index)
    start = max(0, len(paragraphs) - _LAST_PIECES)
    for index in range(start, len(paragraphs)):
        text = paragraphs[index].text.strip(_DECORATION)
        if text.isupper() and not paragraphs[index].label and _is_signature_line(text):
            return index
    return len(paragraphs)


def _with_signature_before(paragraphs: Sequence[SourceParagraph], recipients: int) -> int:
    """Return the foot's begin where the right column was read before the recipients."""
    begin = recipients
    while begin and recipients - begin < 8:
        text = paragraphs[begin - 1].text.strip(_DECORATION)
        if paragraphs[begin - 1].label or len(text) > _POSITION_LINE or text.endswith((".", ";")):
            break
        begin -= 1
    for index in range(begin, recipients):
        text = paragraphs[index].text.strip(_DECORATION)
        if text.isupper() and _is_signature_line(text):
            return index
    return recipients


def read_signature(paragraphs: Sequence[SourceParagraph], context: str) -> Signature:
    """Return the signature in the foot `paragraphs`; `context` is the text of the document."""
    paragraphs = _without_appendix(paragraphs)
    shouted: list[str] = []
    named = ""
    for text in _right_column(_signed_by_two(paragraphs)):
        if len(shouted) > _SHOUTED_LINES:
            break
        if _NOTE.fullmatch(text):
            continue
        if text.isupper():
            if shouted and not named and _is_shouted_name(text):
                named = _written_name(text)
                break
            if _is_signature_line(text) or shouted:
                shouted += _DEPUTY.split(text) if _AUTHORITY.match(text) else [text]
            continue
        name = _plain_name(text)
        if name and shouted:
            named = name
            break
    items = _items(shouted)
    authorities = [item for item in items if _AUTHORITY.match(item)]
    positions = [item for item in items if item not in authorities]
    acting = [item for item in authorities if item.startswith("Q")]
    printed = ", ".join(item.rstrip(" ,") for item in positions or acting)
    position = office_name(printed, context) if printed else None
    guessed = "" if named else _name_among_recipients(paragraphs)
    return Signature(
        name=named or guessed,
        position=position.text if position else "",
        authority="; ".join(item.rstrip(" ,") for item in authorities),
        sure=not guessed and (position is None or position.sure),
    )


def stamped_numbers(paragraphs: Sequence[SourceParagraph], count: int) -> tuple[int, ...]:
    """Return the run of exactly `count` numbers that stands alone in the text, else nothing.

    A clerk fills number and day into a printed document with stamps; a reader of PDF gives them as
    lines of their own far below. Only one such run can be meant.
    """
    runs: list[list[str]] = [[]]
    for paragraph in paragraphs:
        text = paragraph.text.strip(_DECORATION)
        stray = _STRAY.search(text) if _plain_name(text) else None
        if stray:
            runs.append(stray.group().split())
        elif _NUMBERS.fullmatch(text):
            runs[-1] += text.split()
            continue
        runs.append([])
    fitting = [run for run in runs if len(run) == count]
    return tuple(int(text) for text in fitting[0]) if len(fitting) == 1 else ()


def _without_appendix(paragraphs: Sequence[SourceParagraph]) -> Sequence[SourceParagraph]:
    """Return the foot without the appendices, footnotes and further documents behind it."""
    for index, paragraph in enumerate(paragraphs[:_FOOT_PIECES]):
        if index and _APPENDIX.match(paragraph.text.strip(_DECORATION)):
            return paragraphs[:index]
    return paragraphs[:_FOOT_PIECES]


def _right_column(paragraphs: Sequence[SourceParagraph]) -> Iterator[str]:
    """Yield the pieces that are no recipients; a signature run together with one is cut off."""
    in_columns = any(p.column for p in paragraphs) and any(
        p.column and _is_signature_line(p.text.strip(_DECORATION)) for p in paragraphs
    )
    first = min((p.column for p in paragraphs), default=0)
    paragraphs = _chairs_column(paragraphs)
    for paragraph in paragraphs:
        text = paragraph.text.strip(_DECORATION)
        if not text:
            continue
        if _is_list(paragraph, text):
            run_on = _signature_behind(text)
            if run_on:
                yield run_on
        elif not in_columns or paragraph.column != first or text.isupper() or _is_person(text):
            # A line of a Word cell behind its first one has no tab before it and looks like the
            # left column: a whole name there counts.
            yield text


def _chairs_column(paragraphs: Sequence[SourceParagraph]) -> Sequence[SourceParagraph]:
    """Return the column of who chaired, where minutes are signed by the clerk (thư ký) beside."""
    columns = {
        role: paragraph.column
        for paragraph in paragraphs
        for role, pattern in (("chair", _CHAIR), ("clerk", _CLERK))
        if pattern.match(paragraph.text.strip(_DECORATION))
    }
    if len(columns) < 2 or columns["chair"] == columns["clerk"]:
        return paragraphs
    return [paragraph for paragraph in paragraphs if paragraph.column == columns["chair"]]


def _signed_by_two(paragraphs: Sequence[SourceParagraph]) -> Sequence[SourceParagraph]:
    """Return the foot of minutes with the chair's part of lines in which two columns ran together."""
    heads = [p.text.strip(_DECORATION) for p in paragraphs]
    both = next((text for text in heads if _CHAIR.search(text) and _CLERK.search(text)), "")
    chair, clerk = _CHAIR.search(both), _CLERK.search(both)
    if not chair or not clerk or not both.isupper():
        return paragraphs
    found = []
    first = chair.start() < clerk.start()
    for paragraph in paragraphs:
        text = paragraph.text.strip(_DECORATION)
        if text == both:
            text = text[: clerk.start()] if first else text[chair.start() :]
        elif (cut := _second_name_at(text)) > 0:
            text = text[:cut] if first else text[cut:]
        found.append(replace(paragraph, text=text.strip()))
    return found


def _second_name_at(text: str) -> int:
    """Return where the second of two names in a line begins, 0 where it is no two names."""
    words = list(re.finditer(r"\S+", text))
    for index in range(2, len(words) - 1):
        at = words[index].start()
        if _is_person(text[:at].strip()) and _is_person(text[at:]):
            return at
    return 0


def _is_list(paragraph: SourceParagraph, text: str) -> bool:
    return bool(paragraph.label) or text.startswith("-") or bool(RECIPIENTS.match(text))


def _signature_behind(text: str) -> str:
    """Return the authority or position that has run together with the recipient `text`."""
    end = _SHOUTED_END.search(text[-_POSITION_LINE:])
    if end and _is_signature_line(end.group()):
        return end.group()
    authority = _AUTHORITY.search(text)
    if authority and text[authority.start() :].isupper():
        return text[authority.start() :]
    return ""


@cache
def _position_starts() -> tuple[tuple[str, ...], ...]:
    return tuple(_keys(word) for word in notice_words()["position_starts"])


def _keys(text: str) -> tuple[str, ...]:
    return tuple(spelling_key(word) for word in re.findall(r"[^\W_]+", text))


def _is_signature_line(text: str) -> bool:
    """Tell whether a line in capitals is authority or position."""
    if len(text) > _POSITION_LINE or not text.isupper():
        return False
    return bool(_AUTHORITY.match(text)) or _begins_position(text)


def _begins_position(text: str) -> bool:
    keys = _keys(text[:_POSITION_LINE])
    return any(keys[: len(start)] == start for start in _position_starts())


def _items(lines: Iterable[str]) -> list[str]:
    """Return authority and positions, each joined from the lines over which it is broken.

    "KT. BỘ TRƯỞNG," ⏎ "CHỦ NHIỆM" is one: a line that ends with a comma goes on; so does one
    before a line that begins with no position ("TM. ỦY BAN NHÂN" ⏎ "DÂN").
    """
    found: list[str] = []
    for line in lines:
        begins = bool(_AUTHORITY.match(line)) or _begins_position(line)
        if found and (not begins or found[-1].endswith(",")):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _plain_name(text: str) -> str:
    """Return `text` without its titles if it is a person's name in mixed case, else nothing."""
    bare = _bare(_STRAY.sub("", text))
    return bare if _NAME.fullmatch(bare) and not _is_office(bare) else ""


def _bare(text: str) -> str:
    """Return `text` without what stands before a name ("PGS.TS. ", "Đại tá ")."""
    while match := _TITLE.match(text):
        text = text[match.end() :]
    return text.strip(" .")


@cache
def _office_keys() -> frozenset[tuple[str, ...]]:
    words = notice_words()
    return frozenset(
        _keys(row) for row in (*words["body_heads"], *words["office_words"]) if " " in row
    )


def _is_office(text: str) -> bool:
    keys = _keys(text)
    return any(keys[:count] in _office_keys() for count in (2, 3, 4))


@cache
def _surname_keys() -> frozenset[str]:
    return frozenset(spelling_key(name) for name in notice_words()["surnames"])


def _is_shouted_name(text: str) -> bool:
    keys = _keys(text)
    return (
        2 <= len(keys) <= 5
        and keys[0] in _surname_keys()
        and not _begins_position(text)
        and not _is_office(text)
    )


def _written_name(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:].lower() for word in _bare(text).split())


def _name_among_recipients(paragraphs: Sequence[SourceParagraph]) -> str:
    """Return the name that a scan has put behind a recipient or alone at the end, else nothing."""
    for paragraph in paragraphs:
        text = paragraph.text.strip(_DECORATION)
        if _is_list(paragraph, text):
            behind = _AFTER_LIST.search(text)
            text = _FILE_MARK.sub("", behind[1].strip()) if behind else ""
        if _is_person(text) and len(text.split()) > 2:
            return text
    return ""


def _is_person(text: str) -> bool:
    """Tell whether `text` is a person's name, known by its surname, and nothing else."""
    found = person_in(_bare(text))
    return found is not None and found.text == _bare(text)
