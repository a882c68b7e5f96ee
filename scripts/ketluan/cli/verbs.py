"""The verbs in the order of the help. What one needs is loaded when it is asked for, not before."""

import argparse
from collections.abc import Callable
from typing import Final, NamedTuple

from ketluan.later import later


class Verb(NamedTuple):
    """A verb: its name, what it does in Vietnamese, what adds its options, what runs it.

    The last returns the exit code.
    """

    name: str
    does: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


VERBS: Final = (
    Verb(
        "import", "nhập văn bản gốc thành bản nháp thông báo",
        later("ketluan.cli.import_verbs", "import_options"),
        later("ketluan.cli.import_verbs", "import_files"),
    ),
    Verb(
        "new", "tạo một thông báo trống để tự điền",
        later("ketluan.cli.import_verbs", "new_options"), later("ketluan.cli.import_verbs", "new"),
    ),
    Verb(
        "cite", "liệt kê văn bản được viện dẫn trong một đoạn chữ bất kỳ",
        later("ketluan.cli.cite_verb", "cite_options"), later("ketluan.cli.cite_verb", "cite"),
    ),
    Verb(
        "check", "kiểm tra kho, nêu mọi lỗi với tệp, dòng và cách sửa",
        later("ketluan.cli.verb", "add_json"), later("ketluan.cli.check_verb", "check"),
    ),
    Verb(
        "build", "dựng trang (site/) và chỉ mục tìm kiếm (search_index/)",
        later("ketluan.cli.build_verb", "build_options"), later("ketluan.cli.build_verb", "build"),
    ),
    Verb(
        "serve", "mở trang và tìm kiếm trên cùng một địa chỉ",
        later("ketluan.cli.serve_verb", "serve_options"), later("ketluan.cli.serve_verb", "serve"),
    ),
    Verb(
        "preview", "xem trang ngay trong khi sửa bản nháp, kể cả khi còn lỗi",
        later("ketluan.cli.preview_verb", "preview_options"),
        later("ketluan.cli.preview_verb", "preview"),
    ),
    Verb(
        "search", "tìm nhiệm vụ, văn bản, đơn vị, thông báo",
        later("ketluan.cli.search_verb", "search_options"),
        later("ketluan.cli.search_verb", "search"),
    ),
    Verb(
        "export", "xuất nhiệm vụ, văn bản, sổ ra CSV, Excel, Word, lịch, bản tin; lập hồ sơ",
        later("ketluan.cli.export_verb", "export_options"),
        later("ketluan.cli.export_verb", "export"),
    ),
    Verb(
        "link", "xác nhận nhiệm vụ nào tiếp nối nhiệm vụ nào của các kỳ trước",
        later("ketluan.cli.link_verbs", "link_options"), later("ketluan.cli.link_verbs", "link"),
    ),
    Verb(
        "history", "kể một nhiệm vụ qua các kỳ, từ lời văn đầu đến lời văn cuối",
        later("ketluan.cli.link_verbs", "history_options"),
        later("ketluan.cli.link_verbs", "history"),
    ),
    Verb(
        "report", "báo cáo kiểm toán: số liệu và các danh sách của một ngày",
        later("ketluan.cli.report_verb", "report_options"),
        later("ketluan.cli.report_verb", "report"),
    ),
    Verb(
        "outcome", "xác nhận kết quả của nhiệm vụ kỳ trước mà phần đánh giá của thông báo nêu",
        later("ketluan.cli.outcome_verb", "outcome_options"),
        later("ketluan.cli.outcome_verb", "outcome"),
    ),
    Verb(
        "verify", "đối chiếu kho với bản gốc, chỉ mục, trang web; hoặc kiểm tra hồ sơ ZIP",
        later("ketluan.cli.verify_verb", "verify_options"),
        later("ketluan.cli.verify_verb", "verify"),
    ),
)  # fmt: skip
