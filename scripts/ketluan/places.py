"""Where things stand in an archive's folder: what people write, and what is made from it."""

from typing import Final

NOTICES: Final = "notices"
ORIGINALS: Final = "notices/goc"
HAND_WRITTEN: Final = "docs"
SETTINGS: Final = "mkdocs.yml"
SITE: Final = "site"
INDEX: Final = "search_index"
NEW_SITE: Final = "site.new"  # while it is made
OLD_SITE: Final = "site.old"  # until it is gone, where both cannot change places in one step
SPARE_SITE: Final = ".cache/site"  # the ground of the next one
