"""A build from its lock to its end; what makes site and index is loaded where something changed."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.checksums import BUILT_FROM
from ketluan.later import later
from ketluan.model import Problem
from ketluan.no_collector import no_collector
from ketluan.one_writer import AlreadyRunningError, only_one
from ketluan.os_errors import reason_and_place
from ketluan.places import INDEX, NEW_SITE, NOTICES, OLD_SITE, SETTINGS, SITE
from ketluan.publish.builds import (
    Build,
    Published,
    PublishError,
    keep_build,
    last_build,
    last_problems,
    made_of,
    touched,
)
from ketluan.removing import remove_folder
from ketluan.saving import clear_unfinished
from ketluan.search.index_folder import IndexLockedError, clear_index

_LOCK: Final = ".cache/build.lock"
_make: Final[Callable[..., tuple[Build, int]]] = later("ketluan.publish.making", "make")


def publish(
    root: Path,
    *,
    day: date,
    full: bool = False,
    mended: Callable[[Sequence[str]], None] = lambda _: None,
) -> Published:
    """Build site and index of the archive at `root` and switch to them; status is that of `day`.

    What was made before and has not changed is kept, unless all is to be made anew (`full`).
    `mended` is told what an interrupted run had left, relative to `root`, once that is cleared.
    Raises `PublishError` where another build runs or the folder cannot be written, and `ArchiveError`
    where there is no archive. With blocking problems nothing is switched.
    """
    begun = time.perf_counter()
    if not (root / NOTICES).is_dir():
        raise PublishError(f"không có thư mục notices/ trong '{root}'; hãy chỉ đúng bằng --archive")
    _check_places(root)
    with _only_build(root), no_collector():
        try:
            left = _mend(root)
            if left:
                mended(left)
            before, made = touched(root), made_of(root, day)
            last = None if full else last_build(root, made)
            told: Iterable[Problem] = ()
            if not full:
                told = last.problems if last else last_problems(root)
            done, changed = (last, 0) if last else _make(root, day=day, full=full)
            # A file that an editor writes anew is gone for a moment, in which the build may have looked.
            if done.outcome and not last and touched(root) == before:
                keep_build(root, made, done)
        except IndexLockedError as error:
            raise PublishError(str(error)) from error
        except OSError as error:
            raise PublishError(
                f"không dựng được trang ({reason_and_place(error)}); trang cũ vẫn còn nguyên, "
                "hãy kiểm tra quyền và chỗ trống"
            ) from error
        finally:
            with suppress(OSError):  # the next build clears it
                remove_folder(root / NEW_SITE)
    seconds = time.perf_counter() - begun
    told_before = frozenset(told).intersection(done.problems)
    return Published(done.pages, changed, seconds, done.problems, bool(done.outcome), told_before)


def _check_places(root: Path) -> None:
    """Raise `PublishError` where something else stands in the place of what is made."""
    for name in (SITE, INDEX, Path(_LOCK).parent.name):
        path = root / name
        if path.is_symlink() and (name == SITE or not path.is_dir()):
            raise PublishError(
                f"'{path}' là liên kết, không phải thư mục thật nên không thay cả thư mục một lúc được; "
                "hãy xóa hoặc đổi tên liên kết ấy rồi dựng lại"
            )
        if path.exists() and not path.is_dir():
            raise PublishError(
                f"'{path}' là tệp, không phải thư mục; hãy xóa hoặc đổi tên tệp ấy rồi dựng lại"
            )
    settings = root / SETTINGS
    if (settings.exists() or settings.is_symlink()) and not settings.is_file():
        raise PublishError(  # else the program's own would be taken without a word
            f"'{settings}' là thư mục, liên kết hỏng hoặc tệp đặc biệt nên không đọc được; hãy xóa hoặc "
            "đổi tên rồi dựng lại"
        )
    if (root / BUILT_FROM).is_dir():  # else it is refused once the new site is shown
        raise PublishError(
            f"'{root / BUILT_FROM}' là thư mục, không phải tệp; hãy xóa hoặc đổi tên thư mục ấy rồi dựng "
            "lại"
        )


@contextmanager
def _only_build(root: Path) -> Iterator[None]:
    """Hold the lock of the build; the system frees it when the process ends, however it ends."""
    path = root / _LOCK
    with ExitStack() as held:
        try:
            path.parent.mkdir(exist_ok=True)
            held.enter_context(only_one(path))
        except AlreadyRunningError as error:
            raise PublishError(
                "đang có một lần dựng trang khác chạy; hãy đợi nó xong rồi chạy lại"
            ) from error
        except OSError as error:
            raise PublishError(
                f"không khóa được lần dựng ({reason_and_place(error)}); hãy kiểm tra quyền ghi"
            ) from error
        yield


def _mend(root: Path) -> list[str]:
    """Clear what an interrupted run left, and bring back the site that it had moved aside.

    Return what it was, relative to `root`.
    """
    left = []
    if not (root / SITE).exists() and (root / OLD_SITE).is_dir():
        (root / OLD_SITE).rename(root / SITE)
        left.append(OLD_SITE)
    for name in (NEW_SITE, OLD_SITE):
        path = root / name
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.exists():
            remove_folder(path)
        else:
            continue
        left.append(name)
    left += [f"{INDEX}/{name}" for name in clear_index(root / INDEX)]
    # Nothing is saved deeper in the folder of what is kept, where a whole site may lie.
    for folder, below in ((NOTICES, True), (Path(_LOCK).parent.name, False)):
        left += [f"{folder}/{name}" for name in clear_unfinished(root / folder, below=below)]
    return left
