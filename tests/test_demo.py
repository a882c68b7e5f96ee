from pathlib import Path

import demo
from conftest import DAY
from ketluan.publish import publish


def test_the_demo_is_published_and_every_page_says_that_it_is_a_sample(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "left-over").touch()
    demo.prepare(folder)
    done = publish(folder, day=DAY)
    assert done.published
    assert not (folder / "left-over").exists()
    pages = list((folder / "site").rglob("*.html"))
    assert len(pages) >= done.pages > 60
    unmarked = [page for page in pages if "dữ liệu mẫu" not in page.read_text("utf-8").lower()]
    assert unmarked == []
