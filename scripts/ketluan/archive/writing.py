"""Rules of writing a citation (Nghị định 30/2020/NĐ-CP, annex I), as warnings.

The archive does not correct its sources, so these faults stay as printed and stop nothing; they tell
the clerk where a number deserves a second look.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ketluan.citations import impossible_day_behind, type_word_before
from ketluan.model import Block, Citation, Notice, Problem
from ketluan.vietnamese import day_in_words, fold
from ketluan.vocabulary import type_names

_ONE_DIGIT: Final = re.compile(r"[1-9]\s*[/-]")
# A type's word that may rightly stand before another type's symbol: old and party habits.
_ALSO_RIGHT: Final = frozenset(
    (("VB", "*"), ("CV", "*"), ("QyĐ", "QĐ"), ("QyĐ", "QĐi"), ("KL", "TB"))
)


@cache
def _abbreviations() -> dict[str, str]:
    """Return the abbreviations of types by folded name, the first where two share one."""
    return {fold(name): short for short, name in reversed(type_names().items())}


def writing_problems(notice: Notice) -> Iterator[Problem]:
    """Yield a warning for each rule that a citation of `notice` breaks."""
    seen: set[str] = set()
    for block in notice.blocks:
        for citation in block.citations:
            if citation.family == "standard" or citation.short:
                continue
            for rule in (_zero, _type_word, _impossible_day):
                yield from rule(notice, block, citation)
            yield from _later(notice, block, citation)
            if citation.key not in seen:
                yield from _first_in_full(notice, block, citation)
            seen.add(citation.key)


def _warning(notice: Notice, block: Block, rule: str, message: str) -> Problem:
    return Problem(notice.path, block.line, rule, message, "warning")


def _first_in_full(notice: Notice, block: Block, citation: Citation) -> Iterator[Problem]:
    """Warn where the first citation does not name the day of issue (annex I, part II, 6.b)."""
    if citation.number and citation.date is None and citation.year_from in ("inferred", ""):
        yield _warning(
            notice, block, "cite-first-full",
            f"lần đầu viện dẫn '{citation.number}' không ghi ngày ban hành nên chưa rõ là văn bản năm "
            "nào; hãy đối chiếu, nếu biết thì ghi vào notices/van-ban.yml",
        )  # fmt: skip


def _zero(notice: Notice, block: Block, citation: Citation) -> Iterator[Problem]:
    """Warn where a number below 10 has no zero before it (annex I, part II, 3)."""
    if _ONE_DIGIT.match(citation.number):
        yield _warning(
            notice, block, "cite-zero",
            f"số '{citation.number}' nhỏ hơn 10 mà không có số 0 ở trước; hãy đối chiếu bản gốc",
        )  # fmt: skip


def _type_word(notice: Notice, block: Block, citation: Citation) -> Iterator[Problem]:
    """Warn where the word for the type and the symbol say two types."""
    match = type_word_before(block.text, 0, citation.start)
    if match is None or not citation.type or citation.family == "law":
        return
    words = " ".join(match["type"].split())
    named = _abbreviations()[fold(words)]
    same_name = type_names().get(named) == type_names().get(citation.type)
    if not same_name and not {(named, citation.type), (named, "*")} & _ALSO_RIGHT:
        yield _warning(
            notice, block, "cite-type",
            f"'{words}' đứng trước số '{citation.number}', ký hiệu ấy là của "
            f"{type_names()[citation.type]}; hãy đối chiếu bản gốc",
        )  # fmt: skip


def _impossible_day(notice: Notice, block: Block, citation: Citation) -> Iterator[Problem]:
    day = impossible_day_behind(block.text, citation)
    if day:
        yield _warning(
            notice, block, "cite-date",
            f"ngày của '{citation.number}' in là '{day}', không có ngày ấy; hãy đối chiếu bản gốc",
        )  # fmt: skip


def _later(notice: Notice, block: Block, citation: Citation) -> Iterator[Problem]:
    """Warn of a citation of a document that did not exist yet."""
    known = notice.issued or notice.meeting_date
    if known and citation.date and citation.date > known:
        yield _warning(
            notice, block, "cite-later",
            f"'{citation.number}' ghi ngày {day_in_words(citation.date)}, sau ngày của thông báo này "
            f"({day_in_words(known)}); hãy đối chiếu bản gốc",
        )  # fmt: skip
