import posixpath
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan import addresses
from ketluan.pages.linked import linked
from ketluan.pages.links import ends_of


def test_identities_have_the_published_addresses() -> None:
    notice = "2021-03-29-giao-ban-quy-i"
    assert addresses.notice_address(notice) == f"/thong-bao/2021/{notice}/"
    assert addresses.task_address(f"{notice}#II.1.6") == f"/thong-bao/2021/{notice}/#nv-ii-1-6"
    assert addresses.document_address("76-kh-skhcn-2021") == "/van-ban/76-kh-skhcn-2021/"
    assert addresses.period_address("2021-Q2") == "/ky/2021-q2/"
    assert addresses.unit_address("thanh-tra-so") == "/don-vi/thanh-tra-so/"
    assert addresses.day_address(date(2021, 6, 5)) == "/thoi-han/2021-06/#ngay-5"


def test_the_letters_d_and_đ_of_one_list_have_two_anchors() -> None:
    assert addresses.task_anchor("2.d") != addresses.task_anchor("2.đ")


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("/van-ban/", "/", "van-ban/"),
        ("/", "/van-ban/x/", "../../"),
        ("/van-ban/y/#a", "/van-ban/x/", "../y/#a"),
        ("/van-ban/x/#a", "/van-ban/x/", "#a"),
        ("/van-ban/x/", "/van-ban/x/", "./"),
        ("/api/v1/tasks.json", "/ky/", "../api/v1/tasks.json"),
    ],
)
def test_links_are_relative(target: str, page: str, link: str) -> None:
    assert addresses.relative(target, page) == link


_PATH = st.lists(st.sampled_from(["a", "b", "ky"]), max_size=4).map(
    lambda parts: "/" + "".join(f"{part}/" for part in parts)
)


@given(_PATH, _PATH)
def test_a_relative_link_leads_to_its_target(target: str, page: str) -> None:
    joined = posixpath.normpath(posixpath.join(page, addresses.relative(target, page)))
    assert joined.rstrip("/") == posixpath.normpath(target).rstrip("/")


@given(st.lists(_PATH, max_size=3), _PATH)
def test_links_of_a_page_are_those_to_their_targets(targets: list[str], page: str) -> None:
    html = "".join(f'<a href="{one}#x">"/a/"</a><script src="{one}x.js">' for one in targets)
    links = [
        (addresses.relative(f"{one}#x", page), addresses.relative(f"{one}x.js", page))
        for one in targets
    ]
    found = linked(html, page)
    assert found.html == "".join(
        f'<a href="{one}">"/a/"</a><script src="{other}">' for one, other in links
    )
    assert ends_of(page, found) == ends_of(page, linked(found.html, page))
