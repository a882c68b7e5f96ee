"""What each verb does: call the part that knows, tell the person what came out."""

import argparse
import sys
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Final

from ketluan.archive import ArchiveError, load_archive
from ketluan.as_of import today
from ketluan.citations import find_citations
from ketluan.cli.console import give, give_json, give_problems, give_table, say
from ketluan.cli.mending import tell_mended
from ketluan.cli.verb import exit_code
from ketluan.importing.report import citation_json, problem_json
from ketluan.model import Citation
from ketluan.os_errors import reason
from ketluan.preview import Preview, preview_address
from ketluan.publish import INDEX, SITE, Published, publish
from ketluan.search.generations import open_index
from ketluan.search.request import KIND_NAMES, Hit, SearchRequest, SearchResult
from ketluan.service import Server, create_app, is_loopback, names_of
from ketluan.status import LABELS
from ketluan.vietnamese import day_in_words
from ketluan.vocabulary import relation_words

PREVIEW_PORT: Final = 8001  # beside 8000 of `serve`, so that both can run
_RELATIONS: Final = {"": "", **{row["relation"]: row["name"] for row in relation_words()}}


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


def check(options: argparse.Namespace) -> int:
    """Print every problem of the archive."""
    archive = load_archive(options.archive)
    if options.json:
        give_json([problem_json(problem) for problem in archive.problems])
    else:
        give_problems(archive.problems)
        errors = len([p for p in archive.problems if p.level == "error"])
        warnings = len(archive.problems) - errors
        found = f"{errors} lỗi" if errors else "không có lỗi"
        found += f", {warnings} lưu ý" if warnings else ""
        say(f"{len(archive.notices)} thông báo, {len(archive.tasks)} nhiệm vụ: {found}.")
    return exit_code(archive.problems)


def build(options: argparse.Namespace) -> int:
    """Build site and index, and switch to them when both are complete."""
    done = publish(
        options.archive, full=options.full, day=options.as_of or today(), mended=tell_mended
    )
    if options.json:
        give_json(_build_json(done))
    else:
        give_problems(done.problems)
        if done.published:
            say(
                f"Đã dựng {done.pages} trang ({done.changed} đổi) trong {_seconds(done.seconds)} giây."
            )
        else:
            say("Chưa dựng trang: hãy sửa các lỗi trên. Trang và chỉ mục cũ vẫn còn nguyên.")
    return exit_code(done.problems) if done.published else 1


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


def _build_json(done: Published) -> dict[str, object]:
    return {
        "pages": done.pages,
        "changed": done.changed,
        "seconds": round(done.seconds, 3),
        "published": done.published,
        "problems": [problem_json(problem) for problem in done.problems],
    }


def serve(options: argparse.Namespace) -> int:
    """Serve site and search until stopped."""
    site = options.archive / SITE
    if not (site / "index.html").is_file():
        raise ArchiveError(f"chưa có trang trong '{site}'; hãy chạy `ketluan build` trước")
    names = names_of(options.host, options.names)
    app = create_app(site, options.archive / INDEX, today, names)
    try:
        server = Server(app, options.host, options.port)
    except (OSError, OverflowError) as error:
        say(f"{_port_refused(options.host, options.port, error)} (make serve PORT=…)")
        return 1
    say(f"Đang mở {_http(options.host, server.port)}/ (Ctrl+C để dừng)")
    server.run()
    return 0


def _port_refused(host: str, port: int, error: OSError | OverflowError) -> str:
    why = reason(error) if isinstance(error, OSError) else "số cổng phải từ 0 đến 65535"
    return (
        f"ketluan: không mở được {host}:{port} ({why}); hãy dừng chương trình kia, "
        f"hoặc chọn cổng khác, ví dụ --port {port % 60000 + 1}"
    )


def _http(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def preview(options: argparse.Namespace) -> int:
    """Show the archive live while its files are edited, until stopped."""
    address = preview_address(options.archive, options.notice)
    try:
        opened = _open_preview(options)
    except (OSError, OverflowError) as error:
        say(_port_refused(options.host, options.port or PREVIEW_PORT, error))
        return 1
    with opened as live:
        if not is_loopback(options.host):
            say("Lưu ý: ai vào được địa chỉ này trong mạng cũng xem được bản nháp.")
        say(f"Đang mở {_http(options.host, live.port)}{address} (Ctrl+C để dừng)")
        say("Đang theo dõi notices/, docs/, mkdocs.yml: lưu tệp là trang đang mở tự đổi.")
        live.run()
    return 0


def _open_preview(options: argparse.Namespace) -> Preview:
    """Listen where asked; where nothing was asked and the usual port is taken, on a free one."""
    ports = (PREVIEW_PORT, 0) if options.port is None else (options.port,)
    for port in ports[:-1]:
        with suppress(OSError):
            return Preview(options.archive, options.host, port, today, say)
    return Preview(options.archive, options.host, ports[-1], today, say)


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
