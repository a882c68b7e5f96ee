from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import as_source
from ketluan.importing.drafting import draft_notice
from ketluan.model import Outcome, Period, Signer, Source, TaskDecision
from ketluan.notice import KEYS, read_notice, read_progress, write_notice

HASH = "a" * 64
FULL = f"""---
loai: TB
so_ky_hieu: 300/TB-SKHCN
ngay_ban_hanh: 2021-04-02
ngay_hop: 2021-03-29
co_quan: Sở Mẫu tỉnh Mẫu
trich_yeu: Kết luận tại cuộc họp mẫu
ky_danh_gia: 2021-Q1
ky_chi_dao: 2021-Q2
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
        ("ngay_hop: 2021-03-29", "ngay_hop: 29/3/2021", 5, "date"),
        ("ngay_hop: 2021-03-29", "ngay_hop: 2021-02-30", 5, "date"),
        ("ky_chi_dao: 2021-Q2", "ky_chi_dao: Quý II", 9, "period"),
        ("loai: TB", "loai: XX", 2, "type"),
        ("loai: TB", "loaii: TB", 2, "unknown-key"),
        ("co_quan: Sở Mẫu tỉnh Mẫu", "co_quan:", 6, "missing"),
        ("chuc_vu:", "chucvu:", 10, "unknown-key"),
        ("goc/2021/mau.txt", "../../etc/passwd", 12, "source-path"),
        (HASH, "abc", 12, "source-hash"),
        ("dong: 12", "dong: mười hai", 14, "form"),
        ("han: 2021-06-30", "han: cuối tháng 6", 18, "date"),
        ("[2020-12-29-mau#II.1.4]", "[việc cũ]", 17, "task-id"),
        ("trang_thai: hoan-thanh", "trang_thai: xong", 21, "status"),
        ("nguoi_ky: {ho", "nguoi_ky: [ho", 10, "front-matter"),
        ("---\nloai", "loai", 1, "front-matter"),
        ("loai: TB\n", "loai: TB\nloai: KL\n", 3, "front-matter"),
    ],
)
def test_every_fault_is_said_with_its_line(old: str, new: str, line: int, rule: str) -> None:
    notice, problems = read_notice("n.md", FULL.replace(old, new, 1))
    assert (line, rule) in [(problem.line, problem.rule) for problem in problems]
    assert all(problem.path == "n.md" and ";" in problem.message for problem in problems)
    assert "Việc mẫu" in notice.body  # nothing is lost


def test_all_faults_are_reported_at_once() -> None:
    text = FULL.replace("2021-03-29", "x").replace("2021-Q1", "y").replace("loai: TB", "la: z")
    _, problems = read_notice("n.md", text)
    assert {"date", "period", "unknown-key", "missing"} <= {problem.rule for problem in problems}


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
