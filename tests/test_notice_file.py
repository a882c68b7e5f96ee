from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import as_source
from ketluan.importing.drafting import draft_notice
from ketluan.model import Chair, Dropped, Outcome, Period, Signer, Source, TaskDecision
from ketluan.notice import KEYS, dropped_rows, read_notice, read_progress, write_notice

HASH = "a" * 64
FULL = f"""---
loai: TB
so_ky_hieu: 300/TB-SKHCN
ngay_ban_hanh: 2021-04-02
noi_ban_hanh: Minh Họa
do_khan: Thượng khẩn
ngay_hop: 2021-03-29
co_quan_cap_tren: UBND tỉnh Mẫu
co_quan: Sở Mẫu tỉnh Mẫu
trich_yeu: Kết luận tại cuộc họp mẫu
ky_danh_gia: 2021-Q1
ky_chi_dao: 2021-Q2
chu_tri: {{ho_ten: Trần Văn Mẫu, chuc_vu: Giám đốc Sở Mẫu}}
thanh_phan: Cùng dự có các Phó Giám đốc
nguoi_ky: {{ho_ten: Người Mẫu, chuc_vu: Chánh Văn phòng, quyen_han: TL. GIÁM ĐỐC}}
do_mat:
nguon: {{tep: goc/2021/mau.txt, sha256: {HASH}}}
luoc_bo:
  - {{dong: 12, noi_dung: "3", ly_do: số trang}}
nhiem_vu:
  II.1.6:
    tiep_noi: [2020-12-29-mau#II.1.4]
    han: 2021-06-30
ket_qua:
  - nhiem_vu: 2020-12-29-mau#II.4.2
    trang_thai: hoan-thanh
    ngay: 2021-03-15
    can_cu: 45/QĐ-SKHCN
---

THÔNG BÁO

(1) Việc mẫu.
"""


def test_every_key_is_read() -> None:
    notice, problems = read_notice("notices/2021/2021-03-29-mau.md", FULL)
    assert problems == ()
    assert notice.id == "2021-03-29-mau"
    assert (notice.type, notice.number) == ("TB", "300/TB-SKHCN")
    assert (notice.issued, notice.meeting_date) == (date(2021, 4, 2), date(2021, 3, 29))
    assert (notice.reviewed_period, notice.directed_period) == (
        Period("2021-Q1"),
        Period("2021-Q2"),
    )
    assert (notice.place, notice.urgency) == ("Minh Họa", "Thượng khẩn")
    assert (notice.superior, notice.issuer) == ("UBND tỉnh Mẫu", "Sở Mẫu tỉnh Mẫu")
    assert notice.chair == Chair("Trần Văn Mẫu", "Giám đốc Sở Mẫu")
    assert notice.attendees == "Cùng dự có các Phó Giám đốc"
    assert notice.signer == Signer("Người Mẫu", "Chánh Văn phòng", "TL. GIÁM ĐỐC")
    assert notice.source == Source("goc/2021/mau.txt", HASH)
    assert [(piece.line, piece.text, piece.reason) for piece in notice.dropped] == [
        (12, "3", "số trang")
    ]
    assert notice.decisions == {
        "II.1.6": TaskDecision(("2020-12-29-mau#II.1.4",), date(2021, 6, 30))
    }
    assert notice.outcomes == (
        Outcome("2020-12-29-mau#II.4.2", "hoan-thanh", date(2021, 3, 15), "45/QĐ-SKHCN"),
    )
    assert notice.body == "THÔNG BÁO\n\n(1) Việc mẫu."
    assert FULL.split("\n")[notice.body_line - 1] == "THÔNG BÁO"


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("ngay_hop: 2021-03-29", "ngay_hop: 29/3/2021", 7, "date"),
        ("ngay_hop: 2021-03-29", "ngay_hop: 2021-02-30", 7, "date"),
        ("ky_chi_dao: 2021-Q2", "ky_chi_dao: Quý II", 12, "period"),
        ("loai: TB", "loai: XX", 2, "type"),
        ("loai: TB", "loaii: TB", 2, "unknown-key"),
        ("co_quan: Sở Mẫu tỉnh Mẫu", "co_quan:", 9, "missing"),
        ("chuc_vu:", "chucvu:", 13, "unknown-key"),
        ("goc/2021/mau.txt", "../../etc/passwd", 17, "source-path"),
        (HASH, "abc", 17, "source-hash"),
        ("dong: 12", "dong: mười hai", 19, "form"),
        ("dong: 12", "dong: [12, 0]", 19, "form"),
        ("han: 2021-06-30", "han: cuối tháng 6", 23, "date"),
        ("[2020-12-29-mau#II.1.4]", "[việc cũ]", 22, "task-id"),
        ("trang_thai: hoan-thanh", "trang_thai: xong", 26, "status"),
        ("nguoi_ky: {ho", "nguoi_ky: [ho", 15, "front-matter"),
        ("---\nloai", "loai", 1, "front-matter"),
        ("loai: TB\n", "loai: TB\nloai: KL\n", 3, "front-matter"),
    ],
)
def test_every_fault_is_said_with_its_line(old: str, new: str, line: int, rule: str) -> None:
    notice, problems = read_notice("n.md", FULL.replace(old, new, 1))
    assert (line, rule) in [(problem.line, problem.rule) for problem in problems]
    assert all(problem.path == "n.md" and ";" in problem.message for problem in problems)
    assert "Việc mẫu" in notice.body  # nothing is lost


PARTED = """Nơi nhận:

KT. GIÁM ĐỐC

- Như trên;

PHÓ GIÁM ĐỐC

- Lưu: VT.

Trần Văn Mẫu

PHỤ LỤC

- Việc mẫu.
"""


def recipients_of(body: str) -> tuple[str, ...]:
    return read_notice("n.md", f"---\nloai: TB\n---\n\n{body}")[0].recipients


@pytest.mark.parametrize(
    ("foot", "recipients"),
    [
        ("Nơi nhận:\n\n- Như trên;\n\n- Lưu: VT, TH.", ("Như trên", "Lưu: VT, TH")),
        ("Nơi nhận: Như trên; Lưu: VT.", ("Như trên", "Lưu: VT")),
        ("Nơi nhận:\n\nNhư trên;\n\nLưu: VT.", ("Như trên", "Lưu: VT")),
        (
            "Nơi nhận:\n\n- Các Phòng: A, B,\n\nMẫu, Nội vụ;\n\n- Lưu: VT.",
            ("Các Phòng: A, B, Mẫu, Nội vụ", "Lưu: VT"),
        ),
        (
            "Nơi nhận:\n\n- VP: các Vụ:\n\nTH, KTTH, NN;\n\n- Lưu: VT. Trần Văn Mẫu\n\n- Việc ở phụ lục.",
            ("VP: các Vụ: TH, KTTH, NN", "Lưu: VT. Trần Văn Mẫu"),
        ),
        (PARTED, ("Như trên", "Lưu: VT")),
        (
            "Nơi nhận:\n\n- Như trên;\n\n- Lưu: VT.\n\nPHỤ LỤC\n\n- Việc mẫu.",
            ("Như trên", "Lưu: VT"),
        ),
    ],
)
def test_recipients_are_read_however_the_columns_came(
    foot: str, recipients: tuple[str, ...]
) -> None:
    assert recipients_of(f"1. Làm việc mẫu.\n\n{foot}") == recipients


_PIECES = st.lists(
    st.builds(
        Dropped,
        st.integers(1, 6),
        st.sampled_from(["**", "*", "3", "|", "Trang: 1", "- - -"]),
        st.sampled_from(["dấu Markdown", "số trang"]),
    ),
    max_size=12,
)


@given(_PIECES)
def test_dropped_pieces_are_written_in_few_rows_and_read_back(pieces: list[Dropped]) -> None:
    rows = dropped_rows(pieces)
    assert len(rows) == len({(piece.text, piece.reason) for piece in pieces})
    notice, problems = read_notice("n.md", write_notice({"loai": "TB", "luoc_bo": rows}, "THÂN"))
    assert "luoc_bo" not in " ".join(problem.message for problem in problems)
    key = lambda piece: (piece.line, piece.text, piece.reason)  # noqa: E731
    assert sorted(notice.dropped, key=key) == sorted(pieces, key=key)
    assert [piece.line for piece in notice.dropped] == sorted(piece.line for piece in pieces)


def test_the_lines_of_equal_pieces_stand_on_one_line() -> None:
    pieces = [Dropped(13, "**", "dấu"), Dropped(13, "**", "dấu"), Dropped(14, "**", "dấu")]
    text = write_notice({"luoc_bo": dropped_rows(pieces)}, "THÂN")
    assert "dong: [13, 13, 14]" in text


def test_all_faults_are_reported_at_once() -> None:
    text = FULL.replace("2021-03-29", "x").replace("2021-Q1", "y").replace("loai: TB", "la: z")
    _, problems = read_notice("n.md", text)
    assert {"date", "period", "unknown-key", "missing"} <= {problem.rule for problem in problems}


def test_a_value_of_the_wrong_form_is_said_once() -> None:
    text = FULL.replace("so_ky_hieu: 300/TB-SKHCN", "so_ky_hieu: [300/TB-SKHCN]")
    _, problems = read_notice("notices/2021/2021-03-29-mau.md", text + "\n(2) Việc khác.\n")
    assert [(problem.rule, problem.line) for problem in problems] == [("form", 3)]


def test_a_progress_file_states_outcomes_only() -> None:
    text = "---\nket_qua:\n  - {nhiem_vu: a#1, trang_thai: rut, ngay: 2021-05-01}\nloai: TB\n---\n"
    outcomes, problems = read_progress("notices/cap-nhat/2021-05-01-x.md", text)
    assert outcomes == (Outcome("a#1", "rut", date(2021, 5, 1), ""),)
    assert [(problem.line, problem.rule) for problem in problems] == [(4, "unknown-key")]


def test_keys_are_written_in_one_order() -> None:
    text = write_notice({"nguon": "", "loai": "TB", "co_quan": "Sở: Mẫu"}, "THÂN")
    assert text == "---\nloai: TB\nco_quan: 'Sở: Mẫu'\nnguon:\n---\n\nTHÂN\n"
    assert len({key.name for key in KEYS}) == len(KEYS)


_LINES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
        st.sampled_from(["---", "I. Phần", "1. Việc", "# x", "Nơi nhận:", "THÔNG BÁO"]),
    ),
    min_size=1,
)


@given(_LINES)
def test_a_draft_reads_back_as_it_was_written(lines: list[str]) -> None:
    draft = draft_notice(as_source(lines))
    notice, _ = read_notice("notices/0000/x.md", draft.text())
    assert notice.body == draft.body
    assert notice.subject == str(draft.metadata["trich_yeu"] or "")


@given(st.text())
def test_any_file_is_read(text: str) -> None:
    read_notice("n.md", text)
    read_notice("n.md", f"---\n{text}\n---\n\n{text}")


@pytest.mark.parametrize("value", ["Mật", "[Mật]", "{a: b}", "không"])
def test_whatever_stands_at_do_mat_is_a_mark_of_secrecy(value: str) -> None:
    notice, _ = read_notice("n.md", FULL.replace("do_mat:", f"do_mat: {value}"))
    assert notice.secrecy


def test_a_notices_own_number_in_its_letterhead_cites_nothing() -> None:
    text = (
        "---\nloai: TB\nso_ky_hieu: 07/TB-SM\nngay_hop: 2021-03-29\n---\n\n"
        "SỞ MẪU\n\nSố: 07/TB-SM\n\nTHÔNG BÁO\n\nCăn cứ Kế hoạch số 12/KH-SM, "
        "kết luận:\n\n1. Làm theo 07/TB-SM."
    )
    notice, _ = read_notice("notices/2021/2021-03-29-x.md", text)
    cited = [c.number for block in notice.blocks for c in block.citations]
    assert cited == ["12/KH-SM", "07/TB-SM"]
