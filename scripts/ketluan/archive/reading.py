"""Notice files read, each once: what was read before is kept by the file's bytes.

What a file says depends on its text and on the names of units alone; the register of documents is
put on top of it (`told_apart`). Nothing of a file with a mark of secrecy is kept, nor
of one that could not be wholly understood.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from ketluan.archive.checks import blocking, check_notice
from ketluan.archive.collecting import citing_sentences, with_register
from ketluan.archive.document_register import DocumentRegister
from ketluan.archive.files import unusual_form
from ketluan.kept import Kept, packed
from ketluan.model import CitingSentence, Notice, Outcome, Problem
from ketluan.notice import read_notice, read_progress, read_tasks
from ketluan.notice.front_matter import KEYS
from ketluan.program import program_digest
from ketluan.secrecy import secrecy_mark
from ketluan.units import UnitNames
from ketluan.vietnamese import fold
from ketluan.workers import Beside, one_by_one

PROGRESS: Final = "notices/cap-nhat"
_KIND: Final = "notice"
_MANY: Final = 100
_FEW: Final = 8
_KEYS: Final = frozenset(key.name for key in KEYS)
_WORDS: Final = re.compile(r"[a-z]+")
_DOUBT: Final = (
    "khóa '{key}' có thể là khóa độ mật viết sai; hãy chuyển tệp ra khỏi kho nếu văn bản có độ mật, "
    "nếu không thì sửa hoặc xóa khóa này"
)

_Fresh = tuple[bytes, bool]  # what a file says, as it is kept, and whether it may be


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file below `notices/` says: a notice with its tasks, or outcomes between meetings.

    `problems` are those met while it was read. Of a complete notice `checked` are those that it shows by
    itself, `citing` the sentences that cite documents.
    Of a `secret` one (độ mật) nothing may be told.
    """

    notice: Notice | None = None
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    checked: tuple[Problem, ...] = ()
    citing: tuple[CitingSentence, ...] = ()
    secret: bool = False


def read_files(
    texts: Mapping[str, str], names: UnitNames, register: str, kept: Kept
) -> dict[str, ReadFile]:
    """Return what the files say whose texts are given by path relative to the archive.

    `register` is the digest of what `names` were made of.
    """
    rules = f"{program_digest()}\0{register}\0"
    digests = {
        path: hashlib.sha256(f"{rules}{path}\0{text}".encode()).hexdigest()
        for path, text in texts.items()
    }

    def read(path: str) -> _Fresh:
        file = read_text(path, texts[path], names)
        if file.notice:
            file = replace(file, notice=replace(file.notice, digest=digests[path]))
        return packed(file), not file.secret and not blocking(file.problems)

    there = kept.keys(_KIND)
    new = [path for path in texts if digests[path] not in there]
    few = new if are_few(len(new), len(texts)) else []
    with Beside(lambda: {path: read(path) for path in few}, worth=bool(few)) as beside:
        known: dict[str, ReadFile] = kept.find(_KIND, digests.values())
        made = beside.made()
    rest = [path for path in texts if digests[path] not in known and path not in made]
    fresh: dict[str, bytes] = {}
    read_now = zip(rest, one_by_one(read, rest), strict=True)
    for path, (value, may_stay) in chain(made.items(), read_now):
        known[digests[path]] = kept.unpacked(value)
        if may_stay:
            fresh[digests[path]] = value
    kept.keep(_KIND, fresh, known.keys())
    return {path: known[digest] for path, digest in digests.items()}


def are_few(new: int, every: int) -> bool:
    """Tell whether so many new ones of all are read, or linked, in a process beside what is kept."""
    return every >= _MANY and 0 < new <= _FEW


def forget(kept: Kept, notices: Iterable[Notice]) -> None:
    """Keep nothing any longer of `notices`."""
    kept.drop(_KIND, [notice.digest for notice in notices])


def read_text(path: str, text: str, names: UnitNames) -> ReadFile:
    """Return what `text`, that of the file `path`, says."""
    file = _read(path, text, names)
    unusual = () if file.secret else unusual_form(path, text)
    return replace(file, problems=(*unusual, *file.problems)) if unusual else file


def _read(path: str, text: str, names: UnitNames) -> ReadFile:
    if path.startswith(f"{PROGRESS}/"):
        outcomes, problems = read_progress(path, text)
        return ReadFile(outcomes=outcomes, problems=problems)
    notice, problems = read_notice(path, text)
    if notice.secrecy or secrecy_mark(notice.body.split("\n")):
        return ReadFile(notice, secret=True)
    key = _looks_like_secrecy(notice)
    if key:
        doubt = Problem(path, notice.key_lines[key], "secrecy-key", _DOUBT.format(key=key))
        return ReadFile(replace(notice, complete=False), problems=(doubt,))
    if not notice.complete:
        return ReadFile(notice, problems=problems)
    return _looked_through(replace(notice, tasks=read_tasks(notice, names)), problems)


def told_apart(file: ReadFile, register: DocumentRegister) -> ReadFile:
    """Return `file` with the documents that its notice cites as the register tells them apart."""
    if file.secret or file.notice is None or not file.notice.complete:
        return file
    notice = with_register(file.notice, register)
    return file if notice is file.notice else _looked_through(notice, file.problems)


def _looked_through(notice: Notice, problems: tuple[Problem, ...]) -> ReadFile:
    """Return what a complete notice says, and what is seen where it is looked through."""
    citing = tuple(citing_sentences(notice))
    return ReadFile(notice, problems=problems, checked=check_notice(notice), citing=citing)


def _looks_like_secrecy(notice: Notice) -> str:
    """Return a key of the front matter that may be a mark of secrecy misspelt, empty if none."""
    for key in notice.key_lines:
        words = _WORDS.findall(fold(key))
        is_ours = key.partition(".")[0] in _KEYS
        if not is_ours and ("mat" in words or "domat" in "".join(words)):
            return key
    return ""
