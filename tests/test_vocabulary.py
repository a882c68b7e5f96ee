"""Every row of the vocabularies of tasks and notices does its work in a sentence.

A row that no sentence can show to matter is a defect of the vocabulary.
"""

import re
from itertools import pairwise

import pytest

from ketluan.model import Notice
from ketluan.notice.asking import asks_of, begins_with_deed, clauses
from ketluan.notice.bodies import bodies_at
from ketluan.notice.body import AUTHORITY, CLOSING, RECIPIENTS, read_blocks
from ketluan.notice.responsibility import coordinating_units
from ketluan.notice.tasks import looks_back, read_tasks
from ketluan.organisations import body_at
from ketluan.secrecy import secrecy_mark
from ketluan.units import unit_names
from ketluan.vocabulary import notice_words, task_words

WORDS = task_words()
NAMES = unit_names(())


def rows(*keys: str) -> list[str]:
    return [row for key in keys for row in WORDS[key]]


def asked(text: str) -> list[str]:
    """Return the bodies that `text` makes responsible, as printed."""
    return [text[body.start : body.end] for clause in clauses(text) for body in clause.bodies]


def opened(row: str) -> str:
    return row[0].upper() + row[1:]


@pytest.mark.parametrize("key", [key for key in WORDS if key != "version"])
def test_no_row_stands_twice_and_none_has_blanks_at_its_ends(key: str) -> None:
    listed = WORDS[key]
    assert len(set(listed)) == len(listed)
    assert [row for row in listed if row != " ".join(row.split()) or not row] == []


@pytest.mark.parametrize("row", rows("verbs", "duties"))
def test_every_deed_begins_a_task(row: str) -> None:
    text = f"{opened(row)} công việc mẫu."
    (clause,) = clauses(text)
    assert begins_with_deed(text)
    assert begins_with_deed(f"{row} công việc mẫu.")
    assert not begins_with_deed(f"{opened(row)}x công việc mẫu.") or row + "x" not in text
    assert clause.asks == (row not in WORDS["stating"])


# Who gives is not who is asked; what tells what was is no deed behind a body.
_NOT_BEHIND = {*WORDS["giving"], *WORDS["past"], "chưa được"}


@pytest.mark.parametrize("row", [row for row in rows("verbs", "duties") if row not in _NOT_BEHIND])
def test_every_deed_ends_the_name_of_the_body_before_it(row: str) -> None:
    assert asked(f"Sở Mẫu {row} công việc mẫu.") == ["Sở Mẫu"]
    assert asked(f"Sở Mẫu, Phòng Thử {row} công việc mẫu.") == ["Sở Mẫu", "Phòng Thử"]
    assert asked(f"Giao Phòng Mẫu {row} công việc mẫu.") == ["Phòng Mẫu"]


@pytest.mark.parametrize("row", rows("giving"))
def test_every_verb_of_giving_names_who_leads(row: str) -> None:
    for text in (
        f"{opened(row)} Sở Mẫu rà soát.",
        f"Về việc mẫu, {row} Sở Mẫu rà soát.",
        f"Việc mẫu còn chậm, {row} Sở Mẫu rà soát.",
        f"Việc mẫu còn chậm; {row} Sở Mẫu rà soát.",
        f"{opened(row)}  Sở Mẫu rà soát.",
    ):
        given = [clause for clause in clauses(text) if clause.bodies]
        assert asked(text) == ["Sở Mẫu"], text
        assert all(clause.given and clause.asks for clause in given)


@pytest.mark.parametrize("row", rows("past"))
def test_what_was_is_not_asked_for(row: str) -> None:
    text = f"Sở Mẫu {row} rà soát công việc."
    assert not asks_of(text)
    assert asks_of("Sở Mẫu rà soát công việc.")


@pytest.mark.parametrize("row", rows("stating"))
def test_a_statement_asks_for_nothing(row: str) -> None:
    text = f"{opened(row)} công tác của Sở Mẫu."
    assert clauses(text)[0].states
    assert not asks_of(text)


@pytest.mark.parametrize("row", rows("after_body"))
def test_words_behind_a_body_end_its_name_and_leave_the_verb_to_be_found(row: str) -> None:
    assert asked(f"Sở Mẫu {row} mẫu rà soát công việc.") == ["Sở Mẫu"]
    assert asked(f"Sở Mẫu {row} mẫu đã rà soát công việc.") == []


_ALL_OF_A_KIND = {
    "Toàn thể": "cán bộ",
    "Các": "phòng",
    "Từng": "phòng",
    "Mỗi": "phòng",
    "Tất cả": "phòng",
}


@pytest.mark.parametrize("row", rows("bodies"))
def test_every_head_begins_a_body(row: str) -> None:
    name = f"{row} {_ALL_OF_A_KIND.get(row, 'Mẫu')}"
    printed = "Mẫu" if row == "Đồng chí" else name  # a title of a person is no part of the office
    assert asked(f"Giao {name} rà soát công việc.") == [printed]
    assert asked(f"Giao Sở Thử, {name} rà soát công việc.")[0] == "Sở Thử"
    if not begins_with_deed(row):
        assert asked(f"{name} rà soát công việc.") == [printed]


@pytest.mark.parametrize("row", rows("no_bodies"))
def test_what_only_begins_like_a_body_is_none(row: str) -> None:
    text = f"{opened(row)} mẫu rà soát công việc."
    assert asked(text) == []
    assert asked(f"Giao {row} mẫu rà soát công việc.") == []
    heads = [head for head in WORDS["bodies"] if row.lower().startswith(head.lower())]
    assert heads, "a row that no head of a body begins cannot matter"


_EACH = ("các", "từng", "mỗi", "tất cả", "tất cả các", "toàn thể các")


@pytest.mark.parametrize("row", rows("kinds_of_bodies"))
def test_all_of_a_kind_are_a_body(row: str) -> None:
    for each in _EACH:
        assert asked(f"{opened(each)} {row} rà soát.") == [f"{opened(each)} {row}"], each
    assert asked(f"Giao Sở Mẫu và các {row} rà soát.") == ["Sở Mẫu", f"các {row}"]


_KIND = {
    "các": " đơn vị",
    "từng": " đơn vị",
    "mỗi": " đơn vị",
    "tất cả": " đơn vị",
    "toàn thể": " cán bộ",
}


@pytest.mark.parametrize("row", rows("plural_starts"))
def test_a_body_in_lower_case_counts_with_a_word_for_all_of_a_kind(row: str) -> None:
    name = row + _KIND.get(row, " Mẫu" if row == "đồng chí" else " mẫu")
    assert asked(f"Yêu cầu {name} rà soát.") == [name.removeprefix("đồng chí ")]


@pytest.mark.parametrize("row", rows("intros"))
def test_the_subject_is_found_behind_an_introduction(row: str) -> None:
    for text in (
        f"{opened(row)} việc mẫu, Sở Mẫu rà soát.",
        f"{opened(row)} việc mẫu, việc thử, Sở Mẫu rà soát.",
        f"{opened(row)} việc mẫu, giao Sở Mẫu rà soát.",
        f"Rà soát; {row} việc mẫu, Sở Mẫu rà soát.",
    ):
        assert asked(text) == ["Sở Mẫu"], text


def test_without_an_introduction_the_subject_is_not_looked_for() -> None:
    assert asked("Việc mẫu, Sở Mẫu rà soát.") == []


@pytest.mark.parametrize("row", rows("verbs_in_names"))
def test_a_verb_inside_a_name_ends_none(row: str) -> None:
    # Some hold a comma or words of time; the name must reach to their last word all the same.
    text = f"Giao Sở Mẫu và các cơ quan {row} khẩn trương rà soát."
    end = bodies_at(text, len("Giao "), len(text)).end
    assert end is not None
    assert text[end.start : end.end].strip() == "khẩn trương"


@pytest.mark.parametrize("row", rows("name_goes_on"))
def test_a_name_goes_on_behind_its_capitals(row: str) -> None:
    # Without the row a name in lower case behind capitals is cut before it.
    text = f"Sở Tài chính {row} mẫu mới thử"
    listed = bodies_at(text, 0, len(text)).spans
    ends = [
        verb for verb in rows("verbs", "after_body") if row == verb or row.startswith(f"{verb} ")
    ]
    if not ends:
        assert [text[span.start : span.end] for span in listed] == [text]
    other = "Sở Tài chính rất mới thử"
    assert [other[s.start : s.end] for s in bodies_at(other, 0, len(other)).spans] == [
        "Sở Tài chính"
    ]


@pytest.mark.parametrize("row", notice_words()["body_heads"])
def test_every_head_begins_a_name(row: str) -> None:
    assert body_at(f"{row} Mẫu Thử đã họp", 0) == f"{row} Mẫu Thử"


@pytest.mark.parametrize("row", notice_words()["bodies_by_name"])
def test_bodies_with_a_fixed_name_are_read_whole(row: str) -> None:
    assert body_at(f"{row} đã họp", 0) == row


# What each pattern is meant to catch, for rows that are patterns rather than words.
_SHOWN = {
    r"(?:về )?(?:những )?(?:tồn tại|hạn chế|khó khăn|nguyên nhân|bất cập)": [
        "Tồn tại", "Về những hạn chế", "Những khó khăn", "Nguyên nhân", "Bất cập",
    ],
    r"(?:về )?thành phần": ["Thành phần", "Về thành phần"],
    r"(?:nội dung|phương thức|thành phần|thời gian|địa điểm) (?:kiểm tra|giám sát)": [
        "Nội dung kiểm tra", "Phương thức giám sát", "Thời gian kiểm tra", "Địa điểm kiểm tra",
    ],
    r"(?:về )?quan điểm": ["Quan điểm", "Về quan điểm"],
    r"(?:tóm tắt|nội dung làm việc|diễn biến)": ["Tóm tắt", "Nội dung làm việc", "Diễn biến"],
    r"(?:các )?ý kiến (?:của|phát biểu|tham gia|thảo luận)": [
        "Ý kiến của đại biểu", "Các ý kiến phát biểu", "Ý kiến tham gia", "Ý kiến thảo luận",
    ],
}  # fmt: skip


def shown(row: str) -> list[str]:
    """Return texts that the row, a word or a pattern, must match."""
    if row in _SHOWN:
        return _SHOWN[row]
    if re.escape(row).replace(r"\ ", " ") == row:
        return [row.capitalize(), row.upper()]
    return []


@pytest.mark.parametrize("row", notice_words()["assessment_headings"])
def test_below_a_heading_that_looks_back_nothing_is_asked(row: str) -> None:
    assert shown(row), "a new pattern needs the texts that it is for, above"
    for heading in shown(row):
        assert looks_back(heading), heading
        assert not looks_back(f"Việc {heading.lower()}")
        body = f"## I. {heading}\n\n1. Rà soát hồ sơ mẫu.\n\n2. Sở Mẫu báo cáo."
        notice = Notice(id="n", path="n.md", body=body, blocks=read_blocks(body, 1, 2021))
        assert read_tasks(notice, NAMES) == ()


@pytest.mark.parametrize("row", notice_words()["directing_headings"])
def test_below_a_heading_that_directs_everything_is_asked(row: str) -> None:
    for heading in shown(row):
        body = f"## I. Các {heading.lower()} mẫu\n\n1. Công việc mẫu."
        notice = Notice(id="n", path="n.md", body=body, blocks=read_blocks(body, 1, 2021))
        assert [task.number for task in read_tasks(notice, NAMES)] == ["I.1"], heading
    other = "## I. Công tác mẫu\n\n1. Công việc mẫu."
    assert (
        read_tasks(Notice(id="n", path="n", body=other, blocks=read_blocks(other, 1, 2021)), NAMES)
        == ()
    )


@pytest.mark.parametrize(
    "text",
    [
        "Nay thông báo để các đơn vị biết.",
        "Trên đây là kết luận của Giám đốc Sở Mẫu.",
        "Văn phòng Sở thông báo để các đơn vị biết.",
        "Văn phòng Sở Mẫu xin trân trọng thông báo đến các đơn vị.",
        "Thông báo kết luận này thay giấy mời.",
    ],
)
def test_the_closing_is_known_by_its_first_words(text: str) -> None:
    assert CLOSING.match(text)
    assert not CLOSING.match(f"Rà soát. {text}")


@pytest.mark.parametrize("row", notice_words()["recipients_starts"])
def test_the_foot_begins_at_the_recipients(row: str) -> None:
    for text in (f"{row.capitalize()}:", f"{row.upper()}:", f"{row.title()} :"):
        assert RECIPIENTS.match(text)
    assert not RECIPIENTS.match(f"{row}x")


@pytest.mark.parametrize("row", notice_words()["authorities"])
def test_every_authority_begins_the_signature(row: str) -> None:
    assert AUTHORITY.match(f"{row} GIÁM ĐỐC")
    assert AUTHORITY.match(f"{row}GIÁM ĐỐC")
    assert not AUTHORITY.match(f"{row} giám đốc")


@pytest.mark.parametrize("row", notice_words()["secrecy_marks"])
def test_every_mark_of_secrecy_is_seen(row: str) -> None:
    assert secrecy_mark([row]) == row


@pytest.mark.parametrize("row", notice_words()["coordinating_words"])
def test_every_word_of_coordination_names_who_takes_part(row: str) -> None:
    units = coordinating_units(f"Chủ trì, {row} Sở Mẫu rà soát hồ sơ.", (), NAMES)
    assert [unit.name for unit in units] == ["Sở Mẫu"]


def test_coordinating_words_stand_longest_first() -> None:
    # They are tried in order: a row that begins a later one would hide it.
    for one, other in pairwise(notice_words()["coordinating_words"]):
        assert not other.startswith(f"{one} ")


def test_what_may_stand_beside_a_mark_of_secrecy_is_in_capitals() -> None:
    """A piece with more small letters than a mark has is passed over (`secrecy`)."""
    assert all(words.isupper() for words in notice_words()["secrecy_neighbours"])
