"""From a source file to a draft notice: lines → paragraphs → draft → file."""

from ketluan.importing.importer import Imported, import_source, import_sources

__all__ = ["Imported", "import_source", "import_sources"]
