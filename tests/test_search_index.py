"""The index on disk: built beside, switched whole, opened only if it is ours and whole."""

import importlib.metadata
import json
import os
import random
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, AndMaybe, Or, Term

from ketluan.search import generations, parts
from ketluan.search import postings as indexing
from ketluan.search.batches import records
from ketluan.search.catalogue import Entry, read_record
from ketluan.search.generations import build_index, open_index
from ketluan.search.glossary import Glossary
from ketluan.search.index_folder import (
    CURRENT,
    IndexLockedError,
    IndexUnavailableError,
    clear_index,
    current_generation,
    only_writer,
    read_current,
)
from ketluan.search.matching import Matches
from ketluan.search.ordering import Order
from ketluan.search.postings import Need, Posting, Postings, Wish, write_postings
from ketluan.search.query import parse_query
from ketluan.search.ranking import Scores, ordinals_of
from ketluan.search.readings import Reading
from ketluan.search.records import KINDS, Record
from ketluan.search.request import SORTS, Sort
from ketluan.search.searching import SearchIndex
from search_archive import ask, opened, small_archive


def test_exactly_one_distribution_provides_whoosh() -> None:
    providers = importlib.metadata.packages_distributions().get("whoosh", [])
    assert len(set(providers)) == 1, providers


def test_a_record_survives_being_written_as_json() -> None:
    for record in records(small_archive()):
        assert Record.from_row(json.loads(json.dumps(record.row()))) == record


def test_records_are_tasks_documents_units_and_notices_in_this_order() -> None:
    kinds = [record.kind for record in records(small_archive())]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert {kind: kinds.count(kind) for kind in KINDS} == {
        "task": 14, "document": 3, "unit": 3, "notice": 1,
    }  # fmt: skip


def test_an_unchanged_archive_is_not_built_again(tmp_path: Path) -> None:
    first = build_index(small_archive(), tmp_path)
    second = build_index(small_archive(), tmp_path)
    assert (first.rebuilt, second.rebuilt) == (True, False)
    assert first.generation == second.generation
    assert first.records == second.records == 21


@pytest.mark.parametrize("part", ["text", "abbreviations"])
def test_a_changed_archive_is_built_anew(tmp_path: Path, part: str) -> None:
    first = build_index(small_archive(), tmp_path)
    changed = small_archive("Thêm một nhiệm vụ.")
    if part == "abbreviations":
        changed = replace(small_archive(), abbreviations={"GĐ": ("giám đốc",)})
    assert build_index(changed, tmp_path).generation != first.generation


def test_other_rules_of_reading_build_the_index_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(small_archive(), tmp_path)
    monkeypatch.setattr(generations, "FORMAT", "another")
    with pytest.raises(IndexUnavailableError, match="ketluan build"):
        open_index(tmp_path)
    assert build_index(small_archive(), tmp_path).rebuilt


def _files(folder: Path) -> Iterator[Path]:
    place = folder / current_generation(folder)
    found = (path for path in place.rglob("*") if path.is_file())
    yield from sorted(path for path in found if path.stat().st_size)  # the engine's lock is empty


@pytest.mark.parametrize("damage", ["changed", "cut", "removed", "added"])
def test_a_damaged_index_is_never_opened_and_is_built_again(tmp_path: Path, damage: str) -> None:
    build_index(small_archive(), tmp_path)
    added = next(_files(tmp_path)).with_name("other.toc")
    for victim in list(_files(tmp_path)):
        whole = victim.read_bytes()
        if damage == "changed":
            victim.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        elif damage == "cut":
            victim.write_bytes(whole[:-1])
        elif damage == "removed":
            victim.unlink()
        else:
            added.write_bytes(b"x")
        with pytest.raises(IndexUnavailableError):
            open_index(tmp_path)
        added.unlink(missing_ok=True)
        victim.write_bytes(whole)
        open_index(tmp_path).close()
    victim.write_bytes(whole[:-1] if damage == "cut" else b"x")
    assert build_index(small_archive(), tmp_path).rebuilt
    open_index(tmp_path).close()


def test_damage_that_changes_neither_size_nor_time_is_mended_by_a_full_build(
    tmp_path: Path,
) -> None:
    build_index(small_archive(), tmp_path)
    victim = next(_files(tmp_path))
    whole, state = victim.read_bytes(), victim.stat()
    victim.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    os.utime(victim, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert not build_index(small_archive(), tmp_path).rebuilt
    with pytest.raises(IndexUnavailableError, match="build --full"):
        open_index(tmp_path)
    build_index(small_archive(), tmp_path, anew=True)
    open_index(tmp_path).close()


@pytest.mark.parametrize("content", ["", "x", "../.. 0", "0123456789abcdef-1 0", "\xff" * 9])
def test_a_foreign_current_opens_nothing(tmp_path: Path, content: str) -> None:
    build_index(small_archive(), tmp_path)
    (tmp_path / CURRENT).write_text(content, "utf-8")
    with pytest.raises(IndexUnavailableError):
        open_index(tmp_path)


def test_an_error_while_adding_leaves_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(small_archive(), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    seen: list[Record] = []

    def failing(record: Record, glossary: Glossary) -> tuple[Entry, Posting, Reading]:
        seen.append(record)
        if len(seen) == 10:
            raise ArithmeticError("broken")
        return read_record(record, glossary)

    monkeypatch.setattr(parts, "read_record", failing)
    with pytest.raises(ArithmeticError):
        build_index(small_archive("mới"), tmp_path)
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert {p for p in after if p.name != ".lock"} == {p for p in before if p.name != ".lock"}
    open_index(tmp_path).close()


def test_a_second_writer_is_refused_in_vietnamese(tmp_path: Path) -> None:
    with (
        only_writer(tmp_path),
        pytest.raises(IndexLockedError, match="đang lập chỉ mục"),
    ):
        build_index(small_archive(), tmp_path)
    assert build_index(small_archive(), tmp_path).rebuilt


def test_one_generation_stays_and_foreign_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "của-người-khác").mkdir()
    made = [build_index(small_archive(f"lần {i}"), tmp_path).generation for i in range(3)]
    kept = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert kept == {"của-người-khác", made[-1]}


def test_a_generation_that_a_kill_left_beside_the_current_one_is_cleared(tmp_path: Path) -> None:
    current = build_index(small_archive(), tmp_path).generation
    shutil.copytree(tmp_path / current, tmp_path / f"{'0' * 16}-1")
    assert clear_index(tmp_path) == ()  # it was complete: nothing to tell
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [current]


def test_who_was_about_to_open_a_generation_that_a_build_removes_gets_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(small_archive(), tmp_path)

    def read_and_wait(folder: Path) -> tuple[str, str] | None:
        stated = read_current(folder)
        monkeypatch.undo()
        build_index(small_archive("Việc mới hoàn toàn."), tmp_path)
        return stated

    monkeypatch.setattr(generations, "read_current", read_and_wait)
    with closing(open_index(tmp_path)) as index:
        assert ask(index, "việc mới hoàn toàn").total == 1


def test_an_open_index_answers_after_the_next_build(tmp_path: Path) -> None:
    with opened(small_archive(), tmp_path) as old:
        build_index(small_archive("Việc mới hoàn toàn."), tmp_path)
        assert ask(old, "hạt nhân").total == 1
        assert ask(old, "việc mới hoàn toàn").total == 0


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the index of the small archive."""
    with opened(small_archive(), tmp_path_factory.mktemp("index")) as made:
        yield made


TOKENS = [f"t{i}" for i in range(12)]


@pytest.fixture(scope="module")
def random_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index of 400 records with random tokens, always the same."""
    dice = random.Random(7)  # noqa: S311 - no secret
    rows = [[dice.choice(TOKENS) for _ in range(dice.randint(0, 30))] for _ in range(400)]
    folder = tmp_path_factory.mktemp("postings")
    write_postings(folder, (Posting(row, row, row[::2]) for row in rows))
    return folder


@pytest.fixture(scope="module")
def random_postings(random_folder: Path) -> Iterator[Postings]:
    """Lend the random index as ours."""
    postings = Postings([random_folder])
    yield postings
    postings.close()


@pytest.fixture(scope="module")
def random_searcher(random_folder: Path) -> Iterator[Any]:
    """Lend the same index as Whoosh searches it."""
    with FileStorage(str(random_folder)).open_index().searcher() as searcher:
        yield searcher


NEEDS = st.lists(
    st.lists(st.sampled_from([*TOKENS, "t99"]), min_size=1, max_size=3, unique=True),
    min_size=1,
    max_size=3,
)
WISHES = st.lists(
    st.builds(
        Wish,
        st.sampled_from(["exact", "pair", "word"]),
        st.sampled_from([*TOKENS, "t99"]),
        st.floats(0.1, 9),
    ),
    max_size=5,
)


@given(needs=NEEDS, wishes=WISHES)
def test_scores_equal_an_exhaustive_run_of_whoosh(
    random_postings: Postings, random_searcher: Any, needs: list[list[str]], wishes: list[Wish]
) -> None:
    required: list[Need] = [tuple(("word", token) for token in need) for need in needs]
    tree = And([Or([Term(*one) for one in need]) for need in required])
    wished = Or([Term(wish.field, wish.token, boost=wish.boost) for wish in wishes])
    found = random_searcher.search(AndMaybe(tree, wished) if wishes else tree, limit=None)
    ours = random_postings.scores(required, wishes).to_dict()
    assert ours == pytest.approx({hit.docnum: hit.score for hit in found})
    assert ordinals_of(random_postings.matching(required)).tolist() == list(ours)


def test_a_list_that_was_dropped_is_read_again(
    random_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "HELD", 500)  # no two lists at once
    small, large = Postings([random_folder]), Postings([random_folder])
    for token in TOKENS * 2:
        needs: list[Need] = [(("word", token),)]
        assert small.scores(needs).to_dict() == large.scores(needs).to_dict()
    small.close()
    large.close()


@settings(max_examples=60, deadline=None)
@given(
    scores=st.dictionaries(st.integers(0, 20), st.sampled_from([0.0, 1.5, 1.50003, 7.25])),
    sort=st.sampled_from(SORTS),
    first=st.integers(0, 22),
    count=st.integers(1, 6),
)
def test_a_page_is_a_piece_of_the_whole_order(
    index: SearchIndex, scores: dict[int, float], sort: Sort, first: int, count: int
) -> None:
    catalogue = index.catalogue
    query = parse_query("105/TB-UBND", catalogue.glossary)
    tokens = {token for clause in query.clauses for token in clause.tokens}

    def key(ordinal: int) -> tuple[float, ...]:
        record = catalogue.record(ordinal)
        day = record.day.toordinal() if record.day else 0
        by_day = {"moi-nhat": -day, "cu-nhat": day or date.max.toordinal(), "lien-quan": 0}[sort]
        ahead = bool(tokens & set(record.own_tokens))
        score = round(scores[ordinal], 4)
        return KINDS.index(record.kind), by_day, -ahead, -score, -day, ordinal

    whole = sorted(scores, key=key)
    matches = Matches.known(Scores.of(scores), len(catalogue.entries))
    order = Order(catalogue, sort, query, matches)
    assert order.between(first, first + count) == whole[first : first + count]
    kinds = [catalogue.record(ordinal).kind for ordinal in whole]
    behind = {kind for kind in kinds if kinds.index(kind) >= first + count}
    shown, beside = order.page(first, first + count, count)
    assert shown == [(ordinal, round(scores[ordinal], 4)) for ordinal in whole[first:][:count]]
    assert {kind: [ordinal for ordinal, _ in own] for kind, own in beside.items()} == {
        kind: [ordinal for ordinal in whole if catalogue.record(ordinal).kind == kind][:count]
        for kind in behind
    }


def test_eight_threads_find_what_one_finds(tmp_path: Path) -> None:
    texts = [f"Việc {i} khoa học số {i % 7} công nghệ đo lường {i % 11}" for i in range(150)]
    queries = ["khoa học", "đo lường 3", "công nghệ OR 5", "76/KH-SKHCN", '"khoa học số"', "-việc"]
    with opened(small_archive(*texts), tmp_path) as index:
        expected = [ask(index, q) for q in queries]
        wrong: list[object] = []

        def work() -> None:
            try:
                for _ in range(4):
                    wrong.extend(
                        q
                        for q, right in zip(queries, expected, strict=True)
                        if ask(index, q) != right
                    )
            except Exception as error:
                wrong.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(before)
        assert wrong == []
