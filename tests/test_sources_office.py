"""Other programs: run within bounds; LibreOffice turns .doc, .rtf and .odt into Word files."""

import hashlib
import io
import os
import socket
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from conftest import FIRST_NOTICE, REPOSITORY
from ketluan.importing.drafting import draft_notice
from ketluan.sources import SourceError, read_source, source_text
from ketluan.sources.programs import (
    LIBREOFFICE,
    MAX_MEMORY,
    TESSERACT,
    Program,
    need_program,
    run_program,
)
from outer_tools import need_libreoffice
from word_documents import (
    as_format,
    first_notice_docx,
    notice_docx,
    paragraph,
    raw_docx,
    zipped,
)

SUFFIXES = (".doc", ".rtf", ".odt")


def python(code: str, *, seconds: float = 20, max_output: int = 1000, given: bytes = b"") -> bytes:
    return run_program(
        [sys.executable, "-c", code], input=given, seconds=seconds, max_output=max_output
    )


# --- any program --------------------------------------------------------------------------------


def test_a_program_gets_its_input_and_gives_its_output() -> None:
    code = "import sys; sys.stdout.write(sys.stdin.read().upper())"
    assert python(code, given=b"abc") == b"ABC"


def test_a_program_sees_an_empty_home_and_nothing_of_the_users_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "bi-mat")
    monkeypatch.setenv("KHOA_RIENG", "bi-mat")
    shown = python("import os; print(dict(os.environ), os.listdir(os.environ['HOME']))").decode()
    assert "bi-mat" not in shown
    assert shown.strip().endswith("[]")
    assert os.environ["HOME"] not in shown.split("HOME")[1][:40]


def test_what_is_added_to_the_environment_is_seen() -> None:
    argv = [sys.executable, "-c", "import os; print(os.environ['OMP_THREAD_LIMIT'])"]
    shown = run_program(argv, seconds=20, max_output=100, environment={"OMP_THREAD_LIMIT": "1"})
    assert shown.split() == [b"1"]


def test_a_program_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(SourceError, match=r"quá 0.5 giây.*hãy"):
        python("import time; time.sleep(600)", seconds=0.5)


def test_a_program_that_is_stopped_ends_with_all_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = (
        "import subprocess, sys, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(pid)!r}).write_text(str(child.pid))\n"
        "while True: print('a' * 2000)"
    )
    with pytest.raises(SourceError, match="hơn 1000 byte"):
        python(code)
    assert _ends(int(pid.read_text()))


def _ends(pid: int) -> bool:
    """Tell whether the process ends: one that was killed does so when the system comes to it."""
    for _ in range(200):
        if not _runs(pid):
            return True
        time.sleep(0.05)
    return False


def _runs(pid: int) -> bool:
    """Tell whether the process runs; one that is dead and not yet buried does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit('tệp lạ')", "mã 1: tệp lạ"),
        ("print('a' * 2000)", "hơn 1000 byte"),
        ("while True: print('a' * 2000)", "hơn 1000 byte"),
        ("import os; os.kill(os.getpid(), 9)", "mã -9"),
    ],
)
def test_a_program_that_fails_is_one_clear_sentence(code: str, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        python(code)
    assert words in str(caught.value)
    assert "hãy" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_a_program_gets_no_more_memory_than_its_bound() -> None:
    with pytest.raises(SourceError, match="MemoryError"):
        python(f"x = bytearray({2 * MAX_MEMORY})")


def test_a_program_that_is_not_there_is_one_clear_sentence() -> None:
    with pytest.raises(SourceError, match=r"không chạy được chương trình khong-co .*hãy"):
        run_program(["khong-co"], seconds=1, max_output=1)


@pytest.mark.parametrize("program", [LIBREOFFICE, TESSERACT])
def test_a_missing_program_is_named_with_how_to_install_it(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError) as caught:
        need_program(program)
    message = str(caught.value)
    assert program.title in message
    assert f"apt install {program.debian}" in message
    assert "Windows" in message


# --- LibreOffice --------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_notice_in_another_format_has_the_lines_of_the_word_file(suffix: str) -> None:
    content = as_format(notice_docx(), suffix)
    text = source_text(f"mau{suffix}", content)
    word = source_text("mau.docx", notice_docx())
    filled = [line for line in text.lines if line]
    expected = [line for line in word.lines if line]
    assert filled[:-1] == expected[:-1]  # the last is the number of the page, counted anew
    assert text.suffix == suffix
    assert text.content == content
    assert text.sha256 == hashlib.sha256(content).hexdigest()
    assert text.read_by == "word"
    assert "LibreOffice" in text.notes[0]
    assert [piece.reason for piece in text.dropped] == ["đầu trang"]


def test_the_first_notice_as_old_word_file_gives_the_same_body() -> None:
    content = as_format(first_notice_docx(automatic=True), ".doc")
    draft = draft_notice(source_text("mau.doc", content))
    body = (REPOSITORY / FIRST_NOTICE).read_text("utf-8").split("---\n", 2)[2].strip()
    assert draft.body == body
    assert draft.coverage.complete


def test_formats_that_need_libreoffice_are_not_read_in_passing(tmp_path: Path) -> None:
    path = tmp_path / "mau.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    with pytest.raises(SourceError, match="chương trình khác"):
        read_source(path, quick=True)


def test_libreoffice_fetches_nothing_that_a_file_links_to() -> None:
    need_libreoffice()
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def listen() -> None:
            try:
                while True:
                    asked.append(server.accept()[0].recv(100))
            except OSError:
                return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{port}/hinh.png"
        rtf = rf'{{\rtf1 mot {{\field{{\*\fldinst INCLUDEPICTURE "{address}"}}{{\fldrslt }}}} hai}}'
        lines = source_text("mau.rtf", rtf.encode()).lines
        frame = f'<draw:frame><draw:image xlink:href="{address}"/></draw:frame>'
        linked = f'<text:section-source xlink:href="{address}"/>'
        section = f'<text:section text:name="a">{linked}</text:section>'
        odt = odt_of(f"<text:p>ba{frame}</text:p>{section}")
        assert source_text("mau.odt", odt).lines[0] == "ba"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert "mot" in lines[0]
    assert asked == []


def odt_of(body: str, manifest: str = "") -> bytes:
    """Return an .odt whose text is the XML `body`; `manifest` is added to its list of parts."""
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    content = (
        f'<office:document-content{spaces} xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'office:version="1.3"><office:body><office:text>{body}</office:text></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", listed)
    return buffer.getvalue()


ENCRYPTED_97 = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(500)
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mau.doc", b"", "rỗng"),
        ("mau.doc", raw_docx(paragraph("a")), "đổi đuôi thành '.docx'"),
        ("mau.doc", b"{\\rtf1 a}", "đổi đuôi thành '.rtf'"),
        ("mau.doc", b"\xef\xbb\xbf<html><body>a</body></html>", "trang web"),
        ("mau.doc", ENCRYPTED_97, "mật khẩu"),
        ("mau.rtf", b"%PDF-1.4", "đổi đuôi thành '.pdf'"),
        ("mau.rtf", b"chu thuong", "không đúng định dạng"),
        ("mau.odt", zipped({"xl/a.xml": b""}), "không phải văn bản Word"),
        ("mau.odt", odt_of("", "<manifest:encryption-data/>"), "mật khẩu"),
    ],
)
def test_a_wrong_file_is_refused_before_libreoffice_starts(
    name: str, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError) as caught:
        source_text(name, content)
    assert words in str(caught.value)
    assert "hãy" in str(caught.value)


@pytest.mark.parametrize("suffix", [".doc", ".odt"])
def test_a_file_cut_short_is_one_clear_sentence(suffix: str) -> None:
    content = as_format(notice_docx(), suffix)
    with pytest.raises(SourceError, match="hãy"):
        source_text(f"mau{suffix}", content[: len(content) // 3])
