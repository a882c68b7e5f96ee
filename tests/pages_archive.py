"""A small archive made by hand for the tests of pages: invented text, modelled on real notices."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ketluan.linking import threads_of
from ketluan.model import (
    Archive,
    Block,
    Citation,
    CitingSentence,
    Deadline,
    Document,
    Dropped,
    Notice,
    Outcome,
    Period,
    Problem,
    Signer,
    Source,
    Task,
    Unit,
    UnitMention,
)

RESEARCH = Unit("phong-quan-ly-khoa-hoc", "Phòng Quản lý Khoa học", abbreviations=("QLKH",))
FINANCE = Unit(
    "phong-ke-hoach-tai-chinh",
    "Phòng Kế hoạch - Tài chính",
    names=("Phòng KH-TC",),
    valid_from=date(2008, 1, 2),
)
OFFICE = Unit("van-phong-so", "Văn phòng Sở")
ALL_UNITS = Unit(
    "cac-phong-don-vi",
    "Các phòng, đơn vị trực thuộc",
    members=(RESEARCH.id, FINANCE.id, OFFICE.id),
)
Q1, Q2 = Period("2021-Q1"), Period("2021-Q2")
ID = "2021-04-02-giao-ban-quy-i"

PLAN = Document(
    "76-kh-skhcn-2021",
    "76/KH-SKHCN",
    "administrative",
    type="KH",
    type_name="Kế hoạch",
    issuer="Sở KH&CN",
    year=2021,
    year_from="date",
    date=date(2021, 1, 20),
)
LETTER = Document("45-skhcn-qlkh", "45/SKHCN-QLKH", "letter", type_name="Công văn")
STANDARD = Document("tcvn-iso-9001-2015", "TCVN ISO 9001:2015", "standard")

GENERAL = "Các phòng, đơn vị giữ nền nếp công tác."
PLAN_TASK = (
    "Triển khai thực hiện Kế hoạch số 76/KH-SKHCN ngày 20/01/2021 trước 30/6/2021.\n\n"
    "Báo cáo kết quả theo TCVN ISO 9001:2015."
)
HOSTILE = '<script>alert("x")</script> {{ 7*7 }} [bấm](javascript:alert(1)) & "ngoặc"'
LETTER_TASK = "Trả lời Công văn số 45/SKHCN-QLKH; Phòng KH-TC phối hợp."


def span(text: str, part: str) -> tuple[int, int]:
    """Return where `part` stands in `text`."""
    start = text.index(part)
    return start, start + len(part)


def cites(text: str, part: str, document: Document, **more: object) -> Citation:
    """Return a citation of `document` where `part` stands in `text`."""
    start, end = span(text, part)
    known = Citation(start, end, part, document.number, document.family, key=document.key)
    return known._replace(date=document.date, **more)  # type: ignore[arg-type]


def _task_block(number: str, label: str, text: str, level: int = 3) -> Block:
    return Block("paragraph", text, 0, 1, label, number, level, _citations(text), _deadlines(text))


def _citations(text: str) -> tuple[Citation, ...]:
    found = []
    if PLAN.number in text:
        words = "Kế hoạch số 76/KH-SKHCN ngày 20/01/2021"
        found.append(cites(text, words, PLAN, relation="implements"))
    if LETTER.number in text:
        found.append(cites(text, "Công văn số 45/SKHCN-QLKH", LETTER))
    if STANDARD.number in text:
        found.append(cites(text, STANDARD.number, STANDARD))
    return tuple(found)


def _deadlines(text: str) -> tuple[Deadline, ...]:
    if "trước 30/6/2021" not in text:
        return ()
    start, end = span(text, "trước 30/6/2021")
    return (Deadline(start, end, text[start:end], "deadline", None, date(2021, 6, 30)),)


BLOCKS = (
    Block("title", "THÔNG BÁO", 0, 1),
    Block("title", "Kết luận của Giám đốc Sở\ntại cuộc họp giao ban Quý I năm 2021", 0, 2),
    Block("paragraph", "Ngày 02/4/2021, Giám đốc Sở chủ trì cuộc họp giao ban:", 0, 4),
    Block("heading", "Nhiệm vụ chung", 0, 6, "I.", "I", 1),
    _task_block("I.1", "1.", GENERAL, 2),
    Block("heading", "Nhiệm vụ của các đơn vị trong Quý II/2021", 0, 9, "II.", "II", 1),
    Block("heading", "Phòng Quản lý Khoa học:", 0, 10, "1.", "II.1", 2),
    _task_block("II.1.1", "(1)", PLAN_TASK),
    _task_block("II.1.2", "(2)", HOSTILE),
    Block("heading", "Văn phòng Sở:", 0, 12, "2.", "II.2", 2),
    _task_block("II.2.1", "(1)", LETTER_TASK),
    Block("closing", "Nay thông báo để các đơn vị biết và thực hiện./.", 0, 14),
    Block("recipients", "Nơi nhận:", 0, 15),
    Block("recipients", "GĐ, các PGĐ Sở;", 0, 16, "-"),
    Block("signature", "TL. GIÁM ĐỐC", 0, 17),
    Block("signature", "Nguyễn Văn Mẫu", 0, 18),
)
_LEADS = {
    "I.1": UnitMention("Các phòng, đơn vị", ALL_UNITS.id),
    "II.1.1": UnitMention("Phòng Quản lý Khoa học", RESEARCH.id),
    "II.1.2": UnitMention("Phòng Quản lý Khoa học", RESEARCH.id),
    "II.2.1": UnitMention("Văn phòng Sở", OFFICE.id),
}


def _tasks(notice_id: str, blocks: tuple[Block, ...], period: Period) -> Iterator[Task]:
    for block in blocks:
        if block.number not in _LEADS:
            continue
        joins = "Phòng KH-TC" in block.text
        yield Task(
            f"{notice_id}#{block.number}",
            notice_id,
            block.number,
            block.label,
            block.text,
            block.start,
            block.line,
            lead_units=(_LEADS[block.number],),
            coordinating_units=(UnitMention("Phòng KH-TC", FINANCE.id),) if joins else (),
            citations=block.citations,
            deadlines=block.deadlines,
            period=period,
        )


def notice(
    notice_id: str = ID, directed: Period = Q2, blocks: tuple[Block, ...] = BLOCKS
) -> Notice:
    """Return a notice of four tasks."""
    return Notice(
        notice_id,
        f"notices/{notice_id[:4]}/{notice_id}.md",
        "",
        type="TB",
        meeting_date=date.fromisoformat(notice_id[:10]),
        issuer="Sở Khoa học và Công nghệ",
        subject="Kết luận của Giám đốc Sở tại cuộc họp giao ban Quý I năm 2021",
        reviewed_period=Q1,
        directed_period=directed,
        signer=Signer("Nguyễn Văn Mẫu", "Chánh Văn phòng", "TL. GIÁM ĐỐC"),
        source=Source("goc/mau.txt", "ab" * 32),
        dropped=(Dropped(40, "2", "số trang"),),
        blocks=blocks,
        tasks=tuple(_tasks(notice_id, blocks, directed)),
    )


def _citing(task: Task) -> Iterator[CitingSentence]:
    for citation in task.citations:
        yield CitingSentence(task.notice_id, task.id, task.text.split("\n")[0], citation)


def _with_citing(document: Document, notices: tuple[Notice, ...]) -> Document:
    tasks = [task for one in notices for task in one.tasks]
    citing = [one for task in tasks for one in _citing(task) if one.citation.key == document.key]
    if document.family == "standard":
        citing = [one._replace(sentence="Báo cáo kết quả.") for one in citing]
    return replace(document, citing=tuple(citing))


def archive(*notices: Notice) -> Archive:
    """Return an archive of `notices`, by default of the one sample notice."""
    held = notices or (notice(),)
    return Archive(
        notices=held,
        units=(RESEARCH, FINANCE, OFFICE),
        groups=(ALL_UNITS,),
        documents=(_with_citing(PLAN, held), _with_citing(LETTER, held)),
        standards=(_with_citing(STANDARD, held),),
        periods=(Q1, Q2),
        outcomes=(Outcome(f"{ID}#II.2.1", "hoan-thanh", date(2021, 5, 4), "45/QĐ-SKHCN"),),
        threads=threads_of((task for one in held for task in one.tasks), ()),
        problems=(Problem(held[0].path, 3, "sample", "vấn đề mẫu"),),
    )
