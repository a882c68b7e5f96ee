"""A folder in which a program of the system works: it is cleared once nobody works there any more."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ketluan.cli import run
from ketluan.sources import clear_work_folders
from ketluan.sources.work_folder import work_folder

# A run that starts a program, which notes its process id in the folder where it works, and waits.
_RUN = """
import sys
from ketluan.sources.programs import run_program
code = "import os, time; open('da-chay', 'w').write(str(os.getpid())); time.sleep(600)"
run_program((sys.executable, '-c', code), seconds=600, max_output=1)
"""
_PATIENCE = 60  # seconds


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files of this test alone."""
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_folder_in_use_stays_and_is_gone_at_its_end(temporary: Path) -> None:
    with work_folder() as folder:
        (folder.path / "tep").write_text("x")
        assert clear_work_folders() == ()
        assert folder.path.is_dir()
    assert list(temporary.iterdir()) == []


def test_what_only_has_such_a_name_stays(temporary: Path) -> None:
    (temporary / "ketluan-work-tep").write_text("x")
    (temporary / "ketluan-work-thu-muc").mkdir()
    (temporary / "ketluan-work-thu-muc/cua-toi").write_text("x")
    (temporary / "ketluan-work-lien-ket").symlink_to(temporary.parent)
    before = sorted(temporary.rglob("*"))
    assert clear_work_folders() == ()
    assert sorted(temporary.rglob("*")) == before


@pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")
def test_what_a_killed_import_left_is_cleared_once_its_program_has_ended(
    temporary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN], env={**os.environ, "TMPDIR": str(temporary)}
    )
    end = time.monotonic() + _PATIENCE
    while not [p for p in temporary.glob("*/*/da-chay") if p.stat().st_size]:
        assert time.monotonic() < end
        time.sleep(0.02)
    (noted,) = temporary.glob("*/*/da-chay")
    program = int(noted.read_text())
    process.kill()
    process.wait()
    assert clear_work_folders() == ()  # the program works on there
    os.kill(program, signal.SIGKILL)
    (tmp_path / "kho/notices").mkdir(parents=True)
    while noted.exists():  # an orphan is gone when the system has taken note of it
        assert time.monotonic() < end
        run(["import", "--archive", str(tmp_path / "kho"), str(tmp_path / "khong-co.txt")])
    assert f"còn để lại {noted.parents[1]}; đã dọn" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []
