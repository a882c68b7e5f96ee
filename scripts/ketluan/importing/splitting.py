"""Paragraphs that hold several tasks, taken apart (tách nhiệm vụ).

"a) Bộ A: (1) trình …; (2) chủ trì …" numbers its tasks inside the line; "Giao Sở A …; giao Sở B …"
gives each stretch to another body. Each becomes a paragraph of its own: white space only changes,
and the clerk sees what was taken as one task. What looks back is left as it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ketluan.importing.paragraphs import SourceParagraph
from ketluan.notice.asking import asks_of, clauses
from ketluan.notice.body import concludes
from ketluan.notice.labels import read_label
from ketluan.notice.tasks import looks_back

_NUMBERED: Final = re.compile(r"(?:^|(?<=[:;.,]\s)|(?<=[:;.,]))\((\d{1,2})\)\s*(?=\S)")
_LETTERED: Final = re.compile(r"(?<=[:;.]\s)([a-eđ])\)\s+(?=\S)")
_COUNTS: Final = (
    ("(1)", _NUMBERED, tuple(str(number) for number in range(1, 100))),
    (" b)", _LETTERED, tuple("abcdđe")),
)
# "Trong quá trình thực hiện, nếu có vướng mắc, các đơn vị …" belongs to what stands before it.
_PROVIDES: Final = re.compile(
    r"(?:Trong )?quá trình (?:tổ chức |triển khai )?thực hiện", re.IGNORECASE
)
_SECOND: Final = re.compile(r"[.;][”\"’)]?\s+\S")  # where a second stretch may begin
_SHARE: Final = 0.6  # of the numbered pieces that must ask for something
_PARTS: Final = ("capital", "roman", "arabic")


def split_tasks(paragraphs: Sequence[SourceParagraph]) -> Iterator[SourceParagraph]:
    """Yield `paragraphs`, those with several tasks in pieces."""
    concluded = backwards = False
    for paragraph in paragraphs:
        label = paragraph.label
        if label and label.style in _PARTS:
            concluded, backwards = True, looks_back(paragraph.text[label.length :])
        if not concluded or backwards or paragraph.row:
            concluded = concluded or concludes(paragraph.text)
            yield paragraph
            continue
        for piece in _numbered_pieces(paragraph):
            yield from _given_pieces(piece)


def _numbered_pieces(paragraph: SourceParagraph) -> list[SourceParagraph]:
    """Return the pieces that a running count (1), (2) … or a), b) … makes, or the paragraph."""
    for sign, pattern, values in _COUNTS:
        if sign not in paragraph.text:
            continue
        cuts: list[int] = []
        for match in pattern.finditer(paragraph.text):
            if len(cuts) < len(values) and match[1] == values[len(cuts)]:
                cuts.append(match.start())
        if len(cuts) > 1 and _mostly_tasks(_cut(paragraph.text, cuts)[1:]):
            return _pieces(paragraph, [cut for cut in cuts if cut])
    return [paragraph]


def _mostly_tasks(pieces: Sequence[str]) -> bool:
    asking = 0
    for piece in pieces:
        label = read_label(piece)
        asking += asks_of(piece[label.length :] if label else piece)
    return asking >= _SHARE * len(pieces)


def _given_pieces(paragraph: SourceParagraph) -> list[SourceParagraph]:
    """Return a stretch for each body that is given something, where there are several."""
    start = paragraph.label.length if paragraph.label else 0
    text = paragraph.text
    if not _SECOND.search(text, start):
        return [paragraph]
    cuts: list[int] = []
    last: tuple[str, ...] = ()
    for clause in clauses(text[start:]):
        begin = start + clause.span.start
        names = tuple(text[start + body.start : start + body.end] for body in clause.bodies)
        opens = begin == start or text[max(0, begin - 3) : begin].rstrip()[-1:] in (".", ";")
        if not names or names == last:
            continue
        if last and opens and clause.opens and not _PROVIDES.match(text, begin):
            cuts.append(begin)
        last = names
    return _pieces(paragraph, cuts) if cuts else [paragraph]


def _cut(text: str, cuts: Sequence[int]) -> list[str]:
    places = [0, *cuts, len(text)]
    return [text[a:b].strip() for a, b in pairwise(places)]


def _pieces(paragraph: SourceParagraph, cuts: Sequence[int]) -> list[SourceParagraph]:
    first, *rest = _cut(paragraph.text, cuts)
    found = [replace(paragraph, text=first, bold=False)]
    found += [replace(paragraph, text=text, label=read_label(text), bold=False) for text in rest]
    return found
