"""Functions of parts that are loaded when they are first called: the one place that imports so.

All of the program takes a second to load, most of it for libraries that one verb needs and the others
do not (MkDocs, Flask, Whoosh, PDFium, openers of Word files). Everywhere else what a module needs
stands at its top. What is named here is held to the same rules (`tests/test_architecture.py`): it is
there, and lies below who names it.
"""

from importlib import import_module
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


def later(module: str, function: str) -> "LaterCall[Any]":
    """Return what calls `function` of `module`, both given as plain words; neither is loaded yet."""
    return LaterCall(module, function)


class LaterCall(Generic[Made]):
    """Calls a function of a module, which is loaded then, or before by `load` when there is time."""

    def __init__(self, module: str, function: str) -> None:
        self._module, self._function = module, function

    def __call__(self, *given: Any, **named: Any) -> Made:
        """Call the function."""
        made: Made = getattr(import_module(self._module), self._function)(*given, **named)
        return made

    def load(self) -> None:
        """Load the module."""
        import_module(self._module)
