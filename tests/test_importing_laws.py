"""Laws of the importer: they hold for any text, however odd."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import FIRST_ORIGINAL, REPOSITORY
from ketluan.coverage import body_characters, coverage
from ketluan.importing.drafting import Draft, draft_notice
from ketluan.model import Dropped
from ketluan.notice import read_notice, read_tasks, write_notice
from ketluan.notice.file import dropped_rows
from ketluan.notice.front_matter import split_front_matter
from ketluan.sources import SourceText, source_text
from ketluan.units import unit_names

PATH = "notices/2021/2021-03-30-mau.md"
FIRST_TEXT = (REPOSITORY / FIRST_ORIGINAL).read_text("utf-8")

# What the importer looks for, put together without sense.
PIECES = (
    "SỞ MẪU TỈNH MẪU", "THÔNG BÁO", "Kết luận của Giám đốc Sở Mẫu", "Số: 15/TB-SM", "Số:   /TB-",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Mẫu Thành, ngày 2 tháng 4",
    "Ngày 30/3/2021, Giám đốc", "I. Đánh giá", "II.", "IX. Việc", "1.", "1.1. Việc", "1) a) -", "(1)",
    "a) Giao Phòng Mẫu chủ trì", "đ. Việc", "- Việc mẫu", "– Việc", "+ Báo cáo", "• Họp", "* Việc",
    "**Việc:**", "**", "*", "***", "__a__", "_", "# Việc", "## I. Việc", "#", "####### bảy", "\\# Việc",
    "\\", "\\\\#", "|", "| Việc | Hạn |", "|---|:-:|", "---", "===", "...", "-", "–", "+ ", "3", "- 4 -",
    "Trang 2/5", "Ký bởi: Sở Mẫu", "Thời gian ký: 1/1/2021 08:00:00 +07:00", "Nơi nhận:", "- Như trên;",
    "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Mẫu", "theo Quyết định số 52/2016/QĐ-", "UBND ngày 1/1",
    "trước ngày 15/4/2021.", "Thứ nhất, giao", "Bước 1:", "Điều 1. Việc", "Phụ lục", "loai: TB", "key: [",
    "<b>", "{{ x }}", "{% raw %}", "[a](javascript:b)", "&amp;", "`", "~~~", "> trích", "1", ".", ";",
    ":",
    "Trên đây là kết luận, thông báo để các đơn vị thực hiện./.",
)  # fmt: skip
GLUE = st.sampled_from(
    (" ", "", "\n", "\n\n", "\t", "   ", "\f", "\n\f", "\v", "\u00a0", "\u2028", "\r\n", "\n    ")
)
ODD = st.sampled_from(
    ("\u200f", "\u202e", "\u0301", "a\u0323\u0306", "\ufeff", "\u00ad", "\u200b", "𝟏", "ﬁ", "…", "\u3000",
     "①", "Đ\u0323", "İ", "ß", "\U0010ffff", "\ue000", "\u1680", "٣", "²", "\u0345", "½", "Ⅳ")
)  # fmt: skip
ANY = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\f\v\r"), max_size=30
)
LONG = st.builds(
    lambda piece, times: (piece + " ") * times, st.sampled_from(PIECES), st.integers(20, 400)
)
TEXTS = (
    st.lists(st.tuples(st.sampled_from(PIECES) | ODD | ANY | LONG, GLUE), min_size=1, max_size=25)
    .map(lambda pairs: "".join(piece + glue for piece, glue in pairs))
    .filter(lambda text: bool(text.strip().strip("\ufeff\u00ad\u200b").strip()))
)


def source_of(text: str, name: str = "mau.txt") -> SourceText:
    """Return the source that a file with `text` is."""
    return source_text(name, f"{text}\nSở".encode())  # a word more: never empty


def drafted(text: str, name: str = "mau.txt") -> tuple[SourceText, Draft]:
    """Import `text`: the one place that knows how."""
    source = source_of(text, name)
    return source, draft_notice(source)


def notice_file(draft: Draft) -> str:
    """Return the notice file with its list of dropped pieces."""
    rows = {"luoc_bo": dropped_rows(draft.dropped)} if draft.dropped else {}
    return write_notice({**rows, **draft.metadata}, draft.body)


@given(TEXTS, st.sampled_from(["mau.txt", "mau.md"]))
def test_every_character_is_in_the_body_or_dropped(text: str, name: str) -> None:
    source, draft = drafted(text, name)
    assert draft.coverage.complete
    assert draft.coverage.accounted == draft.coverage.source_characters
    kept = sum(len("".join(line.split())) for line in source.lines)
    dropped = sum(len("".join(piece.text.split())) for piece in draft.dropped)
    assert len(body_characters(draft.body)) + dropped == kept


@given(TEXTS, st.sampled_from(["mau.txt", "mau.md"]))
def test_a_draft_is_read_and_written_without_a_change(text: str, name: str) -> None:
    source, draft = drafted(text, name)
    written = notice_file(draft)
    notice, problems = read_notice(PATH, written)
    assert {problem.rule for problem in problems} <= {"missing"}
    mapping, body, _, _ = split_front_matter(PATH, written)
    assert write_notice(mapping.values, body) == written
    assert notice.body.strip() == draft.body.strip()
    assert Counter(notice.dropped) == Counter(draft.dropped)
    assert coverage(source.lines, notice.body, notice.dropped).complete


@given(TEXTS)
def test_tasks_of_any_draft_are_read(text: str) -> None:
    _, draft = drafted(text)
    notice, _ = read_notice(PATH, notice_file(draft))
    numbers = [task.number for task in read_tasks(notice, unit_names(()))]
    assert all(numbers)


@given(TEXTS)
def test_the_same_source_gives_the_same_draft(text: str) -> None:
    assert drafted(text) == drafted(text)


@given(TEXTS, st.data())
def test_pieces_that_a_format_dropped_stay_dropped(text: str, data: st.DataObject) -> None:
    source = source_of(text)
    filled = [index for index, line in enumerate(source.lines) if line.strip()]
    chosen = data.draw(st.sets(st.sampled_from(filled), max_size=3))
    pieces = tuple(Dropped(i + 1, source.lines[i].strip(), "đầu trang") for i in sorted(chosen))
    draft = draft_notice(replace(source, dropped=pieces))
    assert draft.coverage.complete
    assert set(pieces) <= set(draft.dropped)


@given(TEXTS, st.data())
def test_paragraphs_and_bold_lines_of_a_format_change_no_character(
    text: str, data: st.DataObject
) -> None:
    source = source_of(text)
    lines = st.sets(st.integers(1, len(source.lines)))
    marked = replace(
        source,
        paragraphs=frozenset(data.draw(lines)) | {1},
        bold=frozenset(data.draw(lines)),
        read_by="word",
    )
    assert draft_notice(marked).coverage.complete


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends_make_no_difference(end: str) -> None:
    _, one = drafted(FIRST_TEXT)
    _, other = drafted(FIRST_TEXT.replace("\n", end))
    assert other.body == one.body
    assert other.metadata == one.metadata


@settings(max_examples=40)
@given(st.integers(0, len(FIRST_TEXT)), st.integers(0, len(FIRST_TEXT)))
@example(0, len(FIRST_TEXT))
def test_any_part_of_a_notice_is_imported_whole(one: int, other: int) -> None:
    _, draft = drafted(FIRST_TEXT[min(one, other) : max(one, other)])
    assert draft.coverage.complete


def test_marks_of_emphasis_behind_the_same_letters_are_accounted_for() -> None:
    _, draft = drafted("MẪU__a__ b", "mau.md")
    assert draft.coverage.complete
