"""Parts of the index: made of texts alone, kept while these stay, and together like one index."""

import weakref
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.model import Archive, Outcome
from ketluan.no_collector import no_collector
from ketluan.search import parts
from ketluan.search.catalogue import Entry, read_record
from ketluan.search.generations import (
    IndexUnavailableError,
    build_index,
    current_generation,
    open_index,
)
from ketluan.search.glossary import Glossary
from ketluan.search.opening import Known
from ketluan.search.parts import pieces
from ketluan.search.postings import Posting
from ketluan.search.readings import Reading
from ketluan.search.records import Kind, Record
from search_archive import NOTICE, ask, opened, small_archive

TEXTS = tuple(f"Việc {i} khoa học số {i % 7} công nghệ đo lường {i % 11}" for i in range(60))
QUERIES = (
    "khoa học", "đo lường 3", "cong nghe", '"khoa học số"', "công nghệ OR việc", "-việc", "105/TB-UBND",
    "donvi:vanphongso", "",
)  # fmt: skip


@pytest.fixture
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part have a few records only."""
    monkeypatch.setattr(parts, "LEAST", 2)
    monkeypatch.setattr(parts, "_ONE_IN", 3)
    monkeypatch.setattr(parts, "MOST", 12)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which the id of each record is added whose text is read."""
    found: list[str] = []

    def noting(record: Record, glossary: Glossary) -> tuple[Entry, Posting, Reading]:
        found.append(record.id)
        return read_record(record, glossary)

    monkeypatch.setattr(parts, "read_record", noting)
    return found


def _record(kind: Kind, number: int) -> Record:
    return Record(kind, f"{kind}{number}", "/", "", "")


@settings(max_examples=60, deadline=None)
@given(counts=st.lists(st.integers(0, 40), min_size=4, max_size=4), most=st.integers(3, 20))
def test_pieces_are_all_records_in_order_each_of_one_kind(counts: list[int], most: int) -> None:
    kinds: tuple[Kind, ...] = ("task", "document", "unit", "notice")
    whole = [_record(k, i) for k, count in zip(kinds, counts, strict=True) for i in range(count)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "LEAST", 2)
        patch.setattr(parts, "_ONE_IN", 3)
        patch.setattr(parts, "MOST", most)
        cut = list(pieces(whole))
    assert [record for piece in cut for record in piece] == whole
    assert all(len({record.kind for record in piece}) == 1 for piece in cut)
    assert all(len(piece) <= most for piece in cut)


@pytest.mark.usefixtures("_small_parts")
def test_many_parts_answer_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = small_archive(*TEXTS)
    with opened(archive, tmp_path / "many") as many:
        assert len(_parts(tmp_path / "many")) > 10
        monkeypatch.undo()
        with opened(archive, tmp_path / "one") as one:
            assert len(_parts(tmp_path / "one")) == 4  # one of each kind
            for q in QUERIES:
                assert ask(many, q) == ask(one, q)
            assert many.suggest("kho") == one.suggest("kho")


@pytest.mark.usefixtures("_small_parts")
def test_what_was_there_before_leaves_no_trace(tmp_path: Path, read: list[str]) -> None:
    build_index(small_archive(*TEXTS), tmp_path / "grown")
    read.clear()
    whole = small_archive(*TEXTS[:30], "Việc chen vào giữa.", *TEXTS[30:])
    with opened(whole, tmp_path / "grown") as grown:
        again = len(read)
        with opened(whole, tmp_path / "fresh") as fresh:
            assert _parts(tmp_path / "grown") == _parts(tmp_path / "fresh")
            for q in (*QUERIES, "chen"):
                assert ask(grown, q) == ask(fresh, q)
    assert 0 < again < len(read) - again


def test_an_outcome_lets_no_text_be_read_again(tmp_path: Path, read: list[str]) -> None:
    build_index(small_archive(), tmp_path)
    read.clear()
    outcome = Outcome(f"{NOTICE}#II.1.2", "hoan-thanh", date(2021, 4, 2), "46/QĐ")
    changed: Archive = replace(small_archive(), outcomes=(outcome,))
    with opened(changed, tmp_path) as index:
        assert ask(index, "bức xạ hạt nhân").hits[0].status == "hoan-thanh"
    assert read == []


def test_other_abbreviations_let_every_text_be_read_again(tmp_path: Path, read: list[str]) -> None:
    build_index(small_archive(), tmp_path)
    first = len(read)
    build_index(replace(small_archive(), abbreviations={"GĐ": ("giám đốc",)}), tmp_path)
    assert len(read) == 2 * first


def test_a_damaged_part_is_not_taken_over(tmp_path: Path, read: list[str]) -> None:
    build_index(small_archive(), tmp_path)
    first = len(read)
    place = next((tmp_path / current_generation(tmp_path)).glob("*/readings.txt"))
    place.write_bytes(place.read_bytes()[:-1])
    build_index(small_archive("Việc mới."), tmp_path)
    assert len(read) == 2 * first + 1


@pytest.mark.usefixtures("_small_parts")
def test_an_index_opened_after_another_answers_like_one_opened_anew(tmp_path: Path) -> None:
    known = Known()
    build_index(small_archive(*TEXTS), tmp_path)
    before = open_index(tmp_path, known)
    answers = [ask(before, q) for q in QUERIES]
    outcome = Outcome(f"{NOTICE}#II.1.2", "hoan-thanh", date(2021, 4, 2), "46/QĐ")
    changed = small_archive(*TEXTS[:30], "Việc chen vào giữa.", *TEXTS[30:])
    build_index(replace(changed, outcomes=(outcome,)), tmp_path)
    after, fresh = open_index(tmp_path, known), open_index(tmp_path)
    shared = set(map(id, before.catalogue.entries)).intersection(map(id, after.catalogue.entries))
    assert len(before.catalogue.entries) > len(shared) > len(before.catalogue.entries) / 2
    assert [ask(before, q) for q in QUERIES] == answers
    before.close()
    for q in (*QUERIES, "chen", "trangthai:hoanthanh"):
        assert ask(after, q) == ask(fresh, q)
    after.close()
    fresh.close()


def test_a_part_that_was_damaged_since_it_was_opened_is_not_taken_for_known(tmp_path: Path) -> None:
    known = Known()
    build_index(small_archive(), tmp_path)
    open_index(tmp_path, known).close()
    place = next((tmp_path / current_generation(tmp_path)).glob("*/order.txt"))
    place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(IndexUnavailableError):
        open_index(tmp_path, known)


def test_an_index_that_is_closed_is_gone_at_once(tmp_path: Path) -> None:
    build_index(small_archive(), tmp_path)
    index = open_index(tmp_path)
    ask(index, "văn phòng sở báo cáo quý")  # which asks for names of units
    index.similar(f"{NOTICE}#II.1.2", date(2021, 4, 2))
    gone = weakref.ref(index.catalogue)
    with no_collector():
        index.close()
        del index
        assert gone() is None


def _parts(folder: Path) -> set[str]:
    place = folder / current_generation(folder)
    return {path.name for path in place.iterdir() if path.is_dir()}
