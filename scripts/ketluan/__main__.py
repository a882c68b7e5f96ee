"""`ketluan` and `python -m ketluan`."""

import os
import sys
from contextlib import suppress

from ketluan.cli import run
from ketluan.leaving import LEAVING


def main() -> None:
    """Run the command line and leave with its exit code, at once.

    To take everything apart first would take longer than many a command.
    """
    LEAVING.soon = True
    # NumPy counts and sorts here and multiplies no matrix: threads that wait for one cost each start a
    # tenth of a second of processors. Set before it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = run(sys.argv[1:])
    for stream in filter(None, (sys.stdout, sys.stderr)):  # each may be closed
        with suppress(OSError, ValueError):  # nobody listens any more
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
