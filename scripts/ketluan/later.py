"""Functions of parts that are loaded when they are first called: the one place that imports so.

All of the program takes a second to load, most of it for libraries that one verb needs and the others
do not (MkDocs, Flask, Whoosh, PDFium, openers of Word files). Everywhere else what a module needs
stands at its top. What is named here is held to the same rules (`tests/test_architecture.py`): it is
there, and lies below who names it.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def later(module: str, function: str) -> Callable[..., Any]:
    """Return what calls `function` of `module`, both given as plain words; neither is loaded yet."""

    def called(*given: Any, **named: Any) -> Any:
        return getattr(import_module(module), function)(*given, **named)

    return called
