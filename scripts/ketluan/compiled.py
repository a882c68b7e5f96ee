"""Templates compiled once for many runs, as Python's own modules are and beside them.

To compile those of the site takes longer than to show a hundred pages with them.
"""

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from ketluan.program import program_digest

_FOLDER: Final = Path(cache_from_source(__file__)).parent


def compiled_templates(folder: Path = _FOLDER) -> FileSystemBytecodeCache | None:
    """Return what keeps compiled templates in `folder`: nothing where Python has no such folder."""
    return _Compiled(str(folder), "%s.jinja") if folder.is_dir() else None


class _Compiled(FileSystemBytecodeCache):
    def get_source_checksum(self, source: str) -> str:
        """Return what tells a template as this program compiles it, with all that is installed."""
        return super().get_source_checksum(program_digest() + source)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template; one that may not be written is compiled again next time."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
