"""What every dossier holds beside its files and their list."""

from typing import Final

PAGE: Final = "index.html"
TABLE: Final = "tasks.csv"
DATA: Final = "data.json"
