"""A small archive for the tests of search and service: invented text, made like real notices."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ketluan.linking import threads_of
from ketluan.model import (
    Archive,
    Block,
    Citation,
    CitingSentence,
    Document,
    Notice,
    Outcome,
    Period,
    Signer,
    Task,
    Unit,
    UnitMention,
)
from ketluan.search.generations import build_index, open_index
from ketluan.search.request import SearchRequest, SearchResult
from ketluan.search.searching import SearchIndex

TODAY = date(2021, 5, 1)
NOTICE = "2021-03-29-giao-ban"

ABBREVIATIONS = {
    "KH&CN": ("khoa học và công nghệ",),
    "UBND": ("ủy ban nhân dân",),
    "HĐND": ("hội đồng nhân dân",),
    "CCHC": ("cải cách hành chính",),
    "GĐ": ("giám đốc",),
    "ĐMST": ("đổi mới sáng tạo",),
}
PLAN, LETTER, RULE, SECRET_PLAN = "76/KH-SKHCN", "105/TB-UBND", "52/2016/QĐ-UBND", "9/KH-MAT"
KEYS = {PLAN: "76-kh-skhcn-2021", LETTER: "105-tb-ubnd-2021", RULE: "52-2016-qd-ubnd"}
KEYS[SECRET_PLAN] = "9-kh-mat-2021"
DATES = {PLAN: date(2021, 1, 20), LETTER: date(2021, 3, 17), RULE: date(2016, 9, 20)}
OFFICE = UnitMention("Văn phòng Sở", "van-phong-so")
SCIENCE = UnitMention("Phòng Quản lý Khoa học", "phong-quan-ly-khoa-hoc")
STANDARDS = UnitMention("Chi cục Tiêu chuẩn Đo lường Chất lượng", "chi-cuc-tieu-chuan")

_TEXTS: tuple[tuple[str, UnitMention, str], ...] = (
    ("I.1", SCIENCE, "Các phòng thực hiện Kế hoạch hoạt động KH&CN năm 2021 đúng tiến độ."),
    ("II.1.1", SCIENCE, "Theo dõi nhiệm vụ thuộc Thông báo số 105/TB- UBND ngày 17/3/2021."),
    ("II.1.2", SCIENCE, "Diễn tập ứng phó sự cố bức xạ hạt nhân tại UBND huyện."),
    ("II.1.3", SCIENCE, "Làm theo Kế hoạch số 76/KH-SKHCN ngày 20/01/2021 của Sở."),
    ("II.1.4", SCIENCE, "Xây dựng kế hoạch tập huấn cho 76 cán bộ khoa học và công nghệ."),
    ("II.2.1", OFFICE, "Làm theo Kế hoạch 76/KH – SKHCN và Thông báo kết luận 105/TB-UBND."),
    ("II.2.2", OFFICE, "Triển khai công tác CCHC trong quý II/2021; Giám đốc Sở chỉ đạo."),
    ("II.2.3", OFFICE, "Thay thế Quyết định 52/2016/QĐ-UBND trước 30/6/2021."),
    ("II.3.1", STANDARDS, "Kiểm tra phương tiện đo lường, chú trọng kĩ năng của cán bộ."),
    ("II.3.2", STANDARDS, "Đánh giá độ lượng mưa, lường trước rủi ro <b>& báo cáo</b>."),
    ("II.3.3", STANDARDS, "Thực hiện Thông báo 105/TB-UBND, phối hợp uỷ ban nhân dân xã."),
    ("II.3.4", STANDARDS, "Thực hiện Thông báo số 105/TB-UBND trong Quý III/2021."),
    ("II.3.5", STANDARDS, "Báo cáo Thông báo số 105/TB-UBND, chuẩn bị lễ khởi công."),
    ("II.3.6", STANDARDS, "Tổng kết Thông báo số 105/TB-UBND."),
)


def citations(text: str, notice: str = NOTICE) -> tuple[Citation, ...]:
    """Return a citation of each known number whose serial stands in the text."""
    del notice
    return tuple(
        Citation(0, 0, number, number, "administrative", key=KEYS[number], date=DATES.get(number))
        for number in KEYS
        if f"{number.split('/')[0]}/" in text
    )


def task(number: str, lead: UnitMention, text: str, notice: str = NOTICE) -> Task:
    """Return a task of the second quarter of 2021."""
    return Task(
        id=f"{notice}#{number}",
        notice_id=notice,
        number=number,
        label="",
        text=text,
        start=0,
        line=1,
        lead_units=(lead,),
        coordinating_units=(SCIENCE,) if lead is OFFICE else (),
        citations=citations(text),
        period=Period("2021-Q2"),
        decided_due=date(2021, 4, 15) if number == "II.2.3" else None,
    )


def documents(tasks: Iterable[Task]) -> tuple[Document, ...]:
    """Return the documents that the tasks cite, with their citing sentences."""
    found: dict[str, list[CitingSentence]] = {}
    for item in tasks:
        for citation in item.citations:
            sentence = CitingSentence(item.notice_id, item.id, item.text, citation)
            found.setdefault(citation.number, []).append(sentence)
    names = {"KH": "Kế hoạch", "TB": "Thông báo", "QĐ": "Quyết định"}
    kinds = {number: number.split("/")[-1].split("-")[0] for number in found}
    return tuple(
        Document(
            KEYS[number],
            number,
            "administrative",
            type=kinds[number],
            type_name=names[kinds[number]],
            year=2021,
            date=DATES.get(number),
            citing=tuple(sentences),
        )
        for number, sentences in found.items()
    )


def small_archive(*extra_texts: str) -> Archive:
    """Return the archive: 14 tasks, 3 documents, 3 units, 1 notice.

    Each of `extra_texts` becomes one more task.
    """
    tasks = tuple(task(*row) for row in _TEXTS)
    tasks += tuple(task(f"III.{i}", SCIENCE, text) for i, text in enumerate(extra_texts, 1))
    body = "Ngày 29/3/2021, Giám đốc Sở chủ trì cuộc họp giao ban Quý I năm 2021."
    return Archive(
        notices=(
            Notice(
                NOTICE,
                f"notices/2021/{NOTICE}.md",
                body,
                type="TB",
                meeting_date=date(2021, 3, 29),
                issuer="Sở Khoa học và Công nghệ",
                subject="Kết luận tại cuộc họp giao ban Quý I năm 2021",
                signer=Signer("Trần Văn Thử", "Chánh Văn phòng"),
                blocks=(Block("paragraph", body, 0, 1),),
                tasks=tasks,
            ),
        ),
        units=(
            Unit(SCIENCE.unit_id, SCIENCE.name, abbreviations=("P.QLKH",)),
            Unit(OFFICE.unit_id, OFFICE.name, names=("Văn phòng",)),
            Unit(STANDARDS.unit_id, STANDARDS.name),
        ),
        documents=documents(tasks),
        outcomes=(Outcome(f"{NOTICE}#II.3.1", "hoan-thanh", date(2021, 4, 20), "45/QĐ"),),
        threads=threads_of(tasks, ()),
        abbreviations=ABBREVIATIONS,
    )


@contextmanager
def opened(archive: Archive, folder: Path) -> Iterator[SearchIndex]:
    """Build the archive's index in `folder` and lend it open."""
    build_index(archive, folder)
    index = open_index(folder)
    try:
        yield index
    finally:
        index.close()


def ask(index: SearchIndex, q: str, **more: object) -> SearchResult:
    """Return the answer to a query on the day of the tests."""
    return index.search(SearchRequest(q, **more), TODAY)  # type: ignore[arg-type]


def numbers(result: SearchResult, kind: str = "task") -> list[str]:
    """Return the numbers of tasks found, or the ids of another kind, in order."""
    return [hit.id.rpartition("#")[2] for hit in result.hits if hit.kind == kind]
