"""Units over time: renamed, merged and split, through all generations, never in a circle."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketluan.archive.registers import read_units
from ketluan.lineage import Change, Lineage, circles, lineage
from ketluan.model import Archive, Unit
from ketluan.search.batches import records

_IDS = "abcdef"


def register(**successors: str) -> tuple[Unit, ...]:
    """Return units named by one letter; `a="bc"`: b and c came after a."""
    names = dict.fromkeys("".join((*successors, *successors.values())))
    return tuple(Unit(one, one.upper(), successors=tuple(successors.get(one, ""))) for one in names)


def kinds(known: Lineage) -> list[tuple[str, str, str]]:
    return [("".join(c.earlier), "".join(c.later), c.kind) for c in known.changes]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (register(a="b"), [("a", "b", "renamed")]),
        (register(a="c", b="c"), [("ab", "c", "merged")]),
        (register(a="bc"), [("a", "bc", "split")]),
        (register(a="cd", b="d"), [("ab", "cd", "rearranged")]),
        (register(a="b", b="c"), [("a", "b", "renamed"), ("b", "c", "renamed")]),
        (register(b="c", a="b"), [("a", "b", "renamed"), ("b", "c", "renamed")]),
        (register(a=""), []),
    ],
)
def test_a_change_is_known_by_how_many_became_how_many(
    units: tuple[Unit, ...], expected: list[tuple[str, str, str]]
) -> None:
    assert kinds(lineage(units)) == expected


def test_one_history_runs_through_all_generations() -> None:
    known = lineage(register(a="c", b="c", c="d", d="ef"))
    assert known.before("d") == ("c", "a", "b")
    assert known.after("a") == ("c", "d", "e", "f")
    assert known.before("e") == ("d", "c", "a", "b")
    assert known.changes_of("a") == known.changes
    assert known.changes_of("e") == known.changes


def test_what_a_sister_became_is_not_this_units_history() -> None:
    known = lineage(register(a="bc", c="d"))
    assert [change.later for change in known.changes_of("b")] == [("c", "b")]
    assert [change.later for change in known.changes_of("d")] == [("c", "b"), ("d",)]


@pytest.mark.parametrize(
    ("begun", "ended", "expected"),
    [
        (date(2023, 2, 1), date(2022, 12, 31), date(2023, 2, 1)),
        (None, date(2023, 1, 31), date(2023, 2, 1)),
        (None, date.max, date.max),
        (None, None, None),
    ],
)
def test_a_change_has_the_day_that_the_register_gives(
    begun: date | None, ended: date | None, expected: date | None
) -> None:
    units = (Unit("a", "A", valid_to=ended, successors=("b",)), Unit("b", "B", valid_from=begun))
    assert lineage(units).changes == (Change(("a",), ("b",), expected),)


@pytest.mark.parametrize(
    ("day", "heirs"),
    [
        (date(2023, 1, 31), ()),
        (date(2023, 2, 1), ("b",)),
        (date(2023, 3, 1), ("b", "c")),
        (None, ("b", "c")),
    ],
)
def test_on_a_day_only_what_has_happened_counts(day: date | None, heirs: tuple[str, ...]) -> None:
    units = (
        Unit("a", "A", valid_to=date(2023, 1, 31), successors=("b",)),
        Unit("b", "B", successors=("c",)),
        Unit("c", "C", valid_from=date(2023, 3, 1)),
    )
    assert lineage(units, day).after("a") == heirs


def test_changes_come_in_order_of_day() -> None:
    units = (
        Unit("a", "A", successors=("b",)),
        Unit("b", "B", valid_from=date(2023, 1, 1), successors=("e",)),
        Unit("c", "C", successors=("d",)),
        Unit("d", "D", valid_from=date(2021, 1, 1)),
        Unit("e", "E"),
    )
    assert [change.later for change in lineage(units).changes] == [("d",), ("b",), ("e",)]


def test_a_circle_is_left_out_and_named_the_rest_stays() -> None:
    units = register(a="b", b="cd", c="a", d="d")
    assert circles(units) == (("a", "b"), ("b", "c"), ("c", "a"), ("d", "d"))
    assert kinds(lineage(units)) == [("b", "d", "renamed")]


def test_a_circle_in_the_register_is_a_problem_with_its_line() -> None:
    text = "don_vi:\n  a:\n    ten: A\n    ke_tiep: [b]\n  b:\n    ten: B\n    ke_tiep: a\n"
    _, problems = read_units(text)
    assert [(problem.line, problem.rule) for problem in problems] == [
        (4, "unit-circle"),
        (7, "unit-circle"),
    ]


def test_who_knows_only_the_old_name_finds_the_new_unit() -> None:
    units = register(a="b", b="c")
    keywords = {one.id: one.keywords for one in records(Archive(units=units))}
    assert keywords == {"a": "", "b": "A", "c": "B; A"}


_REGISTERS = st.lists(st.lists(st.sampled_from([*_IDS, "unknown"]), max_size=3), max_size=6).map(
    lambda rows: tuple(
        Unit(one, one, successors=tuple(later)) for one, later in zip(_IDS, rows, strict=False)
    )
)


@given(_REGISTERS)
def test_whatever_the_register_says_nothing_goes_round_and_both_ways_agree(
    units: tuple[Unit, ...],
) -> None:
    known = lineage(units)
    ids = {unit.id for unit in units}
    for one in ids:
        assert one not in known.after(one)
        assert ids.issuperset(known.after(one))
        for other in ids:
            assert (other in known.after(one)) == (one in known.before(other))
            assert not (other in known.after(one) and other in known.before(one))
    written = {(u.id, later) for u in units for later in u.successors if later in ids}
    kept = {(one, later) for one, ids_after in known.successors.items() for later in ids_after}
    assert kept | set(circles(units)) == written
    assert kept.isdisjoint(circles(units))


@given(_REGISTERS)
def test_each_succession_belongs_to_exactly_one_change(units: tuple[Unit, ...]) -> None:
    known = lineage(units)
    for earlier, ids in known.successors.items():
        for later in ids:
            holding = [c for c in known.changes if earlier in c.earlier and later in c.later]
            assert len(holding) == 1
            assert holding[0] in known.changes_of(earlier)
            assert holding[0] in known.changes_of(later)
