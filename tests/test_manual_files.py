"""The pages on the files that people write: every key stands there, and every example is readable."""

import re

import pytest
import yaml

from conftest import REPOSITORY
from ketluan.archive.document_register import RELATION_KEYS, read_documents
from ketluan.archive.registers import read_abbreviations, read_units
from ketluan.model import Problem
from ketluan.notice.file import OUTCOME_STATUSES, read_notice, read_progress
from ketluan.notice.front_matter import KEYS

GUIDE = REPOSITORY / "docs/huong-dan"
NOTICE = (GUIDE / "tep-thong-bao.md").read_text("utf-8")
DOCUMENTS = (GUIDE / "van-ban.md").read_text("utf-8")
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (.+?) \| `(.+)` \|$", re.MULTILINE)
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"các khóa dùng được: (.+)$")

Row = tuple[str, str, str]


def _rows(page: str, heading: str) -> list[Row]:
    """Return key, meaning, example of the rows between `heading` and the next one."""
    begin = page.index(f"\n{heading}\n") + len(heading) + 2
    after = re.search(r"^##", page[begin:], re.MULTILINE)
    return ROW.findall(page[begin : begin + after.start()] if after else page[begin:])


def _allowed(problems: tuple[Problem, ...]) -> list[str]:
    """Return the keys that the message about an unknown key names."""
    (problem,) = (problem for problem in problems if problem.rule == "unknown-key")
    named = NAMED.search(problem.message)
    assert named is not None
    return named[1].split(", ")


FRONT = _rows(NOTICE, "## Phần đầu")
UNIT = _rows(NOTICE, "### Đơn vị")
DOCUMENT = ROW.findall(DOCUMENTS)


def test_the_manual_tells_every_key_of_the_front_matter_in_its_order() -> None:
    assert [key for key, _, _ in FRONT] == [key.name for key in KEYS]


def test_the_manual_says_which_keys_must_be_there() -> None:
    told = {key for key, meaning, _ in FRONT if meaning.startswith("**bắt buộc**")}
    assert told == {key.name for key in KEYS if key.required}


def test_the_examples_of_the_front_matter_are_read_without_a_problem() -> None:
    examples = "\n".join(example for _, _, example in FRONT)
    assert len(set(FRONT)) == len(KEYS)
    text = f"---\n{examples}\n---\n\n## II. Nhiệm vụ\n\n1. Phòng Mẫu làm việc mẫu.\n"
    notice, problems = read_notice("notices/2021/2021-03-29-giao-ban.md", text)
    assert problems == ()
    assert notice.secrecy == ""
    assert notice.source is not None
    assert (len(notice.decisions), len(notice.outcomes), len(notice.dropped)) == (1, 1, 1)
    assert (len(notice.no_outcomes), notice.chair.name != "", notice.signer.name != "") == (
        1, True, True,
    )  # fmt: skip


def test_each_example_is_of_the_key_in_its_row() -> None:
    rows = [*FRONT, *UNIT, *DOCUMENT]
    assert [row for row in rows if not row[2].startswith(f"{row[0]}:")] == []


def test_the_manual_tells_every_state_of_an_outcome() -> None:
    (row,) = re.findall(r"^\| `trang_thai` \| (.+) \|$", NOTICE, re.MULTILINE)
    assert tuple(re.findall(r"`([a-z-]+)`", row)) == OUTCOME_STATUSES


def test_the_example_of_a_progress_file_is_read_without_a_problem() -> None:
    (text,) = re.findall(r"```markdown\n(---\nket_qua:.*?)```", NOTICE, re.DOTALL)
    outcomes, problems = read_progress("notices/cap-nhat/2021-05-14-thang-5.md", text)
    assert (len(outcomes), problems) == (1, ())


def test_the_manual_tells_every_key_of_a_unit_and_of_a_group() -> None:
    _, problems = read_units("don_vi:\n  a: {ten: A, khong: x}\n")
    told = [key for key, _, _ in UNIT]
    assert told[:-1] == _allowed(problems)
    _, problems = read_units("nhom:\n  a: {ten: A, khong: x}\n")
    assert {"ten", "ten_khac", told[-1]} == set(_allowed(problems))


def test_the_manual_tells_every_key_of_a_document() -> None:
    _, problems = read_documents("van_ban:\n  a: {khong: x}\n")
    assert sorted(key for key, _, _ in DOCUMENT) == sorted(_allowed(problems))
    told = re.findall(r"^\| `([a-z_]+): mã` \|", DOCUMENTS, re.MULTILINE)
    assert told == list(RELATION_KEYS)


def test_the_examples_of_a_document_are_read_without_a_problem() -> None:
    rows = "".join(f"    {example}\n" for _, _, example in DOCUMENT)
    register, problems = read_documents(f"van_ban:\n  105-tb-ubnd-2021:\n{rows}")
    assert problems == ()
    (row,) = register.rows.values()
    assert all((row.title, row.date, row.issuer, row.url, row.file, row.links, row.year))


def test_the_examples_of_a_unit_are_read_without_a_problem() -> None:
    rows = "".join(f"    {example}\n" for key, _, example in UNIT if key != "gom")
    _, problems = read_units(f"don_vi:\n  van-phong-so: {{ten: Văn phòng}}\n  phong:\n{rows}")
    assert problems == ()


@pytest.mark.parametrize(
    "text",
    [text for text in (*BLOCK.findall(NOTICE), *BLOCK.findall(DOCUMENTS)) if "…" not in text],
)
def test_every_whole_example_is_read_without_a_problem(text: str) -> None:
    if "\nvan_ban:" in f"\n{text}":
        assert read_documents(text)[1] == ()
    elif "don_vi:" in text:
        assert read_units(text)[1] == ()
    elif text.startswith("# notices/viet-tat.yml"):
        forms, problems = read_abbreviations(text)
        assert (len(forms), problems) == (3, ())
    else:
        assert set(yaml.safe_load(text)) <= {key.name for key in KEYS}
