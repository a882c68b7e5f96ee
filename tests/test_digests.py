"""Equal values have equal digests, whatever they share; others have others."""

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ketluan.digests import Digests


@dataclass(frozen=True, slots=True)
class One:
    """A value with fields."""

    text: str
    parts: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Another with the same fields."""

    text: str
    parts: tuple[object, ...] = ()


plain = st.none() | st.booleans() | st.integers() | st.text() | st.dates()
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.builds(One, st.text(), st.lists(inner).map(tuple))
        | st.builds(Other, st.text(), st.lists(inner).map(tuple))
    ),
    max_leaves=8,
)


@given(values, values)
def test_digests_are_equal_where_values_read_alike(one: object, other: object) -> None:
    digests = Digests()
    assert (digests.of(one) == digests.of(other)) == (repr(one) == repr(other))


@given(values)
def test_a_value_that_is_read_once_counts_as_much(value: object) -> None:
    digests = Digests(One)
    held = One("x", (value,))
    assert digests.of((held, held)) == digests.of((held, One("x", (value,))))
    assert digests.of(held) != digests.of(One("y", (value,)))
    assert digests.of(held) == Digests(One).of(held)


def test_sharing_does_not_count() -> None:
    text, twin = (str(number) for number in (123456, 123456))
    assert text is not twin
    assert Digests().of((text, text)) == Digests().of((text, twin))
    assert Digests().of(One("a")) != Digests().of(Other("a"))
    assert Digests().of(date(2026, 1, 2)) != Digests().of(date(2026, 1, 3))
