"""The table of letters and tokens that the index and the browser share: `search_folding.json`."""

import json
import unicodedata
from typing import Any

import pytest

from conftest import REPOSITORY
from ketluan.search.analysis import analyze
from ketluan.search.glossary import make_glossary, spelled
from ketluan.search.query import parse_query

TABLE: dict[str, Any] = json.loads(
    (REPOSITORY / "tests" / "search_folding.json").read_text("utf-8")
)
GLOSSARY = make_glossary(TABLE["abbreviations"], ["kh", "skhcn", "tu", "ubnd", "kgvx"])


@pytest.mark.parametrize(("word", "folded", "exact"), TABLE["words"])
def test_a_word_is_folded_and_spelled_as_the_table_says(word: str, folded: str, exact: str) -> None:
    assert spelled(word) == (folded, exact)


@pytest.mark.parametrize(("text", "tokens"), TABLE["tokens"])
def test_a_text_has_the_tokens_of_the_table_composed_or_not(text: str, tokens: str) -> None:
    assert " ".join(analyze(text, GLOSSARY).words) == tokens
    assert " ".join(analyze(unicodedata.normalize("NFD", text), GLOSSARY).words) == tokens


@pytest.mark.parametrize("text", TABLE["queries"])
def test_no_query_of_the_table_is_an_error(text: str) -> None:
    assert all(clause.tokens for clause in parse_query(text, GLOSSARY).clauses)
