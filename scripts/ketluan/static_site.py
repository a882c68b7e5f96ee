"""Files of the built site over HTTP: validators, ranges, compression; nothing outside the folder.

Every answer is decided from the file that was opened, so that a site replaced in the meantime
never mixes two files.
"""

import gzip
import hashlib
import mimetypes
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Response
from werkzeug.http import parse_range_header
from werkzeug.wrappers import Request

# Not from the system's table: it differs between machines.
_TYPES: Final = mimetypes.MimeTypes(filenames=())
for _type, _ending in (
    ("application/atom+xml", ".atom"), ("application/javascript", ".map"),
    ("application/json", ".json"), ("application/manifest+json", ".webmanifest"),
    ("application/schema+json", ".schema"), ("font/woff2", ".woff2"), ("font/woff", ".woff"),
    ("image/svg+xml", ".svg"), ("image/webp", ".webp"), ("image/x-icon", ".ico"),
    ("text/calendar", ".ics"), ("text/csv", ".csv"), ("text/javascript", ".js"),
    ("text/javascript", ".mjs"), ("text/markdown", ".md"), ("text/plain", ".txt"),
    ("application/msword", ".doc"), ("application/rtf", ".rtf"), ("application/vnd.ms-excel", ".xls"),
    ("application/vnd.oasis.opendocument.text", ".odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
):  # fmt: skip
    _TYPES.add_type(_type, _ending)
# What a browser could only give to another program: saved, so that opening it is the reader's own act.
SAVED: Final = (".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".tif", ".tiff")
_TEXT_TYPES: Final = frozenset(("application/xml", "application/atom+xml", "image/svg+xml"))
# JSON is UTF-8 by definition and has no charset.
_PACKABLE: Final = ("text/", "application/json", "application/manifest+json", *_TEXT_TYPES)
_CHUNK: Final = 64 * 1024  # bytes read at a time
_SMALLEST: Final = 512  # bytes; compressing less gains nothing
_LARGEST: Final = 8 * 1024 * 1024  # bytes compressed in memory; more is sent as it is
_CACHE: Final = 32 * 1024 * 1024  # bytes of compressed files kept
_MARKS: Final = 20_000  # files whose hash is kept

FileKey = tuple[int, int, int, int]  # device, inode, time of change in ns, size


@dataclass(slots=True)
class FileMemory:
    """Hashes and compressed forms of files by what identifies their content; bounded."""

    _hashes: "OrderedDict[FileKey, str]" = field(default_factory=OrderedDict)
    _packed: "OrderedDict[FileKey, bytes]" = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def digest(self, file: BufferedReader, key: FileKey) -> str:
        """Return the first 32 hexadecimal digits of the SHA-256 of the open file."""
        with self._lock:
            known = self._hashes.get(key)
        if known is None:
            known = hashlib.file_digest(file, "sha256").hexdigest()[:32]
            with self._lock:
                self._hashes[key] = known
                while len(self._hashes) > _MARKS:
                    self._hashes.popitem(last=False)
        return known

    def packed(self, file: BufferedReader, key: FileKey) -> bytes:
        """Return the open file compressed; the same bytes every time."""
        with self._lock:
            known = self._packed.get(key)
            if known is not None:
                self._packed.move_to_end(key)
                return known
        file.seek(0)
        packed = gzip.compress(file.read(), compresslevel=6, mtime=0)
        with self._lock:
            if key not in self._packed:
                self._packed[key] = packed
                self._size += len(packed)
            while self._size > _CACHE:
                self._size -= len(self._packed.popitem(last=False)[1])
        return packed


class _Piece:
    """The bytes `start` to `end` of an open file; closes it when the answer is closed."""

    def __init__(self, file: BufferedReader, start: int, end: int) -> None:
        self._file = file
        self._start = start
        self._end = end

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        left = self._end - self._start
        while left > 0:
            data = self._file.read(min(_CHUNK, left))
            if not data:
                return
            left -= len(data)
            yield data

    def close(self) -> None:
        self._file.close()


def content_type(name: str) -> str:
    """Return the content type by a file's name; text is UTF-8."""
    guessed = _TYPES.guess_type(name)[0] or "application/octet-stream"
    if guessed.startswith("text/") or guessed in _TEXT_TYPES:
        return f"{guessed}; charset=utf-8"
    return guessed


def site_answer(site: Path, path: str, request: Request, memory: FileMemory) -> Response | None:
    """Return the answer for the decoded address `path` without its first slash, `None` if none.

    A folder answers with its index.html, without a final slash with a redirect to it.
    """
    found = _inside(site, path)
    if found is None:
        return None
    if found.is_dir():
        if path and not path.endswith("/"):
            return _redirect(path, request) if (found / "index.html").is_file() else None
        found = _inside(site, f"{path}index.html")
    elif path.endswith("/"):
        return None
    return _file_answer(found, request, memory, 200) if found and found.is_file() else None


def not_found_answer(site: Path, request: Request, memory: FileMemory) -> Response | None:
    """Return the site's own page for what is not there, with status 404; `None` if it has none."""
    found = _inside(site, "404.html")
    return _file_answer(found, request, memory, 404) if found and found.is_file() else None


def site_text(site: Path, path: str) -> str | None:
    """Return the text of the file at `path`, `None` if there is none that may be read."""
    found = _inside(site, path)
    try:
        return found.read_text("utf-8") if found else None
    except (OSError, UnicodeDecodeError):
        return None


def _inside(site: Path, path: str) -> Path | None:
    """Return the file or folder at `path`, `None` if it is hidden, not there or leads out."""
    parts = [part for part in path.split("/") if part]
    if any(part.startswith(".") or "\\" in part or ":" in part or "\0" in part for part in parts):
        return None
    if "//" in path:
        return None
    try:
        root = site.resolve(strict=True)
        found = root.joinpath(*parts).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    if not found.is_relative_to(root):
        return None
    hidden = any(part.startswith(".") for part in found.relative_to(root).parts)
    return None if hidden else found


def _redirect(path: str, request: Request) -> Response:
    """Send to the same folder with its slash, within this site only."""
    target = "/" + quote("/".join(part for part in path.split("/") if part)) + "/"
    query = request.query_string.decode("ascii", "replace")
    response = Response(status=301)
    response.autocorrect_location_header = False
    response.headers["Location"] = f"{target}?{query}" if query else target
    return response


def _file_answer(path: Path, request: Request, memory: FileMemory, status: int) -> Response | None:
    try:
        file = path.open("rb")
    except OSError:
        return None
    try:
        response = _opened_answer(file, content_type(path.name), request, memory, status)
        if path.suffix in SAVED:
            response.headers["Content-Disposition"] = "attachment"
    except BaseException:
        file.close()
        raise
    if not isinstance(response.response, _Piece):
        file.close()
    return response


def _opened_answer(
    file: BufferedReader, kind: str, request: Request, memory: FileMemory, status: int
) -> Response:
    known = os.fstat(file.fileno())
    key = (known.st_dev, known.st_ino, known.st_mtime_ns, known.st_size)
    etag = memory.digest(file, key)
    can_pack = kind.startswith(_PACKABLE) and _SMALLEST <= known.st_size <= _LARGEST
    pack = can_pack and status == 200 and "Range" not in request.headers
    pack = pack and request.accept_encodings["gzip"] > 0
    response = Response(status=status, content_type=kind)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Accept-Ranges"] = "bytes"
    if can_pack:
        response.headers["Vary"] = "Accept-Encoding"
    if status == 200:
        response.set_etag(f"{etag}-gz" if pack else etag)
        response.last_modified = datetime.fromtimestamp(int(known.st_mtime), UTC)
        if _is_known(request, etag, response.last_modified):
            response.status_code = 304
            del response.headers["Content-Type"]
            return response
    if pack:
        response.headers["Content-Encoding"] = "gzip"
        return _whole(response, memory.packed(file, key), request)
    return _part(response, file, known.st_size, etag, request)


def _is_known(request: Request, etag: str, changed: datetime) -> bool:
    """Tell whether the client has this file, in either form."""
    if request.if_none_match:
        return any(request.if_none_match.contains_weak(tag) for tag in (etag, f"{etag}-gz"))
    since = request.if_modified_since
    return since is not None and changed <= since


def _whole(response: Response, data: bytes, request: Request) -> Response:
    if request.method == "HEAD":
        response.headers["Content-Length"] = str(len(data))
    else:
        response.set_data(data)
    return response


def _part(
    response: Response, file: BufferedReader, size: int, etag: str, request: Request
) -> Response:
    """Fill in the body: the range that was asked for, else the whole file."""
    start, end = 0, size
    wanted = (
        parse_range_header(request.headers.get("Range")) if response.status_code == 200 else None
    )
    if wanted and len(wanted.ranges) == 1 and _range_holds(request, etag, response):
        span = wanted.range_for_length(size)
        if span is None:
            response.status_code = 416
            response.headers["Content-Range"] = f"bytes */{size}"
            return response
        start, end = span
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Content-Length"] = str(end - start)
    if request.method != "HEAD":
        response.response = _Piece(file, start, end)
        response.direct_passthrough = True
    return response


def _range_holds(request: Request, etag: str, response: Response) -> bool:
    """Tell whether If-Range, where given, names this very file."""
    condition = request.if_range
    if condition.etag is not None:
        return condition.etag == etag
    return condition.date is None or condition.date == response.last_modified
