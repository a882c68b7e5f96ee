"""Results kept from one run to the next, found again by what they were made of (`.cache/ketluan.db`).

A value is asked for by the digest of everything that decides it, so an old one is never taken for a
new one. Nothing depends on this file: whatever cannot be read, is damaged or comes from elsewhere
counts as not kept, and all may be deleted at any time.

Values are pickled. Whoever may write into an archive may change its notices too, yet a folder that
came from a stranger must run nothing: only the types named are ever called for.
"""

import io
import pickle
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import fields, is_dataclass, make_dataclass
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

FILE: Final = ".cache/ketluan.db"
_FORMAT: Final = 3  # of the table; another one is thrown away
_WAIT: Final = 2.0  # seconds for another process that writes
_MARK: Final = 4  # bytes before a value that tell damage
_AT_ONCE: Final = 500  # keys in one question
_PAGE: Final = 1 << 16  # bytes read and written at once; values have up to some megabytes
# With row ids the keys stand by themselves: to see which there are no value is passed.
_TABLE: Final = """CREATE TABLE IF NOT EXISTS kept
    (kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key))"""

Makers = Mapping[tuple[str, str], Any]


class Kept:
    """What is kept in one file. Values are of plain Python types and of `types`."""

    def __init__(self, file: Path | None, types: Iterable[Any] = ()) -> None:
        """`file` need not be there; with `None` nothing is found and nothing kept."""
        self._file = file
        self._makers = {(one.__module__, one.__qualname__): _maker(one) for one in types}

    def find(self, kind: str, keys: Iterable[str]) -> dict[str, Any]:
        """Return those of the values of `kind` under `keys` that are there and whole."""
        found = {}
        for key, raw in self._rows(kind, list(dict.fromkeys(keys))):
            try:
                found[key] = self.unpacked(raw)
            except ValueError:
                continue
        return found

    def unpacked(self, raw: bytes) -> Any:
        """Return what `packed` made to `raw`. Raises `ValueError` where it is damaged or foreign."""
        if not isinstance(raw, bytes) or _mark(memoryview(raw)[_MARK:]) != raw[:_MARK]:
            raise ValueError("damaged")
        file = io.BytesIO(raw)
        file.seek(_MARK)
        try:
            return _Reader(file, self._makers).load()
        except Exception as error:  # a strange pickle may raise anything
            raise ValueError("foreign") from error

    def keep(
        self, kind: str, values: Mapping[str, bytes], others: Collection[str] | None = None
    ) -> None:
        """Keep `values` of `kind`, `packed`, by their keys; what is under no key of `others` goes.

        Without `others` nothing goes. A file that cannot be written keeps nothing.
        """
        gone = set() if others is None else self.keys(kind).difference(values, others)
        self._change(kind, values, gone)

    def drop(self, kind: str, keys: Iterable[str]) -> None:
        """Keep nothing of `kind` under `keys` any longer."""
        self._change(kind, {}, keys)

    def _change(self, kind: str, values: Mapping[str, bytes], gone: Iterable[str]) -> None:
        old = [(kind, key) for key in gone]
        if not values and not old:
            return
        try:
            with self._opened(write=True) as known:
                if known:
                    known.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", old)
                    rows = ((kind, key, value) for key, value in values.items())
                    known.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
        except (sqlite3.Error, OSError):
            return

    def keys(self, kind: str) -> set[str]:
        """Return the keys under which anything of `kind` is kept; it need not be whole."""
        try:
            with self._opened(write=False) as known:
                question = "SELECT key FROM kept WHERE kind = ?"
                return {key for (key,) in known.execute(question, (kind,))} if known else set()
        except (sqlite3.Error, OSError):
            return set()

    def _rows(self, kind: str, keys: list[str]) -> Iterator[tuple[str, bytes]]:
        try:
            with self._opened(write=False) as known:
                if known is None:
                    return
                for start in range(0, len(keys), _AT_ONCE):
                    some = keys[start : start + _AT_ONCE]
                    marks = ",".join("?" * len(some))
                    question = f"SELECT key, value FROM kept WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - marks alone
                    yield from known.execute(question, (kind, *some))
        except (sqlite3.Error, OSError):
            return

    @contextmanager
    def _opened(self, *, write: bool) -> Iterator[sqlite3.Connection | None]:
        """Open the file for one transaction; give `None` where there is none that can be used."""
        if self._file is None or not (write or self._file.is_file()):
            yield None
            return
        if write:
            self._file.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as known:
            if not _is_ours(known):
                if not write:
                    yield None
                    return
                known.close()
                self._file.unlink(missing_ok=True)
                known = sqlite3.connect(self._file, timeout=_WAIT)
            with closing(known), known:
                if write:
                    known.execute(f"PRAGMA page_size = {_PAGE}")  # of a new file
                    known.execute("PRAGMA secure_delete = ON")  # what became secret is gone
                    known.execute(f"PRAGMA user_version = {_FORMAT}")
                    known.execute(_TABLE)
                yield known


def packed(value: object) -> bytes:
    """Return `value` as it is kept."""
    file = io.BytesIO()
    _Writer(file, pickle.HIGHEST_PROTOCOL).dump(value)
    raw = file.getvalue()
    return _mark(raw) + raw


def _mark(raw: bytes | memoryview) -> bytes:
    return zlib.crc32(raw).to_bytes(_MARK)


def _is_ours(known: sqlite3.Connection) -> bool:
    """Tell whether the file is empty or has our table."""
    try:
        (version,) = known.execute("PRAGMA user_version").fetchone()
        (tables,) = known.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError:
        return False
    return version == _FORMAT or not tables


class _Writer(pickle.Pickler):
    """Writes dataclasses and named tuples as the values that make them.

    Set one by one they are read half as fast.
    """

    def reducer_override(self, value: object) -> Any:
        """Return how `value` is made, `NotImplemented` where that is left to pickle."""
        values_of = _READERS[type(value)]
        return (type(value), values_of(value)) if values_of else NotImplemented


class _Readers(dict[type, Callable[[Any], tuple[Any, ...]] | None]):
    """By type what reads the values that `_maker` takes, `None` for a type that is left to pickle."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[Any, ...]] | None:
        if _is_named_tuple(kind):
            self[kind] = lambda value: (tuple(value),)
            return self[kind]
        names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
        read: Callable[[Any], Any] | None = attrgetter(*names) if names else None
        if read and len(names) == 1:
            self[kind] = lambda value: (getattr(value, names[0]),)
        else:
            self[kind] = read
        return self[kind]


_READERS: Final = _Readers()


class _Reader(pickle.Unpickler):
    """Reads values of plain types and of those that have makers; asks for no other name."""

    def __init__(self, file: io.BytesIO, makers: Makers) -> None:
        super().__init__(file)
        self._makers = makers

    def find_class(self, module: str, name: str) -> Any:
        """Return what makes a type that may be read. Raises `UnpicklingError` for any other."""
        try:
            return self._makers[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError(f"{module}.{name} is not kept here") from error


def _is_named_tuple(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


@cache
def _maker(kind: Any) -> Any:
    """Return what makes a `kind` of the values that `_Writer` wrote.

    A frozen dataclass sets its fields one by one past its own guard, seven times slower than any other
    does. So one that is its like but not frozen is made, and then takes its class. A named tuple is made
    at once, without a call of a function in Python.
    """
    if _is_named_tuple(kind):
        return partial(tuple.__new__, kind)
    names = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    if not names or vars(kind).get("__slots__") != names or hasattr(kind, "__post_init__"):
        return kind
    like: Any = make_dataclass("Like", names, slots=True)

    def made(*values: Any) -> Any:
        one = like(*values)
        one.__class__ = kind
        return one

    return made
