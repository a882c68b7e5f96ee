"""From a source file to a draft notice: lines → paragraphs → draft → file."""

from ketluan.importing.importer import Imported, import_source, import_sources
from ketluan.importing.scaffold import new_notice

__all__ = ["Imported", "import_source", "import_sources", "new_notice"]
