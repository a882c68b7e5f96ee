"""Pages of threads: steps, differences, line of time, proposals apart, links from every task."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conftest import DAY
from ketluan.addresses import thread_address
from ketluan.archive import load_archive
from ketluan.model import Archive
from ketluan.pages import Page, dead_links, site_pages, static_files
from ketluan.pages.thread_diff import counts, word_diff
from page_words import words_of
from sample_stories import ARCHIVE

MERGED = "2022-12-29-giao-ban-quy-iv#III.2.1"  # continues two, as its front matter says
LINEAR = "/nhiem-vu/2022-03-30-giao-ban-quy-i/ii-7-3/"


@pytest.fixture(scope="module")
def known() -> Archive:
    """Return the sample archive."""
    return load_archive(ARCHIVE)


@pytest.fixture(scope="module")
def pages(known: Archive) -> dict[str, Page]:
    """Return its pages by address."""
    return {page.address: page for page in site_pages(known, DAY)}


@pytest.mark.parametrize(
    ("task_id", "address"),
    [
        ("2021-03-29-giao-ban-quy-i#II.1.6", "/nhiem-vu/2021-03-29-giao-ban-quy-i/ii-1-6/"),
        ("2021-03-29-giao-ban-quy-i#2.d", "/nhiem-vu/2021-03-29-giao-ban-quy-i/2-d/"),
        ("2021-03-29-giao-ban-quy-i#2.đ", "/nhiem-vu/2021-03-29-giao-ban-quy-i/2-dd/"),
    ],
)
def test_a_thread_has_the_address_of_its_first_task(task_id: str, address: str) -> None:
    assert thread_address(task_id) == address


def test_threads_of_two_steps_and_more_have_a_page_and_no_others(
    known: Archive, pages: dict[str, Page]
) -> None:
    for thread in known.threads:
        assert (thread_address(thread.id) in pages) == (len(thread.steps) > 1), thread.id


def test_every_link_of_the_sample_leads_somewhere(known: Archive, pages: dict[str, Page]) -> None:
    files = [file.address for file in static_files(known, day=DAY)]
    assert dead_links(pages.values(), [*files, "/huong-dan/", "/huong-dan/tim-kiem/"]) == ()


def test_a_page_of_a_thread_shows_each_step_and_the_text_of_each_task(
    known: Archive, pages: dict[str, Page]
) -> None:
    tasks = {task.id: task for task in known.tasks}
    for thread in known.threads:
        if len(thread.steps) < 2:
            continue
        page = pages[thread_address(thread.id)]
        shown = "".join(words_of(page.html).split())
        for at, step in enumerate(thread.steps, 1):
            assert f'id="buoc-{at}"' in page.html
            assert "".join(tasks[step].text.split()) in shown, step


def test_the_heading_of_a_thread_is_not_cut_before_its_limit(
    known: Archive, pages: dict[str, Page]
) -> None:
    tasks = {task.id: " ".join(task.text.split()) for task in known.tasks}
    seen = 0
    for thread in known.threads:
        text = tasks[thread.steps[-1]]
        if len(thread.steps) > 1 and 90 < len(text) < 240:
            heading = (
                pages[thread_address(thread.id)].html.partition("<h1")[2].partition("</h1>")[0]
            )
            assert text.rstrip(".;") in words_of(f"<h1{heading}")
            seen += 1
    assert seen


def test_the_change_of_a_step_tells_unit_deadline_and_wording(pages: dict[str, Page]) -> None:
    words = words_of(pages[LINEAR].html)
    assert "hạn lùi 131 ngày, từ 20/12/2022 sang 30/4/2023" in words
    assert "Đơn vị chủ trì không thay đổi" in words
    assert "lời văn thêm" in words


def test_a_merged_step_is_compared_with_both_it_continues(
    known: Archive, pages: dict[str, Page]
) -> None:
    thread = next(thread for thread in known.threads if MERGED in thread.steps)
    html = pages[thread_address(thread.id)].html
    places = [
        thread.steps.index(link.continues) + 1 for link in thread.links if link.task == MERGED
    ]
    assert len(places) == 2
    step = html.split('<li class="kl-step"')[thread.steps.index(MERGED) + 1]
    words = words_of(step)
    for place in places:
        assert f"so với bước {place} ngày 29/9/2022" in words
    assert "Gộp từ bước" in words
    assert words.count("Đã xác nhận. ") == 2


def test_proposals_stand_apart_and_are_no_steps(known: Archive, pages: dict[str, Page]) -> None:
    apart = 0
    for thread in known.threads:
        if len(thread.steps) < 2:
            continue
        html = pages[thread_address(thread.id)].html
        _, _, proposals = html.partition('id="co-the-lien-quan"')
        assert html.count('<li class="kl-step"') == len(thread.steps)
        apart += "Chưa xác nhận. Căn cứ đề xuất: " in words_of(proposals)
    assert apart > 0


def test_a_task_on_its_notice_leads_to_its_thread_and_marks_automatic_links(
    pages: dict[str, Page],
) -> None:
    html = pages["/thong-bao/2022/2022-09-29-giao-ban-quy-iii/"].html
    assert 'href="../../../nhiem-vu/2022-03-30-giao-ban-quy-i/ii-7-3/"' in html
    words = words_of(html)
    assert "Tiếp nối nhiệm vụ II.7.5 ngày 29/6/2022 tự động" in words
    assert "Được tiếp nối nhiệm vụ III.7.4 ngày 29/12/2022 tự động" in words


def test_the_data_of_threads_keep_their_schema_and_hold_each_task_once(known: Archive) -> None:
    files = {file.address: file.text for file in static_files(known)}
    content = json.loads(files["/api/v1/threads.json"])
    schema = json.loads(files["/api/v1/threads.schema.json"])
    assert list(Draft202012Validator(schema).iter_errors(content)) == []
    steps = [step for row in content["threads"] for step in row["steps"]]
    assert sorted(steps) == sorted(task.id for task in known.tasks)


def test_the_data_tell_the_life_of_a_thread_and_a_task_its_thread(known: Archive) -> None:
    files = {file.address: file.text for file in static_files(known)}
    rows = {row["id"]: row for row in json.loads(files["/api/v1/threads.json"])["threads"]}
    tasks = json.loads(files["/api/v1/tasks.json"])["tasks"]
    assert all(task["id"] in rows[task["thread"]]["steps"] for task in tasks)
    merged = next(row for row in rows.values() if MERGED in row["steps"])
    assert [step["task"] for step in merged["life"]] == merged["steps"]
    life = {step["task"]: step for step in merged["life"]}
    step = life[MERGED]
    assert (step["day"], step["due"], step["due_from"]) == ("2022-12-29", "2023-05-31", "written")
    assert step["lead_units"] == [
        {"name": "Phòng Kế hoạch - Tài chính", "unit": "phong-ke-hoach-tai-chinh"}
    ]
    assert len(step["continues"]) == 2
    assert all(life[earlier]["continued_by"] == [MERGED] for earlier in step["continues"])
    closing = {"status": "hoan-thanh", "day": "2023-06-27", "evidence": "Biên bản số 09/BB-SM"}
    assert life[step["continued_by"][0]]["outcomes"] == [closing]
    proposed = [one for row in rows.values() for s in row["life"] for one in s["proposed_outcomes"]]
    assert len(proposed) == len(known.outcome_proposals)


TEXTS = st.lists(
    st.sampled_from(["Số", "hóa", "phiếu,", "trước", "30/6/2023.", "76/KH-SM", "và", "(1)", "–"]),
    max_size=14,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_difference_are_both_texts(earlier: str, later: str) -> None:
    pieces = word_diff(earlier, later)
    old = "".join(piece.text for piece in pieces if piece.kind != "added")
    new = "".join(piece.text for piece in pieces if piece.kind != "dropped")
    assert "".join(old.split()) == "".join(earlier.split())
    assert "".join(new.split()) == "".join(later.split())


def test_numbers_and_days_are_whole_words_in_a_difference() -> None:
    pieces = word_diff(
        "Thực hiện Kế hoạch 76/KH-SM trước 30/6/2023.", "Thực hiện Kế hoạch 76/KH-SM."
    )
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        ("same", "Thực hiện Kế hoạch 76/KH-SM"),
        ("dropped", "trước 30/6/2023"),
        ("same", "."),
    ]
    assert counts(pieces) == (0, 2)
    assert counts(word_diff("Giữ nguyên.", "Giữ nguyên.")) == (0, 0)
