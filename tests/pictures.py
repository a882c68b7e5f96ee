"""Take the pictures of the README from the real archive: `make pictures`."""

import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from browser import launched, served
from ketluan.archive import load_archive
from ketluan.mkdocs_edge import build_site
from ketluan.search.generations import build_index

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2021, 5, 10)  # a day within the first notice's period, so that pictures do not age
PICTURES = {
    "tim-kiem.png": ("/tim-kiem/?q=di%E1%BB%85n+t%E1%BA%ADp", 1280, 860),
}


def main(folder: Path) -> None:
    """Build site and index anew and write the pictures into `folder`."""
    with tempfile.TemporaryDirectory() as place:
        archive = load_archive(ROOT)
        site, index = Path(place) / "site", Path(place) / "index"
        build_site(ROOT, site, archive)
        build_index(archive, index)
        with (
            sync_playwright() as driver,
            launched(driver) as browser,
            served(site, index, TODAY) as address,
        ):
            for name, (path, width, height) in PICTURES.items():
                page = browser.new_page(viewport={"width": width, "height": height}, locale="vi")
                page.clock.set_fixed_time(TODAY.isoformat())
                page.goto(address + path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
