"""A dossier opens from a folder: no server, no script, no other file but those beside it."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from accessible import axe_faults
from browser import BROWSER_TEST, Watch
from conftest import DAY, REPOSITORY
from ketluan.archive import load_archive
from ketluan.dossier import make_dossier
from ketluan.exports.dossier_data import Subject, document_subject, thread_subject

pytestmark = BROWSER_TEST
SAMPLE = REPOSITORY / "tests" / "sample_archive"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folders into which the richest dossier of each kind was unpacked."""
    archive = load_archive(SAMPLE)
    day = archive.notices[-1].day or DAY
    longest = max(archive.threads, key=lambda thread: len(thread.steps))
    cited = max(archive.documents, key=lambda document: len(document.citing))
    subjects: dict[str, Subject | None] = {
        "thread": thread_subject(archive, longest.id, day, None),
        "document": document_subject(archive, cited.key, day, None),
    }
    made = {}
    for kind, subject in subjects.items():
        assert subject
        place = made[kind] = tmp_path_factory.mktemp(kind)
        with (place / "x.zip").open("wb") as out:
            make_dossier(SAMPLE, subject, archive.problems).write(out)
        zipfile.ZipFile(place / "x.zip").extractall(place)
    return made


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
@pytest.mark.parametrize("kind", ["thread", "document"])
def test_it_opens_from_a_folder(
    chromium: Browser, folders: dict[str, Path], kind: str, width: int, scheme: str
) -> None:
    address = folders[kind].as_uri()
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page, watch = context.new_page(), Watch(address)
    watch.over(page)
    page.goto(f"{address}/index.html")
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert axe_faults(page) == []
    assert page.locator("blockquote").count() > 2
    assert page.evaluate("document.scripts.length") == 0
    links = page.locator("a[href^='./originals/']")
    assert links.count() > 2
    links.first.click()  # the original beside it opens as text
    assert page.url.startswith(f"{address}/originals/")
    context.close()
    assert watch.faults == []
