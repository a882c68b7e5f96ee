"""What an archive holds, as an import must know it: far less than `folder.load_archive` reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ketluan.archive.document_register import DOCUMENTS_FILE, read_documents
from ketluan.archive.files import file_text, notice_files, register_text
from ketluan.archive.originals import original_sizes
from ketluan.archive.reading import PROGRESS
from ketluan.archive.registers import UNITS_FILE, read_units
from ketluan.archive.twins import Registration, registration
from ketluan.fields import Fields
from ketluan.model import Problem
from ketluan.notice.front_matter import split_front_matter
from ketluan.places import NOTICES
from ketluan.secrecy import secrecy_mark
from ketluan.units import UnitNames, unit_names

_ORIGINAL: Final = re.compile(r"goc/[^\s,{}'\"]+")  # where front matter cannot be read


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A notice file as an import must know it; its tasks and citations are not read.

    `registration` is `None` where number or year is unknown; `original` is relative to the
    archive's folder, empty where the front matter names none. Of a secret one (`secret`) nothing
    may be told.
    """

    path: str
    body: str
    registration: Registration | None = None
    issued: date | None = None
    meeting_date: date | None = None
    original: str = ""
    sha256: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an archive holds, as an import must know it.

    `originals` are paths relative to the archive's folder with their size in bytes; `named` are
    those that a notice or the register of documents names.
    """

    names: UnitNames
    notices: tuple[HeldNotice, ...]
    originals: Mapping[str, int]
    named: frozenset[str]


def read_holdings(root: Path) -> Holdings:
    """Return what the archive at `root` holds; a folder without one holds nothing yet.

    Nothing is checked.
    """
    ignored: list[Problem] = []
    (units, groups), _ = read_units(register_text(root, UNITS_FILE, ignored))
    register, _ = read_documents(register_text(root, DOCUMENTS_FILE, ignored))
    texts = {path: file_text(root, path, ignored) or "" for path in notice_files(root, ignored)}
    notices = tuple(
        held_notice(path, text)
        for path, text in texts.items()
        if not path.startswith(f"{PROGRESS}/")
    )
    named = {f"{NOTICES}/{row.file}" for row in register.rows.values() if row.file}
    for notice in notices:
        named |= named_originals(texts[notice.path], notice.original.removeprefix(f"{NOTICES}/"))
    return Holdings(unit_names((*units, *groups)), notices, original_sizes(root), frozenset(named))


def held_notice(path: str, text: str) -> HeldNotice:
    """Return what an import must know of the notice file `path` with `text`."""
    mapping, body, _, problems = split_front_matter(path, text)
    fields = Fields.of(path, mapping, problems)
    source = fields.inner("nguon")
    original = source.original("tep")
    mark = fields.values.get("do_mat", "")
    issued, meeting = fields.day("ngay_ban_hanh"), fields.day("ngay_hop")
    return HeldNotice(
        path,
        body,
        registration(fields.text("so_ky_hieu"), fields.text("co_quan"), issued, meeting),
        issued,
        meeting,
        f"{NOTICES}/{original}" if original else "",
        source.text("sha256"),
        secret=bool(mark.strip() if isinstance(mark, str) else mark)
        or bool(secrecy_mark(body.split("\n"))),
    )


def named_originals(text: str, original: str) -> set[str]:
    """Return what a notice file names below `goc/`: its `original`, else whatever looks like one."""
    named = [original] if original else _ORIGINAL.findall(text)
    return {f"{NOTICES}/{path}" for path in named}
