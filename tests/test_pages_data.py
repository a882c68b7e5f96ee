"""The static JSON: valid by its own schemas, the same figures as the pages."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ketluan.model import Archive
from ketluan.pages import static_files, static_parts
from ketluan.pages.catalogue import catalogue
from pages_archive import ID, archive

NAMES = ("notices", "tasks", "documents", "units", "periods")


def tables(known: Archive) -> dict[str, Any]:
    return {
        file.address: json.loads(file.text)
        for file in static_files(known)
        if file.address.endswith(".json")
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("known", [archive(), Archive()], ids=["sample", "empty"])
def test_each_file_is_valid_by_its_published_schema(known: Archive, name: str) -> None:
    found = tables(known)
    schema = found[f"/api/v1/{name}.schema.json"]
    Draft202012Validator.check_schema(schema)
    content = found[f"/api/v1/{name}.json"]
    assert list(Draft202012Validator(schema).iter_errors(content)) == []
    assert content["$schema"] == f"{name}.schema.json"


def test_a_renamed_key_is_not_valid() -> None:
    found = tables(archive())
    row = found["/api/v1/tasks.json"]["tasks"][0]
    row["han"] = row.pop("due")
    schema = found["/api/v1/tasks.schema.json"]
    assert not Draft202012Validator(schema).is_valid(found["/api/v1/tasks.json"])


def test_a_task_tells_units_citations_limits_and_outcome() -> None:
    rows = {row["number"]: row for row in tables(archive())["/api/v1/tasks.json"]["tasks"]}
    plan = rows["II.1.1"]
    assert plan["url"] == f"/thong-bao/2021/{ID}/#nv-ii-1-1"
    assert plan["lead_units"][0]["unit"] == "phong-quan-ly-khoa-hoc"
    assert (plan["due"], plan["due_from"]) == ("2021-06-30", "written")
    cited = plan["citations"][0]
    assert plan["text"][cited["start"] : cited["end"]] == cited["text"]
    assert (cited["document"], cited["relation"]) == ("76-kh-skhcn-2021", "implements")
    assert rows["II.2.1"]["outcome"]["status"] == "hoan-thanh"


def test_what_the_source_does_not_say_is_null() -> None:
    row = tables(archive())["/api/v1/notices.json"]["notices"][0]
    assert (row["number"], row["issued"]) == (None, None)


def test_each_part_of_the_files_gives_the_same_whenever_it_is_called() -> None:
    parts = static_parts(catalogue(archive()), "")
    first = [tuple(file.made() for file in part()) for part in parts]
    again = [tuple(file.made() for file in part()) for part in reversed(parts)]
    assert again == first[::-1]
    assert tuple(file for part in first for file in part) == static_files(archive())
