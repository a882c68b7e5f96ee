"""The verb by which data leaves: `export` to a file, or to stdout where the format is text."""

import argparse
import sys
from pathlib import Path

from ketluan.archive import blocking, load_archive
from ketluan.cli.asked_units import CONCERNED, LED, asked_unit, unknown_unit
from ketluan.cli.console import flush, give, say
from ketluan.cli.dossier_export import DOSSIER, dossier_refusal, export_dossier
from ketluan.cli.mending import tell_mended
from ketluan.cli.pages_export import PAGES, export_pages, pages_refusal
from ketluan.cli.verb import parse_day, parse_period
from ketluan.clock import today
from ketluan.exports import BINARY, FORMATS, TABLES, TASKS_ONLY, Selection, exported, select
from ketluan.places import NOTICES
from ketluan.saving import ArchiveError, clear_unfinished, save_file

_BOM = "\ufeff"


def export_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `export`."""
    command.add_argument(
        "--format", choices=(*FORMATS, DOSSIER, PAGES), required=True, dest="file_format",
        help="định dạng tệp; zip là hồ sơ của một nhiệm vụ (--thread) hoặc văn bản (--document), "
        "markdown là thư mục cả trang web cho bộ dựng trang khác",
    )  # fmt: skip
    command.add_argument(
        "--what", choices=tuple(TABLES), default="tasks",
        help="xuất gì: tasks nhiệm vụ (mặc định), documents văn bản được viện dẫn, register sổ đăng ký "
        "văn bản đi, follow-up sổ theo dõi giải quyết, audit các danh sách kiểm toán",
    )  # fmt: skip
    command.add_argument(
        "--unit",
        default="",
        metavar="ĐƠN_VỊ",
        help="chỉ nhiệm vụ của đơn vị này (mã hoặc tên), kể cả phối hợp, giao chung, của tiền thân",
    )
    command.add_argument(
        "--period",
        type=parse_period,
        metavar="KỲ",
        help="chỉ kỳ này: 2021-Q2, 2021-H1, 2021-05, 2021",
    )
    command.add_argument(
        "--as-of", type=parse_day, metavar="NGÀY",
        help="theo những gì đã biết đến hết ngày này, viết 30/9/2021 hoặc 2021-09-30",
    )  # fmt: skip
    command.add_argument(
        "--thread", default="", metavar="NHIỆM_VỤ",
        help="hồ sơ của nhiệm vụ này qua các kỳ: mã của một bước bất kỳ",
    )  # fmt: skip
    command.add_argument(
        "--document", default="", metavar="VĂN_BẢN",
        help="hồ sơ của văn bản này: mã (phần cuối địa chỉ trang) hoặc số, ký hiệu",
    )  # fmt: skip
    command.add_argument(
        "--site-url", default="", metavar="ĐỊA_CHỈ",
        help="địa chỉ trang web, để lịch và bản tin dẫn về đúng trang",
    )  # fmt: skip
    command.add_argument(
        "--out",
        type=Path,
        metavar="TỆP",
        help="ghi vào tệp này (markdown: thư mục này); bỏ trống: in ra (trừ xlsx, docx, zip)",
    )
    command.add_argument("--force", action="store_true", help="ghi đè nếu tệp đã có")


def export(options: argparse.Namespace) -> int:
    """Write the chosen part of the archive; exit 1 where faults may have left something out."""
    refusal = _refusal(options)
    if refusal:
        say(f"ketluan export: {refusal}")
        return 2
    if options.file_format == PAGES:
        return export_pages(options)
    if options.out:
        tell_mended(clear_unfinished(options.out.parent, below=False))
        _check_target(options.archive, options.out, force=options.force)
    if options.file_format == DOSSIER:
        return export_dossier(options)
    archive = load_archive(options.archive)
    unit = asked_unit(archive, options.unit)
    if options.unit and unit is None:
        say(f"ketluan export: {unknown_unit(archive, options.unit)}")
        return 2
    selection = select(
        archive,
        unit_id=unit.id if unit else "",
        period=options.period,
        as_of=options.as_of,
        day=options.as_of or today(),
    )
    content = exported(selection, options.what, options.file_format, options.site_url)
    if options.out:
        save_file(options.out.parent, options.out.name, content, overwrite=options.force)
        say(f"Đã ghi {options.out}: {_count(selection, options.what)}.")
    else:
        _give(content)
    if unit:
        say(f"Đơn vị: {unit.name}. {LED if options.what == 'audit' else CONCERNED}")
    faults = len(blocking(archive.problems))
    if faults:
        say(f"Lưu ý: kho còn {faults} lỗi nên tệp có thể thiếu; hãy chạy `ketluan check`.")
    return 1 if faults else 0


def _refusal(options: argparse.Namespace) -> str:
    """Return why these options do not go together, empty where they do."""
    if options.file_format == DOSSIER:
        return dossier_refusal(options)
    if options.file_format == PAGES:
        return pages_refusal(options)
    if options.thread or options.document:
        return f"--thread và --document là của hồ sơ; hãy dùng --format {DOSSIER}"
    if options.file_format in TASKS_ONLY and options.what != "tasks":
        return f"--format {options.file_format} chỉ dùng cho nhiệm vụ; hãy bỏ --what {options.what}"
    if options.file_format == "docx" and options.what == "audit":
        return "--what audit có quá nhiều cột cho một trang Word; hãy dùng --format xlsx hoặc csv"
    if options.file_format in BINARY and options.out is None:
        named = options.file_format
        return f"--format {named} không in ra được; hãy thêm --out TỆP.{named}"
    if options.site_url and not options.site_url.startswith(("http://", "https://")):
        return f"--site-url phải bắt đầu bằng http:// hoặc https://, đang là '{options.site_url}'"
    return ""


def _check_target(archive: Path, out: Path, *, force: bool) -> None:
    """Raise `ArchiveError` where nothing may be written to `out`."""
    if out.resolve().is_relative_to((archive / NOTICES).resolve()):
        raise ArchiveError(
            f"không ghi '{out}' vào notices/, nơi chỉ có thông báo; hãy chọn chỗ khác"
        )
    if not out.parent.is_dir():
        raise ArchiveError(f"không có thư mục '{out.parent}'; hãy tạo thư mục ấy trước")
    if (out.exists() or out.is_symlink()) and not (out.is_file() and not out.is_symlink()):
        raise ArchiveError(f"'{out}' không phải là tệp thường; hãy chọn tên khác")
    if out.exists() and not force:
        raise ArchiveError(f"'{out}' đã có; hãy chọn tên khác, hoặc thêm --force để ghi đè")


def _count(selection: Selection, what: str) -> str:
    if what in ("tasks", "follow-up"):
        return f"{len(selection.tasks)} nhiệm vụ"
    noun = {"register": "thông báo", "audit": "dòng"}.get(what, "văn bản")
    return f"{len(TABLES[what](selection).rows)} {noun}"


def _give(content: bytes) -> None:
    """Write a text format to stdout: byte for byte for a program, readable on a terminal."""
    if sys.stdout is None:
        return
    if sys.stdout.isatty():
        give(content.decode().removeprefix(_BOM).replace("\r\n", "\n").removesuffix("\n"))
        return
    flush()
    sys.stdout.buffer.write(content)
