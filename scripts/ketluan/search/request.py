"""What is asked and what is answered, as values; the JSON of DESIGN, section 5."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from json import JSONEncoder
from json.encoder import encode_basestring as quoted
from typing import Any, Final, Literal, NamedTuple

from ketluan.search.records import KINDS, Kind, Named, Record
from ketluan.status import LABELS, Status

Sort = Literal["lien-quan", "moi-nhat", "cu-nhat"]
SORTS: Final[tuple[Sort, ...]] = ("lien-quan", "moi-nhat", "cu-nhat")
PAGE_SIZE: Final = 20  # hits on a page
MAX_PAGE: Final = 10_000

KIND_NAMES: Final[Mapping[Kind, str]] = {
    "task": "Nhiệm vụ",
    "document": "Văn bản",
    "unit": "Đơn vị",
    "notice": "Thông báo",
}
KIND_VALUES: Final[Mapping[Kind, str]] = {
    "task": "nhiem-vu",
    "document": "van-ban",
    "unit": "don-vi",
    "notice": "thong-bao",
}
FacetName = Literal["don_vi", "ky", "nam", "loai", "van_ban", "trang_thai", "han"]
FACETS: Final[tuple[FacetName, ...]] = (
    "don_vi", "ky", "nam", "loai", "van_ban", "trang_thai", "han",
)  # fmt: skip
# Where a task's last day comes from: what `Task.due_from` says, grouped for who narrows a search.
LIMITS: Final[Mapping[str, str]] = {
    "van-ban-ghi": "Văn bản ghi hạn",
    "xac-dinh": "Người phụ trách xác định",
    "theo-ky": "Theo kỳ chỉ đạo",
    "khong-ghi": "Không có hạn",
}
_LIMIT_FROM: Final[Mapping[str, str]] = {
    "written": "van-ban-ghi", "above": "van-ban-ghi", "decided": "xac-dinh", "period": "theo-ky",
}  # fmt: skip


def limit_of(record: Record) -> str:
    """Return the key of `LIMITS` of a task, empty for what is none."""
    return _LIMIT_FROM.get(record.due_from, "khong-ghi") if record.kind == "task" else ""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search: the query `q` and filters chosen beside it; several values of one are joined by OR.

    `start` and `end` are days as a person writes them, both included. `page` begins at 1. `as_typed`
    keeps `q` from being read as anything else where it finds nothing.
    """

    q: str = ""
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    sort: Sort = "lien-quan"
    page: int = 1
    limits: tuple[str, ...] = ()
    as_typed: bool = False


as_json: Final = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_STATUS_MEMBERS: Final[Mapping[Status | None, str]] = {
    status: as_json({"status": status, "status_label": label})[1:-1]
    for status, label in (*LABELS.items(), (None, None))
}
_GROUP_BEGUN: Final[Mapping[Kind, str]] = {
    kind: as_json({"kind": kind, "label": label})[:-1] for kind, label in KIND_NAMES.items()
}
_CHANGING: Final = frozenset(("text", "highlight", "status", "status_label", "score"))
_FIRST_FACT: Final = 4  # the place of `id` among the fields of a hit
HitFacts = tuple[Any, ...]
"""The fields of a hit that are the same in all hits of a record, in their order."""


class CitedDocument(NamedTuple):
    """A document that a hit cites: its key, its number (a law's name), its page, a short line."""

    key: str
    number: str
    url: str
    label: str


class Hit(NamedTuple):
    """One record found. `status` is that of the day asked.

    `text` is what is shown, of a notice an excerpt around the matches; `highlight` is it as HTML. These,
    `status` and `score` are of one search; what follows are facts, the same in all hits of a record.
    `thread` is the task's whole history where it has more than one step.
    """

    text: str
    highlight: str
    status: Status | None
    score: float
    id: str
    kind: Kind
    url: str
    title: str
    unit: str = ""
    units: tuple[Named, ...] = ()
    period: str = ""
    due: date | None = None
    due_from: str = ""
    day: date | None = None
    documents: tuple[CitedDocument, ...] = ()
    notice: Named = Named("", "")
    notice_url: str = ""
    thread: Named = Named("", "")
    thread_url: str = ""
    json: str = ""  # the facts as members of a JSON object

    def json_text(self) -> str:
        """Return `to_json` as JSON, in another order; most of it is written once for each record."""
        return (
            f'{{{self.json},"text":{quoted(self.text)},"highlight":{quoted(self.highlight)},'
            f'{_STATUS_MEMBERS[self.status]},"score":{self.score!r}}}'
        )

    def facts(self) -> HitFacts:
        """Return what does not depend on the search or the day: the fields behind `score`."""
        facts = {name: value for name, value in self.to_json().items() if name not in _CHANGING}
        return (*self[_FIRST_FACT:-1], as_json(facts)[1:-1])

    def to_json(self) -> dict[str, Any]:
        """Return plain values; what is unknown is null."""
        return {
            "id": self.id,
            "kind": self.kind,
            "url": self.url,
            "title": self.title,
            "text": self.text,
            "highlight": self.highlight,
            "unit": self.unit or None,
            "units": [{"id": unit.id, "name": unit.name} for unit in self.units],
            "period": self.period or None,
            "due": self.due.isoformat() if self.due else None,
            "due_from": self.due_from or None,
            "day": self.day.isoformat() if self.day else None,
            "status": self.status,
            "status_label": LABELS[self.status] if self.status else None,
            "documents": [document._asdict() for document in self.documents],
            "notice": {"id": self.notice.id, "title": self.notice.name, "url": self.notice_url}
            if self.notice.id
            else None,
            "thread": {"id": self.thread.id, "title": self.thread.name, "url": self.thread_url}
            if self.thread.id
            else None,
            "score": self.score,
        }


class FacetValue(NamedTuple):
    """A value to narrow a search by, and how many results remain if it is chosen alone."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # not the method of a tuple
    chosen: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return self._asdict()


def _value_json(value: str, label: str, count: int, chosen: bool) -> str:
    """Return a value of a facet as JSON; most of it is written once."""
    return (
        f'{_value_members(value, label)},"count":{count},"chosen":{"true" if chosen else "false"}}}'
    )


@lru_cache(maxsize=1 << 14)  # an archive's units, periods and documents, in every answer
def _value_members(value: str, label: str) -> str:
    """Return how the JSON of a value begins."""
    return as_json({"value": value, "label": label})[:-1]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of an answer: tasks first, then documents, units and notices.

    `counts` are the results of each kind on all pages. `others` are the first of the kinds that
    begin behind this page, to be shown beside it. `direct` is the one document whose number was
    asked. `shown_for` is the corrected query that was searched because the one typed finds nothing.
    `notes` say in Vietnamese what was left out and what is not there.
    """

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...] = ()
    counts: Mapping[Kind, int] = field(default_factory=dict)
    others: Mapping[Kind, tuple[Hit, ...]] = field(default_factory=dict)
    facets: Mapping[FacetName, tuple[FacetValue, ...]] = field(default_factory=dict)
    did_you_mean: str = ""
    shown_for: str = ""
    nearest_numbers: tuple[str, ...] = ()
    direct: Hit | None = None
    notes: tuple[str, ...] = ()

    def json_text(self, took_ms: float) -> str:
        """Return `to_json` as JSON, in another order; much of the hits is written once for a record."""
        hits = ",".join([hit.json_text() for hit in self.hits])
        groups = ",".join(
            f'{_GROUP_BEGUN[kind]},"total":{self.counts[kind]},"hits":'
            f"[{','.join([hit.json_text() for hit in self.others.get(kind, ())])}]}}"
            for kind in KINDS
            if self.counts.get(kind)
        )
        facets = ",".join(
            f'"{name}":[{",".join([_value_json(*value) for value in values])}]'
            for name, values in self.facets.items()
        )
        direct = self.direct.json_text() if self.direct else "null"
        return (
            f'{as_json(self._figures(took_ms))[:-1]},"facets":{{{facets}}},'
            f"{as_json(self._help())[1:-1]},"
            f'"hits":[{hits}],"groups":[{groups}],"direct":{direct}}}'
        )

    def to_json(self, took_ms: float) -> dict[str, Any]:
        """Return plain values for JSON; who measured the time says how many milliseconds."""
        return {
            **self._figures(took_ms),
            "facets": {
                name: [value.to_json() for value in values] for name, values in self.facets.items()
            },
            **self._help(),
            "hits": [hit.to_json() for hit in self.hits],
            "groups": [self._group(kind) for kind in KINDS if self.counts.get(kind)],
            "direct": self.direct.to_json() if self.direct else None,
        }

    def _figures(self, took_ms: float) -> dict[str, Any]:
        """Return how much was found and for what."""
        return {
            "total": self.total,
            "took_ms": round(took_ms, 2),
            "did_you_mean": self.did_you_mean or None,
            "shown_for": self.shown_for or None,
            "page": self.page,
            "pages": self.pages,
        }

    def _help(self) -> dict[str, Any]:
        """Return what helps on where something is not there."""
        return {"nearest_numbers": list(self.nearest_numbers), "notes": list(self.notes)}

    def _group(self, kind: Kind) -> dict[str, Any]:
        hits = [hit.to_json() for hit in self.others.get(kind, ())]
        total = self.counts[kind]
        return {"kind": kind, "label": KIND_NAMES[kind], "total": total, "hits": hits}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for or go to; `url` is empty where it is a text to search.

    `label` says in one line what is known of a document beside its number.
    """

    text: str
    kind: Literal["document", "unit", "phrase"]
    url: str = ""
    label: str = ""

    def to_json(self) -> dict[str, str | None]:
        """Return plain values."""
        return {"text": self.text, "kind": self.kind, "url": self.url or None, "label": self.label}
