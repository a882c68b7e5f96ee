"""`ketluan verify`: the archive against originals, index and site; dossiers against their lists."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ketluan.archive import load_archive
from ketluan.cli.console import give_json, give_problems, say
from ketluan.cli.verb import add_json, exit_code
from ketluan.dossier import verify_dossier
from ketluan.model import Problem
from ketluan.places import INDEX, SITE
from ketluan.verification import verify_archive


def verify_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `verify`."""
    command.add_argument(
        "files", metavar="TỆP.zip", nargs="*", type=Path,
        help="hồ sơ cần kiểm tra; bỏ trống: kiểm tra kho",
    )  # fmt: skip
    add_json(command)


def verify(options: argparse.Namespace) -> int:
    """Print what is wrong with the archive or the dossiers; exit 1 where a person must look."""
    problems = _dossiers(options.files) if options.files else _archive(options.archive)
    if options.json:
        give_json([asdict(problem) for problem in problems])
    else:
        give_problems(problems)
    return exit_code(problems)


def _archive(root: Path) -> tuple[Problem, ...]:
    archive = load_archive(root, anew=True)
    problems = verify_archive(archive, root, root / SITE, root / INDEX)
    originals = len({notice.source.path for notice in archive.notices if notice.source})
    say(f"Kho: {len(archive.notices)} thông báo, {originals} bản gốc: {_outcome(problems)}.")
    return problems


def _dossiers(files: Sequence[Path]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for file in files:
        verified = verify_dossier(file)
        say(f"{file}: {verified.files} tệp trong danh sách: {_outcome(verified.problems)}.")
        found += verified.problems
    return tuple(found)


def _outcome(problems: Sequence[Problem]) -> str:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    outcome = f"{errors} lỗi" if errors else "không có lỗi"
    return f"{outcome}, {warnings} lưu ý" if warnings else outcome
