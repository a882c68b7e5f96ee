"""What results call documents, notices and units."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ketluan.model import Archive, Citation, Document, Outcome, UnitMention
from ketluan.search.batches import records
from ketluan.search.naming import told_apart
from ketluan.search.records import Record
from search_archive import NOTICE, SCIENCE, ask, numbers, opened, small_archive, task

# Two plans of two years share a number, one shares year and number too, one has no year at all.
SHARED = (
    ("76-kh-skhcn-2021", "76/KH-SKHCN", "năm 2021", "Kế hoạch số 76/KH-SKHCN ngày 20/01/2021"),
    ("76-kh-skhcn-2022", "76/KH-SKHCN", "năm 2022", "Kế hoạch số 76/KH-SKHCN ngày 05/02/2022"),
    ("9-tb-ubnd-2021", "9/TB-UBND", "năm 2021", "Thông báo số 9/TB-UBND của UBND tỉnh"),
    ("9-tb-ubnd-2021-x", "9/TB-UBND", "năm 2021", "Thông báo số 9/TB-UBND của UBND huyện"),
    ("8-cv", "8/SKHCN-KH", "", "Công văn số 8/SKHCN-KH"),
    ("8-cv-2021", "8/SKHCN-KH", "năm 2021", ""),
    ("7-kh", "7/KH-SX", "", ""),
    ("7-kh-2", "7/KH-SX", "", ""),
    ("52-2016-qd-ubnd", "52/2016/QĐ-UBND", "năm 2016", "Quyết định số 52/2016/QĐ-UBND"),
)


def test_documents_of_one_number_are_told_apart_by_year_then_title_then_id() -> None:
    assert list(told_apart(SHARED).values()) == [
        "76/KH-SKHCN năm 2021", "76/KH-SKHCN năm 2022",
        "Thông báo số 9/TB-UBND của UBND tỉnh", "Thông báo số 9/TB-UBND của UBND huyện",
        "8/SKHCN-KH chưa rõ năm", "8/SKHCN-KH năm 2021",
        "7/KH-SX (7-kh)", "7/KH-SX (7-kh-2)", "52/2016/QĐ-UBND",
    ]  # fmt: skip


PLAN = Document(
    "76-kh-skhcn-2021", "76/KH-SKHCN", "administrative", "KH", "Kế hoạch", "Sở Biển", 2021,
    date=date(2021, 1, 20), title="Hoạt động năm 2021",
)  # fmt: skip
LAW = Document(
    "luat-thanh-tra-2022", "", "law", "L", "Luật", "Quốc hội", 2022, name="Luật Thanh tra"
)


def _record(archive: Archive, kind: str) -> Record:
    return next(record for record in records(archive) if record.kind == kind)


@pytest.mark.parametrize(
    ("document", "title", "label"),
    [
        (
            PLAN,
            "Kế hoạch số 76/KH-SKHCN ngày 20/01/2021 của Sở Biển",
            "Kế hoạch số 76/KH-SKHCN, ngày 20/01/2021, Sở Biển, Hoạt động năm 2021",
        ),
        (LAW, "Luật Thanh tra năm 2022", "Luật Thanh tra năm 2022, Quốc hội"),
        (replace(LAW, year=None, issuer=""), "Luật Thanh tra", "Luật Thanh tra"),
        (
            replace(LAW, number="11/2022/QH15", issuer=""),
            "Luật số 11/2022/QH15",
            "Luật số 11/2022/QH15, Luật Thanh tra",
        ),
        (
            Document("17-ubnd-vx", "17/UBND-VX", "letter", issuer="UBND tỉnh"),
            "17/UBND-VX của UBND tỉnh",
            "17/UBND-VX, UBND tỉnh",
        ),
        (
            Document("x", "QCVN 102:2016/BTTTT", "standard", "QCVN"),
            "Quy chuẩn kỹ thuật quốc gia QCVN 102:2016/BTTTT",
            "Quy chuẩn kỹ thuật quốc gia QCVN 102:2016/BTTTT",
        ),
        (
            Document("x", "ISO/IEC 17025:2017", "standard", "ISO/IEC"),
            "Tiêu chuẩn quốc tế ISO/IEC 17025:2017",
            "Tiêu chuẩn quốc tế ISO/IEC 17025:2017",
        ),
    ],
)
def test_a_document_is_called_as_on_its_page(document: Document, title: str, label: str) -> None:
    record = _record(replace(small_archive(), documents=(document,)), "document")
    assert (record.title, record.label) == (title, label)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("KL", "Kết luận số 12/X"), ("TB", "Thông báo số 12/X"), ("LẠ", "Thông báo số 12/X")],
)
def test_a_notice_is_called_by_its_own_type(kind: str, title: str) -> None:
    archive = small_archive()
    notice = replace(archive.notices[0], number="12/X", type=kind, subject="Họp")
    assert _record(replace(archive, notices=(notice,)), "notice").title == f"{title}: Họp"


def _archive_with_law() -> Archive:
    archive = small_archive()
    citation = Citation(
        0, 0, "Luật Thanh tra", "", "law", "L", name="Luật Thanh tra", year=2022, key=LAW.key
    )
    citing = replace(task("IV.1", SCIENCE, "Thi hành Luật Thanh tra."), citations=(citation,))
    notice = replace(archive.notices[0], tasks=(*archive.notices[0].tasks, citing))
    return replace(archive, notices=(notice,), documents=(*archive.documents, LAW))


def test_a_law_without_a_number_is_found_and_named_by_its_name(tmp_path: Path) -> None:
    with opened(_archive_with_law(), tmp_path) as index:
        for q in ("luật thanh tra", "luat thanh tra", "luật thanh tra 2022"):
            assert numbers(ask(index, q), "document") == ["luat-thanh-tra-2022"]
        result = ask(index, "luật thanh tra")
        (found,) = result.hits[0].documents
        assert found._asdict() == {
            "key": "luat-thanh-tra-2022",
            "number": "Luật Thanh tra năm 2022",
            "url": "/van-ban/luat-thanh-tra-2022/",
            "label": "Luật Thanh tra năm 2022, Quốc hội",
        }
        assert [value.label for value in result.facets["van_ban"]] == ["Luật Thanh tra năm 2022"]
        assert numbers(ask(index, "vanban:luat-thanh-tra-2022")) == ["IV.1"]
        assert ask(index, "vanban:luat-thanh-tra-2022").total == 2
        assert index.suggest("luat tha")[0].text == "Luật Thanh tra năm 2022"


def test_a_unit_has_the_name_of_the_register_whatever_was_printed(tmp_path: Path) -> None:
    archive = small_archive()
    printed = UnitMention("Phòng QLKH", SCIENCE.unit_id)
    tasks = (replace(archive.tasks[0], lead_units=(printed, SCIENCE)), *archive.tasks[1:])
    changed = replace(archive, notices=(replace(archive.notices[0], tasks=tasks),))
    with opened(changed, tmp_path) as index:
        (hit,) = [hit for hit in ask(index, "").hits if hit.id == f"{NOTICE}#I.1"]
        assert hit.unit == "Phòng Quản lý Khoa học"
        assert [unit.name for unit in hit.units] == ["Phòng Quản lý Khoa học"]


def test_of_two_outcomes_on_one_day_the_closing_one_decides(tmp_path: Path) -> None:
    day = date(2021, 4, 20)
    outcomes = [Outcome(f"{NOTICE}#I.1", status, day, "") for status in ("hoan-thanh", "tam-dung")]
    for order in (outcomes, outcomes[::-1]):
        with opened(replace(small_archive(), outcomes=tuple(order)), tmp_path) as index:
            (hit,) = [hit for hit in ask(index, "").hits if hit.id == f"{NOTICE}#I.1"]
            assert hit.status == "hoan-thanh"
