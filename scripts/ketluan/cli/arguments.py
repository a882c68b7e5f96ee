"""The command line as it is typed: its verbs, and argparse in Vietnamese."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from ketluan.cli.console import say
from ketluan.cli.verbs import VERBS

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
        say(f"{self.prog}: {message}; xem `{self.prog} --help`")  # also where stderr is closed
        self.exit(2)


def parser(arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser; `options.verb` is the function to run with the options.

    For `arguments` only the verb that they name has its options, and nothing is loaded for another.
    """
    asked = next((one for one in arguments or () if not one.startswith("-")), "")
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
    for verb in VERBS:
        command = commands.add_parser(
            verb.name, parents=[common], help=verb.does, description=verb.does, allow_abbrev=False
        )
        command.set_defaults(verb=verb.run)
        if arguments is None or verb.name == asked:
            verb.add_options(command)
    return top
