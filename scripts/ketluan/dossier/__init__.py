"""Dossiers (hồ sơ): the life of a task, or all about a document, as one ZIP to take away and check."""

from ketluan.dossier.packing import Dossier, make_dossier
from ketluan.dossier.verifying import Verified, verify_dossier
from ketluan.dossier.zip_form import PackingError

__all__ = ["Dossier", "PackingError", "Verified", "make_dossier", "verify_dossier"]
