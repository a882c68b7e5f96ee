"""The index in use by the service: the one that CURRENT names, whichever that becomes."""

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ketluan.search.generations import open_index
from ketluan.search.index_folder import CURRENT, IndexUnavailableError, current_generation
from ketluan.search.opening import FileKey, Known, file_key
from ketluan.search.searching import SearchIndex

_log: Final = logging.getLogger(__name__)


class IndexFollower:
    """The index in use, replaced when CURRENT names another; the old one serves its last users."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._index: SearchIndex | None = None
        self._known = Known()  # of the last that was opened
        self._named: tuple[FileKey | None, str] = (None, "")  # CURRENT and what it names
        self._is_withdrawn = False
        self._refused = ""  # a generation that could not be opened is not read again and again
        self._users: dict[SearchIndex, int] = {}

    @contextmanager
    def index(self) -> Iterator[SearchIndex]:
        """Lend the current index. Raise IndexUnavailableError if none was ever there, or may be lent."""
        if self._is_withdrawn:
            raise IndexUnavailableError("Chỉ mục tìm kiếm đang được lập lại. Hãy thử lại sau.")
        self._follow()
        with self._lock:
            index = self._index
            if index is not None:
                self._users[index] = self._users.get(index, 0) + 1
        if index is None:
            raise IndexUnavailableError("Chưa có chỉ mục tìm kiếm. Hãy chạy lệnh: ketluan build")
        try:
            yield index
        finally:
            self._give_back(index)

    def close(self) -> None:
        """Close the index once its last user is gone."""
        self._replace(None)

    def withdraw(self) -> None:
        """Lend none until `restore`, whatever a build may write meanwhile."""
        self._is_withdrawn = True
        self._replace(None)

    def restore(self) -> None:
        """Lend again what CURRENT names now."""
        if self._is_withdrawn:
            self._replace(None)
            self._is_withdrawn = False

    def _follow(self) -> None:
        """Open what CURRENT names if it is another; one thread does, the others go on meanwhile."""
        if self._is_current() or not self._opening.acquire(blocking=self._index is None):
            return
        wanted = self._wanted()  # before opening: a build may come in between
        try:
            if not self._is_current():
                gc.collect()  # quick: what is spared below is not looked through
                self._replace(open_index(self._folder, self._known))
                # An index stays: nobody needs to look through it for garbage. It has no circles, so it
                # goes with its last user.
                gc.freeze()
        except IndexUnavailableError as error:
            self._refused = wanted
            if self._index is None:
                raise
            _log.warning("%s", error)
        finally:
            self._opening.release()

    def _is_current(self) -> bool:
        index, wanted = self._index, self._wanted()
        return index is not None and wanted in (index.generation, self._refused)

    def _wanted(self) -> str:
        """Return the generation that CURRENT names; it is read when it is another file than before."""
        try:
            key = file_key((self._folder / CURRENT).stat())
        except OSError:
            return ""
        if key != self._named[0]:
            self._named = (key, current_generation(self._folder))
        return self._named[1]

    def _replace(self, index: SearchIndex | None) -> None:
        with self._lock:
            old, self._index = self._index, index
            idle = old is not None and old not in self._users
        if old is not None and idle:
            old.close()

    def _give_back(self, index: SearchIndex) -> None:
        with self._lock:
            self._users[index] -= 1
            gone = self._users[index] == 0
            if gone:
                del self._users[index]
            close = gone and index is not self._index
        if close:
            index.close()
