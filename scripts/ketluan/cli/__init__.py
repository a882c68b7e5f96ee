"""The command line `ketluan`: verbs in, sentences out. No rule of the archive lives here.

Results go to stdout, everything else to stderr; exit 0 all well, 1 a person must look, 2 wrong usage.
"""

from collections.abc import Sequence

from ketluan.cli.arguments import parser
from ketluan.cli.console import flush, forget_output, open_streams, say
from ketluan.os_errors import EndedError, reason
from ketluan.publish.builds import PublishError
from ketluan.saving import ArchiveError
from ketluan.search.index_folder import IndexUnavailableError

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. `--help` and wrong usage leave by `SystemExit`."""
    open_streams()
    options = parser(arguments).parse_args(arguments)
    try:
        code: int = options.verb(options)
        flush()
    except (ArchiveError, IndexUnavailableError, PublishError) as error:
        say(f"ketluan: {error}")
        return 1
    except BrokenPipeError:  # the reader has seen enough (`ketluan search … | head`)
        forget_output()
        return 0
    except OSError as error:  # a disk full or taken away, a folder that we may not open
        place = f"đọc hoặc ghi được '{error.filename}'" if error.filename else "ghi được kết quả"
        say(f"ketluan: không {place} ({reason(error)}); hãy kiểm tra quyền và chỗ trống")
        forget_output()
        return 1
    except (EndedError, MemoryError):
        say(
            "ketluan: máy hết bộ nhớ, hoặc một tiến trình con bị dừng giữa chừng; tệp nào đã ghi thì đã "
            "ghi trọn vẹn, hãy đóng bớt chương trình khác rồi chạy lại"
        )
        return 1
    except KeyboardInterrupt:
        say("ketluan: đã dừng theo yêu cầu")
        return 130
    return code
