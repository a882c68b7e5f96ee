"""Templates compiled once for many runs, as Python's own modules are and beside them.

To compile those of the site takes longer than to show a hundred pages with them. `Templates` are
compiled to write text in a shorter way than Jinja's own.
"""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr, Getattr
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from ketluan.program import program_digest

_find_special: Final = re.compile("[&<>'\"]").search
_TO_FUNCTIONS: Final = ("_loop_vars", "_block_vars")  # told to those that ask for the context
_FOLDER: Final = Path(cache_from_source(__file__)).parent


def compiled_templates(folder: Path = _FOLDER) -> FileSystemBytecodeCache | None:
    """Return what keeps compiled templates in `folder`: nothing where Python has no such folder."""
    return _Compiled(str(folder), "%s.jinja") if folder.is_dir() else None


class _Compiled(FileSystemBytecodeCache):
    def get_source_checksum(self, source: str) -> str:
        """Return what tells a template as this program compiles it, with all that is installed."""
        return super().get_source_checksum(program_digest() + source)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template; one that may not be written is compiled again next time."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def shown(value: object) -> str:
    """Return what a template writes for `value`: as `escape` does, but text as it is where it may be.

    A page shows thousands of words without a character to escape. Making a `Markup` of each takes
    longer than all else that is done for it, and the joined page does not tell.
    """
    if type(value) is str:
        return value if _find_special(value) is None else escape(value)
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    """Writes templates in Python: what is output goes through `shown`, fields are read at once.

    So a field that a value has not is an error there, and what is held under a key is read as
    `names["key"]`.
    """

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class _Context(Context):
    """Calls a macro without asking what it wants to be told: all macros want the same."""

    def call(self, called: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        if type(called) is not Macro:
            return super().call(called, *given, **named)
        for told in _TO_FUNCTIONS:
            named.pop(told, None)
        return called(self.eval_ctx, *given, **named)


class Templates(Environment):
    """Templates of HTML: they give what Jinja's own give, in less time."""

    code_generator_class = _Code
    context_class = _Context
    shown = staticmethod(shown)
