"""An answer as the ready values of the search page. The page's script (search.js) shows the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Final

from ketluan.model import Period
from ketluan.openapi import EXPORTED
from ketluan.pages.search_page import ORDERS
from ketluan.pages.search_results import (
    FIELD_NAMES,
    NOTHING_SHOWN,
    Bar,
    Go,
    Shown,
    ShownFacet,
    ShownGroup,
    ShownHit,
    Sign,
)
from ketluan.pages.tasks import NO_LINK, Link
from ketluan.search.filters import days_of
from ketluan.search.records import KINDS, Kind
from ketluan.search.request import (
    KIND_NAMES,
    KIND_VALUES,
    SORTS,
    FacetName,
    FacetValue,
    Hit,
    SearchRequest,
    SearchResult,
)
from ketluan.search.similar import SimilarTasks
from ketluan.service.addressing import FIELDS, FILTERS, Parameter, query_of, values_of
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words, roman_numeral

_FACET_ORDER: Final[tuple[FacetName, ...]] = (
    "loai", "trang_thai", "han", "don_vi", "ky", "nam", "van_ban",
)  # fmt: skip
_SHOWN: Final = 8  # values of a facet before it is folded
_FOLDED: Final = 40  # values folded away; what is beyond is asked for by words
_BEYOND: Final = "Còn các giá trị khác; xin chọn hoặc gõ ở bộ lọc phía trên."
_QUARTERS: Final = 24  # of the chart, the latest: six years fit beside each other
_TALL: Final = 40  # units of the drawing that the highest bar has
_OPEN: Final = frozenset(("trong-han", "sap-den-han", "qua-han"))
_QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")
_MARKS: Final = re.compile(r"(</?mark>)")


def shown_result(wanted: SearchRequest, result: SearchResult, took: float, today: date) -> Shown:
    """Return what the page shows of an answer that took `took` seconds."""
    page, total = result.page, result.total
    asked = replace(wanted, page=page)
    return replace(
        NOTHING_SHOWN,
        is_answered=True,
        status=_status(result.shown_for or wanted.q, total, took),
        chips=tuple(_chips(wanted, result)),
        orders=tuple(_orders(wanted)) if total > 1 else (),
        files=tuple(_files(wanted, total)) if total else (),
        feed=_feed(wanted),
        bars=_bars(wanted, result.facets.get("ky", ())) if total else (),
        direct=Link(result.direct.title, result.direct.url) if result.direct else NO_LINK,
        notes=result.notes,
        hints=tuple(_hints(wanted, result)),
        is_nothing=not total,
        without_filters=_without_filters(wanted) if not total else None,
        groups=tuple(_groups(asked, result, today)),
        before=_step(wanted, page - 1, "← Trang trước") if page > 1 else None,
        after=_step(wanted, page + 1, "Trang sau →") if page < result.pages else None,
        page=f"Trang {page}/{result.pages}" if result.pages > 1 and total else "",
        facets=tuple(_facets(wanted, result)),
    )


def shown_similar(found: SimilarTasks, today: date) -> Shown:
    """Return what the page shows of the tasks like one."""
    task = found.task
    number = len(found.hits)
    own = replace(_hit(task, today), similar=None)
    groups = [ShownGroup("Nhiệm vụ đang xét", "", (own,))]
    if found.hits:
        hits = tuple(_hit(hit, today) for hit in found.hits)
        groups.append(ShownGroup("Nhiệm vụ tương tự", _count(number), hits))
    note = "Các bước khác trong lịch sử của nhiệm vụ này không liệt kê ở đây."
    return replace(
        NOTHING_SHOWN,
        is_answered=True,
        status=f"{_count(number)} nhiệm vụ tương tự"
        if number
        else "Không có nhiệm vụ nào đủ giống nhiệm vụ này.",
        chips=(Go(f"Tương tự: {task.title}", "./", f"Bỏ bộ lọc Tương tự: {task.title}"),),
        notes=(note,) if task.thread.id else (),
        groups=tuple(groups),
    )


def shown_fault(sentence: str) -> Shown:
    """Return what the page shows where there is no answer."""
    return replace(NOTHING_SHOWN, fault=sentence)


def address_of(wanted: SearchRequest) -> str:
    """Return the address of a search as seen from the search page."""
    query = query_of(wanted)
    return f"?{query}" if query else "./"


def changed(wanted: SearchRequest, name: Parameter, values: Sequence[str]) -> SearchRequest:
    """Return the search with other values of one filter, on its first page."""
    attribute = FIELDS[name]
    value = tuple(values) if isinstance(getattr(wanted, attribute), tuple) else "".join(values)
    return replace(wanted, **{attribute: value, "page": 1})  # type: ignore[arg-type]


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _status(asked: str, total: int, took: float) -> str:
    words = f" cho “{asked}”" if asked else ""
    if total:
        seconds = f"{took:.3f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{_count(total)} kết quả{words} ({seconds} giây)"
    return f"Không tìm thấy kết quả nào{words}."


def _chips(wanted: SearchRequest, result: SearchResult) -> Iterator[Go]:
    for name in FILTERS:
        values = values_of(wanted, name)
        for value in values:
            words = f"{FIELD_NAMES[name]}: {_name_of(name, value, result)}"
            rest = [other for other in values if other != value]
            yield Go(words, address_of(changed(wanted, name, rest)), f"Bỏ bộ lọc {words}")


def _name_of(name: Parameter, value: str, result: SearchResult) -> str:
    for facet, rows in result.facets.items():
        if facet == name:
            labels = (row.label for row in rows if row.value == value)
            return next(labels, value)
    days = days_of(value)
    return day_in_words(days[0]) if days and days[0] == days[1] else value


def _orders(wanted: SearchRequest) -> Iterator[Go]:
    for key, name in ORDERS:
        for sort in SORTS:
            if sort == (key or SORTS[0]):
                target = address_of(replace(wanted, sort=sort, page=1))
                yield Go(name, target, is_on=sort == wanted.sort, key=f"sap_xep={key}")


def _files(wanted: SearchRequest, total: int) -> Iterator[Link]:
    query = query_of(replace(wanted, page=1))
    note = f"{_count(EXPORTED)} dòng đầu" if total > EXPORTED else f"{_count(total)} dòng"
    yield Link("CSV", f"/api/search.csv?{query}", note)
    yield Link("Excel", f"/api/search.xlsx?{query}", note)


def _feed(wanted: SearchRequest) -> Link:
    query = query_of(replace(wanted, page=1, sort=SORTS[0]))
    note = "Địa chỉ Atom cho trình đọc tin: nhiệm vụ mới khớp lần tìm này"
    return Link("Theo dõi bản tin", f"/api/search.atom?{query}", note)


def _hints(wanted: SearchRequest, result: SearchResult) -> Iterator[tuple[str, tuple[Go, ...]]]:
    if result.shown_for:
        typed = replace(wanted, as_typed=True, page=1)
        yield "Tìm đúng như đã gõ:", (Go(wanted.q, address_of(typed)),)
    if result.did_you_mean:
        yield "Có phải ý bạn là:", (_words(result.did_you_mean),)
    if result.nearest_numbers:
        yield "Tìm số gần nhất:", tuple(map(_words, result.nearest_numbers))


def _words(text: str) -> Go:
    return Go(text, address_of(SearchRequest(text)))


def _without_filters(wanted: SearchRequest) -> Go | None:
    plain = SearchRequest(wanted.q, sort=wanted.sort, as_typed=wanted.as_typed)
    return Go("Bỏ mọi bộ lọc", address_of(plain)) if replace(wanted, page=1) != plain else None


def _step(wanted: SearchRequest, page: int, words: str) -> Go:
    return Go(words, address_of(replace(wanted, page=page)))


def _groups(wanted: SearchRequest, result: SearchResult, today: date) -> Iterator[ShownGroup]:
    for kind in KINDS:
        total = result.counts.get(kind, 0)
        here = [hit for hit in result.hits if hit.kind == kind]
        hits = here or list(result.others.get(kind, ()))
        if hits:
            is_cut = result.pages > 1 and not here and total > len(hits)
            yield ShownGroup(
                KIND_NAMES[kind],
                _count(total),
                tuple(_hit(hit, today) for hit in hits),
                _all_of(wanted, kind, total) if is_cut else None,
            )


def _all_of(wanted: SearchRequest, kind: Kind, total: int) -> Go:
    target = address_of(changed(wanted, "loai", (KIND_VALUES[kind],)))
    return Go(f"Xem cả {_count(total)}", target)


def _hit(hit: Hit, today: date) -> ShownHit:
    is_task = hit.kind == "task"
    duties = (
        Link(hit.unit),
        Link(Period(hit.period).label if hit.period else ""),
        Link(hit.notice.name, hit.notice_url),
    )
    cited = hit.documents if hit.kind in ("task", "notice") else ()
    return ShownHit(
        title=Link(hit.title, hit.url),
        pieces=tuple(_pieces(hit.highlight)),
        sign=_sign(hit, today) if is_task and hit.status else None,
        duties=tuple(duty for duty in duties if duty.text) if is_task else (),
        thread=Link(hit.thread.name, hit.thread_url) if hit.thread.id else NO_LINK,
        documents=tuple(Link(d.number, d.url, d.label.replace(", ", "\n", 1)) for d in cited),
        similar=_similar(hit) if is_task else None,
    )


def _pieces(highlight: str) -> Iterator[tuple[str, bool]]:
    """Yield the original text in pieces, each with whether it stands in `mark`."""
    is_marked = False
    for piece in _MARKS.split(highlight):
        if piece in ("<mark>", "</mark>"):
            is_marked = piece == "<mark>"
        elif piece:
            yield unescape(piece), is_marked


def _sign(hit: Hit, today: date) -> Sign:
    status = hit.status or ""
    word = next(label for known, label in LABELS.items() if known == status)
    if hit.due is None or status not in _OPEN:
        return Sign(status, word)
    days = (hit.due - today).days
    left = "" if days < 0 else f"còn {days} ngày" if days else "hôm nay"
    return Sign(status, word, day_in_words(hit.due), left, hit.due_from == "period")


def _similar(hit: Hit) -> Go:
    query = query_of(SearchRequest(hit.id)).replace("q=", "tuong_tu=", 1)
    return Go("Tương tự", f"?{query}", f"Nhiệm vụ tương tự {hit.title}")


def _facets(wanted: SearchRequest, result: SearchResult) -> Iterator[ShownFacet]:
    for name in _FACET_ORDER:
        rows = [row for row in result.facets.get(name, ()) if row.count or row.chosen]
        links = [_value(wanted, name, row) for row in rows]
        if links:
            yield ShownFacet(
                FIELD_NAMES[name],
                tuple(links[:_SHOWN]),
                tuple(links[_SHOWN : _SHOWN + _FOLDED]),
                _BEYOND if len(links) > _SHOWN + _FOLDED else "",
            )


def _value(wanted: SearchRequest, name: FacetName, row: FacetValue) -> Go:
    return Go(
        row.label,
        address_of(changed(wanted, name, () if row.chosen else (row.value,))),
        count=_count(row.count),
        is_on=row.chosen,
        key=f"{name}={row.value}",
    )


def _bars(wanted: SearchRequest, rows: Sequence[FacetValue]) -> tuple[Bar, ...]:
    """Return the quarters from the first to the last that has results, `_QUARTERS` at most."""
    found: dict[int, FacetValue] = {}
    for row in rows:
        match = _QUARTER.fullmatch(row.value)
        if match:
            found[4 * int(match[1]) + int(match[2]) - 1] = row
    if len(found) < 2:
        return ()
    last = max(found)
    places = range(max(min(found), last - _QUARTERS + 1), last + 1)
    most = max(found[place].count for place in places if place in found) or 1
    return tuple(_bar(wanted, p, found.get(p), most, p == places[0] or p % 4 == 0) for p in places)


def _bar(
    wanted: SearchRequest,
    place: int,
    row: FacetValue | None,
    most: int,
    with_year: bool,
) -> Bar:
    year, quarter = divmod(place, 4)
    count = row.count if row else 0
    height = max(1, round(_TALL * count / most)) if count else 0
    go = (
        _value(wanted, "ky", row) if row else Go("", "", count="0", key=f"ky={year}-Q{quarter + 1}")
    )
    label = Period(f"{year}-Q{quarter + 1}").label
    return Bar(
        roman_numeral(quarter + 1), str(year) if with_year else "", _TALL - height, height,
        replace(go, label=label),
    )  # fmt: skip
