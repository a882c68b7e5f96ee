"""Scans made from a PDF: its pages as slightly turned, noisy pictures, always the same for one seed."""

import io
import random
from collections.abc import Sequence
from functools import cache

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageFilter

from ketluan.sources import SourceText
from ketluan.sources.pdf import read_any_pdf
from outer_tools import need_tesseract
from word_documents import first_notice_docx, to_pdf


def scanned(
    pdf: bytes,
    *,
    dpi: int = 200,
    turn: float = 0.0,
    noise: int = 0,
    seed: int = 1,
    pages: Sequence[int] | None = None,
) -> list[Image.Image]:
    """Return all pages of `pdf`, or `pages` (from 0), as a scanner sees them, in grey.

    `turn` are degrees anticlockwise, `noise` the greatest deviation of a grey value (0 to 255) before
    the pages are slightly blurred.
    """
    random_numbers = random.Random(seed)  # noqa: S311
    document = pypdfium2.PdfDocument(pdf)
    return [
        _as_scanned(
            page.render(scale=dpi / 72, grayscale=True).to_pil(), turn, noise, random_numbers
        )
        for page in (document if pages is None else [document[number] for number in pages])
    ]


def upper_half(pdf: bytes, number: int) -> bytes:
    """Return the page `number` (from 0) of `pdf` as a PDF whose lower half is empty.

    It is cut between two lines; its text is read in half the time of a whole page.
    """
    page = scanned(pdf, pages=[number])[0]
    middle = next(
        y
        for y in range(page.height // 2, page.height)
        if page.crop((0, y, page.width, y + 1)).getextrema() == (255, 255)
    )
    page.paste(255, (0, middle, page.width, page.height))
    return scan_pdf([page])


def _as_scanned(
    page: Image.Image, turn: float, noise: int, random_numbers: random.Random
) -> Image.Image:
    page = page.convert("L")
    if turn:
        page = page.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    if noise:
        page = page.filter(ImageFilter.GaussianBlur(0.6))
        grain = Image.frombytes("L", page.size, random_numbers.randbytes(page.width * page.height))
        darker = grain.point([value * noise // 255 for value in range(256)])
        lighter = grain.rotate(180).point([value * noise // 255 for value in range(256)])
        page = ImageChops.add(ImageChops.subtract(page, darker), lighter)
    return page


@cache
def first_notice_scan() -> SourceText:
    """Return the first notice read from a clean scan of 200 dpi; skips without its programs.

    Read once for all tests, which stand in one file for that: recognition takes 10 seconds.
    """
    need_tesseract()
    printed = to_pdf(first_notice_docx(automatic=False))
    return read_any_pdf("scan.pdf", scan_pdf(scanned(printed)))


def scan_pdf(pages: Sequence[Image.Image], dpi: int = 200) -> bytes:
    """Return `pages` as a PDF of pictures, as a scanner of an office saves them."""
    return _saved(pages, "PDF", resolution=dpi)


def scan_tiff(pages: Sequence[Image.Image], dpi: int = 200) -> bytes:
    """Return `pages` as one TIFF file."""
    return _saved(pages, "TIFF", dpi=(dpi, dpi), compression="tiff_lzw")


def scan_picture(page: Image.Image, kind: str, dpi: int = 200) -> bytes:
    """Return `page` as a picture file of `kind` (PNG, JPEG)."""
    stream = io.BytesIO()
    page.save(stream, kind, dpi=(dpi, dpi))
    return stream.getvalue()


def _saved(pages: Sequence[Image.Image], kind: str, **settings: object) -> bytes:
    stream = io.BytesIO()
    first, *others = pages
    first.save(stream, kind, save_all=True, append_images=others, **settings)
    return stream.getvalue()


def letters(text: SourceText) -> str:
    """Return the letters of `text` without what is blank."""
    return "".join("".join(text.lines).split())


def edit_distance(one: str, other: str, band: int = 200) -> int:
    """Return how many letters of `one` change to make `other`, looking at shifts up to `band`."""
    beyond = len(one) + len(other)
    before = {j: j for j in range(min(band, len(other)) + 1)}
    for i, letter in enumerate(one, start=1):
        row: dict[int, int] = {}
        for j in range(max(0, i - band), min(len(other), i + band) + 1):
            best = min(before.get(j, beyond), row.get(j - 1, beyond)) + 1
            if j:
                best = min(best, before.get(j - 1, beyond) + (letter != other[j - 1]))
            row[j] = best
        before = row
    return before.get(len(other), beyond)
