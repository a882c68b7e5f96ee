"""The examples below the search box: what the archive really holds, nothing where it holds nothing."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import SAMPLE_DAY
from ketluan.archive import load_archive
from ketluan.model import Archive, Task
from ketluan.pages.catalogue import catalogue
from ketluan.pages.home_examples import frequent_phrases, search_examples
from ketluan.places import INDEX
from ketluan.search.generations import open_index
from ketluan.search.request import SearchRequest
from pages_archive import archive


def tasks(*texts: str) -> tuple[Task, ...]:
    return tuple(Task(f"n#{at}", "n", str(at), "", text, 0, 1) for at, text in enumerate(texts))


@pytest.mark.parametrize(
    ("texts", "phrases"),
    [
        (("Cấp mã truy xuất nguồn gốc.", "Dán tem truy xuất nguồn gốc."), ("truy xuất nguồn gốc",)),
        (("Cấp mã truy xuất nguồn gốc.",), ()),  # once
        (("tổ chức thực hiện tốt", "tổ chức thực hiện ngay"), ()),  # of no subject
        (("gửi báo cáo của các phòng", "nộp báo cáo của các phòng"), ()),  # words of grammar
        (("nguồn gốc, truy xuất", "nguồn gốc, truy xuất"), ()),  # a comma between
        (("về Truy xuất nguồn gốc", "theo Truy xuất nguồn gốc"), ()),  # maybe a name
        (("mua tủ kính trưng bày lớn", "sửa tủ kính trưng bày cũ"), ("tủ kính trưng bày",)),
        (("mua tủ kính trưng bày mẫu", "sửa tủ kính trưng bày mẫu"), ()),  # pieces of a longer term
    ],
)  # fmt: skip
def test_phrases_are_of_a_subject_and_occur_in_several_tasks(
    texts: tuple[str, ...], phrases: tuple[str, ...]
) -> None:
    assert frequent_phrases(tasks(*texts)) == phrases


def test_an_empty_archive_gives_no_example() -> None:
    assert search_examples(catalogue(Archive())) == ()


def test_the_number_is_that_of_the_most_cited_document() -> None:
    known = archive()
    shown = [link.text for link in search_examples(catalogue(known))]
    counts = {one.number: len(one.citing) for one in known.documents}
    assert [counts[text] for text in shown if text in counts] == [max(counts.values())]
    uncited = replace(known, documents=tuple(replace(one, citing=()) for one in known.documents))
    assert not any("/" in link.text for link in search_examples(catalogue(uncited)))


def test_every_example_finds_something(sample_root: Path) -> None:
    examples = search_examples(catalogue(load_archive(sample_root)))
    assert len(examples) == 3
    with closing(open_index(sample_root / INDEX)) as index:
        for example in examples:
            (query,) = parse_qs(urlsplit(example.address).query)["q"]
            assert index.search(SearchRequest(query), SAMPLE_DAY).total > 1, query
