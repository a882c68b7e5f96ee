"""The description of the HTTP service (OpenAPI 3.1); its texts are read by office staff."""

from typing import Any, Final

from ketluan.search.request import FACETS, LIMITS, MAX_PAGE, SORTS

MAX_QUERY: Final = 500  # code points of q; a longer one is refused
MAX_VALUES: Final = 20  # of one filter in a request
EXPORTED: Final = 5_000  # rows of a file of results at most
ENTRIES: Final = 200  # tasks of a feed of results at most
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _nullable(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_STRING: Final[dict[str, Any]] = {"type": "string"}
_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}
_KIND: Final[dict[str, Any]] = {"enum": ["task", "document", "unit", "notice"]}
_DAY: Final[dict[str, Any]] = {**_nullable("string"), "description": "Ngày, YYYY-MM-DD."}
_NAMED_PAGE: Final[dict[str, Any]] = {
    "oneOf": [_object({"id": _STRING, "title": _STRING, "url": _STRING}), {"type": "null"}]
}

_SCHEMAS: Final[dict[str, Any]] = {
    "Hit": _object(
        {
            "id": _STRING,
            "kind": _KIND,
            "url": {**_STRING, "description": "Địa chỉ trong trang tin, bắt đầu bằng “/”."},
            "title": _STRING,
            "text": _STRING,
            "highlight": {
                **_STRING,
                "description": "Nguyên văn dạng HTML, chỗ khớp nằm trong thẻ mark.",
            },
            "unit": {**_nullable("string"), "description": "Đơn vị chủ trì."},
            "units": _array(_object({"id": _STRING, "name": _STRING})),
            "period": {**_nullable("string"), "description": "Kỳ, ví dụ 2021-Q2."},
            "due": _DAY,
            "due_from": {"enum": ["decided", "written", "above", "period", None]},
            "day": _DAY,
            "status": _nullable("string"),
            "status_label": _nullable("string"),
            "documents": _array(
                _object({"key": _STRING, "number": _STRING, "url": _STRING, "label": _STRING})
            ),
            "notice": _NAMED_PAGE,
            "thread": {**_NAMED_PAGE, "description": "Lịch sử của nhiệm vụ có từ hai bước."},
            "score": {"type": "number"},
        }
    ),
    "Facet": _array(
        _object(
            {"value": _STRING, "label": _STRING, "count": _COUNT, "chosen": {"type": "boolean"}}
        )
    ),
    "SearchResult": _object(
        {
            "total": _COUNT,
            "took_ms": {"type": "number", "minimum": 0},
            "did_you_mean": _nullable("string"),
            "shown_for": _nullable("string"),
            "page": {"type": "integer", "minimum": 1},
            "pages": {"type": "integer", "minimum": 1},
            "hits": _array(_ref("Hit")),
            "groups": _array(
                _object(
                    {"kind": _KIND, "label": _STRING, "total": _COUNT, "hits": _array(_ref("Hit"))}
                )
            ),
            "facets": _object({name: _ref("Facet") for name in FACETS}),
            "direct": {"oneOf": [_ref("Hit"), {"type": "null"}]},
            "nearest_numbers": _array(_STRING),
            "notes": _array(_STRING),
        }
    ),
    "SimilarTasks": _object(
        {
            "task": _ref("Hit"),
            "took_ms": {"type": "number", "minimum": 0},
            "hits": _array(_ref("Hit")),
        }
    ),
    "Suggestions": _object(
        {
            "suggestions": _array(
                _object(
                    {
                        "text": _STRING,
                        "kind": {"enum": ["document", "unit", "phrase"]},
                        "url": {**_nullable("string"), "description": "Trang để mở ngay, nếu có."},
                        "label": {**_STRING, "description": "Văn bản gì, ngày nào, của ai."},
                    }
                )
            )
        }
    ),
    "Health": _object(
        {"status": {"enum": ["ok", "no-index"]}, "generation": _STRING, "records": _COUNT}
    ),
    "Error": _object({"error": _object({"code": _STRING, "message": _STRING})}),
}

_FILTERS: Final[tuple[tuple[str, str], ...]] = (
    ("don_vi", "Đơn vị chủ trì: mã, tên hoặc chữ viết tắt. Có thể lặp lại."),
    ("ky", "Kỳ, ví dụ 2021-Q2. Có thể lặp lại."),
    ("nam", "Năm hoặc khoảng năm, ví dụ 2021 hoặc 2020-2022. Có thể lặp lại."),
    ("loai", "nhiem-vu, van-ban, don-vi, thong-bao, hoặc loại văn bản như KH. Có thể lặp lại."),
    ("van_ban", "Văn bản được viện dẫn: mã hoặc số, ví dụ 105/TB-UBND. Có thể lặp lại."),
    ("trang_thai", "Trạng thái đến hôm nay, ví dụ qua-han. Có thể lặp lại."),
    ("han", f"Hạn lấy từ đâu: {', '.join(LIMITS)}. Có thể lặp lại."),
)


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _file_answer(description: str, kind: str) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": _STRING}}}


def _operation(
    summary: str,
    answer: dict[str, Any],
    parameters: list[dict[str, Any]],
    **others: dict[str, Any],
) -> dict[str, Any]:
    responses = {"200": answer}
    responses |= {status.removeprefix("s"): refusal for status, refusal in others.items()}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def description() -> dict[str, Any]:
    """Return the OpenAPI document as plain values."""
    text = {"type": "string", "maxLength": MAX_QUERY}
    query = _parameter("q", "Câu hỏi theo cú pháp tìm kiếm của kho lưu trữ.", text)
    several = {**_array(text), "maxItems": MAX_VALUES}
    filters = [_parameter(name, about, several) for name, about in _FILTERS]
    days = [
        _parameter("tu", "Từ ngày, ví dụ 2021-03-29 hoặc 29/3/2021.", text),
        _parameter("den", "Đến hết ngày.", text),
    ]
    paging = [
        _parameter("sap_xep", "Thứ tự.", {"enum": list(SORTS), "default": SORTS[0]}),
        _parameter("nguyen_van", "1: tìm đúng như đã gõ, không sửa chữ gõ nhầm.", {"enum": ["1"]}),
        _parameter("trang", "Trang, từ 1.", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}),
    ]
    asked = [query, *filters, *days, *paging]
    task = {**_parameter("id", "Mã nhiệm vụ: mã thông báo, “#”, số mục.", text), "required": True}
    errors = {
        "s400": _answer("Yêu cầu không hợp lệ.", "Error"),
        "s431": _answer("Địa chỉ hoặc phần đầu của yêu cầu quá dài.", "Error"),
        "s503": _answer("Chưa có chỉ mục tìm kiếm.", "Error"),
    }
    rows = f"{EXPORTED} dòng đầu"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tìm kiếm thông báo kết luận",
            "version": "1",
            "description": "Chỉ đọc; không cần đăng nhập, không đặt cookie.",
        },
        "paths": {
            "/api/search": _operation(
                "Tìm nhiệm vụ, văn bản, đơn vị, thông báo",
                _answer("Một trang kết quả.", "SearchResult"),
                asked,
                **errors,
            ),
            "/api/search.csv": _operation(
                f"Kết quả tìm kiếm thành bảng CSV, {rows}",
                _file_answer("Bảng, UTF-8 có BOM.", "text/csv"),
                asked,
                **errors,
            ),
            "/api/search.xlsx": _operation(
                f"Kết quả tìm kiếm thành bảng Excel, {rows}",
                _file_answer("Bảng.", XLSX_TYPE),
                asked,
                **errors,
            ),
            "/api/search.atom": _operation(
                f"Bản tin của một lần tìm: {ENTRIES} nhiệm vụ mới nhất khớp câu hỏi",
                _file_answer("Atom 1.0.", "application/atom+xml"),
                asked,
                **errors,
            ),
            "/api/similar": _operation(
                "Nhiệm vụ tương tự một nhiệm vụ, không kể các bước cùng lịch sử với nó",
                _answer("Nhiệm vụ ấy và những nhiệm vụ tương tự.", "SimilarTasks"),
                [task],
                s404=_answer("Không có nhiệm vụ nào mang mã ấy.", "Error"),
                **errors,
            ),
            "/api/suggest": _operation(
                "Gợi ý khi đang gõ: số văn bản, đơn vị, cụm từ có trong kho",
                _answer("Các gợi ý.", "Suggestions"),
                [query],
                **errors,
            ),
            "/api/health": _operation(
                "Tình trạng dịch vụ",
                _answer("Dịch vụ đang chạy.", "Health"),
                [],
                s503=_answer("Chưa có chỉ mục.", "Health"),
            ),
        },
        "components": {"schemas": _SCHEMAS},
    }
