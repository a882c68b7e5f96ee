"""The page of rules names every rule that a program's message can end with, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from conftest import REPOSITORY
from ketluan.search.generations import IndexState

PACKAGE = REPOSITORY / "scripts/ketluan"
PAGE = (REPOSITORY / "docs/huong-dan/quy-tac.md").read_text("utf-8")
# The place of the rule's name among the arguments of what reports a problem.
REPORTERS = {"Problem": 2, "report": 1, "_warning": 2, "_refused": 1, "add": 0}
DOSSIER = re.compile(r"dossier-[a-z]+")
# Faults of pages that we make: a build shows them under the rule `site`.
OWN_PAGES = {"dead-link", "address-collision", "anchor-collision"}


def _rules(path: Path) -> Iterator[str]:
    """Yield the rules in one module; one that is made of parts as their beginning and `{}`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = REPORTERS.get(name)
            if place is not None and len(node.args) > place:
                yield from _names(node.args[place], only_dossier=name == "add")
        elif isinstance(node, ast.Tuple):  # of (rule, message)
            yield from _names(node.elts[0], only_dossier=True) if node.elts else ()


def _names(node: ast.expr, *, only_dossier: bool) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        parts = (
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
        name = "".join(parts)
    else:
        name = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    if name and (not only_dossier or DOSSIER.fullmatch(name)):
        yield name


def _all_rules() -> set[str]:
    found = {rule for path in sorted(PACKAGE.rglob("*.py")) for rule in _rules(path)}
    made = {rule for rule in found if "{}" in rule}
    assert made == {"index-{}"}
    states = {f"index-{state}" for state in get_args(IndexState) if state != "current"}
    return found - made - OWN_PAGES | states


def test_the_manual_explains_the_rules_of_every_verb_and_no_other() -> None:
    explained = re.findall(r"^\| `([a-z-]+)`(?: \(chặn\))? \|", PAGE, re.MULTILINE)
    assert sorted(explained) == sorted(set(explained))
    assert set(explained) == _all_rules()


def test_every_rule_has_a_cause_and_a_cure() -> None:
    for row in re.findall(r"^\| `[a-z-]+`(?: \(chặn\))? \|.*$", PAGE, re.MULTILINE):
        _, _, cause, cure, _ = row.split("|")
        assert len(cause.split()) > 2, row
        assert cure.strip(), row
