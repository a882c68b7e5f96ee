"""`ketluan export --format markdown`: the site as a folder that another generator builds."""

import argparse
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.archive import blocking, load_archive
from ketluan.cli.console import say
from ketluan.clock import today
from ketluan.markdown_folder import MARK, SettingsError, folder_files
from ketluan.os_errors import reason
from ketluan.places import SETTINGS
from ketluan.saving import ArchiveError

PAGES: Final = "markdown"


def pages_refusal(options: argparse.Namespace) -> str:
    """Return why these options do not go together with `--format markdown`, empty where they do."""
    others = {
        "--what": options.what != "tasks",
        "--unit": bool(options.unit),
        "--period": options.period is not None,
        "--thread": bool(options.thread),
        "--document": bool(options.document),
    }
    unused = [name for name, given in others.items() if given]
    if unused:
        return f"--format markdown xuất cả trang web, không dùng {', '.join(unused)}; hãy bỏ đi"
    if options.out is None:
        return "--format markdown ghi ra một thư mục; hãy thêm --out THƯ_MỤC"
    return ""


def export_pages(options: argparse.Namespace) -> int:
    """Write the folder; exit 1, with nothing written, where the archive must not be published.

    What is in the folder already and still right is left alone, so that its builder does not see a
    change; what is no longer of the site is removed.
    """
    archive = load_archive(options.archive)
    faults = blocking(archive.problems)
    if faults:
        say(f"Kho còn {len(faults)} lỗi nên chưa xuất trang; hãy chạy `ketluan check`.")
        return 1
    out: Path = options.out
    _check_folder(out, force=options.force)
    day: date = options.as_of or today()
    files = folder_files(options.archive, archive, day=day, site_url=options.site_url)
    try:
        written = {out / path for path, content in files if _written(out / path, content)}
        _remove_others(out, written)
    except SettingsError as error:
        raise ArchiveError(str(error)) from error
    except OSError as error:
        raise ArchiveError(
            f"không ghi được '{error.filename}' ({reason(error)}); hãy kiểm tra quyền ghi và chỗ trống, "
            "rồi xuất lại"
        ) from error
    say(
        f"Đã ghi {out}: {len(written)} tệp; dựng trang tại đó bằng zensical, properdocs hoặc mkdocs."
    )
    return 0


def _check_folder(out: Path, *, force: bool) -> None:
    """Raise `ArchiveError` where `out` may hold what somebody else put there."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise ArchiveError(f"'{out}' không phải là thư mục thường; hãy chọn tên khác")
    if not out.is_dir() or not any(out.iterdir()):
        return
    settings = out / SETTINGS
    ours = settings.is_file() and settings.read_bytes().startswith(MARK.encode())
    if not ours:
        raise ArchiveError(f"'{out}' đã có nội dung khác; hãy chọn một thư mục trống")
    if not force:
        raise ArchiveError(f"'{out}' đã xuất trước đây; thêm --force để cập nhật")


def _written(path: Path, content: bytes) -> bool:
    """Bring `content` to `path`; a file that holds it already is not touched."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return True


def _remove_others(out: Path, written: set[Path]) -> None:
    """Remove files of an earlier export that are no longer of the site."""
    for part in {path.relative_to(out).parts[0] for path in written}:
        for path in (out / part).rglob("*"):
            if path.is_file() and path not in written:
                path.unlink()
