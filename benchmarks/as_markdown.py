"""The pages as people write them for other generators: Markdown with tables, without classes.

Headings keep their ids. What Markdown has no form for, such as a field to fill in, gives its words.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from lxml import html

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_LISTS: Final = {"ul": "- ", "ol": "1. "}
_LEFT_OUT: Final = frozenset(("script", "style", "svg", "template"))
_BLOCKS: Final = frozenset((
    "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "header", "li", "main", "nav", "p", "pre", "section", "summary", "table", *_HEADINGS, *_LISTS,
))  # fmt: skip
_ESCAPED: Final = re.compile(r"([\\`*_\[\]<>|])")
_SPACES: Final = re.compile(r"\s+")


def markdown_of(body: str) -> str:
    """Return the HTML of a page's body as Markdown."""
    return "\n\n".join(_blocks(html.fragment_fromstring(body, create_parent="div"))) + "\n"


def _blocks(element: html.HtmlElement) -> Iterator[str]:
    """Yield the blocks in `element`, words between them as paragraphs."""
    line: list[str] = [_text(element.text)]
    for child in element:
        if child.tag in _BLOCKS:
            yield from _paragraph(line)
            yield from _block(child)
            line = [_text(child.tail)]
        else:
            line += (_inline(child), _text(child.tail))
    yield from _paragraph(line)


def _paragraph(line: list[str]) -> Iterator[str]:
    words = _SPACES.sub(" ", "".join(line)).strip()
    if words:
        yield words


def _block(element: html.HtmlElement) -> Iterator[str]:
    tag = element.tag
    if tag in _HEADINGS:
        own = f" {{#{element.get('id')}}}" if element.get("id") else ""
        yield f"{'#' * _HEADINGS[tag]} {_line(element)}{own}"
    elif tag in _LISTS:
        items = (_indented(_LISTS[tag], "\n\n".join(_blocks(item))) for item in element)
        yield "\n".join(items)
    elif tag == "table":
        yield from _table(element)
    elif tag == "blockquote":
        yield "\n".join(f"> {line}" for line in "\n\n".join(_blocks(element)).split("\n"))
    elif tag == "pre":
        yield f"```\n{element.text_content()}\n```"
    else:
        yield from _blocks(element)


def _table(element: html.HtmlElement) -> Iterator[str]:
    """Yield the caption of a table, and its rows with cells of one line."""
    for caption in element.iter("caption"):
        yield _line(caption)
    rows = [[_line(cell) for cell in row] for row in element.iter("tr")]
    width = max(map(len, rows), default=0)
    if not width:
        return
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    yield "\n".join((lines[0], f"|{'---|' * width}", *lines[1:]))


def _line(element: html.HtmlElement) -> str:
    """Return all that stands in `element` in one line."""
    parts = ((_inline(child), _text(child.tail)) for child in element)
    return _SPACES.sub(" ", "".join((_text(element.text), *chain(*parts)))).strip()


def _inline(element: html.HtmlElement) -> str:
    if not isinstance(element.tag, str) or element.tag in _LEFT_OUT:
        return ""
    words = _line(element)
    if element.tag == "a" and element.get("href"):
        return f"[{words}]({element.get('href')})"
    mark = _MARKS.get(element.tag, "") if words else ""
    return f"{mark}{words}{mark}"


def _indented(mark: str, text: str) -> str:
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _text(text: str | None) -> str:
    return _ESCAPED.sub(r"\\\1", text or "")
