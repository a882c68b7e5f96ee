"""Word files (.docx): the only package that knows their format.

package (zip and XML within bounds) → styles, numbering → runs → lines → tables → reading.
"""

from ketluan.sources.word.reading import read_word, word_text

__all__ = ["read_word", "word_text"]
