"""Word files: what stands on the page stands in the lines, in order, once."""

import contextlib
import io
import random
import re
import zipfile
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import FIRST_NOTICE, FIRST_ORIGINAL, REPOSITORY
from ketluan.importing.drafting import draft_notice
from ketluan.model import Dropped
from ketluan.sources import SourceError, SourceText, read_source, source_text
from ketluan.sources.word.package import MAX_DEPTH, MAX_ENTRIES, MAX_XML
from word_documents import (
    as_format,
    first_notice_docx,
    levels,
    notice_docx,
    numbered,
    paragraph,
    raw_docx,
    run_of,
    table,
    zipped,
)

ONE_LIST = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def read(body: str, **parts: str) -> SourceText:
    return source_text("mau.docx", raw_docx(body, parts=parts))


def lines(body: str, **parts: str) -> list[str]:
    return list(read(body, **parts).lines)


def lists(
    rows: Sequence[tuple[str, str]], nums: str = ONE_LIST, more: Mapping[int, str] | None = None
) -> str:
    return f'<w:abstractNum w:abstractNumId="0">{levels(rows, more)}</w:abstractNum>{nums}'


def outline(depths: Sequence[int]) -> str:
    return "".join(numbered("x", 1, depth) for depth in depths)


def labels(text: SourceText) -> list[str]:
    return [line.rpartition("x")[0].strip() for line in text.lines]


# --- whole notices ----------------------------------------------------------------------------


@pytest.mark.parametrize("automatic", [False, True])
def test_the_first_notice_as_word_file_gives_the_same_body(automatic: bool) -> None:
    source = source_text("mau.docx", first_notice_docx(automatic=automatic))
    draft = draft_notice(source)
    body = (REPOSITORY / FIRST_NOTICE).read_text("utf-8").split("---\n", 2)[2].strip()
    assert draft.body == body
    assert draft.coverage.complete


def test_the_first_notice_has_the_words_of_its_original() -> None:
    original = read_source(REPOSITORY / FIRST_ORIGINAL)
    typed = source_text("mau.docx", first_notice_docx(automatic=False))
    counted = source_text("mau.docx", first_notice_docx(automatic=True))
    assert typed.lines == counted.lines
    dropped = {piece.line for piece in typed.dropped}
    kept = (line for number, line in enumerate(typed.lines, 1) if number not in dropped)
    assert "".join("".join(kept).split()) == "".join("".join(original.lines).split())


def test_a_notice_is_read_in_the_order_of_the_page() -> None:
    text = source_text("mau.docx", notice_docx())
    assert text.read_by == "word"
    assert text.lines[:4] == (
        "UBND TỈNH MINH HỌA",
        "SỞ MẪU",
        "Số: 07/TB-SM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    )
    assert [line[:12] for line in text.lines[9:21]] == [
        "I. Nhiệm vụ ",
        "1. Các phòng",
        "II. Nhiệm vụ",
        "1. Phòng Kế ",
        "a) Tham mưu ",
        "b) Chủ trì, ",
        "- Lập danh m",
        "- Trình Giám",
        "2. Văn phòng",
        "a) Sửa Quy c",
        "Việc\tPhòng",
        "Báo cáo năm\t",
    ]
    assert text.lines[22:] == (
        "Nơi nhận:",
        "- Các phòng thuộc Sở;",
        "- Lưu: VT.",
        "TL. GIÁM ĐỐC",
        "CHÁNH VĂN PHÒNG",
        "",
        "Trần Văn Mẫu",
        "[1] Ban hành theo Quyết định số 01/QĐ-SM ngày 02/01/2024.",
        "2",
    )
    assert text.dropped == (Dropped(31, "2", "đầu trang"),)


def test_bold_lines_and_beginnings_of_paragraphs_are_told() -> None:
    text = source_text("mau.docx", notice_docx())
    assert [text.lines[n - 1][:3] for n in sorted(text.bold)] == [
        *("UBN", "SỞ ", "CỘN", "THÔ", "Kết", "I. ", "II.", "1. ", "b) ", "2. ", "TL.", "CHÁ"),
    ]
    assert text.paragraphs is not None
    blank = {number for number, line in enumerate(text.lines, 1) if not line}
    assert text.paragraphs == set(range(1, len(text.lines) + 1)) - blank


# --- numbering --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "depths", "shown"),
    [
        ((("upperRoman", "%1."),), [0] * 4, ["I.", "II.", "III.", "IV."]),
        ((("lowerRoman", "(%1)"),), [0] * 4, ["(i)", "(ii)", "(iii)", "(iv)"]),
        ((("lowerLetter", "%1)"),), [0] * 5, ["a)", "b)", "c)", "d)", "e)"]),
        ((("upperLetter", "%1."),), [0] * 2, ["A.", "B."]),
        ((("decimalZero", "%1."),), [0] * 2, ["01.", "02."]),
        ((("decimal", "Điều %1:"),), [0] * 2, ["Điều 1:", "Điều 2:"]),
        ((("none", "%1"),), [0], [""]),
        ((("vietnameseCounting", "%1."),), [0], ["1."]),
        ((("decimal", "%1."), ("decimal", "%1.%2.")), [0, 1, 1, 0, 1],
         ["1.", "1.1.", "1.2.", "2.", "2.1."]),
        ((("upperRoman", "%1."), ("decimal", "%1.%2.")), [0, 1, 0, 1], ["I.", "I.1.", "II.", "II.1."]),
        # A level that was passed over counts: LibreOffice does the same.
        ((("upperRoman", "%1."), ("decimal", "%2.")), [1, 1, 0, 1], ["1.", "2.", "II.", "1."]),
        ((("bullet", "-"),), [0], ["-"]),
        ((("bullet", "–"),), [0], ["-"]),
        ((("bullet", "\uf02d"),), [0], ["-"]),
        ((("bullet", "+"),), [0], ["+"]),
        ((("bullet", "\uf0b7"),), [0], ["•"]),
        ((("bullet", "\uf0a7"),), [0], ["•"]),
        ((("bullet", "o"),), [0], ["•"]),
        ((("bullet", ""),), [0], [""]),
    ],
)  # fmt: skip
def test_labels_are_those_that_word_shows(
    rows: Sequence[tuple[str, str]], depths: Sequence[int], shown: Sequence[str]
) -> None:
    assert labels(read(outline(depths), numbering=lists(rows))) == list(shown)


def test_letters_are_doubled_after_z() -> None:
    text = read(outline([0] * 28), numbering=lists((("lowerLetter", "%1)"),)))
    assert labels(text)[24:] == ["y)", "z)", "aa)", "bb)"]


def test_lists_of_one_definition_count_on_and_a_start_of_its_own_begins_anew() -> None:
    nums = ONE_LIST + (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = "".join(numbered("x", list_id) for list_id in (1, 1, 2, 3, 3, 1))
    text = read(body, numbering=lists((("decimal", "%1."),), nums))
    assert labels(text) == ["1.", "2.", "3.", "5.", "6.", "7."]


def test_a_level_may_be_defined_anew_by_a_list() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="(%1)"/></w:lvl>'
        "</w:lvlOverride></w:num>"
    )
    text = read(outline([0, 0]), numbering=lists((("decimal", "%1."),), nums))
    assert labels(text) == ["(III)", "(IV)"]


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("", ["1.", "a)", "2.", "a)"]),
        ('<w:lvlRestart w:val="0"/>', ["1.", "a)", "2.", "b)"]),
        ('<w:lvlRestart w:val="1"/>', ["1.", "a)", "2.", "a)"]),
    ],
)
def test_a_level_starts_again_unless_the_list_says_it_goes_on(
    more: str, shown: Sequence[str]
) -> None:
    rows = (("decimal", "%1."), ("lowerLetter", "%2)"))
    assert labels(read(outline([0, 1, 0, 1]), numbering=lists(rows, more={1: more}))) == shown


def test_legal_numbering_shows_roman_parts_in_arabic() -> None:
    rows = (("upperRoman", "%1."), ("decimal", "%1.%2."))
    text = read(outline([0, 1]), numbering=lists(rows, more={1: "<w:isLgl/>"}))
    assert labels(text) == ["I.", "1.1."]


def test_legal_numbering_keeps_leading_zeros() -> None:
    rows = (("upperRoman", "%1."), ("decimalZero", "%1.%2"))
    text = read(outline([0, 1]), numbering=lists(rows, more={1: "<w:isLgl/>"}))
    assert labels(text) == ["I.", "1.01"]


def test_a_style_numbers_its_paragraphs_and_a_paragraph_may_decline() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Muc"/></w:style>'
    )
    rows = (("upperRoman", "%1."), ("decimal", "%2."))
    body = (
        paragraph("x", '<w:pStyle w:val="Muc"/>')
        + paragraph("x", '<w:pStyle w:val="Con"/>')
        + paragraph("x", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    linked = lists(rows, more={1: '<w:pStyle w:val="Muc"/>'})
    assert labels(read(body, styles=styles, numbering=lists(rows))) == ["I.", "II.", ""]
    assert labels(read(body, styles=styles, numbering=linked)) == ["1.", "2.", ""]


def test_a_style_may_give_the_level_and_its_base_the_list() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Muc"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    rows = (("upperRoman", "%1."), ("decimal", "%2."))
    body = paragraph("x", '<w:pStyle w:val="Muc"/>') + paragraph("x", '<w:pStyle w:val="Con"/>')
    linked = lists(rows, more={0: '<w:pStyle w:val="Muc"/>'})
    assert labels(read(body, styles=styles, numbering=linked)) == ["I.", "1."]


def test_a_list_that_is_missing_numbers_nothing() -> None:
    assert lines(numbered("x", 7)) == ["x"]
    assert lines(numbered("x", 1), numbering=ONE_LIST) == ["x"]


def test_labels_do_not_grow_with_what_a_file_claims() -> None:
    start = '<w:lvl w:ilvl="0"><w:start w:val="2147483647"/><w:numFmt w:val="{}"/>{}</w:lvl>'
    for form in ("upperRoman", "lowerLetter", "decimal"):
        text = '<w:lvlText w:val="' + "%1" * 5000 + '"/>'
        inner = f'<w:abstractNum w:abstractNumId="0">{start.format(form, text)}</w:abstractNum>'
        assert len(lines(numbered("x", 1), numbering=inner + ONE_LIST)[0]) < 100


def test_labels_agree_with_libreoffice_on_any_outline() -> None:
    chosen = random.Random(20210329)  # noqa: S311  no secret, the same outlines every time
    rows = (("upperRoman", "%1."), ("decimal", "%1.%2."), ("lowerLetter", "%2.%3)"))
    depths = [chosen.randrange(3) for _ in range(120)]
    content = raw_docx(outline(depths), parts={"numbering": lists(rows)})
    # In a file of plain text LibreOffice writes the labels that it shows.
    other = source_text("mau.txt", as_format(content, "txt"))
    assert labels(source_text("mau.docx", content)) == labels(other)[: len(depths)]


# --- inside a paragraph -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", ["a\tb"]),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>", ["a", "b"]),
        ("<w:r><w:t>a</w:t><w:cr/><w:t>b</w:t></w:r>", ["a", "b"]),
        ('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>', ["a", "\fb"]),
        ("<w:r><w:t>76/KH</w:t><w:noBreakHyphen/><w:t>SM</w:t></w:r>", ["76/KH-SM"]),
        ("<w:r><w:t>nhiệm</w:t><w:softHyphen/><w:t>vụ</w:t></w:r>", ["nhiệmvụ"]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t> xong</w:t></w:r>', ["✓ xong"]),
        ('<w:r><w:sym w:font="Symbol" w:char="00B7"/></w:r>', ["•"]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F041"/></w:r>', ["\uf041"]),
        ('<w:r><w:t>a</w:t><w:sym w:font="Symbol" w:char="zz"/></w:r>', ["a"]),
        ('<w:r><w:t>a</w:t><w:sym w:font="Symbol" w:char="A"/></w:r>', ["a"]),
        (run_of("\uf0b7 gạch tay", '<w:rFonts w:ascii="Symbol"/>'), ["• gạch tay"]),
        (run_of("\uf0d8 gạch tay", '<w:rFonts w:ascii="Wingdings"/>'), ["➢ gạch tay"]),
        (run_of("\uf0b7 \uf0d8", '<w:rFonts w:ascii="Wingdings 2"/>'), ["• \uf0d8"]),
        (f"<w:hyperlink>{run_of('liên kết')}</w:hyperlink>", ["liên kết"]),
        (f"<w:smartTag><w:smartTagPr/>{run_of('thẻ')}</w:smartTag>", ["thẻ"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run_of('ô')}</w:sdtContent></w:sdt>", ["ô"]),
        (f'<w:fldSimple w:instr="DATE">{run_of("01/02/2026")}</w:fldSimple>', ["01/02/2026"]),
        (f"<w:moTa>{run_of('thẻ lạ')}</w:moTa>", ["thẻ lạ"]),
        ("<w:r><w:t>hoa\u0300</w:t></w:r>", ["hoà"]),
        ("<w:r><w:t>hai\ndòng</w:t></w:r>", ["hai dòng"]),
        (run_of("Thông báo", "<w:caps/>"), ["THÔNG BÁO"]),
        (run_of("Thông báo", '<w:caps w:val="0"/>'), ["Thông báo"]),
    ],
)
def test_what_a_paragraph_holds_is_shown_as_on_the_page(inner: str, shown: Sequence[str]) -> None:
    assert lines(f"<w:p>{inner}</w:p>") == list(shown)


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_a_field_shows_its_result_and_never_its_code() -> None:
    inner = mark("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + mark("begin")
    inner += run_of("mã") + mark("separate") + run_of("mã") + mark("end")
    inner += mark("separate") + run_of("kết quả") + mark("end") + run_of(" sau")
    assert lines(f"<w:p>{inner}</w:p>") == ["kết quả sau"]


def test_a_field_that_never_ends_hides_nothing_behind_its_paragraph() -> None:
    assert lines(f"<w:p>{mark('begin')}</w:p>{paragraph('còn đây')}") == ["", "còn đây"]


def test_lines_inside_a_paragraph_begin_none() -> None:
    text = read(f"<w:p>{run_of('a')}<w:r><w:br/></w:r>{run_of('b')}</w:p>{paragraph('c')}")
    assert text.lines == ("a", "b", "c")
    assert text.paragraphs == frozenset((1, 3))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<w:p><w:r><w:t>a</w:t><w:br w:type="page"/></w:r></w:p>', paragraph("b")),
        (paragraph("a"), paragraph("b", "<w:pageBreakBefore/>")),
        (paragraph("a", "<w:sectPr/>"), paragraph("b")),
        (paragraph("a"), '<w:p><w:r><w:br w:type="page"/><w:t>b</w:t></w:r></w:p>'),
    ],
)
def test_a_page_begins_with_a_form_feed(before: str, after: str) -> None:
    text = read(before + after)
    assert text.lines == ("a", "\fb")
    assert text.paragraphs == frozenset((1, 2))


def test_a_section_on_the_same_page_begins_none() -> None:
    section = '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    assert lines(paragraph("a", section) + paragraph("b")) == ["a", "b"]


def test_bold_comes_from_run_style_and_defaults() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Dam"/></w:style>'
        '<w:style w:type="character" w:styleId="Chu"><w:rPr><w:b/></w:rPr></w:style>'
    )
    cases = (
        (paragraph("trực tiếp", "", "<w:b/>"), True),
        (paragraph("kiểu", '<w:pStyle w:val="Dam"/>'), True),
        (paragraph("kiểu kế thừa", '<w:pStyle w:val="Con"/>'), True),
        (paragraph("bỏ", '<w:pStyle w:val="Dam"/>', '<w:b w:val="0"/>'), False),
        (paragraph("kiểu chữ", "", '<w:rStyle w:val="Chu"/>'), True),
        (paragraph("đậm trên đậm", '<w:pStyle w:val="Dam"/>', '<w:rStyle w:val="Chu"/>'), False),
        (f"<w:p>{run_of('một', '<w:b/>')}{run_of(' phần')}</w:p>", False),
        (f"<w:p>{run_of('khoảng trắng', '<w:b/>')}{run_of(' ')}</w:p>", True),
    )
    text = read("".join(body for body, _ in cases), styles=styles)
    assert text.bold == {number for number, (_, bold) in enumerate(cases, 1) if bold}


def test_bold_by_default_is_bold_where_nothing_else_is_said() -> None:
    styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>"
    text = read(paragraph("a") + paragraph("b", "", '<w:b w:val="0"/>'), styles=styles)
    assert text.bold == {1}


def test_styles_based_on_each_other_in_a_ring_end() -> None:
    ring = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert lines(paragraph("a", '<w:pStyle w:val="A"/>'), styles=ring) == ["a"]


# --- changes, comments, hidden text, notes, boxes, headers ---------------------------------------


def test_insertions_are_in_deletions_are_out_and_a_note_says_so() -> None:
    body = (
        f"<w:p>{run_of('giữ ')}<w:ins>{run_of('thêm')}</w:ins>"
        "<w:del><w:r><w:delText>xóa</w:delText></w:r></w:del></w:p>"
    )
    text = read(body)
    assert text.lines == ("giữ thêm",)
    (note,) = text.notes
    assert "2 chỗ sửa" in note


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next() -> None:
    body = paragraph("một ", "<w:rPr><w:del/></w:rPr>") + paragraph("câu")
    assert lines(body) == ["một câu"]
    last = paragraph("cuối", "<w:rPr><w:del/></w:rPr>")
    assert lines(last + table([[paragraph("ô")]], lines=True)) == ["cuối", "ô"]


def test_comments_are_out_and_a_note_counts_them() -> None:
    body = f'<w:p>{run_of("a")}<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    text = read(body, comments=f'<w:comment w:id="0">{paragraph("ý riêng")}</w:comment>')
    assert text.lines == ("a",)
    assert "1 lời bình" in text.notes[0]


def test_hidden_text_is_listed_as_dropped() -> None:
    text = read(f"<w:p>{run_of('thấy')}{run_of('giấu', '<w:vanish/>')}</w:p>{paragraph('sau')}")
    assert text.lines == ("thấy", "sau", "giấu")
    assert text.dropped == (Dropped(3, "giấu", "chữ ẩn"),)


def test_notes_stand_behind_the_body_with_the_mark_of_their_reference() -> None:
    def reference(kind: str, note_id: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{note_id}"/></w:r>'

    body = (
        f"<w:p>{run_of('a')}{reference('footnote', 9)}{run_of(' b')}{reference('footnote', 5)}</w:p>"
        f"<w:p>{run_of('c')}{reference('endnote', 2)}{reference('footnote', 9)}</w:p>"
    )
    footnotes = (
        f'<w:footnote w:id="5">{paragraph(" hai")}</w:footnote>'
        f'<w:footnote w:id="9">{paragraph(" một")}{paragraph("tiếp")}</w:footnote>'
        f'<w:footnote w:id="7">{paragraph("không ai dẫn")}</w:footnote>'
    )
    endnotes = f'<w:endnote w:id="2">{paragraph("cuối")}</w:endnote>'
    assert lines(body, footnotes=footnotes, endnotes=endnotes) == [
        *("a[1] b[2]", "c[i][1]", "[1] một", "tiếp", "[2] hai", "[i] cuối"),
    ]


def box(text: str) -> str:
    inner = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    assert lines(f"<w:p>{run_of('a')}{box('DỰ THẢO')}</w:p>{paragraph('b')}") == [
        *("a", "DỰ THẢO", "b"),
    ]


def test_a_box_within_a_drawing_is_read_once() -> None:
    group = box("KHẨN").removeprefix("<w:r>").removesuffix("</w:r>")
    drawn = f"<w:r><w:drawing><wps:wgp>{group}</wps:wgp></w:drawing></w:r>"
    assert lines(f"<w:p>{run_of('a')}{drawn}</w:p>") == ["a", "KHẨN"]


def test_a_box_in_the_old_form_alone_is_read() -> None:
    old = f"<v:textbox><w:txbxContent>{paragraph('KHẨN')}</w:txbxContent></v:textbox>"
    assert lines(f"<w:p><w:r><w:pict>{old}</w:pict></w:r></w:p>") == ["", "KHẨN"]


def test_headers_and_footers_are_dropped_lines_each_once() -> None:
    section = (
        '<w:sectPr><w:headerReference r:id="header1"/><w:headerReference r:id="header2"/>'
        '<w:footerReference r:id="footer1"/></w:sectPr>'
    )
    text = read(
        paragraph("thân") + section,
        header1=paragraph("SỞ MẪU"),
        header2=paragraph("SỞ MẪU") + paragraph("2"),
        footer1=paragraph("Trang 1/2"),
    )
    assert text.lines == ("thân", "SỞ MẪU", "2", "Trang 1/2")
    assert text.dropped == (
        Dropped(2, "SỞ MẪU", "đầu trang"),
        Dropped(3, "2", "đầu trang"),
        Dropped(4, "Trang 1/2", "chân trang"),
    )


@pytest.mark.parametrize(
    ("font", "typed", "shown"),
    [
        (".VnTime", "Th«ng b¸o kÕt luËn", "Thông báo kết luận"),
        (".VnTimeH", "th«ng b¸o", "THÔNG BÁO"),
        ("VNI-Times", "Thoâng baùo", "Thông báo"),
        (".VnTime", "Thông báo số mới của Sở", "Thông báo số mới của Sở"),
        ("Times New Roman", "Th«ng", "Th«ng"),
    ],
)
def test_letters_of_old_fonts_become_unicode(font: str, typed: str, shown: str) -> None:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    text = read(paragraph(typed, "", fonts))
    assert text.lines == (shown,)
    assert bool(text.notes) == (shown.lower() != typed.lower())


def test_a_letter_of_vni_that_runs_part_is_one() -> None:
    fonts = '<w:rFonts w:ascii="VNI-Times"/>'
    assert lines(f"<w:p>{run_of('Tho', fonts)}{run_of('âng', fonts)}</w:p>") == ["Thông"]


def test_a_file_that_kept_the_name_of_an_old_font_stays_as_it_is() -> None:
    fonts = '<w:rFonts w:ascii=".VnTime"/>'
    text = read("".join(paragraph(each, "", fonts) for each in ("Sở mẫu", "ngày đầu", "ông Lê")))
    assert text.lines == ("Sở mẫu", "ngày đầu", "ông Lê")
    assert text.notes == ()


# --- tables -----------------------------------------------------------------------------------


def cell(*texts: str) -> str:
    return "".join(paragraph(text) for text in texts)


def test_a_table_with_lines_is_a_line_a_row() -> None:
    grid = table([[cell("Việc"), cell("Hạn")], [cell("Báo", "cáo"), cell("")]], lines=True)
    text = read(paragraph("trước") + grid)
    assert text.lines == ("trước", "Việc\tHạn", "Báo cáo")
    assert text.paragraphs == frozenset((1, 2, 3))


def test_a_table_without_lines_places_its_cells_one_after_another() -> None:
    grid = table([[cell("SỞ MẪU", "Số: 1"), cell("QUỐC HIỆU")]], lines=False)
    assert lines(paragraph("trước") + grid) == ["trước", "SỞ MẪU", "Số: 1", "QUỐC HIỆU"]


def test_a_line_under_the_motto_makes_no_table_of_data() -> None:
    under = '<w:tcPr><w:tcBorders><w:bottom w:val="single"/></w:tcBorders></w:tcPr>'
    grid = table([[cell("SỞ MẪU", "Số: 1"), under + cell("QUỐC HIỆU")]], lines=False)
    assert lines(paragraph("trước") + grid)[1:] == ["SỞ MẪU", "Số: 1", "QUỐC HIỆU"]
    lined = table([[under + cell("Việc", "mẫu"), under + cell("Hạn")]], lines=False)
    assert lines(paragraph("trước") + lined)[1:] == ["Việc mẫu\tHạn"]


def test_a_table_of_many_columns_is_data_with_or_without_lines() -> None:
    grid = table([[cell(text) for text in "abcd"]], lines=False)
    assert lines(grid) == ["a\tb\tc\td"]


@pytest.mark.parametrize(
    ("before", "left"),
    [("", "SỞ MẪU"), ("trước", "Nơi nhận:"), ("trước", "KT. GIÁM ĐỐC")],
)
def test_head_and_foot_are_layout_even_with_lines(before: str, left: str) -> None:
    body = (paragraph(before) if before else "") + table([[cell(left), cell("b")]], lines=True)
    assert lines(body)[-2:] == [left, "b"]


def test_nested_tables_and_controls_lose_nothing() -> None:
    inner = table([[cell("trong")]], lines=True)
    row = f"<w:sdt><w:sdtContent><w:tr><w:tc>{cell('bọc')}</w:tc></w:tr></w:sdtContent></w:sdt>"
    outer = f"<w:tbl>{row}<w:tr><w:tc>{cell('ngoài')}{inner}</w:tc></w:tr></w:tbl>"
    wrapped = f"<w:sdt><w:sdtContent>{outer}</w:sdtContent></w:sdt>"
    assert lines(paragraph("a") + wrapped) == ["a", "bọc", "ngoài", "trong"]


def test_a_deleted_row_is_out() -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{cell('bỏ')}</w:tc></w:tr>"
    assert lines(f"<w:tbl>{gone}<w:tr><w:tc>{cell('giữ')}</w:tc></w:tr></w:tbl>") == ["giữ"]


# --- hostile and broken files -------------------------------------------------------------------


def sentence_of(content: bytes, name: str = "mau.docx") -> str:
    with pytest.raises(SourceError) as caught:
        source_text(name, content)
    return str(caught.value)


def ole(*streams: str) -> bytes:
    names = b"".join(stream.encode("utf-16-le") for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


GOOD = raw_docx(paragraph("một dòng"))
DTD = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///khong-co/tep">]>'


def replaced(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    return zipped({**files, name: content})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"\0" * 100, "rỗng"),
        (ole("EncryptedPackage"), "mật khẩu"),
        (ole("WordDocument"), "đổi đuôi thành '.doc'"),
        (ole("Workbook"), "không phải văn bản Word"),
        (b"{\\rtf1 a}", "đổi đuôi thành '.rtf'"),
        (b"%PDF-1.7", "đổi đuôi thành '.pdf'"),
        (b"<html>a</html>", "trang web"),
        (b"\x00\x01binary", "không đúng định dạng"),
        (GOOD[: len(GOOD) // 2], "cắt cụt"),
        (zipped({"xl/workbook.xml": b"<a/>"}), "không phải văn bản Word"),
        (zipped({"word/styles.xml": b"<a/>"}), "thiếu phần văn bản chính"),
        (zipped({"word/document.xml": b"<a/>"}), "không có phần thân"),
        (zipped({"word/document.xml": b"<a>"}), "không đúng XML"),
        (raw_docx(""), "không có chữ nào"),
        (raw_docx("<w:p><w:r><w:drawing/></w:r></w:p>"), "chỉ có hình"),
        (replaced("word/document.xml", DTD + b"<w>&x;</w>"), "DTD"),
        (zipped({f"word/{n}": b"" for n in range(MAX_ENTRIES + 1)}), "tệp con"),
        (replaced("word/document.xml", b"<w>" + b" " * 8 * 2**20), "phá hoại"),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_clear_sentence(content: bytes, words: str) -> None:
    message = sentence_of(content)
    assert words in message
    assert "hãy" in message
    assert "\n" not in message


def test_text_beyond_the_bound_is_refused_before_it_is_parsed() -> None:
    noise = random.Random(1).randbytes(MAX_XML // 64).hex().encode() * 40  # noqa: S311
    assert len(noise) > MAX_XML
    content = replaced("word/document.xml", b"<w>" + noise + b"</w>")
    assert "MiB khi mở ra" in sentence_of(content)


@pytest.mark.parametrize("depth", [MAX_DEPTH, 300, 10_000, 100_000])
@pytest.mark.parametrize("names", [("tbl", "tr", "tc"), ("sdt", "sdtContent"), ("ins",)])
def test_nesting_without_end_is_refused(depth: int, names: Sequence[str]) -> None:
    opened = "".join(f"<w:{names[n % len(names)]}>" for n in range(depth))
    closed = "".join(f"</w:{names[n % len(names)]}>" for n in reversed(range(depth)))
    message = sentence_of(raw_docx(opened + closed))
    assert re.search("lồng nhau|không đúng XML|phá hoại", message)


def test_nesting_up_to_the_bound_is_read() -> None:
    depth = (MAX_DEPTH - 8) // 3
    opened, closed = "<w:tbl><w:tr><w:tc>" * depth, "</w:tc></w:tr></w:tbl>" * depth
    assert lines(opened + paragraph("sâu") + closed) == ["sâu"]


def test_no_other_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a file was opened")

    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/styles" Target="file:///etc/passwd" TargetMode="External"/>'
        '<Relationship Id="b" Type="x/footnotes" Target="../../../etc/passwd"/></Relationships>'
    )
    content = replaced("word/_rels/document.xml.rels", relations.encode())
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("os.open", refuse)
    assert source_text("mau.docx", content).lines == ("một dòng",)


def test_a_file_of_the_strict_kind_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        document = archive.read("word/document.xml")
    strict = re.sub(
        rb"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        rb"http://purl.oclc.org/ooxml/wordprocessingml/main",
        document,
    )
    assert strict != document
    assert source_text("mau.docx", replaced("word/document.xml", strict)).lines == ("một dòng",)


def test_one_paragraph_of_many_runs_is_read() -> None:
    runs = "".join(run_of(f"{number} ") for number in range(50_000))
    assert lines(f"<w:p>{runs}</w:p>") == [" ".join(map(str, range(50_000)))]


@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_in_words(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([GOOD, notice_docx()])))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content), data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(SourceError):
        source_text("mau.docx", bytes(content[:cut]))


NAMES = (
    *(
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "tblPr",
        "tcPr",
        "tblBorders",
        "tcBorders",
        "top",
        "pPr",
        "rPr",
    ),
    *(
        "numPr",
        "numId",
        "ilvl",
        "pStyle",
        "rStyle",
        "b",
        "vanish",
        "caps",
        "rFonts",
        "br",
        "sym",
        "tab",
    ),
    *(
        "sdt",
        "sdtContent",
        "ins",
        "del",
        "fldChar",
        "instrText",
        "footnoteReference",
        "drawing",
        "pict",
    ),
    *("txbxContent", "sectPr", "headerReference", "type", "style", "basedOn", "num", "abstractNum"),
    *(
        "abstractNumId",
        "lvl",
        "lvlText",
        "numFmt",
        "start",
        "lvlOverride",
        "startOverride",
        "lvlRestart",
    ),
    *("footnote", "docDefaults", "rPrDefault", "numStyleLink", "hyperlink", "altChunk", "body"),
)
VALUES: tuple[str, ...] = (
    "",
    "0",
    "1",
    "2",
    "-1",
    "9",
    "99999999999999999999",
    "bullet",
    "upperRoman",
    "page",
    "begin",
    "a",
)
VALUES += ("separate", "end", "%1.%9", "single", "paragraph", ".VnTime", "VNI-Times", "F0FC", "²")
ATTRIBUTES = (
    "val",
    "id",
    "type",
    "ilvl",
    "numId",
    "abstractNumId",
    "styleId",
    "fldCharType",
    "hAnsi",
)


def element(name: str, attributes: dict[str, str], inner: list[str]) -> str:
    shown = "".join(f' w:{key}="{value}"' for key, value in attributes.items())
    text = "chữ mẫu" if name == "t" else ""
    return f"<w:{name}{shown}>{text}{''.join(inner)}</w:{name}>"


ELEMENTS = st.recursive(
    st.builds(element, st.sampled_from(NAMES), st.just({}), st.just([])),
    lambda inner: st.builds(
        element,
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES), max_size=3),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@given(ELEMENTS, ELEMENTS, ELEMENTS, ELEMENTS)
def test_elements_in_any_order_raise_nothing_else(
    body: str, styles: str, numbering: str, footnotes: str
) -> None:
    parts = {"styles": styles, "numbering": numbering, "footnotes": footnotes, "header1": body}
    with contextlib.suppress(SourceError):
        source_text("mau.docx", raw_docx(body + numbered("a", 1), parts=parts))


BLOCKS = st.recursive(
    st.builds(
        paragraph,
        st.text(st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["C"])),
        st.sampled_from(["", "<w:pageBreakBefore/>", "<w:rPr><w:del/></w:rPr>", "<w:sectPr/>"]),
        st.sampled_from(["", "<w:b/>", '<w:rFonts w:ascii="Arial"/>']),
    ),
    lambda inner: st.builds(
        lambda cells, drawn: table([cells], lines=drawn),
        st.lists(inner, min_size=1, max_size=4),
        st.booleans(),
    ),
    max_leaves=8,
)


@given(st.lists(BLOCKS, max_size=6))
def test_every_character_of_a_file_stands_in_the_lines_once(blocks: list[str]) -> None:
    body = "".join(blocks)
    written = "".join(re.findall(r"<w:t xml[^>]*>([^<]*)", body))
    shown = "".join(read(body + paragraph("hết")).lines)
    assert sorted("".join(shown.split())) == sorted("".join(_plain(written + "hết").split()))


def _plain(text: str) -> str:
    return source_text("mau.txt", text.encode()).lines[0]


def test_words_drawn_behind_the_text_are_told() -> None:
    header = (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="MẬT"/>'
        "</v:shape></w:pict></w:r></w:p>"
    )
    section = '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>'
    body = f"<w:p><w:r><w:t>Việc mẫu</w:t></w:r></w:p>{section}"
    text = source_text("mau.docx", raw_docx(body, parts={"header1": header}))
    assert [(piece.text, piece.reason) for piece in text.dropped] == [("MẬT", "chữ chìm")]
