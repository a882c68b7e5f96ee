"""The verbs by which a notice comes in: `import` from a source, `new` from nothing."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from ketluan.cli.console import (
    flush,
    forget_output,
    give,
    give_json,
    give_problems,
    give_table,
    say,
    say_busy,
    show_progress,
)
from ketluan.cli.import_summary import summary
from ketluan.cli.mending import mend_notices
from ketluan.cli.verb import add_json
from ketluan.importing import Imported, import_source, import_sources, new_notice
from ketluan.importing.report import imported_json
from ketluan.sources import FORMATS, clear_work_folders


def import_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
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
    add_json(command)


def import_files(options: argparse.Namespace) -> int:
    """Import every source; one that fails does not stop the others."""
    if options.id and len(options.files) > 1:
        say("ketluan import: --id chỉ dùng khi nhập một tệp")
        return 2
    if not options.archive.is_dir():
        say(f"ketluan: không có thư mục '{options.archive}'; hãy chỉ đúng kho bằng --archive")
        return 2
    if not options.dry_run:
        mend_notices(options.archive, *clear_work_folders())
    outcomes, failed = [], False
    show_progress("ketluan.sources")
    for imported in _brought(options):
        say_busy("")
        failed = failed or bool(imported.problems)
        outcomes.append(_outcome(imported))
        try:
            _give(imported, options)
        except BrokenPipeError:  # nobody reads on, but the files that were named still come in
            forget_output()
    if len(outcomes) > 1 and not options.json:
        _tell_batch(outcomes)
    return 1 if failed else 0


def _give(imported: Imported, options: argparse.Namespace) -> None:
    if options.json:
        give_json(imported_json(imported))
    elif imported.problems:
        give_problems(imported.problems)
    else:
        _tell(imported, dry_run=options.dry_run)
    flush()


def _brought(options: argparse.Namespace) -> Iterator[Imported]:
    kept = {"force": options.force, "dry_run": options.dry_run}
    paths = _announced(options.files)
    if options.id:
        yield import_source(options.archive, next(paths), notice_id=options.id, **kept)
    else:
        yield from import_sources(options.archive, paths, **kept)


def _announced(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the sources, each said to be read: character recognition takes its time."""
    for number, path in enumerate(paths, start=1):
        count = f"[{number}/{len(paths)}] " if len(paths) > 1 else ""
        say_busy(f"{count}đang đọc {path.name} …")
        yield path


def _tell(imported: Imported, *, dry_run: bool) -> None:
    for part in summary(imported):
        if isinstance(part, str):
            give(part)
        else:
            give_table(part)
    if dry_run:
        give(f"Chạy thử, chưa ghi gì. Bản nháp sẽ là {imported.path}")
        return
    give(f"Bản nháp: {imported.path}")
    give(
        "Tiếp theo: đối chiếu bản nháp với bản gốc (`ketluan preview` để xem ngay khi sửa), chạy "
        "`ketluan check`, rồi `ketluan build`."
    )


def _outcome(imported: Imported) -> tuple[str, str, str]:
    """Return the row of one source in the table of a batch."""
    name = Path(imported.source).name or imported.source
    if imported.problems:
        return name, "không nhập", imported.problems[0].message
    return name, "đã nhập" if imported.written else "chạy thử", imported.path


def _tell_batch(outcomes: Sequence[tuple[str, str, str]]) -> None:
    refused = sum(outcome == "không nhập" for _, outcome, _ in outcomes)
    give("")
    give_table(outcomes)
    say(f"{len(outcomes)} tệp: {len(outcomes) - refused} xong, {refused} không nhập được.")


def new_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `new`."""
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


def new(options: argparse.Namespace) -> int:
    """Write an empty notice for the clerk to fill."""
    mend_notices(options.archive)
    path = new_notice(options.archive, options.name, options.day, options.original)
    give(f"Bản nháp trống: {path}")
    original = "" if options.original else "chép bản gốc vào notices/goc/ và ghi khóa 'nguon', "
    give(
        f"Tiếp theo: điền phần đầu tệp, thay các ô […] bằng toàn văn, {original}rồi chạy "
        "`ketluan check`."
    )
    return 0
