"""Digests of ready values: the same for equal values in every run, another for different ones.

Values are plain ones, tuples, mappings, days and dataclasses of them. Pickled without a memory of
what was seen before, equal values give equal bytes, whatever they share; sets have no order and
must not be among them.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Final

_SIZE: Final = 16  # bytes
_PROTOCOL: Final = 5


def text_digest(text: str) -> str:
    """Return the digest of a text, in hexadecimal."""
    return blake2b(text.encode(), digest_size=_SIZE).hexdigest()


class Digests:
    """Digests of one run. A value of the types `once` may stand in many others; it is read once."""

    def __init__(self, *once: type) -> None:
        self.once = frozenset(once)
        self.parts = _Parts()
        self._known: dict[int, tuple[object, bytes]] = {}  # with the value, which so keeps its id

    def of(self, value: object) -> bytes:
        """Return the digest of `value`. Raises `PicklingError` or `TypeError` for what has none."""
        written = io.BytesIO()
        _Writer(written, self).dump(value)
        return blake2b(written.getbuffer(), digest_size=_SIZE).digest()

    def of_known(self, value: object, parts: Callable[[Any], object]) -> bytes:
        """Return the digest of a value of the types `once`."""
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, self.of(parts(value))
        return known[1]


class _Writer(pickle.Pickler):
    """Writes dataclasses as the tuple of their fields, and nothing by reference to an earlier place."""

    def __init__(self, file: io.BytesIO, digests: Digests) -> None:
        super().__init__(file, _PROTOCOL)
        self.fast = True
        self._digests, self._parts, self._once = digests, digests.parts, digests.once

    def persistent_id(self, value: object) -> object:
        """Return what is written for `value`; it is asked for everything, each word too."""
        parts = self._parts[value.__class__]
        if parts is None:
            return None
        kind = value.__class__
        is_known = kind in self._once
        told = self._digests.of_known(value, parts) if is_known else parts(value)
        return kind.__qualname__, told


class _Parts(dict[type, Callable[[Any], object] | None]):
    """What gives the parts of a value, by its type; none for what stands for itself."""

    def __missing__(self, kind: type) -> Callable[[Any], object] | None:
        found = self[kind] = _parts_of(kind)
        return found


def _parts_of(kind: type) -> Callable[[Any], object] | None:
    if kind is date:  # what is written by its type is slow
        return date.toordinal
    if issubclass(kind, tuple) and kind is not tuple:
        return tuple
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else []
    return attrgetter(*names) if names else None
