"""Tasks like a given one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ketluan.model import Archive, Link, Thread
from ketluan.search.request import SearchRequest
from ketluan.search.searching import SearchIndex
from ketluan.search.similar import SHOWN, SimilarTasks
from search_archive import NOTICE, TODAY, opened, small_archive

WELLS = (
    "Khảo sát mực nước giếng khoan xã Bình Minh.",
    "Tiếp tục khảo sát mực nước giếng khoan xã Bình Minh trước mùa khô.",
    "Lắp biển báo tại giếng khoan xã Đại An.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Lend the small archive with three tasks about wells."""
    with opened(small_archive(*WELLS), tmp_path_factory.mktemp("similar")) as made:
        yield made


def similar(index: SearchIndex, number: str) -> SimilarTasks:
    found = index.similar(f"{NOTICE}#{number}", TODAY)
    assert found is not None
    return found


def listed(found: SimilarTasks) -> list[str]:
    return [hit.id.rpartition("#")[2] for hit in found.hits]


def test_the_task_that_shares_most_rare_words_is_the_likest(index: SearchIndex) -> None:
    found = similar(index, "III.1")
    assert found.task.title == "Nhiệm vụ III.1"
    assert listed(found) == ["III.2", "III.3"]
    assert "<mark>khảo sát mực nước giếng khoan xã Bình Minh</mark>" in found.hits[0].highlight
    scores = [hit.score for hit in found.hits]
    assert 1 >= scores[0] > scores[1] > 0


def test_a_shared_document_is_enough(index: SearchIndex) -> None:
    found = similar(index, "II.3.6")  # "Tổng kết Thông báo số 105/TB-UBND."
    assert set(listed(found)) == {"II.1.1", "II.2.1", "II.3.3", "II.3.4", "II.3.5"}


def test_a_task_of_which_nothing_stands_elsewhere_has_none_like_it(index: SearchIndex) -> None:
    assert similar(index, "II.2.3").hits == ()


def test_nothing_but_tasks_is_similar_and_never_the_task_itself(index: SearchIndex) -> None:
    for ordinal in index.listed(SearchRequest(types=("nhiem-vu",)), TODAY, 100):
        task = index.catalogue.record(ordinal)
        found = index.similar(task.id, TODAY)
        assert found is not None
        assert {hit.kind for hit in found.hits} <= {"task"}
        assert task.id not in [hit.id for hit in found.hits]
        assert len(found.hits) <= SHOWN


def test_the_steps_of_its_own_thread_are_left_out(tmp_path_factory: pytest.TempPathFactory) -> None:
    archive = small_archive(*WELLS)
    first, second = f"{NOTICE}#III.1", f"{NOTICE}#III.2"
    thread = Thread(first, (first, second), (Link(second, first, 1.0, (), "confirmed"),))
    with opened(_with(archive, thread), tmp_path_factory.mktemp("thread")) as index:
        assert listed(similar(index, "III.1")) == ["III.3"]


def _with(archive: Archive, thread: Thread) -> Archive:
    return replace(archive, threads=(thread,))


@pytest.mark.parametrize("task_id", ["", "x", f"{NOTICE}#IX.9", "van-phong-so"])
def test_what_is_no_task_has_nothing_like_it(index: SearchIndex, task_id: str) -> None:
    assert index.similar(task_id, TODAY) is None


def test_a_list_is_the_same_as_all_pages_and_ends_where_it_must(index: SearchIndex) -> None:
    wanted = SearchRequest("khoa học", sort="moi-nhat")
    pages = index.search(wanted, TODAY).pages
    shown = [
        h.id for p in range(1, pages + 1) for h in index.search(replace(wanted, page=p), TODAY).hits
    ]
    whole = index.listed(wanted, TODAY, 1000)
    assert [index.catalogue.record(ordinal).id for ordinal in whole] == shown
    assert index.listed(wanted, TODAY, 2) == whole[:2]
