"""Take the pictures of the guide and of README.md: `make pictures`. They show the sample archive.

python tests/pictures.py FOLDER [NAME…]    # without names, all
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from browser import launched, served
from demo import prepare
from ketluan.places import INDEX, SITE
from ketluan.publish import publish
from previewed import previewed

TODAY: Final = date(2024, 7, 8)  # soon after the last notice; fixed, so that pictures do not age
WIDTH: Final = 1240  # pixels: the narrowest screen on which the menu stands in the head
QUALITY: Final = 72  # of WebP; letters stay sharp, a picture is about 40 kB
_LONG: Final = "/nhiem-vu/2022-09-29-giao-ban-quy-iii/iii-7-3/"
_NOTICE: Final = "/thong-bao/2023/2023-05-11-chuyen-de-ho-minh-an/"
_LAST: Final = "/thong-bao/2024/2024-03-28-giao-ban-quy-i/"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: address, height in pixels; `at` scrolls to what fits that selector.

    With `preview` the page is one of `ketluan preview`.
    """

    address: str
    height: int
    at: str = ""
    preview: bool = False


PICTURES: Final = {
    "trang-chu.webp": Picture("/", 860),
    "don-vi.webp": Picture("/don-vi/trung-tam-luu-tru-va-trung-bay-mau/", 900),
    "thong-bao.webp": Picture(_LAST, 900, at="h2:nth-of-type(2)"),
    "lich-su.webp": Picture(_LONG, 1000),
    "van-ban.webp": Picture("/van-ban/12-kh-sm-2022/", 860, at="#vien-dan"),
    "thoi-han.webp": Picture("/thoi-han/2024-06/", 900),
    "kiem-toan.webp": Picture("/kiem-toan/", 900),
    "tim-kiem.webp": Picture("/tim-kiem/?q=kiem+ke+mau+vat", 900),
    "xem-truoc.webp": Picture(_NOTICE, 760, preview=True),
}


def main(folder: Path, names: list[str]) -> None:
    """Build the sample archive in a temporary place and write the pictures into `folder`."""
    wanted = {name: PICTURES[name] for name in names or PICTURES}
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "demo"
        prepare(root)
        for name in PICTURES:  # a new one has no file yet, and a dead link stops a build
            (root / "docs/anh" / name).touch()
        done = publish(root, day=TODAY)
        if not done.published:
            raise SystemExit("\n".join(str(problem) for problem in done.problems))
        with sync_playwright() as driver, launched(driver) as browser, _served(root) as bases:
            page = browser.new_page(viewport={"width": WIDTH, "height": 900}, locale="vi")
            page.clock.set_fixed_time(TODAY.isoformat())
            for name, picture in wanted.items():
                base = bases[picture.preview]
                (folder / name).write_bytes(_webp(_taken(page, base, picture)))


@contextmanager
def _served(root: Path) -> Iterator[tuple[str, str]]:
    """Give the addresses of the site at `root` and of its preview."""
    with served(root / SITE, root / INDEX, TODAY) as site, previewed(root) as running:
        yield site, running.base


def _taken(page: Page, base: str, picture: Picture) -> bytes:
    page.set_viewport_size({"width": WIDTH, "height": picture.height})
    page.goto(base + picture.address)
    page.wait_for_load_state("load" if picture.preview else "networkidle")
    if picture.at:
        page.locator(picture.at).first.evaluate(
            "element => scrollTo(0, scrollY + element.getBoundingClientRect().top - 130)"
        )
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    return page.screenshot(animations="disabled")


def _webp(shot: bytes) -> bytes:
    written = io.BytesIO()
    Image.open(io.BytesIO(shot)).save(written, "WEBP", quality=QUALITY, method=6)
    return written.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
