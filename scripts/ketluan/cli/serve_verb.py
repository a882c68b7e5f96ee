"""The verb `serve`: site and search on one address; and words for an address that cannot be had."""

import argparse

from ketluan.cli.console import say
from ketluan.clock import today
from ketluan.os_errors import reason
from ketluan.places import INDEX, SITE
from ketluan.saving import ArchiveError
from ketluan.service import Server, create_app, names_of


def serve_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    add_host(command)
    command.add_argument("--port", default=8000, type=int, metavar="CỔNG", help="mặc định 8000")
    command.add_argument(
        "--ten-may", dest="names", action="append", default=[], metavar="TÊN",
        help="tên máy mà trình duyệt dùng để mở, khi có nginx hay IIS đứng trước (có thể nêu nhiều lần)",
    )  # fmt: skip


def add_host(command: argparse.ArgumentParser) -> None:
    """Add the option that says for whom a server listens."""
    command.add_argument("--host", default="127.0.0.1", metavar="MÁY", help="mặc định 127.0.0.1")


def serve(options: argparse.Namespace) -> int:
    """Serve site and search until stopped."""
    site = options.archive / SITE
    if not (site / "index.html").is_file():
        raise ArchiveError(f"chưa có trang trong '{site}'; hãy chạy `ketluan build` trước")
    names = names_of(options.host, options.names)
    app = create_app(site, options.archive / INDEX, today, names)
    try:
        server = Server(app, options.host, options.port)
    except (OSError, OverflowError) as error:
        say(f"{port_refused(options.host, options.port, error)} (make serve PORT=…)")
        return 1
    say(f"Đang mở {http_address(options.host, server.port)}/ (Ctrl+C để dừng)")
    server.run()
    return 0


def port_refused(host: str, port: int, error: OSError | OverflowError) -> str:
    """Return why `host` and `port` cannot be had, and what to do."""
    why = reason(error) if isinstance(error, OSError) else "số cổng phải từ 0 đến 65535"
    return (
        f"ketluan: không mở được {host}:{port} ({why}); hãy dừng chương trình kia, "
        f"hoặc chọn cổng khác, ví dụ --port {port % 60000 + 1}"
    )


def http_address(host: str, port: int) -> str:
    """Return the address of a server without a slash at its end."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
