"""The verb `search`: the built index asked from a terminal."""

import argparse
import time

from ketluan.cli.console import give, give_json, say
from ketluan.cli.verb import add_json
from ketluan.clock import today
from ketluan.places import INDEX
from ketluan.search.generations import open_index
from ketluan.search.request import KIND_NAMES, Hit, SearchRequest, SearchResult
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words


def search_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `search`."""
    command.add_argument(
        "query",
        metavar="CÂU_TÌM",
        nargs="+",
        help='ví dụ: "đo lường" donvi:"thanh tra"; có từ bỏ (-từ) thì viết -- ở trước',
    )
    command.add_argument(
        "--page", default=1, type=int, metavar="TRANG", help="trang kết quả (mặc định 1)"
    )
    add_json(command)


def search(options: argparse.Namespace) -> int:
    """Search the built index; exit 1 if nothing is found."""
    index = open_index(options.archive / INDEX)
    begun = time.perf_counter()
    result = index.search(
        SearchRequest(q=" ".join(options.query), page=max(1, options.page)), today()
    )
    took_ms = (time.perf_counter() - begun) * 1000
    index.close()
    if options.json:
        give_json(result.to_json(took_ms))
    else:
        _tell_search(result)
    return 0 if result.total else 1


def _tell_search(result: SearchResult) -> None:
    for note in result.notes:
        say(note)
    if result.nearest_numbers:
        say(f"Các số gần nhất: {', '.join(result.nearest_numbers)}")
    if result.did_you_mean:
        say(f"Có phải bạn muốn tìm: {result.did_you_mean}")
    for hit in (*result.hits, *(hit for hits in result.others.values() for hit in hits)):
        give(_hit_line(hit))
        give(f"    {hit.text}")
    pages = max(1, result.pages)
    if result.page > pages:
        say(f"Không có trang {result.page}: kết quả chỉ có {pages} trang.")
    else:
        say(f"{result.total} kết quả, trang {result.page}/{pages}.")


def _hit_line(hit: Hit) -> str:
    """Return kind, title, unit, deadline and address of a hit on one line."""
    limit = "hạn theo kỳ" if hit.due_from == "period" else "hạn"
    due = f"{limit} {day_in_words(hit.due)}" if hit.due else ""
    status = LABELS[hit.status] if hit.status else ""
    kind = KIND_NAMES[hit.kind]
    title = hit.title if hit.title.startswith(kind) else f"{kind} · {hit.title}"
    parts = (title, hit.unit, due, status, hit.url)
    return " · ".join(part for part in parts if part)
