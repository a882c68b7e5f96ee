"""The site live while a clerk edits: built anew at each change, drafts with faults included."""

from ketluan.preview.running import Preview, preview_address

__all__ = ["Preview", "preview_address"]
