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


class Citations(dict[tuple[int, int], BothCite]):
    """What later and earlier tasks cite, by the numbers in `documents` of what each does."""

    def __init__(self, documents: Table[Cited]) -> None:
        super().__init__()
        self._documents = documents

    def __missing__(self, both: tuple[int, int]) -> BothCite:
        if len(self) >= _AT_HAND:
            self.clear()
        values = self._documents.values
        found = self[both] = _both_cite(*(values[number] for number in both))
        return found


def _both_cite(later: Cited, earlier: Cited) -> BothCite:
    """Return what both cite. A number without a year may be that of any year."""
    (new_items, rules), (old_items, old_rules) = later, earlier
    new, old = dict(new_items), dict(old_items)
    named = [number for number in new if number in old]
    shared = tuple(
        number
        for number in named
        if not (new[number] and old[number] and new[number].isdisjoint(old[number]))
    )
    others = not named and bool(new.keys() - rules and old.keys() - old_rules)
    return BothCite(shared, len(shared) < len(named), others)
