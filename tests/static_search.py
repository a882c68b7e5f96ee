"""A page with nothing but the search without the service, for tests and measures."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ketluan.mkdocs_edge import THEME

_PAGE: Final = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Tìm kiếm</title><link rel="icon" href="data:,">
<script src="../assets/ketluan/search-static.js"></script></head><body></body></html>
"""


def laid_out(folder: Path, files: Iterable[tuple[str, str]]) -> Path:
    """Write `files` and the scripts that read them as in a site; return the page to open."""
    scripts = folder / "assets" / "ketluan"
    scripts.mkdir(parents=True, exist_ok=True)
    for script in (THEME / "assets" / "ketluan").glob("search-static*.js"):
        (scripts / script.name).write_bytes(script.read_bytes())
    for address, text in files:
        path = folder / address[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    page = folder / "tim-kiem" / "index.html"
    page.write_text(_PAGE, "utf-8")
    return page
