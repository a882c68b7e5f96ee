"""Source files on disk (bản gốc): the only package that knows file formats."""

from ketluan.sources.reading import FORMATS, read_source, source_text
from ketluan.sources.source import DoubtfulWord, SourceError, SourceText
from ketluan.sources.work_folder import clear_work_folders

__all__ = [
    "FORMATS",
    "DoubtfulWord",
    "SourceError",
    "SourceText",
    "clear_work_folders",
    "read_source",
    "source_text",
]
