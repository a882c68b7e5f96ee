"""The links and ids of a page, read through once for all that is asked of them.

Templates write links from the top of the site; a page shows relative ones, so that a site also works
in a subfolder and from a stick.
"""

import re
from typing import Final, NamedTuple

from ketluan.addresses import relative

# Text of notices cannot match: quotation marks in it are escaped.
_CUT: Final = re.compile(r'( (?:href|src|action|id)=")([^"]*)')
_ID: Final = ' id="'
_LEADS: Final = frozenset((' href="', ' action="'))
# The only links that may lead elsewhere: a document's own address, marked as such.
_OUTSIDE: Final = re.compile(r"https?://.", re.IGNORECASE)
_BEFORE_OUTSIDE: Final = '<a class="kl-outside"'
_AFTER_OUTSIDE: Final = '" rel="noopener noreferrer">'


class Linked(NamedTuple):
    """The HTML of a page with relative links, and what links and ids were written in it.

    Of `links`, each told once, are those that must lead to a page or file of the site.
    """

    html: str
    links: tuple[str, ...]
    ids: tuple[str, ...]


def linked(html: str, address: str) -> Linked:
    """Return `html`, written for the page at `address`, with its links from the top made relative."""
    pieces = _CUT.split(html)  # what stands before a link, its attribute, where it leads
    kinds, values = pieces[1::3], pieces[2::3]
    links = dict.fromkeys(
        value for kind, value in zip(kinds, values, strict=True) if kind in _LEADS
    )
    if _BEFORE_OUTSIDE in html:
        links = _without_outside(pieces)
    pieces[2::3] = map(_Links(address).__getitem__, values)
    ids = (value for kind, value in zip(kinds, values, strict=True) if kind == _ID)
    return Linked("".join(pieces), tuple(links), tuple(ids))


def _without_outside(pieces: list[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    for at in range(1, len(pieces), 3):
        before, kind, value, after = pieces[at - 1 : at + 3]
        is_marked = before.endswith(_BEFORE_OUTSIDE) and after.startswith(_AFTER_OUTSIDE)
        if kind in _LEADS and not (is_marked and _OUTSIDE.match(value)):
            found[value] = None
    return found


class _Links(dict[str, str]):
    """The links from the page at `address`, by the addresses they lead to: a page repeats most."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._folder = address[: address.find("/", 1) + 1]
        self._up = "../" * (address.count("/") - 1)

    def __missing__(self, target: str) -> str:
        """Return the link to `target`: out of the first folder it goes all the way up.

        What is no address from the top stays as it is.
        """
        if not target.startswith("/"):
            found = target
        elif self._folder and not target.startswith(self._folder):
            found = self._up + target[1:]
        else:
            found = relative(target, self._address)
        self[target] = found
        return found
