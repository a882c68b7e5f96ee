import json
from pathlib import Path

import pytest

from ketluan.model import Link, LinkStatus
from thread_report import Truth, judge, read_truth, report

TEXTS = {name: f"Lời văn {name}" for name in "abcdefg"}
TRUTH = Truth(
    {("b", "a"): "reworded", ("c", "b"): "moved", ("d", "b"): "merged", ("d", "c"): "merged"},
    {("e", "a"): "look-alike"},
    frozenset({("f", "e")}),
)


def link(pair: str, status: LinkStatus, score: float = 0.5) -> Link:
    return Link(pair[0], pair[1], score, ("cùng đơn vị Phòng Mẫu",), status)


@pytest.mark.parametrize(
    ("links", "precision", "recall"),
    [
        ((), None, 0.0),
        ((("ba", "automatic"), ("cb", "confirmed")), 1.0, 0.5),
        ((("ba", "automatic"), ("ea", "automatic")), 0.5, 0.25),
        (
            (("fe", "automatic"), ("ba", "automatic")),
            1.0,
            0.25,
        ),  # a pair left open counts neither way
        ((("db", "proposed"), ("dc", "proposed")), None, 0.25),  # only the first proposal counts
        (
            (("db", "automatic"), ("dc", "proposed")),
            1.0,
            0.5,
        ),  # the first of those that are proposed
        ((("ca", "proposed"), ("cb", "proposed")), None, 0.0),
        ((("ba", "rejected"),), None, 0.0),
        ((("ba", "confirmed"), ("gc", "confirmed")), None, 0.25),  # a person is not judged
    ],
)
def test_links_are_judged_by_the_truth(
    links: tuple[tuple[str, LinkStatus], ...], precision: float | None, recall: float
) -> None:
    judged = judge([link(pair, status) for pair, status in links], TRUTH)
    assert (judged.precision, judged.recall) == (precision, recall)


def test_the_goals_need_both_precision_and_recall() -> None:
    right = [link(pair, "automatic") for pair in ("ba", "cb", "db", "dc")]
    assert judge(right, TRUTH).good
    assert not judge(right[:3], TRUTH).good
    assert not judge([*right, link("ea", "automatic")], TRUTH).good
    assert not judge([], TRUTH).good


def test_every_wrong_and_every_missed_link_is_listed_with_both_wordings() -> None:
    links = [link("ba", "automatic"), link("ca", "automatic", 0.91), link("ea", "automatic")]
    links += [link("dc", "proposed"), link("db", "proposed")]
    assert report(judge(links, TRUTH), TEXTS) == [
        "precision of automatic links  0.333  (1 of 3)  goal 0.98",
        "recall with first proposals   0.500  (2 of 4)  goal 0.90",
        "proposals  2, for 1 tasks; ranked first and true 1",
        "",
        "kind              true  confirmed  automatic      first      later     missed   recall",
        "merged               2          0          0          1          1          0    0.500",
        "moved                1          0          0          0          0          1    0.000",
        "reworded             1          0          1          0          0          0    1.000",
        "all                  4          0          1          1          1          1    0.500",
        "",
        "WRONG AUTOMATIC LINKS (2)",
        "- another step of the matter; 0.91 (cùng đơn vị Phòng Mẫu)",
        "    a: Lời văn a",
        "    c: Lời văn c",
        "    true: b: Lời văn b",
        "- look-alike; 0.50 (cùng đơn vị Phòng Mẫu)",
        "    a: Lời văn a",
        "    e: Lời văn e",
        "TRUE LINKS NOT FOUND (2)",
        "- moved, not proposed",
        "    b: Lời văn b",
        "    c: Lời văn c",
        "    before it: automatic, not true; 0.91 (cùng đơn vị Phòng Mẫu)",
        "    a: Lời văn a",
        "- merged, proposed, not first; 0.50 (cùng đơn vị Phòng Mẫu)",
        "    b: Lời văn b",
        "    d: Lời văn d",
        "    before it: proposed, true too; 0.50 (cùng đơn vị Phòng Mẫu)",
        "    c: Lời văn c",
    ]


def test_a_truth_needs_only_its_links(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text(
        json.dumps({"links": [{"task": "d", "continues": ["b", "c"], "kind": "merged"}]}), "utf-8"
    )
    expected = Truth({("d", "b"): "merged", ("d", "c"): "merged"}, {}, frozenset())
    assert read_truth(tmp_path / "truth.json") == expected
