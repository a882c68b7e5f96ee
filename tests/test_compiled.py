"""Templates compiled in one run serve the next ones of the same program."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from ketluan import compiled
from ketluan.compiled import Templates, compiled_templates

SOURCE = "<p>{{ word }}</p>"


def shown(folder: Path, source: str = SOURCE) -> tuple[str, int]:
    """Return what a new run shows in `folder`, and how many templates it compiled for that."""
    done = []

    class Counting(Environment):
        def compile(self, *given: Any, **named: Any) -> Any:
            done.append(given)
            return super().compile(*given, **named)

    templates = Counting(
        loader=DictLoader({"a": source}), bytecode_cache=compiled_templates(folder)
    )
    return templates.get_template("a").render(word="xã"), len(done)


@pytest.fixture(autouse=True)
def _writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_template_is_compiled_in_the_first_run_alone(tmp_path: Path) -> None:
    assert shown(tmp_path) == ("<p>xã</p>", 1)
    assert shown(tmp_path) == ("<p>xã</p>", 0)


def test_a_changed_template_is_compiled_again(tmp_path: Path) -> None:
    shown(tmp_path)
    assert shown(tmp_path, "<b>{{ word }}</b>") == ("<b>xã</b>", 1)


def test_another_program_compiles_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown(tmp_path)
    monkeypatch.setattr(compiled, "program_digest", lambda: "0" * 64)
    assert shown(tmp_path) == ("<p>xã</p>", 1)


def test_what_python_may_not_keep_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "none"
    assert shown(missing) == shown(missing) == ("<p>xã</p>", 1)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert shown(tmp_path) == shown(tmp_path) == ("<p>xã</p>", 1)


def test_a_spoiled_file_is_compiled_again(tmp_path: Path) -> None:
    shown(tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-9])
    assert shown(tmp_path) == ("<p>xã</p>", 1)


WRITTEN = """{% macro one(word, note="<") %}<b title="{{ note }}">{{ word }}</b>{% endmacro -%}
{% for word in words %}{{ one(word) }}{{ word }}
{{ one(note=word, word=loop.index) }}{{ word ~ "&" }}{{ loop.index0 }}{{ [word, "'"] | join }}{% endfor %}
{% set all %}{{ words }}{% endset %}{{ all }}
{% autoescape false %}{{ words[0] }}{{ one(words[0]) }}{% endautoescape %}"""
JINJA, OURS = (kind(autoescape=True).from_string(WRITTEN) for kind in (Environment, Templates))
WORDS = st.one_of(st.text("xã &<>'\""), st.text("xã<&").map(Markup), st.integers(), st.none())


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_text_is_escaped_as_jinja_does(words: list[object]) -> None:
    assert OURS.render(words=words) == JINJA.render(words=words)
