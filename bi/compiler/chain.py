"""The chain from a field of the ERP to a tile, proved from files without a server.

DocType field -> contract -> model -> mart's column -> dataset -> tile -> dashboard. Each link is
checked where it can break: fields against the contract by name, models by running them over empty
tables, SQL of metrics and filters by the engine, names of tiles by the form.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from analytics.contracts.doctypes import OF_THE_BASE, fields_with_column
from analytics.contracts.extraction import Contract, ContractInvalidError, load_contract
from bi.compiler.bound import check_datasets
from bi.compiler.empty_build import empty_warehouse
from bi.compiler.findings import Finding
from bi.compiler.form import FormInvalidError, load_form
from bi.compiler.marts import load_marts
from bi.compiler.parts import Form
from bi.compiler.tiles import check_dashboards

REPO = Path(__file__).parents[2]


def validate(app: Path = REPO / "erp_app", form: Form | None = None) -> list[Finding]:
    """Return everything that does not fit, from the ERP's side on; none when the chain holds.

    Later links are checked as far as earlier ones let them.
    """
    try:
        contract, form = load_contract(), form or load_form()
    except (ContractInvalidError, FormInvalidError) as error:
        return [Finding("form", str(error))]
    findings = check_doctypes(app, contract) + check_dashboards(form)
    with empty_warehouse(contract) as (file, broken):
        findings += broken
        if not broken:
            with duckdb.connect(str(file), read_only=True) as connection:
                findings += check_marts(connection) + check_datasets(form, connection)
    return findings


def check_doctypes(app: Path, contract: Contract) -> list[Finding]:
    """Return fields of the ERP and the contract, both ways."""
    findings = []
    named = {table.doctype: table for table in contract.tables}
    for file in sorted(app.glob("*/doctype/*/*.json")):
        facts = json.loads(file.read_text(encoding="utf-8"))
        table = named.pop(facts["name"], None)
        place = f"{app.name}/{file.relative_to(app)}"
        if table is None:
            problem = f"{facts['name']} is not in the contract"
            findings.append(Finding(place, problem, "add it to analytics/contracts"))
            continue
        fields = set(fields_with_column(facts))
        columns = {column.name for column in table.columns} - OF_THE_BASE
        findings += [_missing_field(place, facts["name"], name) for name in columns - fields]
        findings += [
            Finding(place, f"{facts['name']}.{name} is not in the contract", "classify it there")
            for name in sorted(fields - columns)
        ]
    return findings + [
        Finding("analytics/contracts/erp_extract.yml", f"{name} is no document of the ERP")
        for name in named
    ]


def _missing_field(place: str, doctype: str, name: str) -> Finding:
    problem = f"the contract reads {doctype}.{name}, which the document does not have"
    return Finding(place, problem, "rename it in analytics/contracts/erp_extract.yml and below")


def check_marts(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Return every declared mart is there with its declared columns, and no other mart is."""
    rows = connection.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ).fetchall()
    built: dict[str, set[str]] = {}
    for table, column in rows:
        built.setdefault(table, set()).add(column)
    findings = []
    for name, mart in load_marts().items():
        if missing := set(mart.columns) - built.get(name, set()):
            problem = f"{name} lacks {', '.join(sorted(missing))}"
            findings.append(Finding("dbt_project/models/marts", problem))
    return findings
