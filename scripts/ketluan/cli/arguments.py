"""The arguments of every verb, with their Vietnamese help."""

import argparse
from pathlib import Path
from typing import Final, NoReturn

from ketluan.cli import (
    export_verbs,
    import_verbs,
    link_verbs,
    outcome_verbs,
    report_verbs,
    verbs,
    verify_verbs,
)
from ketluan.cli.console import printable
from ketluan.cli.verb import AddVerb, Verb, parse_day
from ketluan.sources import FORMATS

_TEXTS: Final = {
    "usage: ": "cách dùng: ",
    "positional arguments": "tham số",
    "options": "tùy chọn",
    "show this help message and exit": "hiện phần trợ giúp này",
    "the following arguments are required: %s": "thiếu tham số: %s",
    "unrecognized arguments: %s": "không hiểu tham số: %s",
    "expected one argument": "cần một giá trị theo sau",
    "expected at least one argument": "cần ít nhất một giá trị",
    "argument %(argument_name)s: %(message)s": "tham số %(argument_name)s: %(message)s",
    "invalid %(type)s value: %(value)r": "giá trị %(value)r không hợp lệ",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "không có %(value)r; hãy chọn một trong: %(choices)s"
    ),
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s chưa rõ là tùy chọn nào: %(matches)s"
    ),
    "%(prog)s: error: %(message)s\n": "%(prog)s: lỗi: %(message)s\n",
}

argparse._ = lambda text: _TEXTS.get(text, text)  # type: ignore[attr-defined]


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong and how to see the help, and exits with 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {printable(message)}; xem `{self.prog} --help`\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser; `options.verb` is the function to run with the options."""
    common = _Parser(add_help=False)
    common.add_argument(
        "--archive", metavar="THƯ_MỤC", type=Path, default=Path(),
        help="thư mục có notices/ (mặc định: thư mục hiện tại)",
    )  # fmt: skip
    top = _Parser(
        prog="ketluan",
        description="Kho thông báo kết luận cuộc họp: nhập, kiểm tra, dựng trang, tìm kiếm.",
    )
    commands = top.add_subparsers(metavar="LỆNH", required=True, parser_class=_Parser)

    def add(name: str, verb: Verb, help_text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, parents=[common], help=help_text, description=help_text, allow_abbrev=False
        )
        command.set_defaults(verb=verb)
        return command

    _add_importing(add)
    _add_reading(add)
    _add_publishing(add)
    export_verbs.add_export(add)
    link_verbs.add_link(add)
    report_verbs.add_report(add)
    outcome_verbs.add_outcome(add)
    verify_verbs.add_verify(add)
    return top


def _add_importing(add: AddVerb) -> None:
    command = add("import", import_verbs.import_files, "nhập văn bản gốc thành bản nháp thông báo")
    command.add_argument(
        "files", metavar="TỆP", nargs="+", type=Path, help=f"bản gốc: {', '.join(FORMATS)}"
    )
    command.add_argument(
        "--id", default="", metavar="MÃ", help="mã thông báo, thay cho mã được đề xuất"
    )
    command.add_argument(
        "--force",
        action="store_true",
        help="vẫn nhập dù bị báo trùng, thay bản nháp đã có nếu chưa ai sửa nó",
    )
    command.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo, không ghi gì")
    _json(command)

    command = add("new", import_verbs.new, "tạo một thông báo trống để tự điền")
    command.add_argument(
        "name",
        metavar="TÊN",
        help='tên cuộc họp, ví dụ "Giao ban quý II"; hoặc cả mã, ví dụ 2021-06-28-giao-ban-quy-ii',
    )
    command.add_argument(
        "--ngay", dest="day", default="", metavar="NGÀY",
        help="ngày họp, viết 28/6/2021 hoặc 2021-06-28; không cần nếu TÊN là cả mã",
    )  # fmt: skip
    command.add_argument(
        "--goc", dest="original", metavar="TỆP", type=Path,
        help="bản gốc để chép vào notices/goc/ và ghi vào khóa 'nguon'",
    )  # fmt: skip


def _add_reading(add: AddVerb) -> None:
    command = add("cite", verbs.cite, "liệt kê văn bản được viện dẫn trong một đoạn chữ bất kỳ")
    command.add_argument(
        "file", metavar="TỆP", nargs="?", default="-", help="tệp UTF-8, hoặc - (bàn phím)"
    )
    _json(command)

    _json(add("check", verbs.check, "kiểm tra kho, nêu mọi lỗi với tệp, dòng và cách sửa"))


def _add_publishing(add: AddVerb) -> None:
    command = add("build", verbs.build, "dựng trang (site/) và chỉ mục tìm kiếm (search_index/)")
    command.add_argument(
        "--full", action="store_true", help="làm lại tất cả, không dùng kết quả giữ từ lần trước"
    )
    command.add_argument(
        "--as-of", type=parse_day, metavar="NGÀY",
        help="tính trạng thái cho ngày này, viết 30/9/2021 hoặc 2021-09-30 (mặc định: hôm nay)",
    )  # fmt: skip
    _json(command)

    command = add("serve", verbs.serve, "mở trang và tìm kiếm trên cùng một địa chỉ")
    command.add_argument("--host", default="127.0.0.1", metavar="MÁY", help="mặc định 127.0.0.1")
    command.add_argument("--port", default=8000, type=int, metavar="CỔNG", help="mặc định 8000")
    command.add_argument(
        "--ten-may", dest="names", action="append", default=[], metavar="TÊN",
        help="tên máy mà trình duyệt dùng để mở, khi có nginx hay IIS đứng trước (có thể nêu nhiều lần)",
    )  # fmt: skip

    command = add(
        "preview", verbs.preview, "xem trang ngay trong khi sửa bản nháp, kể cả khi còn lỗi"
    )
    command.add_argument(
        "notice", metavar="THÔNG_BÁO", nargs="?", default="",
        help="mã hoặc tệp của thông báo cần xem; bỏ trống: trang chủ",
    )  # fmt: skip
    command.add_argument("--host", default="127.0.0.1", metavar="MÁY", help="mặc định 127.0.0.1")
    command.add_argument(
        "--port", type=int, metavar="CỔNG",
        help=f"mặc định {verbs.PREVIEW_PORT}, hoặc một cổng trống nếu cổng ấy đang bận",
    )  # fmt: skip

    command = add("search", verbs.search, "tìm nhiệm vụ, văn bản, đơn vị, thông báo")
    command.add_argument(
        "query",
        metavar="CÂU_TÌM",
        nargs="+",
        help='ví dụ: "đo lường" donvi:"thanh tra"; có từ bỏ (-từ) thì viết -- ở trước',
    )
    command.add_argument(
        "--page", default=1, type=int, metavar="TRANG", help="trang kết quả (mặc định 1)"
    )
    _json(command)


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--json", action="store_true", help="in kết quả dạng JSON cho chương trình khác"
    )
