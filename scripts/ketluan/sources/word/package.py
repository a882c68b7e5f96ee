"""The parts of a Word file (.docx): a zip of XML files, opened within bounds.

Only the parts that hold text are unpacked, all of them together within `MAX_XML`. Pictures,
macros, embedded files and external relations are never opened; a part with a document type
declaration is refused. `python-docx` is not used for reading: it unpacks and parses every part and
fails where one is missing, and many Word files that came through other programs miss some.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from ketluan.sources.source import SourceError

MAX_ENTRIES: Final = 5000  # files in the zip; a report with 1,000 pictures has about 1,100
MAX_UNPACKED: Final = 512 * 2**20  # bytes of all files of the zip as it declares them
MAX_XML: Final = 32 * 2**20  # bytes of all XML read; 1,000 pages of text have about 20 MB
MAX_RATIO: Final = 200  # unpacked to packed of XML, from 1 MiB up; Word's XML has about 10 to 40
MAX_DEPTH: Final = 128  # elements inside each other; three tables inside each other have about 20

Element = etree._Element  # noqa: SLF001  lxml has no public name for it

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# ISO/IEC 29500 Strict names the same elements with other namespaces.
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RATIO_FROM: Final = 2**20
_OFF: Final = ("0", "false", "off")
_TOO_DEEP: Final = "/*" * (MAX_DEPTH + 1)
_BROKEN: Final = (
    "tệp Word hỏng hoặc bị cắt cụt ({}); hãy xin lại tệp, hoặc mở bằng Word và lưu lại rồi nhập lại"
)


def name_of(element: Element) -> str:
    """Return the local name of `element`: `p` for `w:p`."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str = "val") -> str:
    """Return attribute `w:name` of `element`, empty if it has none."""
    return element.get(_W + name) or ""


def relation_id(element: Element) -> str:
    """Return the id of the part that `element` refers to, empty if none."""
    return element.get(_R + "id") or ""


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child of `element` along the names `path`, `None` if there is none."""
    for name in path:
        if element is None:
            return None
        element = element.find(_W + name)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children of `element` that are called `name`."""
    return iter(()) if element is None else element.iterchildren(_W + name)


def descendants(element: Element, name: str) -> Iterator[Element]:
    """Yield all elements called `name` below `element`, in order."""
    return element.iterdescendants(_W + name)


def value(element: Element | None, *path: str) -> str:
    """Return `w:val` of the element at `path` below `element`, empty if there is none."""
    found = child(element, *path)
    return "" if found is None else attribute(found)


def number(element: Element | None, *path: str) -> int | None:
    """Return `w:val` at `path` as a whole number, `None` if it is none."""
    text = value(element, *path)
    return int(text) if text.removeprefix("-").isdecimal() and len(text) <= 10 else None


def switch(element: Element | None, *path: str) -> bool | None:
    """Return the on/off property at `path`, `None` where it is not said (ISO 29500-1, 17.17.4)."""
    found = child(element, *path)
    return None if found is None else attribute(found) not in _OFF


@dataclass(slots=True)
class WordPackage:
    """An open Word file: its main part and the parts it refers to."""

    _zip: zipfile.ZipFile
    main: str
    _targets: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _unpacked: int = 0

    def document(self) -> Element:
        """Return the root of the main part. Raises `SourceError`."""
        root = self._parsed(self.main)
        if root is None:
            raise SourceError(_BROKEN.format("thiếu phần văn bản chính"))
        return root

    def related(self, kind: str) -> Element | None:
        """Return the root of the part of a `kind` (`styles`, `footnotes`), `None` if it is absent."""
        return self._parsed(self._kinds.get(kind, ""))

    def target(self, relation: str) -> str:
        """Return the name of the part with the id `relation`, empty if it is absent or outside."""
        return self._targets.get(relation, "")

    def part(self, name: str) -> Element | None:
        """Return the root of the part `name`, `None` if it is absent."""
        return self._parsed(name)

    def find_relations(self) -> None:
        """Read what the main part refers to inside the file; what is outside is left out."""
        folder, name = posixpath.split(self.main)
        for relation in self._relations(posixpath.join(folder, "_rels", f"{name}.rels")):
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            kind = relation.get("Type", "").rpartition("/")[2]
            self._targets[relation.get("Id", "")] = target.lstrip("/")
            self._kinds.setdefault(kind, target.lstrip("/"))

    def find_main(self) -> None:
        """Find the main part by the relations of the package; Word's usual name if they miss."""
        for relation in self._relations("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                self.main = posixpath.normpath(relation.get("Target", "").lstrip("/"))

    def _relations(self, name: str) -> list[Element]:
        root = self._parsed(name)
        if root is None:
            return []
        return [row for row in root.iterchildren("{*}Relationship") if not _is_outside(row)]

    def _parsed(self, name: str) -> Element | None:
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            return None
        self._unpacked += entry.file_size
        if self._unpacked > MAX_XML:
            raise SourceError(
                f"phần chữ của tệp Word lớn hơn {MAX_XML // 2**20} MiB khi mở ra; hãy tách tệp rồi nhập "
                "lại"
            )
        return _root(name, _unpack(self._zip, entry))


def _is_outside(relation: Element) -> bool:
    return relation.get("TargetMode", "").lower() == "external"


def open_package(content: bytes) -> WordPackage:
    """Open the bytes of a Word file. Raises `SourceError` for one that is broken or out of bounds."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise SourceError(_BROKEN.format("không đọc được mục lục")) from error
    _check_bounds(archive.infolist())
    package = WordPackage(archive, "word/document.xml")
    package.find_main()
    package.find_relations()
    return package


def _check_bounds(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise SourceError(f"tệp Word chứa hơn {MAX_ENTRIES} tệp con; hãy kiểm tra lại tệp")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise SourceError(
            f"tệp Word mở ra lớn hơn {MAX_UNPACKED // 2**20} MiB; hãy bỏ bớt hình rồi nhập lại"
        )


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the bytes of an entry; the zip gives no more of them than the entry declares."""
    if entry.flag_bits & 1:
        raise SourceError("tệp có mật khẩu; hãy bỏ mật khẩu, lưu lại rồi nhập lại")
    if entry.file_size > max(_RATIO_FROM, MAX_RATIO * entry.compress_size):
        raise SourceError(
            f"tệp Word có phần nén quá {MAX_RATIO} lần, giống tệp phá hoại; hãy mở bằng Word và lưu lại "
            "rồi nhập lại"
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError(_BROKEN.format("cách nén lạ"))
    try:
        return archive.read(entry)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise SourceError(_BROKEN.format("không giải nén được")) from error


def _root(name: str, content: bytes) -> Element:
    """Return the root of a part; entities, document types and the network stay closed."""
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        short = posixpath.basename(name)
        raise SourceError(_BROKEN.format(f"phần '{short}' không đúng XML")) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SourceError(
            "tệp Word có khai báo DTD, chỉ gặp ở tệp phá hoại; hãy mở bằng Word và lưu lại rồi nhập lại"
        )
    if root.xpath(_TOO_DEEP):
        raise SourceError(
            f"tệp Word lồng nhau quá {MAX_DEPTH} tầng (bảng trong bảng); hãy mở bằng Word, bỏ bớt "
            "bảng lồng nhau rồi nhập lại"
        )
    return root
