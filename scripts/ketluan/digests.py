"""Short names for long texts: the same for the same text in every run, another for another one."""

from hashlib import blake2b
from typing import Final

_SIZE: Final = 16  # bytes


def text_digest(text: str) -> str:
    """Return the digest of a text, in hexadecimal."""
    return blake2b(text.encode(), digest_size=_SIZE).hexdigest()
