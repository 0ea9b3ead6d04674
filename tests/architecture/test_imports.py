"""Dependencies point one way: the imports of every file are walked to prove it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
STANDARD_LIBRARY = sys.stdlib_module_names


def python_files(folder: str) -> list[Path]:
    return sorted(path for path in (REPO / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module name in a file with its line, inside functions too."""
    package = ".".join(path.relative_to(REPO).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package.split(".")[: -node.level]
                yield ".".join([*base, node.module or ""]).rstrip("."), node.lineno
            elif node.module:
                yield node.module, node.lineno


def offences(folder: str, is_wrong) -> list[str]:
    return [
        f"{path.relative_to(REPO)}:{line} imports {name}"
        for path in python_files(folder)
        for name, line in imports_of(path)
        if is_wrong(name)
    ]


def is_in(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def test_domain_imports_only_the_standard_library_and_itself():
    def is_wrong(name: str) -> bool:
        return name.split(".")[0] not in STANDARD_LIBRARY and not is_in(name, "erp_app.domain")

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


def test_controllers_do_not_import_the_api():
    found = [
        offence
        for module in ("finance", "people", "hub", "audit", "store", "guards")
        for offence in offences(f"erp_app/{module}", lambda name: is_in(name, "erp_app.api"))
    ]
    assert found == []


def test_app_never_imports_the_platform_or_the_tests():
    assert offences("erp_app", lambda name: is_in(name, "ops", "analytics", "tests")) == []


def test_command_line_never_imports_frappe():
    """The ops environment has no Frappe: only the tenants, demo, bench and books rooms may."""
    free = ["ops/cli", "ops/servers", "ops/testing", "ops/runtime"]
    found = [o for folder in free for o in offences(folder, lambda name: is_in(name, "frappe"))]
    top = [
        f"{path.name}:{line}"
        for path in sorted((REPO / "ops").glob("*.py"))
        if path.name != "books.py"
        for name, line in imports_of(path)
        if is_in(name, "frappe")
    ]
    assert found + top == []


@pytest.mark.parametrize("forbidden", ["utils", "helpers", "misc", "common"])
def test_no_room_without_a_concept(forbidden):
    folders = ("erp_app", "ops", "tests")
    named = [p for folder in folders for p in python_files(folder) if p.stem == forbidden]
    assert named == []


QUERY_OWNERS = ("erp_app/store/",)
# Frappe's own set-up language is documents; these rooms talk to it in bulk before anyone logs in.
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
    """Nor does it know the platform, but for files that are whole or absent."""

    def is_wrong(name):
        if name.split(".")[0] in {"erp_app", "frappe"}:
            return True
        return name.startswith("ops") and name != "ops.atomic"

    assert python_files("analytics")
    assert offences("analytics", is_wrong) == []
