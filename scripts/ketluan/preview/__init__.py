"""The site live while a clerk edits: built anew at each change, drafts with faults included."""

from ketluan.preview.running import Preview, preview_address
from ketluan.preview.serving import is_loopback

__all__ = ["Preview", "is_loopback", "preview_address"]
