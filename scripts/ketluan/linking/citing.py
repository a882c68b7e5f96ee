"""Which documents two tasks both cite, and whether what they cite tells them apart (pure)."""

from typing import Final, NamedTuple

from ketluan.linking.columns import Cited, Table

_AT_HAND: Final = 50_000  # twos of tasks


class BothCite(NamedTuple):
    """What a later and an earlier task cite.

    `shared` are the numbers of the documents that both do, in the order of the later one. `other_year`
    tells that they name a document of one number and of different years, `others` that they have none
    in common, though both name some beside laws and standards.
    """

    shared: tuple[str, ...]
    other_year: bool
    others: bool


_NOTHING: Final = BothCite((), other_year=False, others=False)
_OTHERS: Final = BothCite((), other_year=False, others=True)


class _Cites(NamedTuple):
    """What one task cites: documents with their keys, and whether some are no laws or standards."""

    keys: dict[str, frozenset[str]]
    beside_rules: bool


class Citations(dict[tuple[int, int], BothCite]):
    """What later and earlier tasks cite, by the numbers in `documents` of what each does."""

    def __init__(self, documents: Table[Cited]) -> None:
        super().__init__()
        self._documents = documents
        self._each: list[_Cites] = []  # by number

    def __missing__(self, both: tuple[int, int]) -> BothCite:
        if len(self) >= _AT_HAND:
            self.clear()
        later, earlier = both
        if max(both) >= len(self._each):
            self._each += map(_cites, self._documents.values[len(self._each) :])
        found = self[both] = _both_cite(self._each[later], self._each[earlier])
        return found


def _cites(cited: Cited) -> _Cites:
    items, rules = cited
    keys = dict(items)
    return _Cites(keys, beside_rules=not keys.keys() <= rules)


def _both_cite(later: _Cites, earlier: _Cites) -> BothCite:
    """Return what both cite. A number without a year may be that of any year."""
    new, old = later.keys, earlier.keys
    named = [number for number in new if number in old]
    if not named:  # as of most
        return _OTHERS if later.beside_rules and earlier.beside_rules else _NOTHING
    shared = tuple(
        number
        for number in named
        if not (new[number] and old[number] and new[number].isdisjoint(old[number]))
    )
    return BothCite(shared, len(shared) < len(named), others=False)
