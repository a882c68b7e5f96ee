"""Tables and selections: what leaves is what is in the archive, chosen as asked, in each format."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from export_archives import archives
from ketluan.exports import TABLES, exported, select
from ketluan.exports.csv_file import BOM, csv_text, neutralised, restored
from ketluan.exports.json_file import lines_of
from ketluan.exports.registers import follow_up_table, register_table
from ketluan.exports.rows import documents_table, tasks_table
from ketluan.exports.selecting import Selection
from ketluan.exports.tables import Column, Table, shown, xml_text
from ketluan.exports.task_words import first_line
from ketluan.exports.xlsx_file import CUT, MAX_UNITS, cell_text, xlsx_bytes
from ketluan.model import Archive, Notice, Outcome, Period
from ketluan.status import LABELS, status_on
from pages_archive import HOSTILE, ID, OFFICE, PLAN_TASK, RESEARCH, archive, notice

LATER = "2021-07-02-giao-ban-quy-ii"
TWO = archive(notice(), notice(LATER, Period("2021-Q3")))


def cells(table: Table, key: str) -> list[Any]:
    at = [column.key for column in table.columns].index(key)
    return [row[at] for row in table.rows]


def ids(selection: Selection) -> list[str]:
    return [task.id.replace("2021-0", "") for task in selection.tasks]


def read_csv(text: str) -> list[list[str]]:
    assert text.startswith(BOM)
    return [
        [restored(cell) for cell in row]
        for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    ]


def read_xlsx(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def excel_text(cell: Any) -> Any:
    """Return a cell with Excel's escapes undone, as Excel itself does: `_x000D_` is a return."""
    if not isinstance(cell, str):
        return cell
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), cell)


# --- what is chosen ---


def test_a_unit_has_what_it_leads_and_joins_and_what_its_groups_must_do() -> None:
    research = select(archive(), unit_id=RESEARCH.id)
    assert [task.number for task in research.tasks] == ["I.1", "II.1.1", "II.1.2"]
    assert [t.number for t in select(archive(), unit_id=OFFICE.id).tasks] == ["I.1", "II.2.1"]
    finance = select(archive(), unit_id="phong-ke-hoach-tai-chinh")
    assert [task.number for task in finance.tasks] == ["I.1", "II.2.1"]
    assert [t.number for t in select(archive(), unit_id="cac-phong-don-vi").tasks] == ["I.1"]


def test_a_unit_that_the_register_lacks_is_an_error() -> None:
    with pytest.raises(KeyError):
        select(archive(), unit_id="phong-la")


@pytest.mark.parametrize(
    ("period", "count"),
    [("2021-Q2", 4), ("2021-Q3", 4), ("2021", 8), ("2021-H1", 4), ("2021-05", 0), ("2020", 0)],
)
def test_a_period_has_the_tasks_whose_own_period_it_holds(period: str, count: int) -> None:
    assert len(select(TWO, period=Period(period)).tasks) == count


def test_on_an_earlier_day_later_notices_and_outcomes_were_not_known() -> None:
    early = select(TWO, as_of=date(2021, 5, 3))
    assert {task.notice_id for task in early.tasks} == {ID}
    assert early.outcome(f"{ID}#II.2.1") is None
    assert {one.notice_id for d in early.archive.documents for one in d.citing} == {ID}
    on_the_day = select(TWO, as_of=date(2021, 5, 4))
    outcome = on_the_day.outcome(f"{ID}#II.2.1")
    assert outcome is not None
    assert outcome.status == "hoan-thanh"
    assert select(TWO, as_of=date(2021, 4, 1)).tasks == ()


# --- what the rows say ---


def test_a_row_of_tasks_says_what_the_task_says() -> None:
    table = tasks_table(select(archive(), as_of=date(2021, 7, 1)))
    assert cells(table, "text")[1] == PLAN_TASK
    assert cells(table, "due") == [date(2021, 6, 30)] * 4
    assert cells(table, "due_from") == ["period", "written", "period", "period"]
    assert cells(table, "documents")[1] == ("76/KH-SKHCN", "TCVN ISO 9001:2015")
    assert cells(table, "lead_units")[1] == (RESEARCH.name,)
    assert cells(table, "coordinating_units")[3] == ("Phòng Kế hoạch - Tài chính",)
    assert cells(table, "status") == ["qua-han", "qua-han", "qua-han", "hoan-thanh"]
    assert cells(table, "url")[0] == f"/thong-bao/2021/{ID}/#nv-i-1"


def test_without_a_day_no_status_is_told() -> None:
    table = tasks_table(select(archive()))
    assert "status" not in [column.key for column in table.columns]
    assert cells(table, "outcome") == ["", "", "", "hoan-thanh"]


def test_a_row_of_documents_counts_its_mentions_in_what_is_chosen() -> None:
    table = documents_table(select(TWO))
    assert cells(table, "number") == ["76/KH-SKHCN", "45/SKHCN-QLKH", "TCVN ISO 9001:2015"]
    assert cells(table, "mentions") == [2, 2, 2]
    assert cells(table, "url")[2] == ""
    of_office = documents_table(select(TWO, unit_id=OFFICE.id, period=Period("2021-Q2")))
    assert cells(of_office, "number") == ["45/SKHCN-QLKH"]
    assert cells(of_office, "mentions") == [1]


def _numbered() -> Notice:
    return replace(
        notice(),
        number="300/TB-SKHCN",
        issued=date(2021, 4, 5),
        recipients=("GĐ, các PGĐ Sở;", "Lưu: VT, VP."),
    )


def test_the_register_has_the_ten_contents_of_the_decree() -> None:
    table = register_table(select(archive(_numbered())))
    assert [column.title for column in table.columns] == [
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản",
        "Người ký", "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển",
        "Ký nhận", "Ghi chú",
    ]  # fmt: skip
    assert table.rows == (
        (
            "300/TB-SKHCN",
            date(2021, 4, 5),
            "Thông báo – Kết luận của Giám đốc Sở tại cuộc họp giao ban Quý I năm 2021",
            "Nguyễn Văn Mẫu",
            ("GĐ, các PGĐ Sở",),
            ("VT, VP",),
            None,
            None,
            "",
            "Cuộc họp ngày 02/4/2021",
        ),
    )


def test_the_register_invents_neither_number_nor_day() -> None:
    row = register_table(select(archive())).rows[0]
    assert (row[0], row[1]) == ("", None)


def test_a_period_of_the_register_is_that_of_the_notices_day() -> None:
    assert len(register_table(select(TWO, period=Period("2021-Q2"))).rows) == 1
    assert len(register_table(select(TWO, period=Period("2021"))).rows) == 2


def test_the_follow_up_register_has_the_seven_contents_of_the_decree_and_the_task() -> None:
    table = follow_up_table(select(archive(_numbered()), day=date(2021, 6, 20)))
    assert [column.title for column in table.columns] == [
        "Số đến",
        "Tên loại, số, ký hiệu, ngày, tháng và tên cơ quan, tổ chức ban hành văn bản",
        "Nội dung giao (mục của văn bản)",
        "Đơn vị hoặc người nhận",
        "Thời hạn giải quyết",
        "Tiến độ giải quyết",
        "Số, ký hiệu văn bản trả lời",
        "Ghi chú",
    ]
    arrival, document, task, units, due, progress, answer, note = table.rows[3]
    assert arrival == ""
    assert document == "Thông báo số 300/TB-SKHCN ngày 05/4/2021, Sở Khoa học và Công nghệ"
    assert isinstance(task, str)
    assert task.endswith("(mục II.2.1)")
    assert units == ("Văn phòng Sở", "phối hợp: Phòng Kế hoạch - Tài chính")
    assert due == date(2021, 6, 30)
    assert (progress, answer) == ("hoan-thanh", "45/QĐ-SKHCN")
    assert note == "Hạn: theo kỳ, văn bản không ghi; Kết quả ngày 04/5/2021"
    assert cells(table, "progress")[1] == "sap-den-han"


def test_evidence_that_is_no_document_is_a_note_and_no_answer() -> None:
    told = replace(
        archive(),
        outcomes=(Outcome(f"{ID}#I.1", "rut", date(2021, 5, 4), "theo báo cáo tại cuộc họp"),),
    )
    row = follow_up_table(select(told, day=date(2021, 6, 20))).rows[0]
    assert row[6] == ""
    assert str(row[7]).endswith("Căn cứ: theo báo cáo tại cuộc họp")


# --- CSV ---


def test_csv_has_a_mark_for_excel_commas_and_line_ends_of_windows() -> None:
    text = csv_text(tasks_table(select(archive())))
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text.startswith("\ufeffMã nhiệm vụ,")
    assert text.endswith("\r\n")
    rows = read_csv(text)
    assert PLAN_TASK in {cell for row in rows for cell in row}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+84 …", "'+84 …"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'tất cả'", "'tất cả'"),
        ("– Rà soát", "– Rà soát"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_stands_behind_an_apostrophe(
    text: str, written: str
) -> None:
    assert neutralised(text) == written
    assert restored(written) == text


@given(st.text() | st.text("'=+-@\t\r\n a"))
def test_neutralising_loses_nothing_and_leaves_no_formula(text: str) -> None:
    written = neutralised(text)
    assert restored(written) == text
    assert written[:1] not in tuple("=+-@\t\r\n＝＋－＠")


def people_rows(table: Table) -> list[list[str]]:
    people = table.for_people()
    titles = [column.title for column in people.columns]
    rows = [[shown(c, v) for c, v in zip(people.columns, row, strict=True)] for row in people.rows]
    return [titles, *rows]


@given(archives(), st.sampled_from(list(TABLES)))
def test_every_cell_survives_csv(known: Archive, what: str) -> None:
    table = TABLES[what](select(known, day=date(2021, 7, 1)))
    assert read_csv(csv_text(table)) == people_rows(table)


# --- XLSX ---


@given(archives(), st.sampled_from(list(TABLES)))
def test_every_cell_survives_xlsx_and_none_is_a_formula(known: Archive, what: str) -> None:
    table = TABLES[what](select(known, day=date(2021, 7, 1))).for_people()
    content = xlsx_bytes(table)
    rows = read_xlsx(content)
    assert len(rows) == len(table.rows) + 1
    for found, row in zip(rows[1:], table.rows, strict=True):
        for cell, column, value in zip(found, table.columns, row, strict=True):
            if isinstance(value, date):
                assert cell == datetime(value.year, value.month, value.day)  # noqa: DTZ001
            elif isinstance(value, int):
                assert cell == value
            else:
                # XML knows one line end, \n; Excel shows it so.
                assert (excel_text(cell) or "") == cell_text(shown(column, value))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert not [name for name in parts.namelist() if "vba" in name.lower()]


def test_xlsx_is_made_to_be_worked_with() -> None:
    content = xlsx_bytes(tasks_table(select(archive(), day=date(2021, 7, 1))))
    book = load_workbook(io.BytesIO(content))
    (sheet,) = book.worksheets
    assert sheet.title == "Nhiệm vụ"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:T5"
    assert sheet.print_title_rows == "$1:$1"
    titles = [cell.value for cell in sheet[1]]
    due = sheet.cell(3, titles.index("Hạn") + 1)
    assert due.value == datetime(2021, 6, 30)  # noqa: DTZ001
    assert due.number_format == "dd/mm/yyyy"
    assert (sheet.column_dimensions["F"].width or 0) > 60
    text = sheet.cell(4, titles.index("Nội dung nhiệm vụ") + 1)
    assert text.value == HOSTILE
    assert text.hyperlink is None


def test_a_text_like_a_formula_stays_text_when_its_cell_is_edited() -> None:
    table = Table("x", "X", (Column("a", "A"),), (("=1+1",), ("một",)))
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).worksheets[0]
    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)
    assert not sheet["A3"].quotePrefix


def test_a_text_beyond_excels_limit_is_cut_with_a_mark() -> None:
    assert cell_text("a" * MAX_UNITS) == "a" * MAX_UNITS
    cut = cell_text("\U0001f600" * MAX_UNITS)
    assert cut.endswith(CUT)
    assert len(cut.encode("utf-16-le")) <= 2 * MAX_UNITS
    table = Table("x", "X", (Column("a", "A"),), (("đ" * 40_000,),))
    assert read_xlsx(xlsx_bytes(table))[1][0] == cell_text("đ" * 40_000)


def test_a_day_before_excels_calendar_is_text() -> None:
    table = Table("x", "X", (Column("a", "A"),), ((date(1890, 1, 2),), (date(1900, 3, 1),)))
    rows = read_xlsx(xlsx_bytes(table))
    assert rows[1] == ["1890-01-02"]
    assert rows[2] == [datetime(1900, 3, 1)]  # noqa: DTZ001


# --- DOCX ---


def docx_table(content: bytes) -> tuple[Any, list[list[str]]]:
    document = Document(io.BytesIO(content))
    (table,) = document.tables
    return document, [[cell.text for cell in row.cells] for row in table.rows]


def test_a_register_in_word_is_printed_across_with_its_head_on_each_page() -> None:
    document, rows = docx_table(exported(select(archive(_numbered())), "register", "docx"))
    assert document.paragraphs[0].text == "SỔ ĐĂNG KÝ VĂN BẢN ĐI"
    section = document.sections[0]
    assert section.page_width > section.page_height
    assert rows[0][0] == "Số, ký hiệu văn bản"
    assert rows[1] == [f"({number})" for number in range(1, 11)]
    assert rows[2][:2] == ["300/TB-SKHCN", "05/4/2021"]
    assert document.tables[0]._tbl.xml.count("w:tblHeader") == 2  # noqa: SLF001
    order = [child.tag.rpartition("}")[2] for child in document.tables[0]._tbl.tblPr]  # noqa: SLF001
    assert order == ["tblStyle", "tblW", "tblLayout", "tblCellMar", "tblLook"]


def test_what_a_word_table_was_chosen_by_stands_above_it() -> None:
    chosen = select(archive(), unit_id=OFFICE.id, period=Period("2021-Q2"), as_of=date(2021, 7, 1))
    document, rows = docx_table(exported(chosen, "follow-up", "docx"))
    assert [paragraph.text for paragraph in document.paragraphs[1:5]] == [
        "Đơn vị: Văn phòng Sở",
        "Kỳ: Quý II/2021",
        "Theo những gì đã biết đến hết ngày 01/7/2021",
        "Trạng thái tính cho ngày 01/7/2021",
    ]
    assert len(rows) == 2 + 2


@settings(max_examples=25)  # each is a whole document, read cell by cell
@given(archives())
def test_every_text_survives_word(known: Archive) -> None:
    table = tasks_table(select(known))
    _, rows = docx_table(exported(select(known), "tasks", "docx"))
    at = [column.key for column in table.for_people().columns].index("text")
    found = [row[at] for row in rows[1:]]
    # Word has one line break: a return is one, too.
    assert found == [xml_text(text).replace("\r", "\n") for text in cells(table, "text")]


# --- JSON ---


@given(archives())
def test_json_says_all_and_null_for_what_is_not_known(known: Archive) -> None:
    selection = select(known, day=date(2021, 7, 1))
    content = json.loads(exported(selection, "tasks", "json"))
    assert [row["text"] for row in content["rows"]] == [task.text for task in known.tasks]
    assert [row["status"] for row in content["rows"]] == [
        status_on(task, known.outcomes, date(2021, 7, 1)) for task in known.tasks
    ]
    for row, task in zip(content["rows"], known.tasks, strict=True):
        assert row["due"] == (task.due.isoformat() if task.due else None)
        assert row["period"] == (task.period.id if task.period else None)
        ids_of = [m.unit_id for m in task.lead_units if m.unit_id]
        assert row["lead_unit_ids"] == list(dict.fromkeys(ids_of))


def test_json_names_what_it_was_chosen_by() -> None:
    chosen = select(archive(), unit_id=OFFICE.id, period=Period("2021-Q2"), as_of=date(2021, 7, 1))
    content = json.loads(exported(chosen, "follow-up", "json"))
    assert {key: value for key, value in content.items() if key != "rows"} == {
        "what": "follow-up",
        "unit": OFFICE.id,
        "period": "2021-Q2",
        "as_of": "2021-07-01",
        "status_day": "2021-07-01",
    }
    assert content["rows"][0]["arrival_number"] is None


# --- all of them ---


@given(archives())
def test_rows_are_the_archives_tasks_and_status_counts_add_up(known: Archive) -> None:
    day = date(2021, 7, 1)
    table = tasks_table(select(known, day=day))
    assert cells(table, "id") == [task.id for task in known.tasks]
    counts = {status: cells(table, "status").count(status) for status in LABELS}
    assert sum(counts.values()) == len(known.tasks)
    by_unit = {task.id for unit in known.units for task in select(known, unit_id=unit.id).tasks}
    assert by_unit <= {task.id for task in known.tasks}
    years = [select(known, period=Period(str(year))).tasks for year in range(2019, 2024)]
    assert sum(map(len, years)) == sum(task.period is not None for task in known.tasks)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json", "docx"])
@pytest.mark.parametrize("what", TABLES)
@pytest.mark.parametrize("known", [Archive(), archive()], ids=["empty", "sample"])
def test_the_same_archive_gives_the_same_bytes(
    known: Archive, what: str, file_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = select(known, day=date(2021, 7, 1))
    first = exported(selection, what, file_format)
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    assert exported(selection, what, file_format) == first
    if file_format in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(first)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"1980-01-01T00:00:00Z" in parts.read("docProps/core.xml")
            assert not re.search(rb">20\d\d-", parts.read("docProps/core.xml"))


def test_a_calendar_or_feed_holds_nothing_but_tasks() -> None:
    for file_format in ("ics", "atom"):
        with pytest.raises(ValueError, match="tasks only"):
            exported(select(archive()), "register", file_format)


def test_a_secret_notice_cannot_be_exported_because_no_archive_holds_it() -> None:
    with pytest.raises(ValueError, match="secrecy"):
        archive(replace(notice(), secrecy="Mật"))


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_PLAIN = st.recursive(
    _LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(), one, max_size=3)
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(), _PLAIN), st.lists(_PLAIN, min_size=1))
def test_json_has_a_row_a_line(facts: dict[str, Any], rows: list[Any]) -> None:
    content = {**facts, "rows": rows}
    text = lines_of(content)
    assert json.loads(text) == content
    listed = text.partition('\n "rows": [\n')[2].split("\n ]")[0].split("\n")
    assert [json.loads(line.rstrip(",")) for line in listed] == rows


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("giao Phòng A", "giao Phòng A"),
        ("giao  Phòng\nA lập kế hoạch", "giao Phòng A …"),
        ("rà soát, (- lập kế hoạch", "rà soát …"),
        ("a_ báo cáo hằng quý", "a_ báo cáo …"),
        ("Giao Sở Xâyd dựng", "Giao Sở Xâyd …"),
        ("một-từ-dài-không-có-chỗ-cắt", "một-từ-dài-kh …"),
        ("… — báocáohằng quý", " …"),
    ],
)
def test_a_line_is_cut_between_words(text: str, line: str) -> None:
    assert first_line(text, 12) == line
