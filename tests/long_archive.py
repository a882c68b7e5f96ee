"""An archive that is too long for single pages: hundreds of tasks of a unit, a document, a period."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from ketluan.model import Archive, Period
from ketluan.pages import Page, site_pages
from pages_archive import archive, notice

DAY: Final = date(2021, 7, 1)
_DAYS: Final = 16  # notices in each of the months below
_TIMES: Final = 3  # sentences of each task that cite the plan


@cache
def long_archive() -> Archive:
    """Return 112 notices of 2020 and 2021, nearly all of which direct the second quarter of 2021."""
    notices = [
        notice(f"{year}-{month:02d}-{day:02d}-hop", Period(f"{year}-Q2"))
        for year, month in ((2020, 4), *((2021, month) for month in range(1, 7)))
        for day in range(1, _DAYS + 1)
    ]
    known = archive(*notices)
    plan = known.documents[0]
    citing = tuple(
        one._replace(sentence=f"{one.sentence} Lần {turn}.")
        for one in plan.citing
        for turn in range(_TIMES)
    )
    return replace(known, documents=(replace(plan, citing=citing), *known.documents[1:]))


@cache
def long_pages() -> dict[str, Page]:
    """Return its pages by address."""
    return {page.address: page for page in site_pages(long_archive(), DAY)}
