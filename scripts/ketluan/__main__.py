"""`ketluan` and `python -m ketluan`."""

import gc
import sys

from ketluan.cli import run


def main() -> None:
    """Run the command line and leave with its exit code.

    The system takes all memory back at once. To look for garbage first, in what was made of a large
    archive, would take a second.
    """
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
