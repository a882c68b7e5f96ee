"""What every dossier holds, and the list of its files with their SHA-256, as `sha256sum -c` reads it."""

import re
from collections.abc import Mapping
from typing import Final

MANIFEST: Final = "SHA256SUMS"
PAGE: Final = "index.html"
TABLE: Final = "tasks.csv"
DATA: Final = "data.json"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")


def manifest_text(hashes: Mapping[str, str]) -> str:
    """Return the list of `hashes` (by name), one file a line, in the order of names."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def read_manifest(content: bytes) -> Mapping[str, str] | None:
    """Return the hashes by name; `None` where `content` is not what `manifest_text` writes."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    lines = [_LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    hashes = {line[2]: line[1] for line in lines if line}
    return hashes if manifest_text(hashes) == text else None
