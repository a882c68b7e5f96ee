"""Python's search for garbage, put off where hundreds of thousands of objects are made to stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collector() -> Iterator[None]:
    """Keep Python from looking for garbage: it would look at every object kept again and again.

    What was made meanwhile counts as old afterwards: it is looked at only when all is, not at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()  # out of the young,
            gc.unfreeze()  # into the oldest: nothing is kept that is garbage
            gc.enable()
