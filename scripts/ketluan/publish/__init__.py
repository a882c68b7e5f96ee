"""Publish the archive: site and index, made beside and switched whole.

A reader sees the last good site until the new one is complete; a crash at any moment leaves it. One
build runs at a time. Problems that would make a page wrong stop the build before it changes anything.
"""

from ketluan.publish.building import publish
from ketluan.publish.builds import Published, PublishError

__all__ = ["PublishError", "Published", "publish"]
