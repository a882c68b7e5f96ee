"""Programs of the system that read what no library reads (LibreOffice, Tesseract).

The only module that starts another program. Each run has a folder of its own as home, a bare
environment, no shell, and bounds on time, output and (on Linux) memory and files; what it started
ends with it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ketluan.os_errors import reason
from ketluan.sources.source import SourceError
from ketluan.sources.work_folder import WorkFolder, work_folder

if sys.platform == "linux":
    import resource

MAX_MEMORY: Final = 4 * 2**30  # bytes of address space: LibreOffice reserves about 1.5 GiB at rest
MAX_FILE: Final = 512 * 2**20  # bytes of any one file that a program writes
_POLL: Final = 0.1  # seconds between two looks at the size of the output
_SAID: Final = 200  # code points of a program's own words that a message repeats
# All else stays behind: proxies, tokens, settings of the desktop.
_KEPT: Final = ("PATH", "SYSTEMROOT", "TESSDATA_PREFIX")


@dataclass(frozen=True, slots=True)
class Program:
    """A program that a reader needs: its names on the path, and how a clerk comes by it."""

    title: str
    names: tuple[str, ...]
    debian: str
    windows: str


LIBREOFFICE: Final = Program(
    "LibreOffice",
    ("soffice", "libreoffice"),
    "libreoffice-writer",
    "bộ cài 'LibreOffice' cho Windows từ trang chủ LibreOffice, rồi thêm thư mục 'program' của nó "
    "vào PATH",
)
TESSERACT: Final = Program(
    "Tesseract",
    ("tesseract",),
    "tesseract-ocr tesseract-ocr-vie",
    "bộ cài 'Tesseract at UB Mannheim' cho Windows (chọn thêm dữ liệu tiếng Việt), rồi thêm thư mục "
    "của nó vào PATH",
)


def find_program(names: Sequence[str]) -> str | None:
    """Return the path of the first program of `names` that is installed, `None` if none is."""
    return next((found for name in names if (found := shutil.which(name))), None)


def need_program(program: Program) -> str:
    """Return the path of `program`. Raises `SourceError` that says how to install it."""
    found = find_program(program.names)
    if found is None:
        raise SourceError(
            f"máy này chưa cài {program.title} để đọc tệp; hãy cài (Debian, Ubuntu: 'apt install "
            f"{program.debian}'; Windows: {program.windows}) rồi nhập lại"
        )
    return found


def run_program(
    argv: Sequence[str],
    *,
    input: bytes = b"",  # noqa: A002  the name that subprocess gives it
    seconds: float,
    max_output: int,
    where: WorkFolder | None = None,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Run `argv`, give it `input`, and return its standard output.

    `seconds` bounds the time by the clock, `max_output` the bytes of standard output. `where` is the
    folder where it runs, by default an empty one; `environment` is added to the bare one. Raises
    `SourceError` where it is missing, fails, takes too long or says too much; all processes of its
    group are dead by then.
    """
    title = Path(argv[0]).name
    with (
        contextlib.nullcontext(where) if where else work_folder() as folder,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as said,
    ):
        given.write(input)
        given.seek(0)
        process = _start(
            argv, title, (given, told, said), folder, _bare(str(folder.path), environment)
        )
        try:
            _bound(process.pid)
            status = _watch(process, title, told, seconds, max_output)
        finally:
            _end(process)
        if status != 0:
            raise SourceError(
                f"chương trình {title} không xử lý được tệp (mã {status}{_own_words(said)}); hãy mở tệp "
                "bằng phần mềm đã tạo ra nó và lưu lại, rồi nhập lại"
            )
        told.seek(0)
        return told.read(max_output)


def _start(
    argv: Sequence[str],
    title: str,
    files: tuple[IO[bytes], IO[bytes], IO[bytes]],
    folder: WorkFolder,
    environment: Mapping[str, str],
) -> "subprocess.Popen[bytes]":
    given, told, said = files
    try:
        return subprocess.Popen(  # noqa: S603  a list of arguments and never a shell
            list(argv),
            stdin=given,
            stdout=told,
            stderr=said,
            cwd=folder.path,
            env=dict(environment),
            start_new_session=True,
            # It goes on if we are killed: then its folder is not yet left behind.
            pass_fds=() if sys.platform == "win32" else (folder.lock,),
        )
    except OSError as error:
        raise SourceError(
            f"không chạy được chương trình {title} ({reason(error)}); hãy kiểm tra lại việc cài đặt"
        ) from error


def _bare(home: str, added: Mapping[str, str] | None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {"HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return {**kept, **own, **(added or {})}


def _bound(pid: int) -> None:
    """Bound the memory and files of a process just started, and of all that it will start.

    Done from outside, because code between fork and exec (preexec_fn) may hang where other
    threads run; the process has run for a millisecond by then and cannot have grown.
    """
    if sys.platform == "linux":
        # It may already have ended, and a container may forbid it: then time and output still bound.
        with contextlib.suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


def _watch(
    process: "subprocess.Popen[bytes]",
    title: str,
    told: IO[bytes],
    seconds: float,
    max_output: int,
) -> int:
    """Wait for the end of `process` and return its exit status."""
    last_moment = time.monotonic() + seconds
    status = None
    while status is None:
        left = last_moment - time.monotonic()
        if left <= 0:
            raise SourceError(
                f"chương trình {title} chạy quá {seconds:g} giây nên đã bị dừng; hãy kiểm tra lại tệp "
                "hoặc chia tệp thành nhiều phần rồi nhập lại"
            )
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = process.wait(min(_POLL, left))
        if os.fstat(told.fileno()).st_size > max_output:
            raise SourceError(
                f"chương trình {title} đưa ra hơn {max_output} byte nên đã bị dừng; hãy kiểm tra lại tệp "
                "hoặc chia tệp thành nhiều phần rồi nhập lại"
            )
    return status


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill `process` and its whole group if it still runs."""
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _own_words(said: IO[bytes]) -> str:
    """Return the last line of what the program said, for whoever mends the machine."""
    said.seek(max(0, os.fstat(said.fileno()).st_size - 4096))
    lines = said.read(4096).decode("utf-8", "replace").strip().splitlines()
    words = "".join(c for c in lines[-1][:_SAID] if c.isprintable()) if lines else ""
    return f": {words}" if words else ""
