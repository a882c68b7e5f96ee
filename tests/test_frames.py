"""A page in the frame of its shape is, byte for byte, the page that the theme gives."""

import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DAY, FIRST_NOTICE, REPOSITORY
from ketluan.frames import Filling, Frames
from ketluan.mkdocs_edge import build_site

texts = st.text("ab<>&\"'\ue000\ue001\n đ", max_size=20)
fillings = st.builds(
    Filling, texts, texts, texts, texts.map(lambda text: f"<h1>{escape(text)}</h1>"),
    st.lists(texts.map(escape), max_size=3).map(tuple),
)  # fmt: skip


def plain(filling: Filling) -> str:
    """Stand for a theme: conditions, both escapings, a loop."""
    description = f"<meta {escape(filling.description)}>" if filling.description else "none"
    entries = "".join(f"<li>{entry}</li>\n" for entry in filling.contents)
    head = f"<title>{escape(filling.title)}</title>{description}{filling.address}"
    return f"{head}<ul>{entries}</ul>{filling.html}"


def odd(filling: Filling) -> str:
    """Stand for a theme that changes its words in a way that no frame knows."""
    return f"<title>{filling.title.upper()}</title>{len(filling.html)}{filling.html}"


@given(st.lists(fillings, min_size=1, max_size=5), st.sampled_from((plain, odd)))
def test_a_filled_frame_is_what_the_theme_gives(
    pages: list[Filling], theme: Callable[[Filling], str]
) -> None:
    frames = Frames()
    for filling in pages:
        assert frames.page("shape", filling, theme)[0] == theme(filling).encode()


def test_the_theme_is_asked_once_for_a_shape_and_once_to_compare() -> None:
    frames, asked = Frames(), []

    def theme(filling: Filling) -> str:
        asked.append(filling)
        return plain(filling)

    for number in range(5):
        frames.page("shape", Filling(str(number), "d", "a", "<h1></h1>", ()), theme)
    assert len(asked) == 2


def test_the_site_with_frames_is_the_site_without(
    archive_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where each notice has a link to its file."""
    text = (archive_copy / FIRST_NOTICE).read_text("utf-8")
    later = archive_copy / "notices/2021/2021-06-29-giao-ban-quy-ii.md"
    later.write_text(text.replace("ngay_hop: 2021-03-29", "ngay_hop: 2021-06-29"), "utf-8")
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    shown = settings.replace("  features:", "  features:\n    - content.action.edit", 1)
    edited = f"{shown}\nrepo_url: https://git.example.vn/a\nedit_uri: edit/\n"
    (archive_copy / "mkdocs.yml").write_text(edited, "utf-8")
    shutil.copytree(REPOSITORY / "docs", archive_copy / "docs")
    build_site(archive_copy, tmp_path / "framed", day=DAY)
    monkeypatch.setattr(Frames, "page", lambda *given: (given[-1](given[-2]).encode(), False))
    build_site(archive_copy, tmp_path / "whole", day=DAY)
    framed, whole = (
        {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}
        for site in (tmp_path / "framed", tmp_path / "whole")
    )
    assert len(whole) > 25
    assert framed == whole
    page = whole[f"thong-bao/2021/{later.stem}/index.html"]
    assert f"https://git.example.vn/a/edit/notices/2021/{later.name}".encode() in page
