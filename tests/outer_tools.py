"""Programs of the system that tests call: where one is absent the test is skipped, and says so.

With KETLUAN_TOOLS=required, as CI sets it, such a test fails instead: there nothing is skipped.
"""

import os

import pytest

from ketluan.sources import SourceError
from ketluan.sources.ocr import need_tesseract as tesseract
from ketluan.sources.programs import LIBREOFFICE, need_program


def need_libreoffice() -> None:
    """Skip the test (or fail it) where LibreOffice is absent."""
    try:
        need_program(LIBREOFFICE)
    except SourceError:
        _absent("LibreOffice is absent: apt install libreoffice-writer")


def need_tesseract() -> None:
    """Skip the test (or fail it) where Tesseract or its Vietnamese data is absent."""
    try:
        tesseract()
    except SourceError:
        _absent("Tesseract or its Vietnamese data is absent: apt install tesseract-ocr-vie")


def _absent(reason: str) -> None:
    if os.environ.get("KETLUAN_TOOLS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
