"""Lay out the sample archive as a folder that `ketluan build` and `serve` take: `make demo`.

python tests/demo.py FOLDER    # FOLDER is made anew
"""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sample_stories import ARCHIVE

ROOT: Final = Path(__file__).resolve().parents[1]
_OWN: Final = {  # what the frame says on every page
    "site_name": "Kho thử (dữ liệu mẫu)",
    "copyright": "Dữ liệu mẫu: cơ quan, người, số văn bản và nội dung đều không có thật.",
}


def prepare(folder: Path) -> None:
    """Make `folder` anew with the sample's `notices/` in a frame that says on every page what it is."""
    lay_frame(folder, _OWN)
    shutil.copytree(ARCHIVE / "notices", folder / "notices")


def lay_frame(folder: Path, own: Mapping[str, str]) -> None:
    """Make `folder` anew with `docs/` and with `mkdocs.yml`, in which `own` replaces lines by key.

    Raises `ValueError` where `mkdocs.yml` does not have one line of a key.
    """
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    for key, value in own.items():
        settings, count = re.subn(
            rf"^{key}: .*$", f'{key}: "{value}"', settings, flags=re.MULTILINE
        )
        if count != 1:
            raise ValueError(f"mkdocs.yml must have one line {key}")
    (folder / "mkdocs.yml").write_text(settings, "utf-8")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
