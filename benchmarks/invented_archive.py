"""Archives of any size for measuring. INVENTED: no sentence in them was ever said by anybody.

Clauses of the repository's first notice and of its sample archive are cut, mixed and changed word by
word with a fixed seed, so that words are as common, texts as long and numbers as frequent as there.
"""

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from ketluan.archive import load_archive
from ketluan.model import (
    Archive,
    Block,
    Citation,
    CitingSentence,
    Document,
    Notice,
    Outcome,
    Period,
    Signer,
    Task,
    Unit,
    UnitMention,
)

REPOSITORY: Final = Path(__file__).resolve().parents[1]
TASKS: Final = 50  # of one notice
_SEED: Final = 20210329
_TYPES: Final = {"KH": "Kế hoạch", "TB": "Thông báo", "QĐ": "Quyết định", "CV": "Công văn"}
_ISSUERS: Final = ("SM", "UBND", "HĐND", "VPUB", "TTĐL")
_CITING: Final = 0.35  # of all tasks
_CHANGED: Final = 0.08  # of all words: they stand for the words that a small text does not have
_CLOSED: Final = 0.4  # of all tasks
_COMMA: Final = re.compile(r"(?<=[,;.:])\s+")


class Sayings:
    """The clauses and words of the real and the sample notices."""

    def __init__(self) -> None:
        archives = [load_archive(REPOSITORY), load_archive(REPOSITORY / "tests" / "sample_archive")]
        texts = [task.text for archive in archives for task in archive.tasks]
        self.clauses = [clause for text in texts for clause in _COMMA.split(text) if clause]
        self.pairs = sorted(
            {pair for text in texts for pair in pairwise(text.split()) if "".join(pair).isalpha()}
        )
        self.units = [unit for archive in archives for unit in archive.units]
        self.abbreviations = archives[0].abbreviations


def invented_archive(size: int, sayings: Sayings, *, more: int = 0) -> Archive:
    """Return an archive of `size` tasks, always the same; `more` notices follow its last one."""
    dice = random.Random(_SEED)  # noqa: S311 - not for secrets
    units = _units(sayings.units)
    register = [_document(dice, place) for place in range(max(20, size // 12))]
    notices = tuple(_notices(size // TASKS + more, dice, sayings, units, register))
    tasks = [task for notice in notices for task in notice.tasks]
    citing: dict[str, list[CitingSentence]] = {}
    for task in tasks:
        for one in task.citations:
            sentence = CitingSentence(task.notice_id, task.id, task.text, one)
            citing.setdefault(one.key, []).append(sentence)
    return Archive(
        notices=notices,
        units=tuple(units),
        documents=tuple(
            _with_citing(document, tuple(citing[document.key]))
            for document in register
            if document.key in citing
        ),
        outcomes=tuple(_outcomes(tasks)),
        abbreviations=sayings.abbreviations,
    )


def _outcomes(tasks: Sequence[Task]) -> Iterator[Outcome]:
    """Yield that some tasks are done, about their last day; those of one task depend on it alone."""
    for place, task in enumerate(tasks):
        dice = random.Random(place)  # noqa: S311 - not for secrets
        if task.due and dice.random() < _CLOSED:
            day = task.due + timedelta(days=dice.randint(-30, 30))
            yield Outcome(task.id, "hoan-thanh", day, "Báo cáo")


def _units(known: Sequence[Unit]) -> list[Unit]:
    """Return each unit once."""
    return list({unit.id: unit for unit in known}.values())


def _document(dice: random.Random, place: int) -> Document:
    kind = dice.choice(sorted(_TYPES))
    day = date(2000, 1, 1) + timedelta(days=dice.randrange(9000))
    serial, issuer = dice.randint(1, 2500), dice.choice(_ISSUERS)
    number = f"{serial}/{kind}-{issuer}" if kind != "CV" else f"{serial}/{issuer}-VP"
    return Document(
        f"mau-{place}-{serial}-{kind.lower().replace('đ', 'd')}",
        number,
        "letter" if kind == "CV" else "administrative",
        type=kind,
        type_name=_TYPES[kind],
        year=day.year,
        date=day,
    )


def _with_citing(document: Document, citing: tuple[CitingSentence, ...]) -> Document:
    return Document(
        document.key,
        document.number,
        document.family,
        type=document.type,
        type_name=document.type_name,
        year=document.year,
        date=document.date,
        citing=citing,
    )


def _notices(
    count: int,
    dice: random.Random,
    sayings: Sayings,
    units: Sequence[Unit],
    register: Sequence[Document],
) -> Iterator[Notice]:
    for index in range(count):
        day = date(1996, 1, 8) + timedelta(days=9 * index)
        name = f"{day}-mau"
        quarter = Period(f"{day.year}-Q{(day.month - 1) // 3 + 1}")
        tasks = tuple(
            _task(
                f"{name}#II.{place // 8 + 1}.{place % 8 + 1}",
                name,
                quarter,
                dice,
                sayings,
                units,
                register,
            )
            for place in range(TASKS)
        )
        spoken = " ".join(dice.choices(sayings.clauses, k=8))
        notice = Notice(
            name,
            f"notices/{day.year}/{name}.md",
            spoken,
            type="TB",
            number=f"{index + 1}/TB-SM",
            issued=day,
            meeting_date=day,
            issuer="Sở Mẫu",
            subject=f"Kết luận tại cuộc họp giao ban {quarter.label}",
            signer=Signer("Trần Văn Mẫu", "Chánh Văn phòng"),
            blocks=(Block("paragraph", spoken, 0, 1),),
            tasks=tasks,
        )
        # as if it had been read from a file
        yield replace(notice, digest=hashlib.sha256(repr(notice).encode()).hexdigest())


def _task(
    number: str,
    notice: str,
    quarter: Period,
    dice: random.Random,
    sayings: Sayings,
    units: Sequence[Unit],
    register: Sequence[Document],
) -> Task:
    words = " ".join(dice.choices(sayings.clauses, k=dice.randint(2, 5))).split()
    for place in range(len(words) - 1):
        if dice.random() < _CHANGED / 2:
            words[place : place + 2] = dice.choice(sayings.pairs)
    citations: tuple[Citation, ...] = ()
    if dice.random() < _CITING:
        cited = dice.choice(register)
        day = cited.date
        words += f"theo {cited.type_name} số {cited.number}".split()
        if day and dice.random() < 0.7:
            words += ["ngày", f"{day.day:02}/{day.month:02}/{day.year}"]
        citations = (
            Citation(
                0, 0, cited.number, cited.number, cited.family,
                type=cited.type, year=cited.year, date=day, key=cited.key,
            ),
        )  # fmt: skip
    text = " ".join(words)
    lead = UnitMention(*_mention(dice.choice(units)))
    return Task(
        id=f"{notice}#{number}",
        notice_id=notice,
        number=number,
        label="",
        text=text[:1].upper() + text[1:],
        start=0,
        line=1,
        lead_units=(lead,),
        coordinating_units=(UnitMention(*_mention(dice.choice(units))),)
        if dice.random() < 0.2
        else (),
        citations=citations,
        period=quarter,
        decided_due=quarter.end - timedelta(days=dice.randint(0, 60))
        if dice.random() < 0.3
        else None,
    )


def _mention(unit: Unit) -> tuple[str, str]:
    return unit.name, unit.id
