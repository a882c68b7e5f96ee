"""The search page: a form and lists to fall back on; the hits come from the search service."""

from ketluan.addresses import DEADLINES, DOCUMENTS, GUIDE, HOME, NOTICES, SEARCH, TASKS, UNITS
from ketluan.pages.catalogue import Catalogue
from ketluan.pages.page import Page, rendered
from ketluan.pages.search_results import ALONE, FIELD_NAMES, NOTHING_SHOWN, REGION
from ketluan.pages.tasks import Link
from ketluan.status import LABELS

KINDS = (
    ("nhiem-vu", "Nhiệm vụ"),
    ("van-ban", "Văn bản"),
    ("don-vi", "Đơn vị"),
    ("thong-bao", "Thông báo"),
)
LIMITS = (
    ("van-ban-ghi", "Văn bản ghi hạn"),
    ("xac-dinh", "Người phụ trách xác định"),
    ("theo-ky", "Theo kỳ chỉ đạo"),
    ("khong-ghi", "Không có hạn"),
)
ORDERS = (("", "Hợp nhất trước"), ("moi-nhat", "Mới nhất trước"), ("cu-nhat", "Cũ nhất trước"))
_LISTS = (
    Link("Nhiệm vụ", TASKS),
    Link("Thông báo", NOTICES),
    Link("Đơn vị", UNITS),
    Link("Văn bản", DOCUMENTS),
    Link("Thời hạn", DEADLINES),
)


def search_page(known: Catalogue) -> Page:
    """Return the search page."""
    body = rendered(
        "search.html",
        SEARCH,
        trail=(Link("Trang chủ", HOME), Link("Tìm kiếm")),
        units=tuple((unit.id, unit.name) for unit in known.archive.units),
        periods=tuple((period.id, period.label) for period in reversed(known.periods)),
        kinds=KINDS,
        limits=LIMITS,
        names=FIELD_NAMES,
        region=REGION,
        alone=ALONE,
        found=NOTHING_SHOWN,
        orders=ORDERS,
        statuses=tuple(LABELS.items()),
        lists=_LISTS,
        guide=f"{GUIDE}tim-kiem/",
    )
    return Page(
        address=SEARCH,
        title="Tìm kiếm",
        description="Tìm nhiệm vụ, văn bản, đơn vị và thông báo, có dấu hoặc không dấu.",
        body=body,
    )
