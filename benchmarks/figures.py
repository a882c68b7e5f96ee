"""Figures that were measured: ours beside others', as ratios, on the terminal and as Markdown."""

import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

HEADING: Final = "## Kết quả lần đo gần nhất"


@dataclass(frozen=True, slots=True)
class Bar:
    """A limit: `most` of our figure; with `times`, of our figure divided by that peer's."""

    most: float
    times: str = ""
    least: bool = False  # the figure must be at least `most`

    @property
    def words(self) -> str:
        """The limit as it is written."""
        sign = "≥" if self.least else "≤"
        most = number(self.most)
        if "," in most:
            most = most.rstrip("0").rstrip(",")
        return f"{sign} {most}" + (f" × {self.times}" if self.times else "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: `ours` and the others', by name, in `unit`."""

    what: str
    size: str
    ours: float
    unit: str
    others: Mapping[str, float] = field(default_factory=dict)
    bar: Bar | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the limit is kept; `None` where there is none, or its peer was not measured."""
        if self.bar is None or (self.bar.times and self.bar.times not in self.others):
            return None
        base = self.others[self.bar.times] if self.bar.times else 1.0
        measured = self.ours / base
        return measured >= self.bar.most if self.bar.least else measured <= self.bar.most

    @property
    def beside(self) -> str:
        """The others' figures, and ours divided by each."""
        return "; ".join(
            f"{name} {number(value)} (×{number(self.ours / value)})" if value else name
            for name, value in self.others.items()
        )


def number(value: float) -> str:
    """Return a figure with three digits that count, as Vietnamese writes it: 12,5."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def count(value: int) -> str:
    """Return a whole number as Vietnamese writes it: 43.000."""
    return f"{value:,}".replace(",", ".")


def say(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tell(figure: Figure) -> Figure:
    """Print one figure as soon as it is known, and return it."""
    sign = {True: "đạt", False: "CHƯA ĐẠT", None: ""}[figure.holds]
    bar = (
        f"[{figure.bar.words} {figure.unit if not figure.bar.times else ''}] {sign}"
        if figure.bar
        else ""
    )
    say(
        f"  {figure.what} · {figure.size}: {number(figure.ours)} {figure.unit}   {figure.beside}   {bar}"
    )
    return figure


def machine() -> list[str]:
    """Return what the figures depend on: processor, memory, system, and what else runs."""
    text = Path("/proc/cpuinfo").read_text("utf-8")
    model = re.search(r"model name\s*: (.*)", text)
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return [
        f"{os.cpu_count()} nhân {model[1] if model else platform.machine()}",
        f"bộ nhớ {number(pages * size / 2**30)} GB",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        f"tải khi bắt đầu {number(os.getloadavg()[0])}",
    ]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [
        "| Việc | Cỡ | Chương trình này | Bên cạnh (×: chương trình này chia cho họ) | Mốc |",
        "|---|---|---|---|---|",
    ]
    for one in figures:
        sign = {True: " ✓", False: " ✗ chưa đạt", None: ""}[one.holds]
        bar = f"{one.bar.words}{sign}" if one.bar else ""
        rows.append(
            f"| {one.what} | {one.size} | {number(one.ours)} {one.unit} | {one.beside} | {bar} |"
        )
    return "\n".join(rows)


def write_page(path: Path, parts: Sequence[str]) -> None:
    """Replace what stands below `HEADING` in the page `path` by `parts`. Raises `ValueError`."""
    text = path.read_text("utf-8")
    head, found, _ = text.partition(HEADING)
    if not found:
        raise ValueError(f"{path}: no heading '{HEADING}'")
    path.write_text("\n\n".join([head.rstrip(), HEADING, *parts]).rstrip() + "\n", "utf-8")
