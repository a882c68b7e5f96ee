"""SQLite FTS5, which shares no line with our index, finds the same sets in the same folded tokens."""

import json
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from ketluan.archive import load_archive
from ketluan.search.batches import records, symbols
from ketluan.search.catalogue import read_record
from ketluan.search.generations import build_index
from ketluan.search.glossary import Glossary, make_glossary
from ketluan.search.postings import Need, Postings
from ketluan.search.query import parse_query
from ketluan.search.ranking import ordinals_of


@dataclass(frozen=True)
class Both:
    """One archive in our index and in FTS5, and the words of its tasks."""

    ours: Postings
    fts5: sqlite3.Connection
    glossary: Glossary
    texts: tuple[str, ...]

    def answers(self, q: str) -> tuple[set[int], set[int]]:
        """Return the ordinals that ours and FTS5 find for all the words of `q`."""
        clauses = parse_query(q, self.glossary).clauses
        needs: list[Need] = [tuple(("word", token) for token in one.tokens) for one in clauses]
        if not needs:
            return set(), set()
        match = " AND ".join(f"({' OR '.join(map(_hex, one.tokens))})" for one in clauses)
        found = self.fts5.execute("SELECT rowid FROM f WHERE f MATCH ?", (match,))
        return set(ordinals_of(self.ours.matching(needs)).tolist()), {
            ordinal for (ordinal,) in found
        }


def _hex(token: str) -> str:
    """Return a token in letters and figures that no tokenizer cuts or folds."""
    return f"t{token.encode().hex()}"


@pytest.fixture(scope="module", params=[".", "tests/sample_archive"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Lend both indexes of the first notice, then of the sample archive."""
    archive = load_archive(REPOSITORY / request.param)
    folder: Path = tmp_path_factory.mktemp("oracle")
    generation = build_index(archive, folder).generation
    glossary = make_glossary(archive.abbreviations, symbols(archive))
    fts5 = sqlite3.connect(":memory:")
    fts5.execute("CREATE VIRTUAL TABLE f USING fts5(word, tokenize='ascii')")
    for ordinal, record in enumerate(records(archive)):
        tokens = " ".join(map(_hex, read_record(record, glossary)[1].word))
        fts5.execute("INSERT INTO f(rowid, word) VALUES (?, ?)", (ordinal, tokens))
    language = json.loads((folder / generation / "language.json").read_text("utf-8"))
    ours = Postings(folder / generation / part / "postings" for part in language["parts"])
    yield Both(ours, fts5, glossary, tuple(task.text for task in archive.tasks))
    ours.close()
    fts5.close()


def test_words_of_every_task_find_the_same_sets(both: Both) -> None:
    dice = random.Random(11)  # noqa: S311 - no secret
    found = 0
    for text in both.texts:
        words = text.split()
        ours, theirs = both.answers(" ".join(dice.sample(words, min(3, len(words)))))
        assert ours == theirs
        ours, theirs = both.answers(" ".join(words[:4]))
        assert ours == theirs
        found += bool(ours)
    assert found > 0.9 * len(both.texts)


@given(data=st.data())
def test_words_in_any_mixture_find_the_same_sets(both: Both, data: st.DataObject) -> None:
    words = sorted(set(chain.from_iterable(text.split() for text in both.texts)))
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=5))
    ours, theirs = both.answers(" ".join(chosen))
    assert ours == theirs


@pytest.mark.parametrize(
    "q",
    ["105/TB-UBND", "kế hoạch số 76", "KH&CN", "hoc", "quý II/2021", "II.3.6", "29/3/2021", "xyz"],
)
def test_numbers_dates_and_short_forms_find_the_same_sets(both: Both, q: str) -> None:
    ours, theirs = both.answers(q)
    assert ours == theirs
