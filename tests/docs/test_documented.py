"""Documentation is complete: verbs, roles, documents, settings; and its links lead somewhere."""

import json
import re
from pathlib import Path

import pytest
import typer

from ops.bench.runner import BENCHMARKS
from ops.cli.__main__ import app
from ops.testing.suites import SUITES

REPO = Path(__file__).resolve().parents[2]
DOCS = {path: path.read_text() for path in [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md")]}
ALL = "\n".join(DOCS.values())
OPERATORS = (REPO / "docs" / "operators.md").read_text()


def verbs(group=None, prefix="") -> list[str]:
    """Return every command of the command line, as a person types it."""
    group = group or typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():
        deeper = hasattr(command, "commands")
        found += verbs(command, f"{prefix}{name} ") if deeper else [f"{prefix}{name}"]
    return found


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_documented_for_operators(verb):
    assert f"./diwan {verb}" in OPERATORS


def doctypes() -> list[str]:
    files = (REPO / "erp_app").glob("*/doctype/*/*.json")
    found = [json.loads(file.read_text()) for file in files]
    return sorted(doc["name"] for doc in found if doc.get("doctype") == "DocType")


@pytest.mark.parametrize("doctype", doctypes())
def test_every_doctype_is_documented(doctype):
    assert re.search(rf"\b{re.escape(doctype)}\b", ALL)


def test_every_role_is_documented():
    source = (REPO / "erp_app" / "install" / "roles.py").read_text()
    roles = [
        "Entity Administrator",
        "Finance Officer",
        "Finance Manager",
        "HR Officer",
        "HR Manager",
        "Employee",
        "Auditor",
        "Centre Operator",
    ]
    assert all(f'"{role}"' in source for role in roles)
    assert [role for role in roles if f"**{role}**" not in ALL] == []


def test_every_environment_variable_is_documented():
    pattern = re.compile(r"environ(?:\.get\(|\[)\s*\"(DIWAN_[A-Z_]+)\"")
    files = [*(REPO / "ops").rglob("*.py"), *(REPO / "erp_app").rglob("*.py")]
    used = {name for file in files for name in pattern.findall(file.read_text())}
    used |= set(re.findall(r"\$\{(DIWAN_[A-Z_]+)", (REPO / "diwan").read_text()))
    assert used
    assert sorted(name for name in used if name not in OPERATORS) == []


def test_every_suite_and_benchmark_is_documented():
    assert [suite.name for suite in SUITES if f"`{suite.name}`" not in ALL] == []
    assert [name for name in BENCHMARKS if f"./diwan bench {name}" not in ALL] == []


def test_links_between_documents_lead_to_files():
    broken = []
    for path, text in DOCS.items():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(REPO)}: {target}")
    assert broken == []


def test_paths_named_in_the_readme_exist():
    rows = re.findall(r"^\| `([^`]+)` \|", (REPO / "README.md").read_text(), re.M)
    assert len(rows) > 10
    assert [row for row in rows if not (REPO / row.rstrip("/")).exists()] == []


def test_every_decision_has_status_and_consequences():
    records = sorted((REPO / "docs" / "adr").glob("0*.md"))
    assert len(records) >= 10
    for record in records:
        text = record.read_text()
        assert "Status: " in text, record.name
        assert "## Consequences" in text, record.name
