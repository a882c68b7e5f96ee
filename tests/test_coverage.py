from hypothesis import given
from hypothesis import strategies as st

from conftest import as_source
from ketluan.coverage import coverage
from ketluan.importing.drafting import draft_notice
from ketluan.model import Dropped
from ketluan.notice.body import escape_line

LINES = ["THÔNG BÁO", "", "Số 105/TB-", "", "UBND", "3", "I. Việc"]


def test_joined_lines_and_marks_lose_nothing() -> None:
    account = coverage(LINES, "THÔNG BÁO\n\nSố 105/TB-UBND 3\n\n## I. Việc", ())
    assert account.complete
    assert (account.source_characters, account.accounted) == (28, 28)


def test_a_dropped_piece_is_accounted_for() -> None:
    body = "THÔNG BÁO\n\nSố 105/TB-UBND\n\n## I. Việc"
    account = coverage(LINES, body, (Dropped(6, "3", "số trang"),))
    assert account.complete
    assert account.accounted == account.source_characters


def test_a_changed_word_is_found_with_its_line() -> None:
    account = coverage(LINES, "THÔNG BÁO\n\nSố 105/TB-UBNĐ 3\n\nI. Việc", ())
    assert not account.complete
    assert (account.line, account.missing) == (5, "UBND")
    assert "105/TB-UBNĐ 3" in account.extra


def test_what_was_added_is_found() -> None:
    account = coverage(LINES, "THÔNG BÁO\n\nSố 105/TB-UBND 3\n\nI. Việc thêm", ())
    assert not account.complete
    assert account.extra.endswith("I. Việc thêm")


def test_a_hash_of_the_source_counts_and_a_mark_of_ours_does_not() -> None:
    assert coverage(["# đầu"], escape_line("# đầu"), ()).complete
    assert not coverage(["# đầu"], "# đầu", ()).complete


_SCRAPS = (
    "I. Phần", "1. Việc", "(1) Làm", "- Nơi", "THÔNG BÁO", "Nơi nhận:", "# a", "\\# b", "105/TB-",
    "UBND ngày 1/2/2021", "TL. GIÁM ĐỐC", "### x", "##", "năm 2021", "",
)  # fmt: skip
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30)
_LINES = st.lists(st.one_of(_TEXT, st.sampled_from(_SCRAPS)))


@given(_LINES)
def test_a_draft_of_any_text_loses_nothing(lines: list[str]) -> None:
    assert draft_notice(as_source(lines)).coverage.complete
