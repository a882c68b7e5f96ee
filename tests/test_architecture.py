"""The house: imports go down, each outer tool is known to one module, one Whoosh is installed."""

import ast
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "scripts" / "ketluan"

# Each row imports only from the rows below it, and within its own package.
LEVELS = (
    ("__main__",),
    ("cli",),
    ("preview",),
    ("dossier", "markdown_folder", "publish", "service", "verification"),
    ("site_building",),
    ("importing", "mkdocs_edge", "openapi", "static_site"),
    ("mkdocs_pages", "site_writing"),
    ("site_contents", "surroundings"),
    ("framing", "site_files"),
    ("archive", "pages", "search"),
    ("exports",),
    ("auditing",),
    ("as_of", "origins"),
    ("coverage", "linking", "notice", "sources"),
    ("compiled", "fields", "piece_files", "saving", "secrecy", "spare_site"),
    (
        "checksums",
        "clock",
        "digests",
        "frames",
        "grouping",
        "kept",
        "later",
        "leaving",
        "no_collector",
        "one_writer",
        "pieces",
        "places",
        "program",
        "removing",
        "workers",
    ),
    ("citations", "deadlines", "lineage", "os_errors", "periods", "status", "strict_yaml", "units"),
    ("addresses", "organisations"),
    ("model",),
    ("vietnamese", "vocabulary"),
)
# Who may know which outer tool.
TOOLS = {
    "whoosh": {"search.postings"},
    "numpy": {
        "linking.closely",
        "linking.columns",
        "linking.last_steps",
        "linking.past",
        "linking.postings",
        "linking.proposing",
        "linking.runs",
        "linking.scoring",
        "linking.sharing",
        "linking.steps",
        "linking.weighing",
        "search.columns",
        "search.matching",
        "search.meaning",
        "search.ordering",
        "search.ranking",
        "search.static_texts",
    },
    "mkdocs": {"mkdocs_edge", "mkdocs_pages"},
    "flask": {
        "service.answers",
        "service.api",
        "service.app",
        "service.asking",
        "service.quick",
        "service.search_page",
        "service.serving",
        "static_site",
        "preview.serving",
    },
    "waitress": {"service.serving"},
    "werkzeug": {"service.app", "static_site"},
    "jinja2": {
        "compiled",
        "mkdocs_edge",
        "mkdocs_pages",
        "pages.page",
        "pages.templates",
        "pages.site",
        "pages.text",
        "pages",
    },
    "frontmatter": {"notice.front_matter"},
    "yaml": {"notice.deciding", "strict_yaml", "vocabulary"},
    "argparse": {
        "cli.arguments",
        "cli.build_verb",
        "cli.check_verb",
        "cli.cite_verb",
        "cli.dossier_export",
        "cli.export_verb",
        "cli.import_verbs",
        "cli.link_verbs",
        "cli.outcome_verb",
        "cli.pages_export",
        "cli.preview_verb",
        "cli.report_verb",
        "cli.search_verb",
        "cli.serve_verb",
        "cli.verb",
        "cli.verbs",
        "cli.verify_verb",
    },
    "subprocess": {"sources.programs"},
    "sqlite3": {"kept"},
    "multiprocessing": {"workers"},
    "lxml": {"sources.word.package"},
    "pypdfium2": {"sources.pdf_worker"},
    "xlsxwriter": {"exports.xlsx_file"},
    "docx": {"exports.docx_file"},
}


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def imported(tree: ast.Module) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            if node.module == "ketluan":
                names |= {f"ketluan.{alias.name}" for alias in node.names}
    return frozenset(names | {module for module, _ in loaded_later(tree)})


@cache
def loaded_later(tree: ast.Module) -> frozenset[tuple[str, str]]:
    """Return module and function of what is loaded when it is first called."""
    return frozenset(
        (ast.literal_eval(node.args[0]), ast.literal_eval(node.args[1]))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "later"
    )


def level(room: str) -> int:
    return next(index for index, row in enumerate(LEVELS) if room in row)


@pytest.mark.parametrize("name", [name for name in modules() if name])
def test_imports_go_down(name: str) -> None:
    room = name.split(".")[0]
    for target in imported(modules()[name]):
        if target.startswith("ketluan."):
            other = target.split(".")[1]
            assert other == room or level(other) > level(room), f"{name} imports {target}"


@pytest.mark.parametrize("name", [name for name in modules() if name])
def test_nothing_is_imported_inside_a_function(name: str) -> None:
    for function in ast.walk(modules()[name]):
        if isinstance(function, ast.FunctionDef):
            inner = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert inner == [], f"{name}.{function.name}"


def test_one_module_alone_imports_by_name() -> None:
    assert [name for name, tree in modules().items() if "importlib" in imported(tree)] == ["later"]


@pytest.mark.parametrize(
    ("module", "function"),
    sorted({one for tree in modules().values() for one in loaded_later(tree)}),
)
def test_what_is_loaded_later_is_there(module: str, function: str) -> None:
    found = modules()[module.removeprefix("ketluan.")].body
    assert function in {node.name for node in found if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("tool", TOOLS)
def test_each_outer_tool_is_known_to_its_module_only(tool: str) -> None:
    users = {
        name
        for name, tree in modules().items()
        if any(target.split(".")[0] == tool for target in imported(tree))
    }
    assert users <= TOOLS[tool]
    assert users


def test_no_module_is_too_long_to_read() -> None:
    lengths = {p.name: len(p.read_text("utf-8").splitlines()) for p in PACKAGE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > 420} == {}


def test_only_the_console_prints() -> None:
    users = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    }
    assert users == {"cli.console"}


def test_exactly_one_whoosh_is_installed() -> None:
    providers = {
        distribution.metadata["Name"].lower()
        for distribution in distributions()
        if any(str(file).startswith("whoosh/") for file in distribution.files or ())
    }
    assert len(providers) == 1


def test_lock_files_name_no_registry_and_a_hash_for_everything() -> None:
    for lock in REPOSITORY.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        entries = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert all(line.endswith("\\") for line in entries), lock.name
        assert text.count("--hash=sha256:") >= len(entries)


def test_the_site_names_no_other_host_in_what_a_page_loads() -> None:
    theme = Path(PACKAGE / "theme")
    for path in [*theme.rglob("*"), *(PACKAGE / "pages").rglob("*.html")]:
        if path.suffix in (".html", ".css", ".js"):
            text = path.read_text("utf-8")
            for mark in ('src="http', "src='http", "url(http", 'import "http', "@import"):
                assert mark not in text, path.name
