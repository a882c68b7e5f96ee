"""Large values that a program leaves to the system when it ends, which takes all memory back at once.

To take apart what was made of a large archive takes a tenth of a second and more, for nothing.
"""

from typing import Final, TypeVar

_Value = TypeVar("_Value")


class Leaving:
    """Holds the values that are `left`, once the program is to end `soon` behind its one work."""

    def __init__(self) -> None:
        self.soon = False
        self._values: list[object] = []

    def left(self, value: _Value) -> _Value:
        """Return `value`; it is not taken apart if the program ends soon."""
        if self.soon:
            self._values.append(value)
        return value


LEAVING: Final = Leaving()
