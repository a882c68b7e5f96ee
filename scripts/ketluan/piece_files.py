"""Files that are written in pieces: what the file of last time has is copied from there.

Of each piece it is kept where its texts lie (`Laid`). A piece with another word has the same texts: they
are taken from between the old words.
"""

import ctypes
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, pairwise, takewhile
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from ketluan.pieces import Piece

_CHUNK: Final = 1 << 20  # bytes read at once
_SYNC_FILE_RANGE_WRITE: Final = 2

# A piece as it lies in a file: its key, its word, the sizes of its texts in bytes.
Laid = tuple[str, str, tuple[int, ...]]


def write_pieces(
    pieces: Sequence[Piece], target: Path, last: Path | None, laid: Sequence[Laid], sum_of: str
) -> tuple[str, tuple[Laid, ...]]:
    """Write the pieces into the file `target`; return its sum, and how they lie in it.

    Those that lie in the file `last` are not made, where it still is the one of the sum `sum_of`; that is
    empty where somebody has just seen that it is. Raises `OSError`.
    """
    with closing(_opened(pieces, last, laid, sum_of)) as known, target.open("wb") as file:
        made = known.written(pieces, file)
        _let_go(file)
    return made


def _let_go(file: BinaryIO) -> None:
    """Let the disk begin at once with what was written: who waits for all of it later, waits less."""
    if not sys.platform.startswith("linux"):
        return
    begin = getattr(ctypes.CDLL(None), "sync_file_range", None)
    if begin:
        file.flush()
        begin(file.fileno(), ctypes.c_int64(0), ctypes.c_int64(0), _SYNC_FILE_RANGE_WRITE)


def _opened(
    wanted: Sequence[Piece], last: Path | None, laid: Sequence[Laid], sum_of: str
) -> "_Last":
    """Return the pieces of the file of last time, none if it is not as it was written."""
    nothing = _Last(BytesIO(), ())
    if last is None or not any(key for key, _, _ in laid):
        return nothing
    try:
        found = _Last(last.open("rb"), laid, _alike(wanted, laid))
    except OSError:
        return nothing
    if sum_of and found.whole_sum() != sum_of:
        found.close()
        return nothing
    return found


def _alike(wanted: Sequence[Piece], laid: Sequence[Laid]) -> int:
    """Return how many of the first pieces are the same in both."""
    pairs = zip(wanted, laid, strict=False)
    same = takewhile(lambda pair: pair[0].key and (pair[0].key, pair[0].word) == pair[1][:2], pairs)
    return sum(1 for _ in same)


class _Place(NamedTuple):
    """Where a piece begins and ends in a file."""

    begin: int
    end: int
    laid: Laid


class _Last:
    """An open file of last time, and where its pieces lie: all that it holds would be too much.

    The `first` ones begin the new file, too: what is more mostly comes at the end, so that most of a file
    is summed once, and written at once.
    """

    def __init__(self, file: BinaryIO, laid: Sequence[Laid], first: int = 0) -> None:
        self._file = file
        ends = [0, *accumulate(map(_size, laid))]
        self._first = laid[:first]
        self._first_end = ends[first]
        self._sum: Any = sha256()
        self._is_summed = False  # the first ones are
        self._places: Mapping[str, _Place] = {
            one[0]: _Place(begin, end, one)
            for one, begin, end in zip(laid, ends, ends[1:], strict=False)
            if one[0]
        }

    def whole_sum(self) -> str:
        """Read all of the file; return its sum."""
        for chunk in _chunks(self._file, self._first_end):
            self._sum.update(chunk)
        self._is_summed = True
        every = self._sum.copy()
        while chunk := self._file.read(_CHUNK):
            every.update(chunk)
        found: str = every.hexdigest()
        return found

    def written(self, pieces: Sequence[Piece], file: BinaryIO) -> tuple[str, tuple[Laid, ...]]:
        """Write the pieces; return the sum of all, and how they lie.

        Those that stood behind each other are copied at once.
        """
        laid = [*self._first]
        self._copy(0, self._first_end, file, summed=self._is_summed)
        begin = end = self._first_end  # of what is to be copied
        for piece in pieces[len(laid) :]:
            there = self._places.get(piece.key)
            if there and there.laid[1] == piece.word:
                if there.begin != end:
                    self._copy(begin, end, file)
                    begin = there.begin
                end = there.end
                laid.append(there.laid)
                continue
            self._copy(begin, end, file)
            begin = end = 0
            content, sizes = self._changed(there, piece.word) if there else _made(piece)
            self._sum.update(content)
            file.write(content)
            laid.append((piece.key, piece.word, sizes))
        self._copy(begin, end, file)
        return self._sum.hexdigest(), tuple(laid)

    def _copy(self, begin: int, end: int, file: BinaryIO, *, summed: bool = False) -> None:
        """Write what stands there, too; it may be `summed` already."""
        self._file.seek(begin)
        for chunk in _chunks(self._file, end - begin):
            if not summed:
                self._sum.update(chunk)
            file.write(chunk)

    def _changed(self, there: "_Place", new: str) -> tuple[bytes, tuple[int, ...]]:
        """Return the piece that lies `there` with the `new` word, and the sizes of its texts."""
        _, word, sizes = there.laid
        self._file.seek(there.begin)
        content = self._file.read(there.end - there.begin)
        step = len(word.encode())
        begins = (0, *accumulate(size + step for size in sizes))
        texts = [content[at : end - step] for at, end in pairwise(begins)]
        return new.encode().join(texts), sizes

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _made(piece: Piece) -> tuple[bytes, tuple[int, ...]]:
    texts = [text.encode() for text in piece.make()]
    return piece.word.encode().join(texts), tuple(map(len, texts))


def _size(laid: Laid) -> int:
    _, word, sizes = laid
    return sum(sizes) + len(word.encode()) * max(0, len(sizes) - 1)


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the next `size` bytes of a file, or those that are left."""
    while size and (chunk := file.read(min(size, _CHUNK))):
        yield chunk
        size -= len(chunk)
