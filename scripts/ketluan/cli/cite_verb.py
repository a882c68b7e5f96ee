"""The verb `cite`: the documents that a text cites."""

import argparse
import sys
import unicodedata
from pathlib import Path
from typing import Final

from ketluan.citations import find_citations
from ketluan.citations.plain import citation_json
from ketluan.cli.console import give_json, give_table, say
from ketluan.cli.verb import add_json
from ketluan.model import Citation
from ketluan.os_errors import reason
from ketluan.saving import ArchiveError
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import relation_words

_RELATIONS: Final = {"": "", **{row["relation"]: row["name"] for row in relation_words()}}


def cite_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `cite`."""
    command.add_argument(
        "file", metavar="TỆP", nargs="?", default="-", help="tệp UTF-8, hoặc - (bàn phím)"
    )
    add_json(command)


def cite(options: argparse.Namespace) -> int:
    """Print the citations in a file or in what is typed."""
    if options.file == "-" and sys.stdin is None:
        raise ArchiveError("không có gì để đọc: đầu vào chuẩn đã bị đóng; hãy nêu tên tệp")
    try:
        content = (
            sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
        )
        text = unicodedata.normalize("NFC", content.decode("utf-8"))
    except OSError as error:
        raise ArchiveError(f"{options.file}: không mở được tệp ({reason(error)})") from error
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"{options.file}: không phải bảng mã UTF-8; hãy lưu lại bằng UTF-8"
        ) from error
    citations = find_citations(text)
    if options.json:
        give_json([citation_json(citation) for citation in citations])
    elif citations:
        give_table([_citation_row(text, citation) for citation in citations])
    else:
        say("Không thấy số văn bản nào.")
    return 0


def _citation_row(text: str, citation: Citation) -> tuple[str, str, str, str]:
    line = text.count("\n", 0, citation.start) + 1
    day = day_in_words(citation.date) if citation.date else str(citation.year or "?")
    return (f"dòng {line}", citation.number, day, _RELATIONS[citation.relation])
