"""What comes from others: each with its licence, and files of the site with their hashes."""

import hashlib
from pathlib import Path

import pytest

from ketluan.checksums import SUMS, read_sums
from licences import (
    LOCK,
    OF_THEIR_OWN_FILES,
    PAGE,
    PERMISSIVE,
    TEST_LOCK,
    licence,
    names,
    page,
    parts,
    shipped_files,
)


def test_the_page_of_licences_is_the_one_that_the_program_makes() -> None:
    assert PAGE.read_text("utf-8") == page(), "run make licences"


@pytest.mark.parametrize("name", names(LOCK))
def test_every_dependency_is_listed_and_its_licence_is_permissive(name: str) -> None:
    assert f"\n| {name} | {licence(name)} |\n" in PAGE.read_text("utf-8")
    if name in OF_THEIR_OWN_FILES:
        assert parts(licence(name)) == {"MPL-2.0"}
    else:
        assert parts(licence(name)) <= PERMISSIVE


@pytest.mark.parametrize("name", sorted(set(names(TEST_LOCK)) - set(names(LOCK))))
def test_tools_of_the_tests_are_listed_and_none_is_under_the_gpl(name: str) -> None:
    assert f"\n| {name} | {licence(name)} |\n" in PAGE.read_text("utf-8")
    assert parts(licence(name)) <= PERMISSIVE | {"MPL-2.0"}


def test_an_unknown_package_has_no_licence() -> None:
    with pytest.raises(KeyError, match="khong-co-goi-nay"):
        licence("khong-co-goi-nay")


def test_files_of_others_in_the_site_are_those_listed_with_their_hashes(sample_root: Path) -> None:
    site = sample_root / "site"
    found = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (site / "assets").rglob("*")
        if path.is_file() and path.parts[-2] != "ketluan"
    }
    assert found == dict(shipped_files())
    for path, digest in found.items():
        assert f"| `{path}` |" in PAGE.read_text("utf-8")
        assert digest in PAGE.read_text("utf-8")


def test_the_list_of_the_site_holds_the_hash_of_every_file_of_the_frame(sample_root: Path) -> None:
    site = sample_root / "site"
    sums = read_sums((site / SUMS).read_bytes())
    assert sums
    for path in (site / "assets").rglob("*"):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            assert sums[path.relative_to(site).as_posix()] == digest
