"""Marks on the original text, and excerpts of long texts."""

from dataclasses import replace
from html import unescape
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.model import Block, Span
from ketluan.search.glossary import make_glossary
from ketluan.search.highlighting import EXCERPT, Wanted, excerpt, marked, marks
from ketluan.search.query import parse_query
from ketluan.search.readings import Reading
from ketluan.vietnamese import nfc
from search_archive import ask, opened, small_archive

GLOSSARY = make_glossary({"KH&CN": ["khoa học và công nghệ"]})


def _highlight(text: str, q: str) -> str:
    return marked(text, _marks(text, q))


def _marks(text: str, q: str) -> tuple[Span, ...]:
    return marks(text, Reading.of(text, GLOSSARY), Wanted(parse_query(q, GLOSSARY)))


@pytest.mark.parametrize(
    ("q", "text", "html"),
    [
        ("đo", "Đo độ do dò đo.", "<mark>Đo</mark> độ do dò <mark>đo</mark>."),
        ("đo", "độ do dò.", "<mark>độ do dò</mark>."),
        ("do", "Đo độ.", "<mark>Đo độ</mark>."),
        ("đo lường", "đo lượng; lường.", "<mark>đo</mark> lượng; <mark>lường</mark>."),
        ("lượng", "lượng, lường", "<mark>lượng</mark>, lường"),
        ('"công nghệ mới"', "công nghệ mới, cũ", "<mark>công nghệ mới</mark>, cũ"),
        ("khcn", "khoa học công nghệ, học", "<mark>khoa học công nghệ</mark>, học"),
        ("học", "khoa học và công nghệ", "khoa <mark>học</mark> và công nghệ"),
    ],
)
def test_marks_prefer_what_was_typed(q: str, text: str, html: str) -> None:
    assert _highlight(text, q) == html


@pytest.mark.parametrize("piece", ["khoa học và công nghệ ", "12 2021 ", "76/KH-SKHCN "])
def test_the_time_of_marks_grows_with_the_text_alone(piece: str) -> None:
    start = process_time()
    _marks(piece * 8000, 'khoa học "công nghệ khoa"')
    assert process_time() - start < 5  # seconds; quadratic time took minutes


WORDS = st.lists(st.sampled_from(["hạt", "nhân", "x" * 400, "a", "\n\n", "<b>"]), max_size=300)


@settings(deadline=None, max_examples=80)
@given(WORDS.map(" ".join) | st.text(max_size=900))
def test_an_excerpt_is_short_and_a_piece_of_the_text(text: str) -> None:
    text = nfc(text)
    spans = _marks(text, "nhân")
    shown, inside = excerpt(text, spans)
    assert len(shown) <= EXCERPT + 4
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert bool(inside) == bool(spans)
    plain = marked(shown, inside).replace("<mark>", "").replace("</mark>", "")
    assert unescape(plain) == shown


def test_a_notice_shows_what_stands_around_the_matches(tmp_path: Path) -> None:
    archive = small_archive()
    text = f"{'Mở đầu. ' * 200}Kết luận về lò phản ứng. {'Lời cuối. ' * 200}"
    block = Block("paragraph", text, 0, 1)
    archive = replace(archive, notices=(replace(archive.notices[0], blocks=(block,)),))
    with opened(archive, tmp_path) as index:
        (hit,) = ask(index, "lò phản ứng").hits
        assert "về <mark>lò phản ứng</mark>. Lời" in hit.highlight
        assert hit.text.startswith("… ")
        assert hit.text.endswith(" …")
        assert len(hit.text) <= EXCERPT + 4
        (whole,) = ask(index, "loai:thong-bao").hits
        assert whole.text.startswith("Mở đầu.")
