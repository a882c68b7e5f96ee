"""What is known of a notice beside its text: its fields, its original, what was left out of that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from ketluan.addresses import document_address, period_address
from ketluan.coverage import body_characters
from ketluan.model import Dropped, Notice, Period
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.pages.wording import UNKNOWN, count_in_words, notice_type
from ketluan.vietnamese import day_in_words


class Account(NamedTuple):
    """The account of characters without white space: of the original, in the body, left out of it."""

    source: str
    body: str
    dropped: str


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """Pieces of the original with one text and one reason: how many, and on which lines."""

    text: str
    reason: str
    count: str
    lines: str


def notice_facts(notice: Notice, known: Catalogue) -> tuple[tuple[str, Link], ...]:
    """Return names and values; of what every notice should have, a missing one is said to be so."""
    always = (
        ("Loại văn bản", Link(notice_type(notice))),
        ("Số, ký hiệu", Link(notice.number)),
        ("Ngày ban hành", Link(day_in_words(notice.issued) if notice.issued else "")),
        ("Nơi ban hành", Link(notice.place)),
        ("Độ khẩn", Link(notice.urgency)),
        ("Cơ quan cấp trên", Link(notice.superior)),
        ("Cơ quan", Link(notice.issuer)),
        ("Ngày họp", Link(day_in_words(notice.meeting_date) if notice.meeting_date else "")),
        ("Chủ trì", Link(_joined(" – ", notice.chair.name, notice.chair.position))),
        ("Thành phần", Link(notice.attendees)),
        ("Kỳ đánh giá", _period(notice.reviewed_period)),
        ("Kỳ chỉ đạo", _period(notice.directed_period)),
        ("Người ký", Link(_signer(notice))),
    )
    said = tuple(
        (name, value if value.text else Link(UNKNOWN))
        for name, value in always
        if value.text or name not in _WHERE_SAID
    )
    return (*said, *_citations_of(notice, known))


# Most notices have nothing to say here, so that nothing is missing.
_WHERE_SAID = frozenset(("Nơi ban hành", "Độ khẩn", "Cơ quan cấp trên", "Chủ trì", "Thành phần"))


def account_of(notice: Notice) -> Account | None:
    """Return the account of a notice with an original; `check` lets none pass of which it is not true."""
    if notice.source is None:
        return None
    body = len(body_characters(notice.body))
    dropped = sum(len("".join(piece.text.split())) for piece in notice.dropped)
    return Account(count_in_words(body + dropped), count_in_words(body), count_in_words(dropped))


def dropped_rows(dropped: Iterable[Dropped]) -> tuple[DroppedRow, ...]:
    """Return the pieces `dropped` with equal ones together, in the order of their first lines."""
    lines: dict[tuple[str, str], list[int]] = {}
    for piece in dropped:
        lines.setdefault((piece.text, piece.reason), []).append(piece.line)
    return tuple(
        DroppedRow(text, reason, count_in_words(len(found)), lines_in_words(found))
        for (text, reason), found in lines.items()
    )


def lines_in_words(lines: Iterable[int]) -> str:
    """Return numbers of lines, each once, those that follow each other as a range: `3, 7–9`."""
    runs = groupby(enumerate(sorted(set(lines))), key=lambda pair: pair[1] - pair[0])
    ranges = []
    for _, pairs in runs:
        run = [line for _, line in pairs]
        ranges.append(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}")
    return ", ".join(ranges)


def _signer(notice: Notice) -> str:
    position = _joined(", ", notice.signer.authority, notice.signer.position)
    return _joined(" – ", notice.signer.name, position)


def _period(period: Period | None) -> Link:
    return Link(period.label, period_address(period.id)) if period else NO_LINK


def _citations_of(notice: Notice, known: Catalogue) -> Iterator[tuple[str, Link]]:
    """Yield a link to the page of the notice as a document, where other notices cite it."""
    document = known.cited.of_notice.get(notice.id)
    if document:
        count = f"{len(document.citing)} lần trong các thông báo khác"
        yield "Được viện dẫn", Link(count, document_address(document.key))


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
