"""Long lists: cut by year and page, each entry once, no page without bound, addresses that stay."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Unit
from ketluan.pages import dead_links, static_files
from ketluan.pages.lists import LIST_LIMIT
from ketluan.pages.lists_by_year import by_year, ways
from long_archive import DAY, long_archive, long_pages
from page_words import words_of
from pages_archive import FINANCE, RESEARCH

UNIT = f"/don-vi/{RESEARCH.id}/"
PLAN = "/van-ban/76-kh-skhcn-2021/"
PERIOD = "/ky/2021-q2/"
ENTRIES = st.lists(st.tuples(st.sampled_from(["2020", "2021", ""]), st.integers()), max_size=30)


def year_of(entry: tuple[str, int]) -> str:
    return entry[0]


@given(ENTRIES, st.integers(1, 5))
def test_each_entry_stands_on_one_page_in_order(entries: list[tuple[str, int]], limit: int) -> None:
    parts = by_year(entries, "/x/", year_of, limit=limit)
    assert all(0 < len(part.items) <= limit for part in parts)
    assert len({part.address for part in parts}) == len(parts)
    years = [part.year for part in parts]
    assert years == sorted(years, reverse=True)
    for year in set(years):
        shown = [one for part in parts if part.year == year for one in part.items]
        assert shown == [one for one in entries if one[0] == year]


@given(ENTRIES, st.integers(1, 5))
def test_what_comes_later_changes_the_last_page_of_its_year_alone(
    entries: list[tuple[str, int]], limit: int
) -> None:
    before = {part.address: part.items for part in by_year(entries, "/x/", year_of, limit=limit)}
    after = {
        part.address: part.items
        for part in by_year([*entries, ("2021", 0)], "/x/", year_of, limit=limit)
    }
    assert before.keys() <= after.keys()
    changed = {address for address, items in after.items() if before.get(address) != items}
    last = max((one for one in after if "/nam-2021/" in one), key=lambda one: (len(one), one))
    assert changed == {last}


def test_addresses_name_year_and_page() -> None:
    parts = by_year([("2021", 1), ("2021", 2), ("", 3)], "/x/", year_of, limit=1)
    assert [(part.address, part.title) for part in parts] == [
        ("/x/nam-2021/", "Năm 2021, trang 1/2"),
        ("/x/nam-2021/trang-2/", "Năm 2021, trang 2/2"),
        ("/x/chua-ro-nam/", "Chưa rõ năm"),
    ]
    here = ways(parts, parts[1])
    assert [one.link.text for one in here.years] == ["2021", "Chưa rõ năm"]
    assert [one.is_here for one in here.pages] == [False, True]


def test_no_page_of_a_long_archive_is_without_bound_and_every_link_holds() -> None:
    pages = long_pages()
    guide = {"/huong-dan/", "/huong-dan/tim-kiem/"}
    files = {file.address for file in static_files(long_archive(), day=DAY)}
    assert dead_links(pages.values(), guide | files) == ()
    for page in pages.values():
        assert page.html.count('<li class="kl-task"') <= LIST_LIMIT, page.address
        assert page.html.count('<li class="kl-quote"') <= LIST_LIMIT, page.address


def below(address: str) -> str:
    """Return the HTML of the pages below `address`."""
    return "".join(
        page.html
        for place, page in long_pages().items()
        if place.startswith(address) != (place == address)
    )


def cards(html: str) -> Counter[str]:
    """Return how often each task stands in a list, by its link."""
    return Counter(re.findall(r'class="kl-task__number" href="(?:\.\./)+([^"]+)" title', html))


@pytest.mark.parametrize("unit", [RESEARCH, FINANCE])
def test_the_years_of_a_unit_show_each_of_its_tasks_once(unit: Unit) -> None:
    known = long_archive()
    concerned = [
        task
        for task in known.tasks
        if {unit.id, "cac-phong-don-vi"}
        & {mention.unit_id for mention in (*task.lead_units, *task.coordinating_units)}
    ]
    page = long_pages()[f"/don-vi/{unit.id}/"]
    if len(concerned) > LIST_LIMIT:
        assert set(cards(below(page.address)).values()) == {1}
        assert len(cards(below(page.address))) == len(concerned)
        assert 'id="theo-nam"' in page.html
        assert 'class="kl-task"' not in page.html
    else:
        assert len(cards(page.html)) == len(concerned)
        assert below(page.address) == ""


def test_the_page_of_a_long_unit_shows_what_is_open_and_the_numbers_of_each_year() -> None:
    page = long_pages()[UNIT]
    text = words_of(page.html)
    assert page.html.index('id="dang-mo"') < page.html.index('id="theo-nam"')
    assert "Năm Chủ trì Nhiệm vụ chung Cộng Năm 2021 192 96 288 Năm 2020 32 16 48" in text
    assert f"{UNIT}nam-2020/" in long_pages()


def test_the_years_of_a_document_quote_each_sentence_once() -> None:
    page = long_pages()[PLAN]
    numbers = re.findall(r'<li class="kl-quote" id="vd-(\d+)"', below(PLAN))
    assert sorted(map(int, numbers)) == list(range(1, 337))
    newest = re.findall(r'<li class="kl-quote" id="vd-(\d+)"', page.html)
    assert list(map(int, newest)) == list(range(307, 337))
    assert "336 câu" in words_of(page.html)


def test_a_long_period_leads_to_a_page_for_each_unit() -> None:
    page = long_pages()[PERIOD]
    assert cards(page.html) == Counter()
    assert f'id="don-vi-{RESEARCH.id}"' in page.html  # what led here before still does
    assert len(cards(below(PERIOD))) == 384
    assert set(cards(below(PERIOD)).values()) == {1}
    assert f"{PERIOD}don-vi-{RESEARCH.id}/" in long_pages()


def test_the_list_of_tasks_shows_the_newest_and_leads_to_every_year() -> None:
    pages = long_pages()
    assert {"/nhiem-vu/2020/", "/nhiem-vu/2021/", "/nhiem-vu/2021/trang-2/"} <= pages.keys()
    assert cards(pages["/nhiem-vu/"].html) == cards(pages["/nhiem-vu/2021/trang-2/"].html)
    assert "Nhiệm vụ mới nhất" in pages["/nhiem-vu/"].title
