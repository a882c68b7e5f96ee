"""Pages of the site as plain values, made from an archive without a clock, disk or generator.

All text of notices is text here: templates escape it, and no generator interprets it afterwards.
"""

from ketluan.pages.document_files import PublishedFile, document_files
from ketluan.pages.links import dead_links
from ketluan.pages.notice_original import original_files
from ketluan.pages.page import Bundle, Heading, Later, Page
from ketluan.pages.site import site_pages, site_parts
from ketluan.pages.static_data import DataFile, StaticFile, json_files, static_files, static_parts

__all__ = [
    "Bundle",
    "DataFile",
    "Heading",
    "Later",
    "Page",
    "PublishedFile",
    "StaticFile",
    "dead_links",
    "document_files",
    "json_files",
    "original_files",
    "site_pages",
    "site_parts",
    "static_files",
    "static_parts",
]
