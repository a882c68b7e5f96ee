"""The command line `ketluan`: verbs in, sentences out. No rule of the archive lives here.

Results go to stdout, everything else to stderr; exit 0 all well, 1 a person must look, 2 wrong usage.
"""

import io
import sys
from collections.abc import Sequence

from ketluan.archive import ArchiveError
from ketluan.cli.arguments import parser
from ketluan.cli.console import say
from ketluan.publish import PublishError
from ketluan.search.generations import IndexUnavailableError

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. `--help` and wrong usage leave by `SystemExit`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                encoding="utf-8"
            )  # whatever the locale: all that we say is Vietnamese
    options = parser().parse_args(arguments)
    try:
        code: int = options.verb(options)
        sys.stdout.flush()
    except (ArchiveError, IndexUnavailableError, PublishError) as error:
        say(f"ketluan: {error}")
        return 1
    except BrokenPipeError:  # the reader has seen enough (`ketluan search … | head`)
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        say("ketluan: đã dừng theo yêu cầu")
        return 130
    return code
