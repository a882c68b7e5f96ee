"""The verb `build`: site and index of the archive."""

import argparse
from dataclasses import asdict

from ketluan.cli.console import give_json, give_problems, say
from ketluan.cli.mending import tell_mended
from ketluan.cli.verb import add_json, exit_code, parse_day
from ketluan.clock import today
from ketluan.publish import Published, publish


def build_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `build`."""
    command.add_argument(
        "--full", action="store_true", help="làm lại tất cả, không dùng kết quả giữ từ lần trước"
    )
    command.add_argument(
        "--as-of", type=parse_day, metavar="NGÀY",
        help="tính trạng thái cho ngày này, viết 30/9/2021 hoặc 2021-09-30 (mặc định: hôm nay)",
    )  # fmt: skip
    add_json(command)


def build(options: argparse.Namespace) -> int:
    """Build site and index, and switch to them when both are complete."""
    done = publish(
        options.archive, full=options.full, day=options.as_of or today(), mended=tell_mended
    )
    if options.json:
        give_json(_build_json(done))
    else:
        old = {one for one in done.told_before if one.level == "warning"}
        give_problems(one for one in done.problems if one not in old)
        if old:
            say(f"Ngoài ra có {len(old)} lưu ý như lần dựng trước; xem lại bằng `ketluan check`.")
        if done.published:
            say(
                f"Đã dựng {done.pages} trang ({done.changed} đổi) trong {_seconds(done.seconds)} giây."
            )
        else:
            say("Chưa dựng trang: hãy sửa các lỗi trên. Trang và chỉ mục cũ vẫn còn nguyên.")
    return exit_code(done.problems) if done.published else 1


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


def _build_json(done: Published) -> dict[str, object]:
    return {
        "pages": done.pages,
        "changed": done.changed,
        "seconds": round(done.seconds, 3),
        "published": done.published,
        "problems": [asdict(problem) for problem in done.problems],
    }
