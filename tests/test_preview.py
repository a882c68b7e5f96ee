"""A clerk's drafts as they are shown while they are edited: over a real server, from real files."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CHECKOUT, DAY, FIRST_NOTICE
from ketluan import places
from ketluan.archive import load_archive
from ketluan.cli import run
from ketluan.model import Problem
from ketluan.preview import Preview, building, preview_address
from ketluan.preview.faults import MOST, bar, with_bar
from ketluan.preview.rendering import Builder
from ketluan.preview.serving import create_preview_app
from ketluan.preview.watching import Look, changes, look, settled
from ketluan.publish import publish
from ketluan.publish.builds import made_of
from ketluan.saving import ArchiveError
from ketluan.site_writing import SiteBuildError
from previewed import PATIENCE, TODAY, Running, previewed
from spoiled_archive import spoil

PAGE = "/thong-bao/2021/2021-03-29-giao-ban-quy-i/"
BROKEN = "2021-04-05-ban-nhap"
BROKEN_PAGE = f"/thong-bao/2021/{BROKEN}/"
MARK = "DAUHIEUBIMAT"
HEAD = "loai: TB\nngay_hop: 2021-04-05\nco_quan: Sở Mẫu\ntrich_yeu: Kết luận mẫu\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which temporary folders are made."""
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def live(archive_copy: Path, temporary: Path) -> Iterator[Running]:
    """Run a preview of a copy of the repository's archive."""
    assert temporary.is_dir()
    with previewed(archive_copy) as running:
        yield running


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def draft(
    root: Path, head: str = HEAD, body: str = "1. Phòng Mẫu làm việc nháp.", name: str = BROKEN
) -> Path:
    path = root / f"notices/2021/{name}.md"
    path.write_text(f"---\n{head}---\n\n{body}\n", "utf-8")
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_an_edit_is_shown_and_nothing_is_written_into_the_archive(
    live: Running, archive_copy: Path
) -> None:
    assert "Bản xem trước, chưa xuất bản: không có lỗi" in live.get(PAGE)[1]
    replace_in(archive_copy / FIRST_NOTICE, "Quý I năm 2021", "Quý I năm Tân Sửu")
    live.until_shows(PAGE, "Quý I năm Tân Sửu")
    assert {path.name for path in archive_copy.iterdir()} == {"notices", "tam"}
    live.until_told()
    assert live.said[-1].startswith("Đã dựng trong ")
    assert FIRST_NOTICE in live.said[-1]


def test_builds_in_a_process_of_their_own_show_the_same_and_leave_none_behind(
    archive_copy: Path, temporary: Path
) -> None:
    with previewed(archive_copy, apart=True) as running:
        replace_in(archive_copy / FIRST_NOTICE, "Quý I năm 2021", "Quý I năm Tân Sửu")
        running.until_shows(PAGE, "Quý I năm Tân Sửu")
        page = (running.shown.site / PAGE[1:] / "index.html").read_bytes()
        running.until_told()
        assert running.shown.failure == ""
        assert (running.shown.site / PAGE[1:] / "index.html").read_bytes() == page
    assert multiprocessing.active_children() == []
    assert list(temporary.iterdir()) == []


def test_search_finds_the_words_of_a_draft(live: Running, archive_copy: Path) -> None:
    draft(archive_copy, body="1. Phòng Mẫu lập sổ theo dõi chim yến.")
    live.until_shows("/api/search?q=chim+yen", "chim yến")


def test_what_blocks_publishing_is_shown_with_its_place_until_it_is_mended(
    live: Running, archive_copy: Path
) -> None:
    replace_in(archive_copy / FIRST_NOTICE, "kết thức", "kết thúc")
    page = live.until_shows(PAGE, "đến hạn kết thúc và")
    [problem] = load_archive(archive_copy).problems
    assert problem.rule == "coverage"
    for words in (problem.path, f"dòng {problem.line}", problem.message, "coverage (chặn)"):
        assert words in unescape(page)
    assert "1 lỗi chặn xuất bản" in live.get("/")[1]
    replace_in(archive_copy / FIRST_NOTICE, "kết thúc", "kết thức")
    live.until_shows(PAGE, "không có lỗi")


def test_a_notice_that_cannot_be_read_shows_why_in_its_place(
    live: Running, archive_copy: Path
) -> None:
    path = draft(archive_copy, head="loai: [TB\n")
    page = live.until_shows(BROKEN_PAGE, "Chưa đọc được thông báo")
    assert "không đọc được YAML" in page
    assert "việc nháp" not in page
    path.write_bytes(f"---\n{HEAD}---\n\n1. Ph".encode() + b"\xf2ng\n")
    live.until_shows(BROKEN_PAGE, "không phải bảng mã UTF-8")
    draft(archive_copy)
    live.until_shows(BROKEN_PAGE, "việc nháp")


def test_every_fault_of_a_spoiled_archive_is_shown_and_stops_nothing(tmp_path: Path) -> None:
    spoil(tmp_path)
    (tmp_path / "notices/2021/2021-02-05-khoa-mat-sai.md").unlink()  # it takes every page away
    builder = Builder(tmp_path, Path(tempfile.mkdtemp(dir=tmp_path)), lambda: TODAY)
    shown = builder.build()
    assert shown.failure == ""
    expected = {str(p) for p in load_archive(tmp_path).problems if "co-do-mat" not in p.path}
    assert expected <= {str(problem) for problem in shown.problems}
    for name, content in files(shown.site).items():
        assert MARK.encode() not in content, name
        assert b"02-04-co-do-mat" not in content, name


@pytest.mark.parametrize(
    "head",
    [f"{HEAD}do_mat: Mật\n", "loai: [TB\ndo_mat: Mật\n", "loai: [TB\nĐộ mật: tối mật\n"],
)
def test_nothing_of_a_secret_notice_is_shown(head: str, live: Running, archive_copy: Path) -> None:
    draft(archive_copy, head=head, body=f"1. Phòng {MARK} làm.")
    page = live.until_shows("/", "một tệp có dấu hoặc khóa độ mật")
    assert BROKEN not in page
    status, missing = live.get(BROKEN_PAGE)
    assert status == 404
    assert "YAML" not in missing
    live.until_told()
    for name, content in files(live.shown.site.parent).items():
        assert MARK.encode() not in content, name
        assert BROKEN.encode() not in content, name


def test_a_printed_mark_of_secrecy_is_refused_without_a_front_matter(
    live: Running, archive_copy: Path
) -> None:
    path = archive_copy / f"notices/2021/{BROKEN}.md"
    path.write_text(f"MẬT\n\n1. Phòng {MARK} làm.\n", "utf-8")
    live.until_shows("/", "một tệp có dấu hoặc khóa độ mật")
    assert live.get(BROKEN_PAGE)[0] == 404


def test_a_key_that_may_be_secrecy_misspelt_takes_every_page_away_until_mended(
    live: Running, archive_copy: Path
) -> None:
    assert live.get("/api/search?q=76")[0] == 200
    draft(archive_copy, head=f"{HEAD}độ_mật: Mật\n", body=f"1. Phòng {MARK} làm.")
    page = live.until_shows(
        "/", "khóa 'độ_mật' có thể là khóa độ mật viết sai".replace("'", "&#x27;")
    )
    assert MARK not in page
    assert live.get(PAGE)[0] == 404
    assert live.get("/api/search?q=76")[0] == 503
    draft(archive_copy)
    live.until_shows(PAGE, "THÔNG BÁO")
    assert live.get("/api/search?q=76")[0] == 200


def test_a_notice_that_becomes_secret_goes_even_where_the_build_fails(
    live: Running, archive_copy: Path
) -> None:
    draft(archive_copy, body=f"1. Phòng {MARK} làm.")
    live.until_shows(BROKEN_PAGE, MARK)
    (archive_copy / "mkdocs.yml").write_text("site_name: [", "utf-8")
    live.until_shows(BROKEN_PAGE, "chưa dựng được trang mới")
    assert MARK in live.get(BROKEN_PAGE)[1]
    draft(archive_copy, head=f"{HEAD}do_mat: Mật\n", body=f"1. Phòng {MARK} làm.")
    live.until_not(BROKEN_PAGE, MARK)
    live.until_told()
    for name, content in files(live.shown.site.parent).items():
        assert MARK.encode() not in content, name


def test_a_file_may_be_renamed_deleted_and_written_by_a_rename(
    live: Running, archive_copy: Path
) -> None:
    path = draft(archive_copy)
    live.until_shows(BROKEN_PAGE, "việc nháp")
    moved = path.rename(path.with_name("2021-04-05-ten-moi.md"))
    live.until_shows("/thong-bao/2021/2021-04-05-ten-moi/", "việc nháp")
    live.until(lambda: live.get(BROKEN_PAGE)[0] == 404)
    beside = moved.with_name(".dang-ghi")
    beside.write_text(moved.read_text("utf-8").replace("việc nháp", "việc mới"), "utf-8")
    beside.replace(moved)
    live.until_shows("/thong-bao/2021/2021-04-05-ten-moi/", "việc mới")
    moved.unlink()
    live.until(lambda: live.get("/thong-bao/2021/2021-04-05-ten-moi/")[0] == 404)
    replace_in(archive_copy / FIRST_NOTICE, "Quý I năm 2021", "Quý I năm Tân Sửu")
    live.until_shows(PAGE, "Tân Sửu")


def test_a_broken_build_keeps_the_last_good_pages_and_says_why(
    live: Running, archive_copy: Path
) -> None:
    (archive_copy / "mkdocs.yml").write_text("site_name: [", "utf-8")
    page = live.until_shows(PAGE, "chưa dựng được trang mới")
    assert "mkdocs.yml" in page
    assert "THÔNG BÁO" in page
    live.until_told()
    assert live.said[-1].startswith("Chưa dựng được")
    (archive_copy / "mkdocs.yml").unlink()
    live.until_shows(PAGE, "không có lỗi")


def test_where_even_the_first_build_fails_a_page_says_why_and_waits(archive_copy: Path) -> None:
    (archive_copy / "mkdocs.yml").write_text("site_name: [", "utf-8")
    with previewed(archive_copy) as running:
        for path in ("/", PAGE):
            assert "MkDocs không dựng được trang" in running.get(path)[1]
        (archive_copy / "mkdocs.yml").unlink()
        running.until_shows(PAGE, "THÔNG BÁO")


def test_a_fault_of_the_program_is_a_sentence_and_the_pages_stay(
    archive_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive_copy / "lam").mkdir()
    builder = Builder(archive_copy, archive_copy / "lam", lambda: TODAY)
    good = builder.build()
    for error in (KeyError("x"), OSError(28, "full"), SiteBuildError("hỏng")):

        def broken(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(building, "build_index", broken)
        bad = builder.build()
        assert bad.site == good.site, error
        assert (bad.site / "index.html").is_file()
        assert bad.failure
        assert bad.version != good.version
    monkeypatch.undo()
    assert builder.build().failure == ""
    assert len(list((archive_copy / "lam").glob("site-*"))) <= 2


def test_where_the_archive_goes_away_no_page_stays(live: Running, archive_copy: Path) -> None:
    (archive_copy / "notices").rename(archive_copy / "cho-khac")
    live.until_shows(PAGE, "không có thư mục notices/")
    assert live.get(PAGE)[0] == 404
    (archive_copy / "cho-khac").rename(archive_copy / "notices")
    live.until_shows(PAGE, "THÔNG BÁO")


def test_two_previews_and_a_build_do_not_disturb_each_other(
    live: Running, archive_copy: Path
) -> None:
    with previewed(archive_copy) as other:
        publish(archive_copy, day=TODAY)
        published = files(archive_copy / "site")
        replace_in(archive_copy / FIRST_NOTICE, "kết thức", "kết thúc")
        for running in (live, other):
            running.until_shows(PAGE, "đến hạn kết thúc và")
        assert live.shown.site != other.shown.site
    assert files(archive_copy / "site") == published
    assert live.get(PAGE)[0] == 200


def test_no_site_on_disk_knows_of_the_preview(live: Running, archive_copy: Path) -> None:
    assert "/api/preview" in live.get(PAGE)[1]
    publish(archive_copy, day=TODAY)
    published = files(archive_copy / "site")
    shown = files(live.shown.site)
    # A preview copies no original at each edit, so the notice has no link to one.
    other = {name for name in {*shown, *published} if shown.get(name) != published.get(name)}
    original = f"{PAGE[1:]}2021-03-29-giao-ban-quy-i.txt"
    assert other == {f"{PAGE[1:]}index.html", original, "SHA256SUMS"}
    for name, content in published.items():
        assert "preview" not in name
        assert b"/api/preview" not in content, name


def test_what_was_made_goes_with_the_preview(archive_copy: Path, temporary: Path) -> None:
    with previewed(archive_copy):
        [folder] = temporary.iterdir()
        assert folder.stat().st_mode & 0o077 == 0  # drafts are for this person only
    assert list(temporary.iterdir()) == []
    with pytest.raises(OSError, match=r"Errno"):
        Preview(archive_copy, "192.0.2.1", 0, lambda: TODAY, print)
    with pytest.raises(ArchiveError, match="notices/"):
        Preview(temporary, "127.0.0.1", 0, lambda: TODAY, print)
    assert list(temporary.iterdir()) == []


HOSTS = {
    "127.0.0.1:80": True, "localhost": True, "[::1]:8001": True, "LOCALHOST:1": True,
    "ke-xau.example": False, "127.0.0.1.ke-xau.example": False, "[": False, "": False,
}  # fmt: skip


def test_only_the_names_of_this_machine_get_an_answer(live: Running) -> None:
    for host, served in HOSTS.items():
        for path in (PAGE, "/api/preview", "/api/search?q=a", "/api/v1/tasks.json", "/khong-co/"):
            status, text = live.get(path, {"Host": host})
            assert (status != 421) == served, (host, path)
            assert served or "Dịch vụ không trả lời tên máy này" in text


def test_conditions_and_ranges_never_cut_the_bar_off(live: Running) -> None:
    for headers in ({"Range": "bytes=0-9"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        status, page = live.get(PAGE, headers)
        assert status == 200
        assert "kl-preview" in page


# The pieces, without a server.


def test_a_look_sees_files_that_come_change_and_go_but_no_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "notices/2021").mkdir(parents=True)
    (tmp_path / "site").mkdir()
    (tmp_path / "mkdocs.yml").write_text("")
    before = look(tmp_path)
    one = tmp_path / "notices/2021/a.md"
    one.write_text("a")
    (tmp_path / "notices/2021/.a.md.swp").write_text("a")
    (tmp_path / "site/index.html").write_text("a")
    (tmp_path / "mkdocs.yml").write_text("a")
    after = look(tmp_path)
    assert changes(before, after) == ("mkdocs.yml", "notices/2021/a.md")
    assert changes(after, look(tmp_path)) == ()
    os.utime(one, ns=(1, 1))
    assert changes(after, look(tmp_path)) == ("notices/2021/a.md",)
    one.unlink()
    assert changes(after, look(tmp_path)) == ("notices/2021/a.md",)


def test_without_settings_of_its_own_an_archive_is_shown_in_those_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, program = tmp_path / "kho", tmp_path / "program"
    (root / "notices").mkdir(parents=True)
    (program / "docs").mkdir(parents=True)
    (program / "mkdocs.yml").write_text("a")
    monkeypatch.setattr(places, "_CHECKOUT", program)
    before, made = look(root), made_of(root, DAY)
    (program / "docs/index.md").write_text("a")
    assert changes(before, look(root)) == ("docs/index.md",)
    assert made_of(root, DAY) != made


LOOKS = st.dictionaries(st.sampled_from("abc"), st.tuples(*[st.integers(0, 2)] * 3), max_size=3)


@given(LOOKS, LOOKS)
def test_there_are_changes_exactly_where_two_looks_differ(before: Look, after: Look) -> None:
    assert (changes(before, after) == ()) == (before == after)
    assert changes(before, after) == changes(after, before)


@given(st.lists(LOOKS, min_size=1, max_size=8))
def test_a_burst_ends_with_two_equal_looks_or_with_the_last_one(looks: list[Look]) -> None:
    rest = iter(looks[1:])
    taken = [looks[0]]

    def next_look() -> Look:
        taken.append(next(rest))
        return taken[-1]

    found = settled(looks[0], next_look, lambda: False, len(looks) - 1)
    assert found == taken[-1]
    assert len(taken) == len(looks) or taken[-1] == taken[-2]


def test_the_words_of_problems_stay_words() -> None:
    attack = "<img src=x onerror=alert(1)>"
    html = bar(
        [Problem(f"{attack}.md", 1, "file", attack)], attack, "", {f"{attack}.md": f'/"{attack}'}
    )
    assert "<img" not in html
    assert unescape(html).count(attack) == 4


def test_the_page_s_own_problems_come_first_then_what_blocks() -> None:
    problems = [
        Problem("notices/a.md", 1, "nfc", "một", "warning"), Problem("notices/b.md", 1, "number", "hai"),
        Problem("notices/c.md", 1, "coverage", "ba"), Problem("notices/d.md", 1, "nfc", "bốn", "warning"),
    ]  # fmt: skip
    html = bar(problems, "", "notices/d.md", {})
    at = [html.index(word) for word in ("bốn", "ba ", "hai", "một")]
    assert at == sorted(at)
    assert "1 lỗi chặn xuất bản, 1 lỗi, 2 lưu ý" in html


def test_a_failure_is_never_called_faultless() -> None:
    html = bar([], "đĩa đã đầy", "", {})
    assert "chưa dựng được trang mới" in html
    assert "không có lỗi" not in html


def test_before_the_first_build_nothing_is_said_of_faults(archive_copy: Path) -> None:
    (archive_copy / "lam").mkdir()
    first = Builder(archive_copy, archive_copy / "lam", lambda: TODAY).shown
    app = create_preview_app(lambda: first, archive_copy / "lam/x", lambda: TODAY, "127.0.0.1")
    for path in ("/", PAGE):
        page = app.test_client().get(path).get_data(as_text=True)
        assert "Chưa có trang nào để hiện" in page
        assert "không có lỗi" not in page
        assert f'data-version="{first.version}"' in page


def test_a_long_list_of_problems_is_cut_and_counted() -> None:
    problems = [Problem("notices/a.md", n, "number", "sai") for n in range(1, MOST + 8)]
    html = bar(problems, "", "", {})
    assert html.count("<li>") == MOST + 1
    assert "… và 7 vấn đề khác" in html


@given(st.text(alphabet="ab<>/", max_size=40), st.text(alphabet="ab<>/", max_size=40))
def test_a_page_keeps_every_word_and_order_of_its_own(head: str, body: str) -> None:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    found = with_bar(page.encode(), "[BAR]", "v1").decode()
    assert found.count("[BAR]") == 1
    left = iter(found)
    assert all(char in left for char in page)


def test_a_notice_is_named_by_its_id_its_file_or_its_path(archive_copy: Path) -> None:
    for name in (FIRST_NOTICE, "2021-03-29-giao-ban-quy-i", "2021-03-29-giao-ban-quy-i.md"):
        assert preview_address(archive_copy, name) == PAGE
    assert preview_address(archive_copy, "") == "/"
    with pytest.raises(ArchiveError, match="khong-co"):
        preview_address(archive_copy, "khong-co")


# The verb, as a process of its own.


def started(root: Path, temporary: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ketluan", "preview", "--archive", str(root), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], **CHECKOUT, "TMPDIR": str(temporary)},
    )


@pytest.mark.parametrize(
    "how",
    [signal.SIGINT, signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.long)],
)
def test_the_verb_says_where_and_what_and_ends_cleanly(
    how: signal.Signals, archive_copy: Path, temporary: Path
) -> None:
    with started(archive_copy, temporary, FIRST_NOTICE, "--port", "0") as process:
        assert process.stderr
        opened, watched, built = (process.stderr.readline() for _ in range(3))
        process.send_signal(how)
        out, rest = process.communicate(timeout=PATIENCE)
    assert opened.startswith("Đang mở http://127.0.0.1:")
    assert opened.endswith(f"{PAGE} (Ctrl+C để dừng)\n")
    assert "notices/" in watched
    assert built.endswith("giây: không có lỗi.\n")
    assert (process.returncode, out, rest) == (0, "", "")
    assert list(temporary.iterdir()) == []


def test_a_port_that_is_asked_for_and_taken_is_a_sentence(
    archive_copy: Path, temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert run(["preview", "--archive", str(archive_copy), "--port", port]) == 1
    assert "cổng đang có chương trình khác dùng" in capsys.readouterr().err
    assert run(["preview", "--archive", str(archive_copy), "--port", "70000"]) == 1
    assert "0 đến 65535" in capsys.readouterr().err
    assert run(["preview", "khong-co", "--archive", str(archive_copy)]) == 1
    assert "không có thông báo 'khong-co'" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []


def test_where_nobody_can_be_told_any_more_the_preview_ends(archive_copy: Path) -> None:
    def closed(_: str) -> None:
        raise BrokenPipeError

    with Preview(archive_copy, "127.0.0.1", 0, lambda: TODAY, closed) as live:
        live.run()


def test_an_empty_notice_from_new_can_be_seen(archive_copy: Path, tmp_path: Path) -> None:
    assert run(["new", "2021-06-28-giao-ban-quy-ii", "--archive", str(archive_copy)]) == 0
    work = tmp_path / "lam"
    work.mkdir()
    shown = Builder(archive_copy, work, lambda: TODAY).build()
    assert shown.failure == ""
    assert (shown.site / "thong-bao/2021/2021-06-28-giao-ban-quy-ii/index.html").is_file()
    assert {p.rule for p in shown.problems} >= {"missing"}
