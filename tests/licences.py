"""Make the page of licences from what is installed: `make licences`.

python tests/licences.py [PAGE]

What a lock file names for other systems alone is not installed here; its licence stands below.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Final

import material  # type: ignore[import-untyped]

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PAGE: Final = REPOSITORY / "docs" / "huong-dan" / "giay-phep.md"
LOCK: Final = REPOSITORY / "requirements.lock"
TEST_LOCK: Final = REPOSITORY / "requirements-test.lock"

PERMISSIVE: Final = frozenset(
    (
        "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-CMU",
        "PSF-2.0", "ZPL-2.1", "Zlib",
    )
)  # fmt: skip
# Those that ask for the source of their own files, if one hands them on changed: none is changed, and
# this program imports none of the first two, which come with Material and MkDocs.
OF_THEIR_OWN_FILES: Final = frozenset(("certifi", "pathspec"))

_SPELT: Final = {  # in the metadata of packages → by its name at SPDX
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Two-clause BSD license": "BSD-2-Clause",
    "ZPL 2.1": "ZPL-2.1",
}
_SAID_ELSEWHERE: Final = {  # not installed on every system, or silent in their metadata
    "axe-playwright-python": "MIT AND MPL-2.0",  # its file of licence; axe-core within
    "colorama": "BSD-3-Clause",
    "tomli": "MIT",
}
_PINNED: Final = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
_FRAME: Final = Path(material.__file__).parent / "templates"
_SHIPPED: Final = ("assets/javascripts/bundle.*.min.js", "assets/stylesheets/*.min.css")

_HEAD: Final = """\
# Giấy phép

Chương trình này theo giấy phép MIT (tệp `LICENSE`). Dưới đây là mọi thành phần của người khác mà nó dùng; phiên bản và mã băm của từng thành phần nằm trong `requirements.lock` và `requirements-test.lock`. Trang này do `make licences` lập từ các gói đã cài, không sửa tay.
"""  # noqa: E501 - a paragraph of the page
_MPL: Final = """\
Giấy phép MPL-2.0 chỉ đòi công khai mã nguồn của chính các tệp ấy nếu sửa chúng; không tệp nào bị sửa. Không thành phần nào theo giấy phép GPL hay AGPL.
"""  # noqa: E501
_OWN: Final = """\
Các tệp dưới `assets/ketluan/` thuộc chương trình này (MIT). Mã SHA-256 của mọi tệp trong trang web, kể cả các tệp trên, có trong `SHA256SUMS` của trang web; `ketluan verify` đối chiếu.
"""  # noqa: E501


def names(lock: Path) -> list[str]:
    """Return the packages that a lock file names, each once, in its order."""
    return list(dict.fromkeys(_PINNED.findall(lock.read_text("utf-8"))))


def licence(name: str) -> str:
    """Return the licence of a package as SPDX names it. Raises `KeyError` where it is not known."""
    if name in _SAID_ELSEWHERE:
        return _SAID_ELSEWHERE[name]
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        raise KeyError(name) from None
    classifiers = facts.get_all("Classifier") or []
    said: list[str] = [
        *(facts.get_all("License-Expression") or []),
        *(facts.get_all("License") or []),
    ]
    said += [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    for words in said:
        if words not in ("", "UNKNOWN") and "\n" not in words:
            return _SPELT.get(words, words)
    raise KeyError(name)


def parts(licences: str) -> set[str]:
    """Return the single licences of an expression."""
    return set(re.split(r" (?:AND|OR) ", licences))


def shipped_files() -> Iterator[tuple[str, str]]:
    """Yield address and SHA-256 of each file of Material that goes into the site."""
    for pattern in _SHIPPED:
        for path in sorted(_FRAME.glob(pattern)):
            yield path.relative_to(_FRAME).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def page() -> str:
    """Return the page of licences."""
    used, tested = names(LOCK), names(TEST_LOCK)
    frame = [
        f"| `{path}` | Material {version('mkdocs-material')} | MIT | `{digest}` |"
        for path, digest in shipped_files()
    ]
    sections = [
        _HEAD,
        "## Thành phần của chương trình\n\n" + _table(used),
        _MPL,
        "## Thành phần chỉ dùng khi kiểm thử\n\n" + _table(sorted(set(tested) - set(used))),
        "## Tệp của giao diện\n\n| Tệp | Nguồn | Giấy phép | SHA-256 |\n|---|---|---|---|\n"
        + "\n".join([*frame, "| biểu tượng trong trang | Material Design Icons | Apache-2.0 | |"])
        + "\n",
        _OWN,
    ]
    return "\n".join(sections)


def _table(packages: list[str]) -> str:
    rows = [f"| {name} | {licence(name)} |\n" for name in packages]
    return "| Thành phần | Giấy phép |\n|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(page(), "utf-8")
