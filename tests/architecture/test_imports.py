"""Dependencies point one way: the imports of every file are walked to prove it."""

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
STANDARD_LIBRARY = sys.stdlib_module_names
PACKAGES = ("ground", "erp_app", "demo", "ops", "analytics", "bi")


def python_files(folder: str) -> list[Path]:
    return sorted(path for path in (REPO / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every imported name in a file with its line, inside functions too.

    `from package import name` gives package.name: it may be a module.
    """
    package = ".".join(path.relative_to(REPO).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: -node.level] if node.level else []
            module = ".".join([*base, node.module or ""]).rstrip(".")
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def offences(folder: str, is_wrong) -> list[str]:
    return [
        f"{path.relative_to(REPO)}:{line} imports {name}"
        for path in python_files(folder)
        for name, line in imports_of(path)
        if is_wrong(name)
    ]


def is_in(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_domain_imports_only_the_standard_library_check_digits_and_itself():
    pure = {*STANDARD_LIBRARY, "stdnum"}  # python-stdnum: numbers in, numbers out

    def is_wrong(name: str) -> bool:
        return name.split(".")[0] not in pure and not is_in(name, "erp_app.domain")

    assert offences("erp_app/domain", is_wrong) == []


def test_store_imports_nothing_above_it():
    above = (
        "erp_app.api",
        "erp_app.finance.doctype",
        "erp_app.finance.report",
        "erp_app.people.doctype",
        "erp_app.people.report",
        "erp_app.hub",
        "erp_app.guards",
    )
    assert offences("erp_app/store", lambda name: is_in(name, *above)) == []


# Parts of the store that are about one kind of document.
STORE_OF_DOCUMENTS = (
    "erp_app.store.journals",
    "erp_app.store.journal_import",
    "erp_app.store.numbering",
    "erp_app.store.recurring",
)


def test_ledger_stands_on_domain_and_store_and_knows_no_document():
    """Kinds of documents register in hooks.py: the engine imports none."""
    below = ("erp_app.domain", "erp_app.store", "erp_app.ledger")

    def is_wrong(name: str) -> bool:
        if is_in(name, *STORE_OF_DOCUMENTS):
            return True
        return is_in(name, "erp_app") and not is_in(name, *below)

    assert python_files("erp_app/ledger")
    assert offences("erp_app/ledger", is_wrong) == []
    assert offences("erp_app/store", lambda name: is_in(name, "erp_app.ledger")) == []


def test_controllers_do_not_import_the_api():
    found = [
        offence
        for module in ("finance", "people", "hub", "audit", "store", "guards")
        for offence in offences(f"erp_app/{module}", lambda name: is_in(name, "erp_app.api"))
    ]
    assert found == []


def test_app_never_imports_the_platform_or_the_tests():
    assert (
        offences("erp_app", lambda name: is_in(name, "ops", "analytics", "bi", "demo", "tests"))
        == []
    )


# Run in the ERP environment, the only one that has Frappe.
WITH_FRAPPE = ("ops/tenants", "ops/workers", "ops/bench", "demo/load")


def test_only_what_runs_in_the_erp_environment_imports_frappe():
    found = [
        offence
        for folder in ("ops", "demo", "ground", "bi")
        for offence in offences(folder, lambda name: is_in(name, "frappe"))
        if not offence.startswith(WITH_FRAPPE)
    ]
    assert found == []


def test_ground_is_below_everything():
    allowed = {*STANDARD_LIBRARY, "psutil", "ground"}
    assert python_files("ground")
    assert offences("ground", lambda name: name.split(".")[0] not in allowed) == []


def test_demonstration_is_generated_without_any_site():
    def is_wrong(name: str) -> bool:
        if is_in(name, "erp_app"):
            return name != "erp_app" and not is_in(name, "erp_app.domain")
        return name.split(".")[0] not in {*STANDARD_LIBRARY, "yaml", "ground", "demo"} or is_in(
            name, "demo.load"
        )

    assert python_files("demo/generate")
    assert offences("demo/generate", is_wrong) == []


def test_no_module_or_folder_shadows_the_standard_library():
    shadows = [
        str(path.relative_to(REPO))
        for folder in (*PACKAGES, "tests")
        for path in python_files(folder)
        for word in (path.stem, path.parent.name)
        if word in STANDARD_LIBRARY
    ]
    assert shadows == []


def module_file(name: str) -> Path | None:
    """Return the file of ours that an imported name is of: a module, or a name within one."""
    parts = name.split(".")
    while parts:
        base = REPO.joinpath(*parts)
        for file in (base.with_suffix(".py"), base / "__init__.py"):
            if file.exists():
                return file
        parts.pop()
    return None


def folder_edges(packages: Iterable[str]) -> dict[str, set[str]]:
    """Return for each folder the other folders that its files import from."""
    edges: dict[str, set[str]] = {}
    for path in (file for package in packages for file in python_files(package)):
        source = str(path.parent.relative_to(REPO))
        for name, _ in imports_of(path):
            target = module_file(name) if name.split(".")[0] in PACKAGES else None
            if target and target.parent != path.parent:
                edges.setdefault(source, set()).add(str(target.parent.relative_to(REPO)))
    return edges


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Return each set of folders that can be reached from one another, sorted."""
    reached = {folder: _reachable(edges, folder) for folder in edges}
    return sorted(
        {
            tuple(sorted(other for other in reached[folder] if folder in reached.get(other, ())))
            for folder in reached
            if folder in reached[folder]
        }
    )


def _reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in edges.get(waiting.pop(), set()) - found:
            found.add(target)
            waiting.append(target)
    return found


def test_no_circle_between_folders():
    assert circles(folder_edges(PACKAGES)) == []


def test_a_circle_over_three_folders_is_seen():
    edges = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert circles(edges) == [("a", "b", "c")]


@pytest.mark.parametrize("forbidden", ["utils", "helpers", "misc", "common"])
def test_no_module_without_a_concept(forbidden):
    named = [
        p for folder in (*PACKAGES, "tests") for p in python_files(folder) if p.stem == forbidden
    ]
    assert named == []


QUERY_OWNERS = ("erp_app/store/",)
# Frappe's own set-up language is documents; these folders use it in bulk before anyone logs in.
QUERY_EXCEPTIONS = ("erp_app/install/", "erp_app/guards/", "erp_app/audit/", "erp_app/patches/")


def _query_calls(path: Path) -> Iterator[int]:
    """Lines that call frappe.db.sql, frappe.qb or frappe.db.multisql."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Attribute):
            continue
        text = ast.unparse(node)
        if text in ("frappe.db.sql", "frappe.qb", "frappe.db.multisql", "frappe.db.sql_ddl"):
            yield node.lineno


def test_only_the_store_speaks_sql():
    found = []
    for path in python_files("erp_app"):
        name = str(path.relative_to(REPO))
        if not name.startswith(QUERY_OWNERS + QUERY_EXCEPTIONS):
            found += [f"{name}:{line}" for line in _query_calls(path)]
    assert found == []


def test_the_walker_sees_a_planted_offence(tmp_path):
    """The check itself can fail: an import inside a function is seen."""
    planted = REPO / "erp_app" / "domain"
    source = "def f():\n    import frappe\n    from erp_app.store import x\n"
    tree_names = [
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    assert planted.exists()
    assert tree_names == ["frappe", "erp_app.store"]


def test_analytics_knows_the_erp_through_its_contract_alone():
    others = ("erp_app", "frappe", "ops", "demo", "bi", "superset")
    assert python_files("analytics")
    assert offences("analytics", lambda name: is_in(name, *others)) == []


@cache
def names_bound_in(file: Path) -> set[str]:
    """Return every name that a module binds anywhere: more than it exports, never less."""
    bound: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return bound


def exists(name: str) -> bool:
    """Return True when "package.module" or "package.module.name" is there to be imported."""
    place = REPO.joinpath(*name.split("."))
    if place.is_dir() or place.with_suffix(".py").exists():
        return True
    file, last = module_file(name), name.rpartition(".")[2]
    is_direct = file is not None and place.parent in (file.with_suffix(""), file.parent)
    return is_direct and last in names_bound_in(file)


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_what_is_imported_from_our_own_modules_is_there(folder):
    """Also where no test runs: a benchmark, a script of another environment, a rare path."""

    def is_wrong(name: str) -> bool:
        return is_in(name, *PACKAGES, "tests") and not exists(name)

    assert offences(folder, is_wrong) == []
