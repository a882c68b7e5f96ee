"""The verb `preview`: the site live while a clerk edits."""

import argparse
from contextlib import suppress
from typing import Final

from ketluan.cli.console import say
from ketluan.cli.serve_verb import add_host, http_address, port_refused
from ketluan.clock import today
from ketluan.preview import Preview, preview_address
from ketluan.service import is_loopback

PREVIEW_PORT: Final = 8001  # beside 8000 of `serve`, so that both can run


def preview_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `preview`."""
    command.add_argument(
        "notice", metavar="THÔNG_BÁO", nargs="?", default="",
        help="mã hoặc tệp của thông báo cần xem; bỏ trống: trang chủ",
    )  # fmt: skip
    add_host(command)
    command.add_argument(
        "--port", type=int, metavar="CỔNG",
        help=f"mặc định {PREVIEW_PORT}, hoặc một cổng trống nếu cổng ấy đang bận",
    )  # fmt: skip


def preview(options: argparse.Namespace) -> int:
    """Show the archive live while its files are edited, until stopped."""
    address = preview_address(options.archive, options.notice)
    try:
        opened = _open_preview(options)
    except (OSError, OverflowError) as error:
        say(port_refused(options.host, options.port or PREVIEW_PORT, error))
        return 1
    with opened as live:
        if not is_loopback(options.host):
            say("Lưu ý: ai vào được địa chỉ này trong mạng cũng xem được bản nháp.")
        say(f"Đang mở {http_address(options.host, live.port)}{address} (Ctrl+C để dừng)")
        say("Đang theo dõi notices/, docs/, mkdocs.yml: lưu tệp là trang đang mở tự đổi.")
        live.run()
    return 0


def _open_preview(options: argparse.Namespace) -> Preview:
    """Listen where asked; where nothing was asked and the usual port is taken, on a free one."""
    ports = (PREVIEW_PORT, 0) if options.port is None else (options.port,)
    for port in ports[:-1]:
        with suppress(OSError):
            return Preview(options.archive, options.host, port, today, say)
    return Preview(options.archive, options.host, ports[-1], today, say)
