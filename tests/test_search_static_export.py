"""The files that a browser searches: nothing is lost, nothing escapes, equal input, equal files."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.kept import FILE, Kept
from ketluan.model import Archive, Outcome, Period, UnitMention
from ketluan.search import static_export
from ketluan.search.batches import records
from ketluan.search.static_export import FOLDER, INDEX, static_search_files
from ketluan.vietnamese import nfc
from search_archive import small_archive

HOSTILE = '</script><script>alert(1)</script> \u2028\u2029 \\ " \' <!-- __proto__ "] }); &amp; 😀'
START, END = "window.__kl_search(", ");\n"


def values(files: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return what each file hands over, the index first."""
    found = []
    for _, text in files:
        assert text.startswith(START)
        assert text.endswith(END)
        found.append(json.loads(text.removeprefix(START).removesuffix(END)))
    return found


def texts(index: dict[str, Any], pieces: Iterable[dict[str, Any]]) -> list[str]:
    """Return the texts as a browser puts them together again."""
    found = []
    for coded in (coded for piece in pieces for coded in piece["text"]):
        text, apart, place = "", True, 0
        for digit in coded:
            value = index["digits"].index(digit)
            half = len(index["digits"]) // 2
            place = place * half + value % half
            if value < half:
                word = index["words"][place]
                is_gap = isinstance(word, list) and len(word) == 1
                is_stop = isinstance(word, list) and len(word) > 1 and word[1] == "|"
                text += "" if apart or is_gap or is_stop else " "
                text += word if isinstance(word, str) else word[0]
                apart, place = is_gap, 0
        found.append(text)
    return found


def searched(archive: Archive) -> list[str]:
    """Return what is searched of each record: what is shown, behind it the keywords."""
    return [
        nfc(f"{record.text}.\n\n{record.keywords}" if record.keywords else record.text)
        for record in records(archive)
    ]


def test_every_text_comes_back_letter_by_letter(first_archive: Archive) -> None:
    index, *pieces = values(static_search_files(first_archive))
    assert texts(index, pieces) == searched(first_archive)


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_comes_back_letter_by_letter(text: str) -> None:
    archive = small_archive(text)
    index, *pieces = values(static_search_files(archive))
    assert texts(index, pieces) == searched(archive)


def test_no_text_leaves_its_string() -> None:
    for _, text in static_search_files(small_archive(HOSTILE)):
        assert "<" not in text
        assert "\u2028" not in text
        assert "\u2029" not in text
        assert text.count("\n") == 1


def test_equal_archives_give_equal_files_and_others_another_stamp() -> None:
    files = static_search_files(small_archive())
    assert files == static_search_files(small_archive())
    stamps = {value["stamp"] for value in values(files)}
    others = {value["stamp"] for value in values(static_search_files(small_archive("khác")))}
    assert len(stamps) == len(others) == 1
    assert stamps != others


def test_periods_stand_in_order_whatever_the_order_of_a_set(first_archive: Archive) -> None:
    tasks = first_archive.notices[0].tasks
    periods = [Period(f"20{year}-Q{quarter}") for year in (21, 19, 20) for quarter in (4, 2, 3, 1)]
    moved = [replace(task, period=period) for task, period in zip(tasks, periods, strict=False)]
    notice = replace(first_archive.notices[0], tasks=tuple(moved))
    index, *_ = values(static_search_files(replace(first_archive, notices=(notice,))))
    found = [period for period, *_ in index["periods"]]
    assert len(found) > 8
    assert found == sorted(found)


@pytest.mark.parametrize("digits", [0, 2])  # with none all is in one drawer
def test_what_was_read_before_gives_the_same_files(
    first_archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: int
) -> None:
    monkeypatch.setattr(static_export, "_DRAWER", digits)
    kept = Kept(tmp_path / FILE)
    whole = first_archive
    less = replace(whole, notices=whole.notices[:-1])
    renamed = replace(whole, abbreviations={"QĐ": ("quyết định",)})
    told = Outcome(whole.tasks[0].id, "done", date(2021, 7, 1), "")
    closed = replace(whole, outcomes=(*whole.outcomes, told))
    expected = [static_search_files(one) for one in (less, whole, closed, renamed, less)]
    assert len(set(expected)) == 4
    found = [static_search_files(one, kept) for one in (less, whole, closed, renamed, less)]
    assert found == expected
    monkeypatch.setattr("ketluan.search.static_texts.elements", None)
    assert static_search_files(less, kept) == expected[0]


def test_no_word_of_a_notice_that_went_stays_in_what_is_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path / FILE)
    static_search_files(small_archive("Bạchtuộc"), kept)
    assert "Bạchtuộc".encode() in (tmp_path / FILE).read_bytes()
    static_search_files(small_archive(), kept)
    assert "Bạchtuộc".encode() not in (tmp_path / FILE).read_bytes()
    again = small_archive("Bạchtuộc Mựcống")
    assert static_search_files(again, kept) == static_search_files(again)


@pytest.mark.parametrize("digits", [0, 2])
def test_no_name_of_a_notice_that_went_stays_in_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: int
) -> None:
    monkeypatch.setattr(static_export, "_DRAWER", digits)
    kept, whole = Kept(tmp_path / FILE), small_archive()
    notice = whole.notices[0]
    led = replace(notice.tasks[0], lead_units=(UnitMention("Sở Bạchtuộc"),))
    named = replace(notice, tasks=(led, *notice.tasks[1:]), type="Mựcống", digest="khác")
    for archive, holds in (
        (replace(whole, notices=(named, *whole.notices[1:])), True),
        (whole, False),
    ):
        static_search_files(archive, kept)
        raw = (tmp_path / FILE).read_bytes()
        assert ("Sở Bạchtuộc".encode() in raw, "Mựcống".encode() in raw) == (holds, holds)


def test_records_stand_in_pieces_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_export, "PIECE", 50)
    archive = small_archive()
    files = static_search_files(archive)
    index, *pieces = values(files)
    assert index["pieces"] == len(pieces) > 3
    assert [address for address, _ in files] == [
        INDEX,
        *(f"{FOLDER}p{number}.js" for number in range(len(pieces))),
    ]
    assert texts(index, pieces) == searched(archive)
    for piece in pieces:
        assert sum(len(text) for text in piece["text"][:-1]) <= 50


def test_an_empty_archive_has_an_index_without_pieces() -> None:
    assert [value["pieces"] for value in values(static_search_files(Archive()))] == [0]


def test_files_are_smaller_than_their_texts(first_archive: Archive) -> None:
    files = static_search_files(first_archive)
    coded = sum(len(text) for piece in values(files[1:]) for text in piece["text"])
    assert coded < 0.6 * sum(map(len, searched(first_archive)))


def test_only_what_a_browser_may_read_otherwise_brings_its_tokens() -> None:
    index, *_ = values(static_search_files(small_archive("Ṩ ａ ١ kỹ 12 2021")))
    plain = [word for word in index["words"] if isinstance(word, str)]
    assert all(re.fullmatch(r"[0-9A-Za-zÀ-ỹ]+", word) for word in plain)
    assert {"kỹ", "12"} <= set(plain)
    assert not {"Ṩ", "ａ", "١", "2021"} & set(plain)
