"""What verbs have in common: days and periods as they are typed, the exit code."""

import argparse
from collections.abc import Sequence
from datetime import date

from ketluan.model import Period, Problem


def add_json(command: argparse.ArgumentParser) -> None:
    """Add the option by which a verb answers programs."""
    command.add_argument(
        "--json", action="store_true", help="in kết quả dạng JSON cho chương trình khác"
    )


def exit_code(problems: Sequence[Problem]) -> int:
    """Return the exit code: 1 where a person must look; a warning asks for no one."""
    return 1 if any(problem.level == "error" for problem in problems) else 0


def parse_day(text: str) -> date:
    """Return the day written as 30/9/2021 or 2021-09-30; a usage error for anything else."""
    try:
        if "/" in text:
            day, month, year = map(int, text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' không phải ngày; hãy viết 30/9/2021 hoặc 2021-09-30"
        ) from None


def parse_period(text: str) -> Period:
    """Return the period written as 2021-Q2, 2021-H1, 2021-05 or 2021; a usage error for anything else."""
    period = Period.parse(text.upper())  # addresses write 2021-q2
    if period is None:
        raise argparse.ArgumentTypeError(
            f"'{text}' không phải kỳ; hãy viết như 2021-Q2, 2021-H1, 2021-05 hoặc 2021"
        )
    return period
