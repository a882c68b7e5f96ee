"""Of a secret document no verb gives or leaves anything, whichever way it says that it is secret."""

import hashlib
import io
import logging
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dossier_archive import KEY, SECOND, TASK
from faults import small_archive
from ketluan.cli import run

MARK = "Dauhieubimat"  # in every field of the secret document; its file is named otherwise
NAME = "2021-08-16-hop-kin"
SECRET = f"notices/2021/{NAME}.md"
ORIGINAL = f"notices/goc/2021/{NAME}.txt"
BODY = f"""SỞ {MARK.upper()}

THÔNG BÁO

Kết luận {MARK} tại cuộc họp

I. Nhiệm vụ

1. Phòng {MARK} khẩn trương hoàn thành sổ {MARK} theo Kế hoạch số 99/KH-{MARK.upper()} ngày 15/01/2021.

2. Phòng Mẫu đã hoàn thành sổ mẫu {MARK} theo Kế hoạch số 12/KH-SM trước 30/9/2021.
"""
HEAD = f"""loai: TB
so_ky_hieu: 99/TB-{MARK.upper()}
ngay_hop: 2021-08-16
co_quan: Sở {MARK}
trich_yeu: Kết luận {MARK}
ky_chi_dao: 2021-Q3
nguoi_ky: {{ho_ten: {MARK}, chuc_vu: Chánh {MARK}}}
nhiem_vu:
  I.2: {{tiep_noi: ['{TASK}'], don_vi: []}}
ket_qua:
  - {{nhiem_vu: '{TASK}', trang_thai: hoan-thanh, ngay: 2021-08-15, can_cu: 45/BC-{MARK.upper()}}}
"""
PUBLIC = HEAD.replace(", don_vi: []", "")
STAMP = "MẬT\n\n"
# What a clerk may have done: front matter, body, original. Those of the second table stop a build,
# so that pages which were public before stay until the file is mended.
WAYS = {
    "khóa do_mat": (f"{PUBLIC}do_mat: Mật\n", BODY, BODY),
    "dấu in trong thân": (PUBLIC, STAMP + BODY, STAMP + BODY),
    "dấu in chỉ ở bản gốc": (PUBLIC, BODY, STAMP + BODY),
    "dấu in đã lược bỏ": (f"{PUBLIC}luoc_bo:\n  - {{dong: '1', chu: MẬT, ly_do: con dấu}}\n",
                          BODY, STAMP + BODY),
}  # fmt: skip
REFUSED = {
    "khóa viết sai": (f"{PUBLIC}độ_mật: Mật\n", BODY, BODY),
    "do_mat cạnh lỗi YAML": (f"{PUBLIC}do_mat: Mật\nloi: [\n", BODY, BODY),
}
# Each verb that reads the archive, with every form that it gives.
VERBS: tuple[tuple[str, ...], ...] = (
    ("check",), ("check", "--json"), ("build", "--as-of", "2021-10-01"),
    ("build", "--json", "--full", "--as-of", "2021-10-01"),
    ("search", "hoàn thành sổ"), ("search", "--json", "hop kin"),
    ("history", TASK), ("history", TASK, "--json"), ("outcome", "--json"),
    ("report",), ("report", "--json", "--as-of", "2021-10-01"),
    ("link", "--json"), ("link", SECOND, "--json"), ("verify",), ("verify", "--json"),
    *(("export", "--format", form) for form in ("csv", "json", "ics", "atom")),
    *(("export", "--format", form, "--what", what)
      for what in ("documents", "audit") for form in ("csv", "json")),
    ("export", "--format", "xlsx", "--out", "ra/a.xlsx"),
    ("export", "--format", "docx", "--out", "ra/a.docx"),
    ("export", "--format", "xlsx", "--what", "audit", "--out", "ra/b.xlsx"),
    ("export", "--format", "zip", "--thread", TASK, "--out", "ra/a.zip"),
    ("export", "--format", "zip", "--document", KEY, "--out", "ra/b.zip"),
    ("export", "--format", "markdown", "--out", "ra/trang"),
)  # fmt: skip
SHORT = (("build", "--as-of", "2021-10-01"), ("export", "--format", "json"))


def put(root: Path, head: str, body: str, original: str) -> None:
    """Write the document with its original."""
    (root / ORIGINAL).write_text(original, "utf-8")
    digest = hashlib.sha256(original.encode()).hexdigest()
    source = f"nguon: {{tep: goc/2021/{NAME}.txt, sha256: {digest}}}\n"
    marked = body.replace("I. Nhiệm", "## I. Nhiệm")
    (root / SECRET).write_text(f"---\n{head}{source}---\n\n{marked}", "utf-8")


def everything_said(
    root: Path,
    verbs: Sequence[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """Run the verbs in the folder of the archive; return what they said."""
    monkeypatch.chdir(root)
    (root / "ra").mkdir(exist_ok=True)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    said = []
    for verb in verbs:
        code = run(list(verb))
        captured = capsys.readouterr()
        assert code in (0, 1), (verb, captured.err)
        said.append(f"{verb}\n{captured.out}{captured.err}")
    return "\n".join(said)


def contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and what is packed in it, with names."""
    yield name, name.encode() + b"\n" + content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield from contents(f"{name}!{inner}", packed.read(inner))


def traces(root: Path) -> list[str]:
    """Return the files outside notices/ that hold anything of the document.

    `.cache/` may name its file, as every message about it does.
    """
    text = b"|".join((MARK.encode(), b"99-kh-dau", MARK.encode("utf-16-le")))
    anything = re.compile(text + b"|" + NAME.encode(), re.IGNORECASE)
    own_words = re.compile(text, re.IGNORECASE)
    return [
        name
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_relative_to(root / "notices")
        for name, content in contents(path.relative_to(root).as_posix(), path.read_bytes())
        if (own_words if name.startswith(".cache/") else anything).search(content)
    ]


def publish_it(root: Path) -> None:
    """Publish the document as if it were public."""
    put(root, PUBLIC, BODY, BODY)
    run(["build", "--archive", str(root), "--as-of", "2021-10-01"])
    found = traces(root)  # so that the search for traces can fail
    assert {name.partition("/")[0] for name in found} == {"site", "search_index", ".cache"}
    assert len(found) > 20


@pytest.mark.parametrize("was_public", [False, True], ids=["new", "was public"])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_told_of_a_secret_document_nor_left_of_one_that_was_public(
    way: str,
    was_public: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    root = small_archive(tmp_path / "kho")
    if was_public:
        publish_it(root)
        capsys.readouterr()
    put(root, *WAYS[way])
    said = everything_said(root, SHORT, monkeypatch, capsys)
    assert "[secret]" in said
    assert MARK.lower() not in (said + caplog.text).lower()
    assert traces(root) == []


@pytest.mark.parametrize("way", REFUSED)
def test_a_document_that_may_be_secret_stops_the_build_and_is_told_nothing_of(
    way: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = small_archive(tmp_path / "kho")
    put(root, *REFUSED[way])
    said = everything_said(root, SHORT, monkeypatch, capsys)
    assert "Chưa dựng trang" in said
    assert MARK.lower() not in said.lower()
    assert traces(root) == []


@pytest.mark.long
@pytest.mark.parametrize("was_public", [False, True], ids=["new", "was public"])
@pytest.mark.parametrize("way", [*WAYS, *REFUSED])
def test_no_verb_tells_anything_of_a_secret_document(
    way: str,
    was_public: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = small_archive(tmp_path / "kho")
    if was_public and way in WAYS:
        publish_it(root)
        capsys.readouterr()
    put(root, *{**WAYS, **REFUSED}[way])
    said = everything_said(root, VERBS, monkeypatch, capsys)
    assert MARK.lower() not in said.lower()
    assert traces(root) == []
