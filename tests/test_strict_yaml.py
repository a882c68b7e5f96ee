from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.strict_yaml import StrictYamlError, read_mapping, write_mapping


def test_office_values_stay_as_they_are_written() -> None:
    mapping = read_mapping("so: 012\ngio: 12:30\nco: NO\nngay: 2021-03-29\ntrong:\n")
    assert mapping.values == {
        "so": "012", "gio": "12:30", "co": "NO", "ngay": "2021-03-29", "trong": "",
    }  # fmt: skip


def test_every_key_knows_its_line() -> None:
    mapping = read_mapping("a: x\nb:\n  c: y\nd:\n  - e: z\n", first_line=2)
    assert mapping.lines == {"a": 2, "b": 3, "b.c": 4, "d": 5, "d.0": 6, "d.0.e": 6}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: x\na: y\n", 2, "hai lần"),
        ("a: &b x\nc: *b\n", 2, "bí danh"),
        ("a: [x\nb: y\n", 2, "không đọc được YAML"),
        ("a: x\n---\nb: y\n", 2, "không đọc được YAML"),
        ("- a\n- b\n", 1, "khóa: giá trị"),
        ("- a\nb: [x\n", 2, "không đọc được YAML"),
        ("a: " + "[" * 40 + "]" * 40, 1, "lồng nhau"),
        ("a: \x07\n", 1, "ký tự"),
        ("? [a]\n: b\n", 1, "khóa phải là một từ"),
    ],
)
def test_what_we_do_not_accept_is_said_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(StrictYamlError, match=words) as caught:
        read_mapping(text)
    assert caught.value.line == line


def test_a_tag_builds_nothing() -> None:
    assert read_mapping("a: !!python/object/apply:os.system [x]\n").values == {"a": ["x"]}


_STRINGS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85")
)
_TREES = st.recursive(
    _STRINGS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_STRINGS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(_STRINGS, _TREES, max_size=4))
def test_what_is_written_reads_back(values: dict[str, object]) -> None:
    assert read_mapping(write_mapping(values)).values == values


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(StrictYamlError):
        read_mapping(text)
