"""Source files on disk (bản gốc): the only package that knows file formats."""

from ketluan.sources.reading import FORMATS, read_source, source_text
from ketluan.sources.source import DoubtfulWord, SourceError, SourceText

__all__ = ["FORMATS", "DoubtfulWord", "SourceError", "SourceText", "read_source", "source_text"]
