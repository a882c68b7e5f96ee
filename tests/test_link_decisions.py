"""Decisions about links in the text of a notice: what was decided reads back, all else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.model import Notice, TaskDecision
from ketluan.notice import read_notice
from ketluan.notice.deciding import DecisionKey, UndecidableError, with_decision
from ketluan.strict_yaml import write_mapping

ID = "2020-12-29-mau#II.1.đ"
BODY = "\nTHÔNG BÁO\n\n1. Làm việc.  \n\n---\nnhiem_vu: x\n"


def file_with(keys: str) -> str:
    return f"---\nloai: TB # giữ\n{keys}---\n{BODY}"


@pytest.mark.parametrize(
    ("keys", "edited"),
    [
        ("", "nhiem_vu:\n  II.1:\n    tiep_noi:\n    - ID\n"),
        ("nhiem_vu:  # a\n", "nhiem_vu:  # a\n  II.1:\n    tiep_noi:\n    - ID\n"),
        ("nhiem_vu: {}\n", "nhiem_vu: {II.1: {tiep_noi: [ID]}}\n"),
        (
            "nhiem_vu: {'9': {han: 2021-01-01}}\n",
            "nhiem_vu: {'9': {han: 2021-01-01}, II.1: {tiep_noi: [ID]}}\n",
        ),
        ("nhiem_vu:\n   II.1:\n", "nhiem_vu:\n   II.1:\n     tiep_noi:\n     - ID\n"),
        (
            "nhiem_vu:\n  II.1:\n    tiep_noi: # a\n",
            "nhiem_vu:\n  II.1:\n    tiep_noi: [ID] # a\n",
        ),
        (
            "nhiem_vu:\n  II.1:\n    tiep_noi: [a-1#1] # a\n  # b\nket_qua:\n",
            "nhiem_vu:\n  II.1:\n    tiep_noi: [a-1#1, ID] # a\n  # b\nket_qua:\n",
        ),
        (
            "nhiem_vu:\n  II.1:\n    tiep_noi: 'a-1#1'\n",
            "nhiem_vu:\n  II.1:\n    tiep_noi: ['a-1#1', ID]\n",
        ),
        (
            "nhiem_vu:\n  II.1:\n    tiep_noi:\n      - a-1#1  # a\n    # b\nket_qua: []\n",
            "nhiem_vu:\n  II.1:\n    tiep_noi:\n      - a-1#1  # a\n      - ID\n    # b\nket_qua: []\n",
        ),
        (
            "nhiem_vu:\n  II.1: {han: 2021-01-01}\n",
            "nhiem_vu:\n  II.1: {han: 2021-01-01, tiep_noi: [ID]}\n",
        ),
        (
            "nhiem_vu:\n  II.2:\n    khong_tiep_noi: [a-1#1]\nhan:\n",
            "nhiem_vu:\n  II.2:\n    khong_tiep_noi: [a-1#1]\n  II.1:\n    tiep_noi:\n    - ID\nhan:\n",
        ),
        (
            "trich_yeu: |\n  một\n\n",
            "trich_yeu: |\n  một\n\nnhiem_vu:\n  II.1:\n    tiep_noi:\n    - ID\n",
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_decision_is_added_where_it_belongs_and_nothing_else_moves(
    keys: str, edited: str, line_end: str
) -> None:
    text = file_with(keys).replace("\n", line_end)
    wanted = file_with(edited).replace("ID", ID).replace("\n", line_end)
    assert with_decision(text, "II.1", "tiep_noi", ID) == wanted
    assert with_decision(wanted, "II.1", "tiep_noi", ID) == wanted


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("nhiem_vu: [a]\n", "hãy sửa khóa ấy trước"),
        ("nhiem_vu: {II.1: {tiep_noi: {a: b}}}\n", "danh sách các mã"),
        (f"nhiem_vu: {{II.1: {{khong_tiep_noi: {ID}}}}}\n", "hãy xóa mã ấy"),
        ("nhiem_vu:\n  II.1:\n    tiep_noi: |\n      a-1#1\n", "hãy tự ghi"),
        ("nhiem_vu: [\n", "hãy kiểm tra"),
    ],
)
def test_what_takes_no_decision_is_refused_with_the_cure(keys: str, words: str) -> None:
    with pytest.raises(UndecidableError, match=words):
        with_decision(file_with(keys), "II.1", "tiep_noi", ID)


_WORDS = st.text(st.sampled_from("aăđ :#'\"-[]{},&|>\t012"), max_size=8)
_NUMBERS = st.sampled_from(("II.1", "II.1.đ", "9", "III.2.g5", "1.10"))
_IDS = st.sampled_from(
    tuple(f"2020-0{month}-01-mau#{n}" for month in (1, 2, 3) for n in ("1", "đ"))
)
_KEYS: st.SearchStrategy[DecisionKey] = st.sampled_from(("tiep_noi", "khong_tiep_noi"))
_DECISIONS = st.dictionaries(
    _NUMBERS,
    st.fixed_dictionaries(
        {}, optional={"tiep_noi": _IDS | st.lists(_IDS, max_size=2), "han": st.just("2021-06-30")}
    ),
    max_size=3,
)
_FRONTS = st.fixed_dictionaries(
    {"loai": st.just("TB")},
    optional={"trich_yeu": _WORDS, "nhiem_vu": _DECISIONS, "chu_tri": st.just({"ho_ten": "đ"})},
)


@given(_FRONTS, st.lists(st.tuples(_NUMBERS, _KEYS, _IDS), max_size=4), st.booleans(), _WORDS)
def test_a_decision_reads_back_and_everything_else_is_the_same(
    front: dict[str, object],
    decisions: list[tuple[str, DecisionKey, str]],
    carriage: bool,
    body: str,
) -> None:
    text = f"---\n# đầu\n{write_mapping(front)}# cuối\n---\n{BODY}{body}"
    text = text.replace("\n", "\r\n") if carriage else text
    for number, key, task_id in decisions:
        before = _plain(text)
        said = before.decisions.get(number, TaskDecision())
        if task_id in (said.not_continues if key == "tiep_noi" else said.continues):
            with pytest.raises(UndecidableError, match="hãy xóa mã ấy"):
                with_decision(text, number, key, task_id)
            continue
        edited = with_decision(text, number, key, task_id)
        after = _plain(edited)
        own = after.decisions[number]
        assert task_id in (own.continues if key == "tiep_noi" else own.not_continues)
        assert (after.subject, after.chair, after.body) == (
            before.subject,
            before.chair,
            before.body,
        )
        others = {n: d for n, d in before.decisions.items() if n != number}
        assert {n: d for n, d in after.decisions.items() if n != number} == others
        assert edited.count("\r") == (edited.count("\n") if carriage else 0)
        assert _comments(text) == _comments(edited)
        assert edited.split("---")[-1] == text.split("---")[-1]
        text = edited


def _plain(text: str) -> Notice:
    return read_notice("notices/2021/2021-01-01-mau.md", text.replace("\r\n", "\n"))[0]


def _comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]
