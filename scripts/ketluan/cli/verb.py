"""What a verb of the command line is."""

import argparse
from collections.abc import Callable, Sequence
from typing import Protocol

from ketluan.model import Problem

Verb = Callable[[argparse.Namespace], int]


class AddVerb(Protocol):
    """Adds a verb to the command line and returns its parser."""

    def __call__(self, name: str, verb: Verb, help_text: str) -> argparse.ArgumentParser:
        """Add the verb `name`."""


def exit_code(problems: Sequence[Problem]) -> int:
    """Return the exit code: 1 where a person must look; a warning asks for no one."""
    return 1 if any(problem.level == "error" for problem in problems) else 0
