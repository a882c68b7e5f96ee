"""The pages for those who run the server: what they tell to type and to copy is what holds."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import REPOSITORY
from ketluan.cli.arguments import parser
from ketluan.service.app import HEADERS
from ketluan.service.serving import MAX_HEADERS, SILENCE
from ketluan.static_site import content_type

GUIDE = REPOSITORY / "docs/huong-dan"
INSTALLING = (GUIDE / "cai-dat.md").read_text("utf-8")
RUNNING = (GUIDE / "quan-tri.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"^(?:#|<!--) (\S*[/\\]\S+)(?: -->)?$", re.MULTILINE)
FILES = {
    place[1]: text
    for _, text in BLOCK.findall(INSTALLING)
    if (place := PLACE.search(text)) is not None and not text.startswith("$")
}
SITE, SNIPPET = "/etc/nginx/sites-available/ketluan", "/etc/nginx/snippets/ketluan-headers.conf"
ANSWERED = ("/api/search", "/api/suggest", "/api/similar", "/api/health", "/api/openapi.json")


def test_every_file_to_copy_says_where_it_goes() -> None:
    assert sorted(FILES) == sorted(
        [
            *(f"/etc/systemd/system/ketluan{end}" for end in (".service", "-dung.service")),
            *(f"/etc/systemd/system/ketluan-dung{end}" for end in (".timer", ".path")),
            "/srv/ketluan/kho.git/hooks/post-receive",
            SITE,
            SNIPPET,
            r"C:\ketluan\iis\web.config",
        ]
    )


def test_nginx_sends_the_headers_that_the_service_sends() -> None:
    sent = dict(re.findall(r'^add_header (\S+) "(.*)" always;$', FILES[SNIPPET], re.MULTILINE))
    assert sent == {**HEADERS, "Cache-Control": "no-cache"}


@pytest.mark.parametrize(
    ("address", "is_service"),
    [
        *((address, True) for address in (*ANSWERED, "/api/search.csv", "/tim-kiem/")),
        ("/api/v1/tasks.json", False),
        ("/tim-kiem/index.html", False),
        ("/huong-dan/tim-kiem/", False),
        ("/", False),
    ],
)
def test_nginx_leaves_to_the_service_what_only_it_can_answer(
    address: str, is_service: bool
) -> None:
    (pattern,) = re.findall(r"location ~ (\^\S+) \{", FILES[SITE])
    assert bool(re.search(pattern, address)) == is_service


def test_nginx_names_the_types_that_its_own_table_lacks_as_the_service_does() -> None:
    (table,) = re.findall(r"types \{(.*?)\}", FILES[SITE], re.DOTALL)
    rows = re.findall(r"(\S+) (\w+);", table)
    assert len(rows) == 6
    for kind, ending in rows:
        assert content_type(f"x.{ending}").split(";")[0] == kind


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx: apt-get install nginx-light")
def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "headers.conf").write_text(FILES[SNIPPET], "utf-8")
    site = FILES[SITE].replace(SNIPPET, str(tmp_path / "headers.conf"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {kind};" for kind in kinds)  # those of root are not ours
    main = tmp_path / "nginx.conf"
    main.write_text(
        "pid pid; error_log stderr; events {}\n"
        f"http {{ access_log off; {folders} {site.replace('listen 80', 'listen 127.0.0.1:48080')} }}\n",
        "utf-8",
    )
    done = subprocess.run(
        ["nginx", "-t", "-q", "-e", "stderr", "-p", tmp_path, "-c", main],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_knows_every_line_of_the_units(tmp_path: Path) -> None:
    units = [place for place in FILES if place.startswith("/etc/systemd/")]
    for place in units:
        # The programs of another machine are not here; everything else is looked at.
        text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", FILES[place])
        (tmp_path / Path(place).name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True
    )
    assert (done.returncode, str(tmp_path) in done.stderr) == (0, False), done.stderr


def test_the_file_for_iis_is_xml_and_sends_all_to_the_service() -> None:
    tree = ElementTree.fromstring(FILES[r"C:\ketluan\iis\web.config"])  # noqa: S314
    (action,) = tree.iter("action")
    assert action.attrib == {"type": "Rewrite", "url": "http://127.0.0.1:8000/{R:1}"}


def test_the_hook_is_a_script_of_a_shell() -> None:
    hook = FILES["/srv/ketluan/kho.git/hooks/post-receive"]
    assert hook.startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n"], input=hook, text=True, check=True)


def test_every_call_of_the_program_on_these_pages_is_one_that_it_takes() -> None:
    told = re.findall(
        r"(?:^|[ `/\\=-])ketluan ((?:build|check|serve|verify)\b[^`\n|,;.()]*)",
        INSTALLING + RUNNING,
        re.MULTILINE,
    )
    assert len(told) > 10
    for words in told:
        arguments = re.match(r"\w+(?: --\S+(?: [/\w]+)?)*", words)
        assert arguments is not None
        parser().parse_args(arguments[0].split())


def test_the_port_is_the_one_that_the_service_takes() -> None:
    options = parser().parse_args(["serve"])
    assert f"proxy_pass http://{options.host}:{options.port};" in FILES[SITE]


def test_the_bounds_of_requests_are_told_as_they_are() -> None:
    assert f"tối đa {MAX_HEADERS // 1024} KiB, bỏ kết nối im lặng sau {SILENCE} giây" in RUNNING


def test_the_number_of_packages_is_that_of_the_lock() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text("utf-8")
    names = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert f"Tất cả {len(names)} gói" in INSTALLING
