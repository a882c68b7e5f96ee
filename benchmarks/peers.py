"""The same pages for other generators, each in its quickest form: no search, no menu of all pages.

Bodies are ours. MkDocs and Zensical get each as one raw block of HTML, a third of the work of real
Markdown, and Material's frame. Hugo gets a frame of ten lines and no check, and each page as people
write pages for it, in Markdown; once more it gets them ready as HTML, only to be put into the frame.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from as_markdown import markdown_of
from processes import Took, took

from ketluan.pages import Page

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PEERS: Final = REPOSITORY / ".cache" / "peers"
HUGO: Final = "Hugo"
HUGO_READY: Final = "Hugo, trang sẵn HTML"
MATERIAL: Final = "MkDocs + Material"
ZENSICAL: Final = "Zensical"

_SETTINGS: Final = """\
site_name: x
use_directory_urls: true
theme: {name: material, language: vi, font: false}
extra: {generator: false}
plugins: []
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
_HUGO_SETTINGS: Final = """\
baseURL = "/"
relativeURLs = false
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
[markup.goldmark.renderer]
unsafe = true
[security]
allowContent = [".*"]
"""
_HUGO_LAYOUT: Final = """\
<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}">
</head>
<body>
<main>{{ .Content }}</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another generator, its folder, and the command that builds there."""

    name: str
    folder: Path
    command: tuple[str, ...]
    output: str

    def build(self) -> Took:
        """Build, and check that there are pages."""
        done = took(self.command, self.folder, {"NO_MKDOCS_2_WARNING": "1"})
        if not (self.folder / self.output / "index.html").is_file():
            raise FileNotFoundError(self.folder / self.output)
        return done

    def pages(self) -> int:
        """Return how many pages the last build made."""
        return sum(
            1 for path in (self.folder / self.output).rglob("*.html") if path.name != "404.html"
        )

    def forget(self) -> None:
        """Put away what builds left, so that the next one is the first."""
        put_away(self.folder, (self.output, ".cache", "resources"))


def put_away(folder: Path, names: Iterable[str]) -> None:
    """Move files and folders of `folder` to its side.

    A file system may look through all that was just removed for each file that it makes.
    """
    for name in names:
        if (folder / name).exists():
            away = Path(tempfile.mkdtemp(prefix="away-", dir=folder.parent))
            (folder / name).rename(away / name)


def peers(work: Path) -> tuple[Peer, ...]:
    """Return the generators, with their folders below `work`."""
    tools = PEERS / "bin"
    hugo = next((PEERS / "lib").glob("python*/site-packages/hugo/binaries/hugo"))
    return (
        Peer(HUGO, work / "hugo", (str(hugo), "--quiet"), "public"),
        Peer(HUGO_READY, work / "hugo-ready", (str(hugo), "--quiet"), "public"),
        Peer(MATERIAL, work / "mkdocs", (str(tools / "mkdocs"), "build", "-q"), "site"),
        Peer(ZENSICAL, work / "zensical", (str(tools / "zensical"), "build"), "site"),
    )


def lay_out(work: Path, pages: Iterable[Page], docs: Path) -> None:
    """Write pages and the guide in `docs` for all of them; files that are right are left alone."""
    for folder in ("mkdocs", "zensical"):
        _write(work / folder / "mkdocs.yml", _SETTINGS)
    for folder in ("hugo", "hugo-ready"):
        _write(work / folder / "hugo.toml", _HUGO_SETTINGS)
        for kind in ("single", "list"):
            _write(work / folder / "layouts" / "_default" / f"{kind}.html", _HUGO_LAYOUT)
    pages = tuple(pages)
    above = {parent for page in pages for parent in _parents(page.address)}
    for page in pages:
        markdown = page.markdown()
        for folder in ("mkdocs", "zensical"):
            _write(work / folder / "docs" / page.address[1:] / "index.md", markdown)
        place = _hugo_path(page.address, above)
        _write(work / "hugo-ready" / "content" / f"{place}.html", markdown)
        front, _, _ = markdown.partition("<div>")
        _write(work / "hugo" / "content" / f"{place}.md", front + markdown_of(page.html))
    for path in docs.rglob("*.md"):
        name, text = path.relative_to(docs).as_posix(), path.read_text("utf-8")
        for folder in ("mkdocs", "zensical"):
            _write(work / folder / "docs" / name, text)
        title = next((line[2:] for line in text.split("\n") if line.startswith("# ")), "")
        place = name if not name.endswith("index.md") else name.replace("index.md", "_index.md")
        for folder in ("hugo", "hugo-ready"):
            _write(work / folder / "content" / place, f"---\ntitle: '{title}'\n---\n{text}")


def _hugo_path(address: str, above: set[str]) -> str:
    """Return where Hugo wants a page, without the ending: `_index` where others lie below it."""
    return f"{address[1:]}_index" if address in above else address[1:-1]


def _parents(address: str) -> Iterable[str]:
    parts = address.strip("/").split("/")
    return ("/" + "".join(f"{part}/" for part in parts[:count]) for count in range(len(parts)))


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
