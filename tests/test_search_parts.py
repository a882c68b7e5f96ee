"""Parts of the index: kept while their records stay, and together like one index."""

import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketluan.model import Archive, Notice, Outcome
from ketluan.no_collector import no_collector
from ketluan.search import parts
from ketluan.search.batches import Batch, batches
from ketluan.search.catalogue import Entry, read_record
from ketluan.search.generations import build_index, open_index
from ketluan.search.glossary import Glossary
from ketluan.search.index_folder import IndexUnavailableError, current_generation
from ketluan.search.opening import Known
from ketluan.search.parts import pieces
from ketluan.search.postings import Posting
from ketluan.search.readings import Reading
from ketluan.search.records import KINDS, Record
from search_archive import NOTICE, SCIENCE, ask, documents, opened, small_archive, task

TEXTS = tuple(f"Việc {i} khoa học số {i % 7} công nghệ đo lường {i % 11}" for i in range(60))
QUERIES = (
    "khoa học", "đo lường 3", "cong nghe", '"khoa học số"', "công nghệ OR việc", "-việc", "105/TB-UBND",
    "donvi:vanphongso", "",
)  # fmt: skip
SMALL = dict.fromkeys(KINDS, ((4, 12), (1, 3)))


@pytest.fixture
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part have a few records only."""
    monkeypatch.setattr(parts, "_CUTS", SMALL)
    monkeypatch.setattr(parts, "MOST", 24)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which the id of each record is added whose text is read."""
    found: list[str] = []

    def noting(record: Record, glossary: Glossary) -> tuple[Entry, Posting, Reading]:
        found.append(record.id)
        return read_record(record, glossary)

    monkeypatch.setattr(parts, "read_record", noting)
    return found


def _notice(number: int, version: int = 0) -> Notice:
    """Return a notice with a few tasks, as if it had been read from a file."""
    name, first = f"2021-04-{number:02}-hop", number * 3
    texts = (f"{text}, lần {version}." for text in TEXTS[first : first + 1 + number % 4])
    letter = f"Theo Thông báo số 105/TB-UBND, việc {number}."
    return Notice(
        name,
        f"notices/2021/{name}.md",
        "",
        type="TB",
        subject=f"Kết luận {number}",
        meeting_date=date(2021, 4, number),
        tasks=tuple(
            task(f"I.{place}", SCIENCE, text, name) for place, text in enumerate([letter, *texts])
        ),
        digest=f"{number} {version}",
    )


def _archive(versions: Mapping[int, int], closed: Iterable[int] = ()) -> Archive:
    """Return an archive of notices in given versions; of the `closed` ones a task is done."""
    notices = tuple(_notice(number, versions[number]) for number in sorted(versions))
    return replace(
        small_archive(),
        notices=notices,
        documents=documents(task for notice in notices for task in notice.tasks),
        outcomes=tuple(
            Outcome(f"2021-04-{number:02}-hop#I.1", "hoan-thanh", date(2021, 5, 2), "46/QĐ")
            for number in sorted(closed)
        ),
    )


OPEN_FILES = Path("/proc/self/fd")
WHOLE = dict.fromkeys(range(1, 19), 0)


@st.composite
def _batches(draw: st.DrawFn) -> list[Batch]:
    """Return batches as an archive gives them: kind by kind, of any size."""
    sizes = draw(st.lists(st.lists(st.integers(1, 9), max_size=40), min_size=4, max_size=4))
    return [
        Batch(kind, f"{kind}{place}", size, str, tuple)
        for kind, own in zip(KINDS, sizes, strict=True)
        for place, size in enumerate(own)
    ]


def _cut(found: Sequence[Batch], most: int = 24) -> list[Sequence[Batch]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_CUTS", SMALL)
        patch.setattr(parts, "MOST", most)
        return list(pieces(found))


@settings(max_examples=60, deadline=None)
@given(found=_batches(), most=st.integers(3, 20))
def test_pieces_are_all_batches_in_order_each_of_one_kind(found: list[Batch], most: int) -> None:
    cut = _cut(found, most)
    assert [batch for piece in cut for batch in piece] == found
    for piece in cut:
        assert len({batch.kind for batch in piece}) == 1
        assert sum(batch.size for batch in piece[:-1]) < most


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(st.integers(1, 9), min_size=2, max_size=60))
def test_a_batch_more_leaves_large_pieces_and_changes_the_end(sizes: list[int]) -> None:
    whole = [Batch("task", f"task{place}", size, str, tuple) for place, size in enumerate(sizes)]
    before, after = _cut(whole[:-1]), _cut(whole)
    same = sum(old == new for old, new in zip(before, after, strict=False))
    assert before[:same] == after[:same]
    changed = sum(batch.size for piece in after[same:] for batch in piece)
    assert changed <= 24 + max(sizes)


@pytest.mark.usefixtures("_small_parts")
def test_many_parts_answer_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = _archive(WHOLE)
    with opened(archive, tmp_path / "many") as many:
        assert len(_parts(tmp_path / "many")) > 10
        monkeypatch.undo()
        monkeypatch.setattr(parts, "_CUTS", dict.fromkeys(KINDS, ()))
        with opened(archive, tmp_path / "one") as one:
            assert len(_parts(tmp_path / "one")) == 4  # one of each kind
            for q in QUERIES:
                assert ask(many, q) == ask(one, q)
            assert many.suggest("kho") == one.suggest("kho")


@pytest.mark.usefixtures("_small_parts")
def test_a_notice_that_comes_in_between_lets_few_texts_be_read(
    tmp_path: Path, read: list[str]
) -> None:
    build_index(_archive({n: v for n, v in WHOLE.items() if n != 9}), tmp_path)
    first = len(read)
    build_index(_archive(WHOLE), tmp_path)
    assert 0 < len(read) - first < first / 2


EDITS = st.tuples(st.integers(1, 18), st.sampled_from(["add", "remove", "change", "close"]))


@settings(max_examples=5, deadline=None)
@given(edits=st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=2))
def test_what_was_there_before_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory, edits: list[list[tuple[int, str]]]
) -> None:
    """An index made by steps holds, and answers, what one does that was made at once."""
    folder = tmp_path_factory.mktemp("index")
    versions, closed = dict.fromkeys(range(1, 13), 0), {2}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_CUTS", SMALL)
        build_index(_archive(versions, closed), folder / "grown")
        for step in edits:
            for number, what in step:
                if what == "remove":
                    versions.pop(number, None)
                else:
                    versions[number] = versions.get(number, 0) + (what == "change")
                if what == "close":
                    closed ^= {number}
            last = _archive(versions, closed)
            build_index(last, folder / "grown")
        with opened(last, folder / "grown") as grown, opened(last, folder / "fresh") as fresh:
            assert _contents(folder / "grown") == _contents(folder / "fresh")
            for q in (*QUERIES, "lần 1", "trangthai:hoanthanh"):
                assert ask(grown, q) == ask(fresh, q)


def test_equal_digests_of_batches_stand_for_equal_records() -> None:
    """What comes to a notice from elsewhere is in its digest: outcomes, threads, names of units."""
    first = _archive(WHOLE)
    units = tuple(replace(unit, name=f"{unit.name} mới") for unit in first.units)
    made = [
        {(one.kind, one.id): (one.digest, tuple(one.make())) for one in batches(archive)}
        for archive in (
            first,
            _archive(WHOLE, closed=[4]),
            _archive({**WHOLE, 5: 1}),
            replace(first, units=units),
        )
    ]
    for before in made:
        for after in made:
            same = [key for key in before if before[key][0] == after[key][0]]
            assert all(before[key][1] == after[key][1] for key in same)
    changed = [sum(made[0][key] != other[key] for key in other) for other in made[1:]]
    assert changed == [1, 3, len(made[0])]  # the notice's tasks, itself, and the letter they cite


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


def test_another_program_makes_all_records_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """But those of units, which are told by the records themselves."""
    before = [batch.digest for batch in batches(_archive(WHOLE))]
    monkeypatch.setattr("ketluan.search.batches.program_digest", lambda: "another")
    after = list(batches(_archive(WHOLE)))
    same = {now.kind for old, now in zip(before, after, strict=True) if old == now.digest}
    assert same == {"unit"}


@pytest.mark.usefixtures("_small_parts")
def test_an_index_opened_after_another_answers_like_one_opened_anew(tmp_path: Path) -> None:
    known = Known()
    build_index(_archive({n: v for n, v in WHOLE.items() if n != 9}), tmp_path)
    before = open_index(tmp_path, known)
    answers = [ask(before, q) for q in QUERIES]
    build_index(_archive(WHOLE, closed=[9]), tmp_path)
    after, fresh = open_index(tmp_path, known), open_index(tmp_path)
    shared = set(map(id, before.catalogue.entries)).intersection(map(id, after.catalogue.entries))
    assert len(before.catalogue.entries) > len(shared) > len(before.catalogue.entries) / 2
    assert [ask(before, q) for q in QUERIES] == answers
    before.close()
    for q in (*QUERIES, "việc 27", "trangthai:hoanthanh"):
        assert ask(after, q) == ask(fresh, q)
    after.close()
    fresh.close()


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="needs /proc")
@pytest.mark.usefixtures("_small_parts")
def test_an_open_index_holds_three_files_of_a_part_open(tmp_path: Path) -> None:
    """An archive of many years has a hundred parts, and a process may open some thousand files."""
    build_index(_archive(WHOLE), tmp_path)
    before = len([*OPEN_FILES.iterdir()])
    index = open_index(tmp_path)
    assert len([*OPEN_FILES.iterdir()]) - before <= 3 * len(_parts(tmp_path))
    index.close()
    assert len([*OPEN_FILES.iterdir()]) == before


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


def _contents(folder: Path) -> dict[str, bytes]:
    """Return all files of the current generation that are the same whenever they are written."""
    place = folder / current_generation(folder)
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and path.name != "stamp.json" and path.parent.name != "postings"
    }
