"""What a search finds as a table and as a feed, made of the index alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from ketluan.addresses import SEARCH, task_anchor
from ketluan.exports.atom_file import Feed, FeedEntry, atom_text
from ketluan.exports.rows import DUE_FROM
from ketluan.exports.site_files import ALL_NAME
from ketluan.exports.tables import Column, Row, Table
from ketluan.exports.task_words import EPOCH, first_line
from ketluan.openapi import ENTRIES, EXPORTED
from ketluan.search.catalogue import Catalogue
from ketluan.search.records import Record
from ketluan.search.request import KIND_NAMES, SearchRequest
from ketluan.search.searching import SearchIndex
from ketluan.service.addressing import FILTERS, query_of, values_of
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words

_FEED: Final = "search.atom"


def result_table(index: SearchIndex, wanted: SearchRequest, today: date) -> Table:
    """Return one row a result in the order asked for, `EXPORTED` at most; statuses as of `today`."""
    ordinals = index.listed(wanted, today, EXPORTED + 1)
    catalogue = index.catalogue
    columns = (*_COLUMNS, Column("status", f"Trạng thái ngày {day_in_words(today)}", 16, _STATUSES))
    rows = tuple(
        (*_row(catalogue.record(o), catalogue), catalogue.status(o, today) or "")
        for o in ordinals[:EXPORTED]
    )
    cut = f"Chỉ có {EXPORTED} dòng đầu." if len(ordinals) > EXPORTED else ""
    return Table(
        "search", "Kết quả tìm kiếm", columns, rows, (*filter(None, (search_words(wanted), cut)),)
    )


def search_words(wanted: SearchRequest) -> str:
    """Return a search in one line: what was typed, then the values chosen beside it."""
    chosen = (value for name in FILTERS for value in values_of(wanted, name))
    return "; ".join(filter(None, (wanted.q, *chosen)))


_STATUSES: Final[dict[str, str]] = {str(status): label for status, label in LABELS.items()}
_COLUMNS: Final = (
    Column("kind", "Loại", 11, {str(kind): name for kind, name in KIND_NAMES.items()}),
    Column("id", "Mã", 30),
    Column("title", "Tên", 24),
    Column("text", "Nội dung", 70),
    Column("units", "Chủ trì", 28),
    Column("coordinating", "Phối hợp", 28),
    Column("periods", "Kỳ", 12),
    Column("due", "Hạn", 12),
    Column("due_from", "Hạn lấy từ", 18, DUE_FROM),
    Column("documents", "Văn bản viện dẫn", 22),
    Column("notice", "Thông báo", 40),
    Column("day", "Ngày", 12),
    Column("url", "Trang", 30),
)


def _row(record: Record, catalogue: Catalogue) -> Row:
    is_task = record.kind == "task"
    return (
        record.kind,
        record.id,
        record.title,
        record.text,
        tuple(unit.name for unit in record.units) if is_task else (),
        tuple(unit.name for unit in record.coordinating),
        record.periods if is_task else (),
        record.due,
        record.due_from,
        _cited(record, catalogue) if record.kind != "document" else (),
        record.notice.name,
        record.day,
        record.url,
    )


def _cited(record: Record, catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(catalogue.document_numbers.get(one.id, one.name) for one in record.documents)


def result_feed(index: SearchIndex, wanted: SearchRequest, today: date) -> str:
    """Return the newest tasks that answer, as an Atom feed at `/api/search.atom?…`.

    A status is not told, because it changes with the day; what became of a task is.
    """
    asked = replace(wanted, sort="moi-nhat", page=1)
    ordinals = index.listed(asked, today, ENTRIES)
    catalogue = index.catalogue
    tasks = [r for r in map(catalogue.record, ordinals) if r.kind == "task"]
    query = query_of(replace(wanted, sort="lien-quan", page=1))
    words = search_words(wanted)
    feed = Feed(
        path=f"/api/{_FEED}?{query}",
        title=f"{ALL_NAME}: tìm {words}" if words else ALL_NAME,
        author=ALL_NAME,
        updated=max(map(_stated, tasks), default=EPOCH),
        own=f"{_FEED}?{query}",
        page=f"..{SEARCH}?{query}",
    )
    return atom_text(feed, (_entry(task, catalogue) for task in tasks))


def _entry(task: Record, catalogue: Catalogue) -> FeedEntry:
    return FeedEntry(
        path=f"{task.notice.id}/{task_anchor(task.number)}",
        title=first_line(task.text),
        published=task.day or EPOCH,
        updated=_stated(task),
        link=f"..{task.url}",
        content="\n".join((task.text, "", *_facts(task, catalogue))),
        categories=_names((*task.units, *task.coordinating)),
    )


def _stated(task: Record) -> date:
    """Return the last day on which something was said of the task."""
    days = (task.day, task.continued, *(closing.day for closing in task.closings))
    return max(filter(None, days), default=EPOCH)


def _facts(task: Record, catalogue: Catalogue) -> Sequence[str]:
    due = f"{day_in_words(task.due)} ({DUE_FROM[task.due_from]})" if task.due else ""
    closings = "; ".join(
        f"{_STATUSES.get(c.status, c.status)}{f' ngày {day_in_words(c.day)}' if c.day else ''}"
        for c in task.closings
    )
    again = f"ở thông báo ngày {day_in_words(task.continued)}" if task.continued else ""
    facts = (
        ("Chủ trì", "; ".join(_names(task.units))),
        ("Phối hợp", "; ".join(_names(task.coordinating))),
        ("Hạn", due),
        ("Kết quả", closings),
        ("Được tiếp nối", again),
        ("Viện dẫn", "; ".join(_cited(task, catalogue))),
        ("Thông báo", task.notice.name),
        ("Mục", task.number),
    )
    return [f"{name}: {words}" for name, words in facts if words]


def _names(units: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name in units))
