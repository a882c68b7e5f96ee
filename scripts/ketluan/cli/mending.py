"""What a run that was cut short had left is cleared by the next one, which says so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ketluan.cli.console import say
from ketluan.places import NOTICES
from ketluan.saving import clear_unfinished

_SHOWN: Final = 3  # names told


def mend_notices(root: Path, *more: str) -> None:
    """Clear and tell what an interrupted run left in the notices of the archive at `root`; and `more`."""
    tell_mended([*(f"{NOTICES}/{name}" for name in clear_unfinished(root / NOTICES)), *more])


def tell_mended(left: Sequence[str]) -> None:
    """Say in one sentence what an interrupted run had left and that it is cleared now."""
    if left:
        more = f" và {len(left) - _SHOWN} mục khác" if len(left) > _SHOWN else ""
        say(
            f"Lần chạy trước bị ngắt giữa chừng, còn để lại {', '.join(left[:_SHOWN])}{more}; đã dọn, "
            "dữ liệu trong kho vẫn nguyên vẹn."
        )
