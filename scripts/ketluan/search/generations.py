"""Generations of the index on disk: built beside the old one, switched whole, checked when opened.

    search_index/CURRENT             name of the generation in use and SHA-256 of its stamp
    search_index/<generation>/       stamp.json  language.json  words.json  and its parts (parts.py)

The engine pickles parts of its files, so only files whose SHA-256 stand in a stamp of ours are opened.
The check finds damage and foreign files; it cannot stop somebody who may write here. A build, which
opens none, trusts a file that has not been changed since it was written; `anew` trusts none.
"""

import hashlib
import inspect
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal, TypeVar

from ketluan import vietnamese
from ketluan.citations import finding
from ketluan.model import Archive
from ketluan.no_collector import no_collector
from ketluan.removing import remove_folder
from ketluan.search import (
    analysis,
    batches,
    catalogue,
    glossary,
    lexicon,
    naming,
    numbers,
    parts,
    postings,
    readings,
)
from ketluan.search import records as recording
from ketluan.search.batches import Batch, symbols
from ketluan.search.glossary import make_glossary
from ketluan.search.index_folder import (
    CURRENT,
    NAME_DIGITS,
    UNFINISHED,
    WAITING,
    IndexUnavailableError,
    only_writer,
    read_current,
    remove_others,
)
from ketluan.search.lexicon import lexicon_of
from ketluan.search.opening import Known, file_key, opened
from ketluan.search.parts import Making, Parts
from ketluan.search.postings import SCHEMA
from ketluan.search.searching import SearchIndex
from ketluan.vocabulary import document_types, issuer_symbols
from ketluan.workers import Beside

FORMAT: Final = "ketluan-search-3"  # of the files below; another format is never opened
_STAMP: Final = "stamp.json"
_More = TypeVar("_More")
# What decides how a text becomes tokens: a change of any of them makes the index anew.
_RULES: Final[tuple[ModuleType, ...]] = (
    vietnamese, finding, analysis, batches, catalogue, glossary, lexicon, naming, numbers, parts,
    postings, readings, recording,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What `build_index` did: the generation in use now, whether it is new, how many records."""

    generation: str
    rebuilt: bool
    records: int


def build_index(
    archive: Archive,
    folder: Path,
    *,
    anew: bool = False,
    before_switch: Callable[[], object] = lambda: None,
) -> BuildReport:
    """Make the index of `archive` in `folder` the current one; leave it alone if nothing changed.

    With `anew` it is made again even then. `before_switch` runs when the new generation is complete,
    right before it is switched to; if it fails the old one stays in use. Any error
    leaves the old index in use and is raised again. Raise IndexLockedError if another process is
    building.
    """
    with index_beside(archive, folder, anew=anew, worth=False) as (finish, _):
        return finish(before_switch)


@contextmanager
def index_beside(
    archive: Archive,
    folder: Path,
    *,
    anew: bool = False,
    worth: bool = True,
    then: Callable[[Sequence[Batch]], _More] | None = None,
) -> Iterator[tuple[Callable[[Callable[[], object]], BuildReport], Callable[[], _More]]]:
    """Do as `build_index` in a process of its own, if `worth` one; give what switches to it at last.

    That is to be called with `before_switch`; without it the old index stays in use. What `then` makes
    of the same batches, there and behind the index, is given by the other function.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = False
    found = cache(lambda: tuple(batches.batches(archive)))

    def finish(before_switch: Callable[[], object]) -> BuildReport:
        nonlocal shown
        made: BuildReport = making.made()
        before_switch()
        shown = True
        if made.rebuilt:
            _switch(folder, made.generation)
            remove_others(folder, made.generation)
        return made

    with only_writer(folder), no_collector():
        before = read_current(folder)
        try:
            index = partial(_made, archive, found, folder, before, anew)
            more = [lambda: then(found())] if then else []
            with Beside[Any](index, *more, worth=worth) as making:
                yield finish, partial(making.made, 1)
        finally:
            if not shown:  # what was made, if anything, is of no use
                remove_others(folder, before[0] if before else "")


def _made(
    archive: Archive,
    batches_of: Callable[[], Sequence[Batch]],
    folder: Path,
    before: tuple[str, str] | None,
    anew: bool,
) -> BuildReport:
    """Return what was made: a generation that is complete, and not yet switched to."""
    language = _language(archive)
    found = batches_of()
    digest, count = _digest(found, language), sum(batch.size for batch in found)
    seen = Known()  # most files of the new generation are those of the one before
    stamp = _checked_stamp(folder, before, seen, by_time=True) if before else None
    if before and stamp and stamp.get("digest") == digest and not anew:
        return BuildReport(before[0], rebuilt=False, records=count)
    name = _free_name(folder, digest)
    old = Parts()
    if before and stamp and stamp.get("rules") == rules_digest() and not anew:
        old = Parts(folder / before[0], stamp["parts"])
    make = _Making(folder / f"{name}{UNFINISHED}", found, language, digest, old, seen)
    make.write(folder / name)
    return BuildReport(name, rebuilt=True, records=count)


def open_index(folder: Path, known: Known | None = None) -> SearchIndex:
    """Open the current generation. Raise IndexUnavailableError if there is none that is ours.

    What `known` has of the generation opened before with it is not read again.
    """
    known = known or Known()
    current = read_current(folder)
    while True:
        try:
            return _opened(folder, current, known)
        except IndexUnavailableError:
            before, current = current, read_current(folder)
            if current == before:
                raise  # and no build came in between, which removes the generation before its own


def _opened(folder: Path, current: tuple[str, str] | None, known: Known) -> SearchIndex:
    """Open the generation that CURRENT states. Raise IndexUnavailableError where that fails."""
    if current is None:
        raise IndexUnavailableError("Chưa có chỉ mục tìm kiếm. Hãy chạy lệnh: ketluan build")
    stamp = _checked_stamp(folder, current, known)
    if stamp is None or stamp.get("rules") != rules_digest():
        raise IndexUnavailableError(
            "Chỉ mục tìm kiếm bị hỏng hoặc do phiên bản khác tạo ra. "
            "Hãy chạy lệnh: ketluan build --full"
        )
    try:
        with no_collector():
            return opened(folder / current[0], known)
    except OSError as error:
        raise IndexUnavailableError(
            "Không đọc được chỉ mục tìm kiếm. Hãy thử lại, hoặc chạy lệnh: ketluan build"
        ) from error


IndexState = Literal["current", "old", "damaged", "absent"]


def index_state(archive: Archive, folder: Path) -> IndexState:
    """Tell whether the index in `folder` holds exactly what `archive` and this program give now."""
    current = read_current(folder)
    if current is None:
        return "damaged" if (folder / CURRENT).exists() else "absent"
    stamp = _checked_stamp(folder, current)
    if stamp is None:
        return "damaged"
    digest = _digest(batches.batches(archive), _language(archive))
    return "current" if stamp.get("digest") == digest else "old"


def rules_digest() -> str:
    """Return the SHA-256 of everything in the program that decides what an index contains."""
    hashed = hashlib.sha256(f"{FORMAT}\0{SCHEMA}".encode())
    hashed.update(b"\0" + _json([document_types(), issuer_symbols()]).encode())
    for module in _RULES:
        hashed.update(b"\0" + inspect.getsource(module).encode())
    return hashed.hexdigest()


def _language(archive: Archive) -> dict[str, Any]:
    return {
        "abbreviations": {key: list(archive.abbreviations[key]) for key in archive.abbreviations},
        "symbols": sorted(symbols(archive)),
    }


_json: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _digest(found: Iterable[Batch], language: Mapping[str, Any]) -> str:
    """Return the SHA-256 of rules, glossary and data: equal digests give equal indexes."""
    hashed = hashlib.sha256(rules_digest().encode())
    for row in (_json(language), *(batch.digest for batch in found)):
        hashed.update(b"\0" + row.encode())
    return hashed.hexdigest()


# writing


def _free_name(folder: Path, digest: str) -> str:
    stem, number = digest[:NAME_DIGITS], 1
    while (folder / f"{stem}-{number}").exists():
        number += 1
    return f"{stem}-{number}"


@dataclass(frozen=True, slots=True)
class _Making:
    """A generation while it is written, in the folder `place`; parts that `old` has are taken over."""

    place: Path
    found: Sequence[Batch]
    language: Mapping[str, Any]
    digest: str
    old: Parts
    seen: Known

    def write(self, final: Path) -> None:
        """Write it whole; it becomes `final` when the last file is safe on the disk."""
        with suppress(FileNotFoundError):
            remove_folder(self.place)
        try:
            self.place.mkdir(parents=True)
            parts = self._write_files()
            files = _hashes(self.place, self.seen)
            stamp = {
                "format": FORMAT,
                "digest": self.digest,
                "rules": rules_digest(),
                "parts": parts,
                "files": files,
                "keys": {path: file_key((self.place / path).stat()) for path in files},
            }
            _write_safely(self.place / _STAMP, _json(stamp))
            self.place.rename(final)
        except BaseException:
            with suppress(OSError):  # the next build clears it
                remove_folder(self.place)
            raise

    def _write_files(self) -> list[str]:
        """Write everything but the stamp and return the names of the parts in order."""
        rules = _json([rules_digest(), self.language["abbreviations"]])
        known = make_glossary(self.language["abbreviations"], self.language["symbols"])
        making = Making(self.place, rules, known, self.old)
        names = making.write(self.found)
        words = lexicon_of(making.counted(names)).row()
        language = {**self.language, "lexicon": words, "parts": names}
        (self.place / "language.json").write_text(_json(language), "utf-8")
        return names


def _write_safely(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _switch(folder: Path, name: str) -> None:
    """Make `name` the current generation, in one step for every reader."""
    waiting = folder / WAITING
    mark = hashlib.sha256((folder / name / _STAMP).read_bytes()).hexdigest()
    _write_safely(waiting, f"{name} {mark}\n")
    waiting.replace(folder / CURRENT)


# checking


def _checked_stamp(
    folder: Path, current: tuple[str, str], known: Known | None = None, *, by_time: bool = False
) -> dict[str, Any] | None:
    """Return a generation's stamp if every file is there and as it was written, else `None`.

    Files whose hashes are `known` are not read again; with `by_time` neither are those that have not
    been changed since.
    """
    name, mark = current
    place, known = folder / name, known or Known()
    try:
        raw = (place / _STAMP).read_bytes()
        if hashlib.sha256(raw).hexdigest() != mark:
            return None
        stamp = json.loads(raw)
        if not isinstance(stamp, dict) or stamp.get("format") != FORMAT:
            return None
        files = stamp["files"]
        if by_time:
            known.hashes |= {tuple(key): files[path] for path, key in stamp["keys"].items()}
        return stamp if _hashes(place, known) == files else None
    except (OSError, ValueError, KeyError):
        return None


def _hashes(place: Path, known: Known) -> dict[str, str]:
    """Return the SHA-256 of each file of a generation but its stamp, by its path relative to `place`."""
    found = {path: known.file_hash(f"{place}/{path}") for path in _files(place)}
    found.pop(_STAMP, None)
    return found


def _files(place: Path) -> Iterator[str]:
    """Yield the paths of all files of a generation, relative to `place`."""
    above = len(f"{place}/")
    for folder, _, names in os.walk(place):  # as text: there are a thousand
        inside = f"{folder[above:]}/".replace(os.sep, "/").removeprefix("/")
        yield from (f"{inside}{name}" for name in names)
