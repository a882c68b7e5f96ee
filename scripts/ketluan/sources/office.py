"""Files of other word processors (.doc, .rtf, .odt): LibreOffice makes a .docx, `word` reads it.

LibreOffice runs with a profile of its own in a temporary folder, without macros, and fetches
nothing that the file links to.
"""

import hashlib
import io
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from ketluan.sources.programs import LIBREOFFICE, need_program, run_program
from ketluan.sources.signatures import expect
from ketluan.sources.source import SourceError, SourceText
from ketluan.sources.word import word_text
from ketluan.sources.work_folder import work_folder

SECONDS: Final = 60  # a notice takes 2 to 4 seconds, most of it LibreOffice's own start
MAX_CONVERTED: Final = 64 * 2**20  # bytes of the .docx that LibreOffice makes
_MAX_OUTPUT: Final = 2**20  # bytes that it prints: a line for each file
# Settings of LibreOffice: officecfg/registry/schema/org/openoffice/Office/{Common,Writer}.xcs.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
 <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
 <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
 <prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
 <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
 <prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""


def read_office(name: str, content: bytes) -> SourceText:
    """Return the text of a .doc, .rtf or .odt file. Raises `SourceError`.

    Name, content and hash are those of the file itself, a note says that it was converted.
    """
    suffix = Path(name).suffix.lower()
    expect(suffix, content)
    if suffix == ".odt" and _is_encrypted(content):
        raise SourceError("tệp có mật khẩu; hãy bỏ mật khẩu, lưu lại rồi nhập lại")
    text = word_text(name, convert(content, suffix, "docx"))
    note = f"tệp {suffix} đã được LibreOffice chuyển sang Word để đọc; hãy đối chiếu với bản gốc"
    return replace(
        text,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        notes=(note, *text.notes),
    )


def convert(content: bytes, suffix: str, target: str) -> bytes:
    """Return `content` of a file with `suffix` as LibreOffice saves it in the format `target`.

    `target` is a suffix without its dot: docx, pdf, odt, … Raises `SourceError`.
    """
    soffice = need_program(LIBREOFFICE)
    with work_folder() as lent:
        folder = lent.path
        settings = Path(folder, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, "utf-8")
        source = Path(folder, f"van-ban{suffix}")
        source.write_bytes(content)
        out = Path(folder, "out")
        argv = (
            soffice,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", target, "--outdir", str(out), str(source)),
        )
        run_program(argv, seconds=SECONDS, max_output=_MAX_OUTPUT, where=lent)
        made = out / f"van-ban.{target}"
        if not made.is_file():  # it exits with 0 even where it could not open the file
            raise SourceError(
                f"LibreOffice không mở được tệp {suffix}: tệp hỏng, bị cắt cụt hoặc có mật khẩu; hãy mở "
                "bằng Word, lưu dạng .docx rồi nhập lại"
            )
        if made.stat().st_size > MAX_CONVERTED:
            raise SourceError(
                f"tệp chuyển sang Word lớn hơn {MAX_CONVERTED // 2**20} MiB; hãy bỏ bớt hình rồi nhập lại"
            )
        return made.read_bytes()


def _is_encrypted(content: bytes) -> bool:
    """Tell whether an .odt file lists encrypted parts (OpenDocument 1.3, part 2, 4.3)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("META-INF/manifest.xml")
            with archive.open(entry) as manifest:
                return b"encryption-data" in manifest.read(_MAX_OUTPUT)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, RuntimeError, EOFError):
        return False  # LibreOffice says what is wrong with it
