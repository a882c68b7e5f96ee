"""A source's lines become a draft notice (dự thảo): body, front matter, and what is known how.

Each field says whether it was read, guessed or is missing; nothing is invented. The body is the
whole text; what had to be dropped is listed. The draft is text, so that a person can mend it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ketluan.coverage import Coverage, coverage
from ketluan.importing.furniture import clean_source
from ketluan.importing.metadata import Known, read_metadata
from ketluan.importing.paragraphs import SourceParagraph, join_paragraphs
from ketluan.importing.splitting import split_tasks
from ketluan.model import Dropped
from ketluan.notice import write_notice
from ketluan.notice.bodies import bodies_at
from ketluan.notice.body import CLOSING, RECIPIENTS, concludes, escape_line
from ketluan.notice.labels import LabelPath
from ketluan.secrecy import secrecy_mark
from ketluan.sources import SourceText

_TITLE_LENGTH: Final = 160  # code points; a longer line in bold is a sentence
_HEADING_LENGTH: Final = 220  # code points; a longer labelled paragraph is no heading


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft notice. `metadata` has the keys of the front matter, `known` how each came about.

    `refused` is a Vietnamese sentence where the document must not enter the archive at all.
    """

    notice_id: str
    metadata: Mapping[str, object]
    known: Mapping[str, Known]
    body: str
    dropped: tuple[Dropped, ...]
    coverage: Coverage
    refused: str = ""

    def text(self) -> str:
        """Return the notice file."""
        return write_notice(self.metadata, self.body)


def draft_notice(source: SourceText) -> Draft:
    """Return the draft of the notice in `source`."""
    clean = clean_source(source)
    paragraphs = join_paragraphs(clean, source.paragraphs)
    metadata = read_metadata(paragraphs)
    body = _body(tuple(split_tasks(paragraphs)))
    return Draft(
        notice_id=metadata.notice_id,
        metadata=metadata.values,
        known=metadata.known,
        body=body,
        dropped=clean.dropped,
        coverage=coverage(source.lines, body, clean.dropped),
        refused=_refusal(clean.lines, source) or _refusal([p.text for p in clean.dropped], source),
    )


def _refusal(lines: Sequence[str], source: SourceText) -> str:
    mark = secrecy_mark(lines, recognised=source.read_by == "ocr")
    if not mark:
        return ""
    return (
        f"văn bản có dấu độ mật '{mark}': không được đưa vào kho này; hãy đăng ký theo chế độ mật"
    )


def _body(paragraphs: Sequence[SourceParagraph]) -> str:
    """Return the body: every paragraph as printed, headings marked by their depth."""
    texts = []
    for paragraph, depth in zip(paragraphs, _heading_depths(paragraphs), strict=True):
        marks = "#" * (depth + 1) + " " if depth else ""
        texts.append(marks + (paragraph.text if marks else escape_line(paragraph.text)))
    return "\n\n".join(texts)


def _heading_depths(paragraphs: Sequence[SourceParagraph]) -> list[int]:
    """Return for each paragraph its depth as a heading, 0 for one that is none.

    A heading is a short labelled paragraph with deeper labels, or text without one, below it; or,
    in the conclusions, a short line in bold or marked as a heading, without a label.
    """
    path = LabelPath()
    kept = _until_foot(paragraphs)
    numbers, depths = [], []
    concluded, titled = False, 0
    for index, paragraph in enumerate(kept):
        label = paragraph.label
        number, depth = "", 0
        if label:
            number, depth = path.step(label, 0), path.depth
            titled = 0 if label.style in ("capital", "roman") else titled
        elif concluded and (_is_bold_title(kept, index) or _is_unit_title(kept, index)):
            depth = titled = titled or path.depth + 1 - _open_leaf(kept, index)
            path.step(None, depth)
        concluded = concluded or bool(label) or concludes(paragraph.text)
        numbers.append(number)
        depths.append(depth)
    followers = [n for n in numbers if n]
    position = 0
    for index, number in enumerate(numbers):
        if not number:
            continue
        position += 1
        below = position < len(followers) and followers[position].startswith(f"{number}.")
        titles_text = index + 1 < len(numbers) and _titles(paragraphs[index], paragraphs[index + 1])
        if not (below or titles_text) or len(paragraphs[index].text) > _HEADING_LENGTH:
            depths[index] = 0
    return depths + [0] * (len(paragraphs) - len(depths))


def _is_bold_title(paragraphs: Sequence[SourceParagraph], index: int) -> bool:
    """Tell whether a paragraph without a label is printed as the title of what follows."""
    paragraph = paragraphs[index]
    if not (paragraph.bold or paragraph.title) or paragraph.row:
        return False
    if len(paragraph.text) > _TITLE_LENGTH or paragraph.text.endswith((".", ";", ",")):
        return False
    return index + 1 < len(paragraphs) and (
        paragraph.title or not (paragraphs[index + 1].bold and not paragraphs[index + 1].label)
    )


def _is_unit_title(paragraphs: Sequence[SourceParagraph], index: int) -> bool:
    """Tell whether a paragraph without a label is the name of a body alone, its tasks below it."""
    paragraph = paragraphs[index]
    name = paragraph.text.rstrip(" :")
    if paragraph.row or len(name) > _TITLE_LENGTH or index + 1 >= len(paragraphs):
        return False
    if paragraphs[index + 1].row or name.endswith((".", ";", ",")):
        return False
    listed = bodies_at(name, 0, len(name))
    return listed.end is None and bool(listed.spans) and listed.spans[-1].end == len(name)


def _open_leaf(paragraphs: Sequence[SourceParagraph], index: int) -> int:
    """Return 1 where the label before a title is that of an item, which the title does not head."""
    before = next((p for p in reversed(paragraphs[:index]) if p.label), None)
    if before is None or before.label is None or before.label.style in ("capital", "roman"):
        return 0
    return 1 if before.text.endswith((".", ";")) else 0


def _titles(paragraph: SourceParagraph, following: SourceParagraph) -> bool:
    """Tell whether a labelled line is the title of the unlabelled text behind it."""
    if paragraph.label is None:
        return False
    if paragraph.label.style not in ("capital", "roman", "arabic", "decimal"):
        return False
    return following.label is None and not paragraph.text.endswith((".", ";", ","))


def _until_foot(paragraphs: Sequence[SourceParagraph]) -> Sequence[SourceParagraph]:
    for index, paragraph in enumerate(paragraphs):
        closes = CLOSING.match(paragraph.text) or paragraph.text.endswith("./.")
        late = not paragraph.label and index > len(paragraphs) // 2
        if RECIPIENTS.match(paragraph.text) or (closes and late):
            return paragraphs[:index]
    return paragraphs
