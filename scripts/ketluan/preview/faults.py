"""How a preview shows what is wrong: a bar on every page, and a page for a notice unread.

Plain HTML of escaped words. It enters pages only while they are served.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from ketluan.addresses import notice_address, relative
from ketluan.archive import BLOCKING
from ketluan.model import Problem
from ketluan.pages.page import TOP, Page

STYLE: Final = "/api/preview/preview.css"
SCRIPT: Final = "/api/preview/preview.js"
MOST: Final = 50  # problems in the bar; the rest is counted

_HEAD: Final = f'<link rel="stylesheet" href="{STYLE}">'
_REFUSED: Final = (
    "một tệp có dấu hoặc khóa độ mật nên không được hiện; hãy chuyển tệp và bản gốc ra khỏi kho "
    "(`ketluan check` nêu tên tệp)"
)


def waiting_page() -> str:
    """Return the page that is shown while there is no other."""
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        "<title>Bản xem trước – Thông báo kết luận</title>\n</head>\n"
        f'<body class="kl-preview-waiting">\n<main><h1 id="{TOP}">Bản xem trước</h1>\n'
        "<p>Chưa có trang nào để hiện. Trang này tự mở khi dựng xong.</p></main>\n</body>\n</html>\n"
    )


def fault_page(notice_id: str, path: str, faults: Sequence[Problem]) -> Page:
    """Return the page in the place of a notice that could not be read."""
    address = notice_address(notice_id)
    rows = "".join(f"<li>{_sentence(problem)}</li>" for problem in faults)
    guide = relative("/huong-dan/quy-tac/", address)
    return Page(
        address=address,
        title=f"Chưa đọc được thông báo {notice_id}",
        description="Tệp thông báo có lỗi nên chưa hiện được nội dung.",
        body=(
            f'<h1 id="{TOP}">Chưa đọc được thông báo</h1>\n'
            f'<p class="kl-lead">Tệp <code>{escape(path)}</code> có lỗi nên chưa hiện được nội dung. '
            "Sửa xong và lưu tệp, trang này tự hiện thông báo.</p>\n"
            f'<div class="kl-notice kl-notice--fault"><ul class="kl-list">{rows}</ul></div>\n'
            f'<p class="kl-quiet">Tra tên quy tắc ở <a href="{guide}">hướng dẫn</a>.</p>'
        ),
        source=path,
    )


def secret_problem() -> Problem:
    """Return what a page may say of a file with a mark of secrecy: that there is one."""
    return Problem("notices/", 1, "secret", _REFUSED)


def _sentence(problem: Problem) -> str:
    return (
        f"Dòng {problem.line}: {escape(problem.message)} "
        f'<code class="kl-code">{escape(problem.rule)}</code>'
    )


def with_bar(html: bytes, bar: str, version: str) -> bytes:
    """Return the page `html` with style, bar and script of a preview; its own words stay."""
    script = f'<script src="{SCRIPT}" data-version="{escape(version)}" defer></script>'
    head, head_end, rest = html.partition(b"</head>")
    body, body_end, tail = rest.rpartition(b"</body>")
    return b"".join(
        (head, _HEAD.encode(), head_end, body, (bar + script).encode(), body_end, tail)
    )  # fmt: skip


def bar(
    problems: Iterable[Problem],
    failure: str,
    own: str,
    addresses: Mapping[str, str],
    *,
    goes_on: bool = False,
) -> str:
    """Return the bar at the lower edge of a page: the failure, then the problems.

    `own` is the file of the page itself, whose problems come first. `addresses` are the pages of
    files. `goes_on` tells that other pages are still being made.
    """
    ordered = sorted(problems, key=lambda problem: _urgency(problem, own))
    title = f"Bản xem trước, chưa xuất bản: {_summary(ordered, failure)}"
    title += "; đang cập nhật các trang khác…" if goes_on else ""
    rows = [f'<li class="kl-preview__failure">{escape(failure)}</li>'] if failure else []
    rows += [_row(problem, addresses) for problem in ordered[:MOST]]
    if len(ordered) > MOST:
        rows.append(f"<li>… và {len(ordered) - MOST} vấn đề khác; xem đủ bằng `ketluan check`</li>")
    level = "fault" if failure or _stops(ordered) else "note" if ordered else "well"
    start = f'<aside class="kl-preview kl-preview--{level}" aria-label="Bản xem trước">'
    if not rows:
        return f'{start}<p role="status">{title}</p></aside>'
    unfolded = " open" if failure or any(p.path == own or _stops((p,)) for p in ordered) else ""
    return (
        f'{start}<details{unfolded}><summary><span role="status">{title}</span></summary>'
        f"<ul>{''.join(rows)}</ul></details></aside>"
    )


def counts(problems: Sequence[Problem]) -> str:
    """Return how many problems of each weight there are, in words: `1 lỗi chặn xuất bản, 2 lưu ý`."""
    return ", ".join(_counts(problems)) or "không có lỗi"


def _counts(problems: Sequence[Problem]) -> Iterator[str]:
    stopping = sum(problem.rule in BLOCKING for problem in problems)
    warnings = sum(problem.level == "warning" for problem in problems)
    for number, name in (
        (stopping, "lỗi chặn xuất bản"),
        (len(problems) - stopping - warnings, "lỗi"),
        (warnings, "lưu ý"),
    ):
        if number:
            yield f"{number} {name}"


def _summary(problems: Sequence[Problem], failure: str) -> str:
    parts = ["chưa dựng được trang mới"] if failure else []
    parts += [counts(problems)] if problems or not failure else []
    return "; ".join(parts)


def _stops(problems: Iterable[Problem]) -> bool:
    return any(problem.rule in BLOCKING for problem in problems)


def _urgency(problem: Problem, own: str) -> tuple[bool, bool, bool, str, int]:
    return (
        problem.path != own,
        problem.rule not in BLOCKING,
        problem.level == "warning",
        problem.path,
        problem.line,
    )


def _row(problem: Problem, addresses: Mapping[str, str]) -> str:
    # Where nothing but the folder may be said there is no line either.
    line = "" if problem.path.endswith("/") else f", dòng {problem.line}"
    place = f"{escape(problem.path)}{line}"
    address = addresses.get(problem.path)
    if address:
        place = f'<a href="{escape(address)}">{place}</a>'
    note = "lưu ý: " if problem.level == "warning" else ""
    return f"<li>{place}: {note}{escape(problem.message)} {_rule(problem)}</li>"


def _rule(problem: Problem) -> str:
    stops = " (chặn)" if problem.rule in BLOCKING else ""
    return f"<code>{escape(problem.rule)}{stops}</code>"
