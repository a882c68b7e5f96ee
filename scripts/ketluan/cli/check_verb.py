"""The verb `check`: every problem of the archive."""

import argparse
from dataclasses import asdict

from ketluan.archive import load_archive
from ketluan.cli.console import give_json, give_problems, say
from ketluan.cli.verb import exit_code


def check(options: argparse.Namespace) -> int:
    """Print every problem of the archive."""
    archive = load_archive(options.archive)
    if options.json:
        give_json([asdict(problem) for problem in archive.problems])
    else:
        give_problems(archive.problems)
        errors = len([p for p in archive.problems if p.level == "error"])
        warnings = len(archive.problems) - errors
        found = f"{errors} lỗi" if errors else "không có lỗi"
        found += f", {warnings} lưu ý" if warnings else ""
        say(f"{len(archive.notices)} thông báo, {len(archive.tasks)} nhiệm vụ: {found}.")
    return exit_code(archive.problems)
