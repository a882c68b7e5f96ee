"""Every regular expression of the package: where it is written, and whether it is sought in a text.

Run as a program it prints what is compiled while all modules are imported and `_exercise` runs, as
JSON: rows of file, line, pattern, flags. A process of its own, for Python keeps compiled patterns.
"""

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = Path(__file__).resolve().parents[1] / "scripts" / "ketluan"
_MADE_HERE: Final = str(PACKAGE)
_ANCHORED: Final = frozenset(("match", "fullmatch"))
_CALLS: Final = frozenset(
    ("compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")
)


@dataclass(frozen=True)
class Site:
    """A call of `re`: its constant pattern, if it is one, and whether it is tried everywhere."""

    file: str
    line: int
    pattern: str | None
    is_sought: bool


def sites() -> Iterator[Site]:
    """Yield each call of `re` that compiles a pattern."""
    texts = {path: path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    everything = "\n".join(texts.values())
    for path, text in texts.items():
        file = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(text)
        names = dict(_names(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{c}" for c in _CALLS}:
                first = node.args[0]
                constant = str(first.value) if isinstance(first, ast.Constant) else None
                method = ast.unparse(node.func)[3:]
                where = text if names.get(node, "_").startswith("_") else everything
                methods = _methods(names[node], where) if node in names else {method}
                yield Site(file, node.lineno, constant, not methods <= _ANCHORED)


def _names(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            yield node.value, node.target.id


def _methods(name: str, text: str) -> set[str]:
    """Return how the pattern of this name is asked; "?" where it is handed on."""
    found = re.findall(rf"(?<!\w){name}(?!\w)(?:\.(\w+))?(?!: Final)", text)
    return {method or "?" for method in found}


def compiled() -> list[list[Any]]:
    """Return what is compiled by the package in this process, from now on."""
    rows: dict[tuple[str, int, Any, int], None] = {}
    whole = re._compile  # type: ignore[attr-defined]  # noqa: SLF001

    def noted(pattern: Any, flags: int) -> Any:
        frame: Any = sys._getframe(1)  # noqa: SLF001
        while frame.f_code.co_filename == re.__file__:
            frame = frame.f_back
        file = frame.f_code.co_filename
        if file.startswith(_MADE_HERE) and isinstance(pattern, str | bytes):
            is_bytes = isinstance(pattern, bytes)
            text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
            flags_given = int(flags) | (re.ASCII if is_bytes else 0)
            rows[(file[len(_MADE_HERE) + 1 :], frame.f_lineno, text, flags_given)] = None
        return whole(pattern, flags)

    re._compile = noted  # type: ignore[attr-defined]  # noqa: SLF001
    ketluan = importlib.import_module("ketluan")
    for module in pkgutil.walk_packages(ketluan.__path__, "ketluan."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _exercise()
    return [list(row) for row in rows]


def _exercise() -> None:
    """Use what makes patterns when it is first needed."""
    root = PACKAGE.parents[1]
    original = next((root / "notices/goc").rglob("*.txt"))
    source = _function("sources.reading", "read_source")(original)
    _function("importing.drafting", "draft_notice")(source)
    _function("importing.office_names", "_unknown")(["sở", "mẫu"], "Sở Mẫu")
    _function("importing.letterhead", "_has_place")("Sở Mẫu tỉnh Mẫu")
    _function("sources.legacy_letters", "from_vni")("a")
    _function("archive", "load_archive")(root, anew=True)


def _function(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"ketluan.{module}"), name)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compiled()))
