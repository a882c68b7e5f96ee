"""Outcomes that a person confirmed or refused, in the text of a notice: all else stays as it was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Notice, Outcome
from ketluan.notice import read_notice
from ketluan.notice.deciding import UndecidableError, with_outcome, without_outcome
from ketluan.strict_yaml import write_mapping

ID = "2020-12-29-mau#II.1.đ"
DONE = Outcome(ID, "hoan-thanh", date(2021, 3, 29), "Thông báo số 5/TB-SM, mục I.1")
ROW = (
    "- nhiem_vu: 2020-12-29-mau#II.1.đ\n"
    "  trang_thai: hoan-thanh\n"
    "  ngay: 2021-03-29\n"
    "  can_cu: Thông báo số 5/TB-SM, mục I.1\n"
)
FLOW = (
    "{nhiem_vu: 2020-12-29-mau#II.1.đ, trang_thai: hoan-thanh, ngay: 2021-03-29, "
    'can_cu: "Thông báo số 5/TB-SM, mục I.1"}'
)
OTHER = "- {nhiem_vu: a-1#1, trang_thai: rut, ngay: 2021-01-01}"
BODY = "\nTHÔNG BÁO\n\n1. Làm việc.  \n\n---\nket_qua: x\n"


def file_with(keys: str) -> str:
    return f"---\nloai: TB # giữ\n{keys}---\n{BODY}"


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("keys", "edited"),
    [
        ("", f"ket_qua:\n{ROW}"),
        ("ket_qua:  # a\n# b\nnguon:\n", f"ket_qua:  # a\n{ROW}# b\nnguon:\n"),
        ("ket_qua: []\n", f"ket_qua: [{FLOW}]\n"),
        (f"ket_qua: [{OTHER[2:]}]  # a\n", f"ket_qua: [{OTHER[2:]}, {FLOW}]  # a\n"),
        (f"ket_qua:\n{OTHER}  # a\n# b\nnguon:\n", f"ket_qua:\n{OTHER}  # a\n{ROW}# b\nnguon:\n"),
        (f"ket_qua:\n  {OTHER}\nnguon:\n", f"ket_qua:\n  {OTHER}\n{indented(ROW)}nguon:\n"),
        ("trich_yeu: |\n  một\n\n", f"trich_yeu: |\n  một\n\nket_qua:\n{ROW}"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_outcome_is_added_behind_the_others_and_nothing_else_moves(
    keys: str, edited: str, line_end: str
) -> None:
    text = file_with(keys).replace("\n", line_end)
    wanted = file_with(edited).replace("\n", line_end)
    assert with_outcome(text, DONE) == wanted
    assert with_outcome(wanted, DONE) == wanted


@pytest.mark.parametrize(
    ("keys", "edited"),
    [
        ("", "khong_ket_qua:\n- ID\n"),
        ("khong_ket_qua:  # a\n", "khong_ket_qua: [ID]  # a\n"),
        ("khong_ket_qua: a-1#1\n", "khong_ket_qua: [a-1#1, ID]\n"),
        ("khong_ket_qua:\n  - a-1#1  # a\n", "khong_ket_qua:\n  - a-1#1  # a\n  - ID\n"),
        (f"ket_qua:\n{OTHER}\n", f"ket_qua:\n{OTHER}\nkhong_ket_qua:\n- ID\n"),
    ],
)
def test_a_refused_one_is_remembered(keys: str, edited: str) -> None:
    wanted = file_with(edited).replace("ID", ID)
    assert without_outcome(file_with(keys), ID) == wanted
    assert without_outcome(wanted, ID) == wanted


def test_what_contradicts_or_takes_no_outcome_is_refused_with_the_cure() -> None:
    refused = file_with(f"khong_ket_qua: [{ID}]\n")
    told = file_with(f"ket_qua:\n{ROW}")
    with pytest.raises(UndecidableError, match="hãy xóa mã ấy"):
        with_outcome(refused, DONE)
    with pytest.raises(UndecidableError, match="hãy xóa mục ấy"):
        without_outcome(told, ID)
    with pytest.raises(UndecidableError, match="danh sách các kết quả"):
        with_outcome(file_with("ket_qua: {a: b}\n"), DONE)
    with pytest.raises(UndecidableError, match="hãy tự ghi"):
        without_outcome(file_with("khong_ket_qua: |\n  a-1#1\n"), ID)
    with pytest.raises(UndecidableError, match="--ngay"):
        with_outcome(file_with(""), Outcome(ID, "rut", None, ""))


_WORDS = st.text(st.sampled_from("aăđ :#'\"-[]{},&|>%\t012"), max_size=12)
_ROWS = st.fixed_dictionaries(
    {"nhiem_vu": st.sampled_from(("a-1#1", "a-1#đ")), "trang_thai": st.just("rut")},
    optional={"ngay": st.just("2021-01-01"), "can_cu": _WORDS},
)
_FRONTS = st.fixed_dictionaries(
    {"loai": st.just("TB")},
    optional={
        "trich_yeu": _WORDS,
        "ket_qua": st.lists(_ROWS, max_size=2) | st.just(""),
        "khong_ket_qua": st.just("a-1#2") | st.just(["a-1#2", "a-1#3"]) | st.just(""),
    },
)


@given(_FRONTS, _WORDS.map(str.strip), st.booleans(), st.booleans())
def test_an_outcome_reads_back_with_any_evidence_and_all_else_is_the_same(
    front: dict[str, object], evidence: str, flow: bool, carriage: bool
) -> None:
    keys = write_mapping(front)
    if flow and not front.get("ket_qua"):
        keys = write_mapping({k: v for k, v in front.items() if k != "ket_qua"}) + "ket_qua: []\n"
    text = f"---\n# đầu\n{keys}# cuối\n---\n{BODY}"
    text = text.replace("\n", "\r\n") if carriage else text
    done = Outcome(ID, "hoan-thanh", date(2021, 3, 29), evidence)
    edited = without_outcome(with_outcome(text, done), "b-1#1")
    before, after = _read(text), _read(edited)
    assert after.outcomes == (*before.outcomes, done)
    assert after.no_outcomes == (*before.no_outcomes, "b-1#1")
    assert (after.subject, after.body) == (before.subject, before.body)
    assert edited.count("\r") == (edited.count("\n") if carriage else 0)
    assert [x for x in edited.splitlines() if x[:1] == "#"] == ["# đầu", "# cuối"]


def _read(text: str) -> Notice:
    return read_notice("notices/2021/2021-01-01-mau.md", text.replace("\r\n", "\n"))[0]
