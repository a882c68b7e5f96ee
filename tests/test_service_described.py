"""The service keeps to its own description, for every operation, parameter and kind of value.

The values are made of the schemas: what they allow at its bounds, what is right beyond them, and other
types. `make fuzz` has schemathesis make thousands more, from the description as it is served.
"""

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from conftest import REPOSITORY
from ketluan.openapi import description
from ketluan.search.generations import build_index
from ketluan.service import Server, create_app
from search_archive import TODAY, small_archive

SCHEMATHESIS: Final = REPOSITORY / ".cache/fuzz/bin/schemathesis"  # `make fuzz` installs it there
SETTINGS: Final = REPOSITORY / "tests/fuzz/schemathesis.toml"
EXAMPLES: Final = 200  # requests of each operation, in the long run
STRANGE: Final = (
    "null",
    "[]",
    "{}",
    "true",
    "-1",
    "1.5",
    "NaN",
    "\0",
    "\u202e%",
    "'\"<b>",
    "ẹ\u0302",
)
PATHS: Final = description()["paths"]
OPERATIONS: Final = [(path, verbs["get"]) for path, verbs in PATHS.items()]


@dataclass(frozen=True)
class Made:
    """Values of one parameter, and whether the description allows them."""

    values: tuple[str, ...]
    is_right: bool


def made(schema: dict[str, Any]) -> Iterator[Made]:
    """Yield values at the bounds of a schema, right and wrong ones, and those of other types."""
    if "enum" in schema:
        yield from (Made((value,), is_right=True) for value in schema["enum"])
        yield from (Made((value,), is_right=False) for value in (*STRANGE, schema["enum"][0] + "x"))
    elif schema["type"] == "array":
        items = [one for one in made(schema["items"]) if one.values != ("",)]
        yield from items
        right = next(one.values[0] for one in items if one.is_right)
        yield Made(tuple(f"{right}{n}"[-9:] for n in range(schema["maxItems"])), is_right=True)
        yield Made((right,) * (schema["maxItems"] + 1), is_right=False)
    elif schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        yield from (Made((str(number),), is_right=True) for number in (least, most))
        wrong = (least - 1, most + 1, "9" * 400, "x", "１", "1e1", "1 1", "+1", *STRANGE)
        yield from (Made((str(value),), is_right=False) for value in wrong)
    else:
        yield Made(("x" * schema["maxLength"],), is_right=True)
        yield Made(("x" * (schema["maxLength"] + 1),), is_right=False)
        yield from (Made((value,), is_right=True) for value in STRANGE)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an index."""
    folder = tmp_path_factory.mktemp("mo-ta")
    build_index(small_archive(), folder / "search_index")
    return folder


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[FlaskClient]:
    """Lend a client of the service of that index."""
    app = create_app(root / "site", root / "search_index", lambda: TODAY)
    yield app.test_client()
    app.extensions["ketluan"].close()


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=PATHS)
def test_what_is_described_is_answered_and_what_is_not_is_refused(
    client: FlaskClient, path: str, operation: dict[str, Any]
) -> None:
    needed = [(one["name"], "x") for one in operation["parameters"] if one.get("required")]
    is_file = "application/json" not in operation["responses"]["200"]["content"]
    for parameter in operation["parameters"]:
        for one in made(parameter["schema"]):
            if is_file and one.is_right:
                continue  # a file of results takes what the search takes, and is slow to make
            others = [pair for pair in needed if pair[0] != parameter["name"]]
            asked = [*others, *((parameter["name"], value) for value in one.values)]
            answer = client.get(f"{path}?{urlencode(asked)}")
            told = (path, asked, answer.status_code)
            assert (answer.status_code != 400) is one.is_right, told
            assert_described(operation, answer.status_code, answer.content_type, answer.get_json)
    bare = client.get(path)
    assert_described(operation, bare.status_code, bare.content_type, bare.get_json)


def assert_described(operation: dict[str, Any], status: int, kind: str, read: Any) -> None:
    """Check that an answer of this status and kind is described, and is as its schema says."""
    assert str(status) in operation["responses"]
    content = operation["responses"][str(status)]["content"]
    assert kind.partition(";")[0] in content
    if kind.startswith("application/json"):
        schema = content["application/json"]["schema"]
        validator(schema["$ref"]).validate(read())


def validator(reference: str) -> Draft202012Validator:
    """Return what holds a value to a schema of the description."""
    return Draft202012Validator({"$ref": reference, "components": description()["components"]})


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_described_is_only_read(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert not answer.get_json()["error"]["message"].isascii()


@pytest.mark.long
@pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="no schemathesis: run make fuzz")
def test_schemathesis_finds_nothing(root: Path, tmp_path: Path) -> None:
    server = Server(create_app(root / "site", root / "search_index", lambda: TODAY), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.port}/api/openapi.json"
        found = subprocess.run(
            [SCHEMATHESIS, "--config-file", SETTINGS, "run", address, "--generation-deterministic",
             "--max-examples", str(EXAMPLES), "--no-color"],
            check=False, capture_output=True, text=True, cwd=tmp_path,
        )  # fmt: skip
    finally:
        server.stop()
        thread.join()
    assert found.returncode == 0, found.stdout[-9000:]
    assert "No issues found" in found.stdout
