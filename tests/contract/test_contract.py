"""The contract names every table and field of the ERP, and lets nothing harmful out."""

import json
from pathlib import Path

import pytest

from analytics.contracts.doctypes import KINDS, OF_THE_BASE, fields_with_column
from analytics.contracts.extraction import (
    ContractInvalidError,
    Kind,
    Mode,
    Sensitivity,
    load_contract,
    parse_column,
    parse_contract,
)

REPO = Path(__file__).parents[2]


def doctypes() -> dict[str, dict]:
    files = (REPO / "erp_app").glob("*/doctype/*/*.json")
    return {facts["name"]: facts for facts in map(json.loads, (f.read_text() for f in files))}


def test_contract_names_every_doctype_of_the_app_and_no_other():
    assert {table.doctype for table in load_contract().tables} == set(doctypes())


@pytest.mark.parametrize("doctype", sorted(doctypes()))
def test_contract_names_every_field_with_its_type(doctype):
    """Fails when a field is added, removed, renamed or changes its type."""
    fields = {
        name: KINDS[fieldtype]
        for name, fieldtype in fields_with_column(doctypes()[doctype]).items()
    }
    table = next(table for table in load_contract().tables if table.doctype == doctype)
    named = {c.name: c.kind for c in table.columns if c.name not in OF_THE_BASE}
    assert named == fields


def test_personal_data_stays_in_the_erp():
    employee = load_contract().find("employee")
    taken = {column.name for column in employee.taken}
    assert taken.isdisjoint({"full_name_en", "full_name_ar", "identity_number", "iban", "mobile"})
    iban = next(column for column in employee.columns if column.name == "iban")
    assert iban.sensitivity is Sensitivity.SECRET


def test_money_is_exact_from_the_first_byte():
    money = [c for t in load_contract().tables for c in t.taken if c.kind is Kind.MONEY]
    assert money
    assert {column.lake_type for column in money} == {"DECIMAL(30,9)"}


def test_ledger_is_appended_and_sealed():
    lines = load_contract().find("ledger_line")
    assert (lines.mode, lines.watermark, lines.seal) == (Mode.APPEND, "name", "hash")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("text secret", "secret: it must be withheld"),
        ("text secret pseudonym", "secret: it must be withheld"),
        ("text sensitive", "pseudonym, person, year or withheld"),
        ("text sensitive year", "only a date has a year"),
        ("words open", "'words' is not a valid Kind"),
        ("text public", "'public' is not a valid Sensitivity"),
        ("text open hidden", "'hidden' is not a valid Treatment"),
        ("text", "expected a type and a class"),
        ("text sensitive pseudonym withheld", "more than one treatment"),
    ],
)
def test_column_that_would_let_something_out_is_refused(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse_column("iban", text)


TABLE = """
version: 1
tables:
  Thing:
    table: thing
    scope: entity
    {facts}
    columns:
      name: text open key
      modified: moment open
"""


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ("deletion: absent", "either a mode or why"),
        ("{mode: snapshot}", "not YAML"),
        ("mode: sometimes", "Input should be"),
        ("mode: merge", "needs a watermark"),
        ("mode: append\n    watermark: modified\n    deletion: absent", "never deleted"),
        ("mode: snapshot\n    colour: red", "Extra inputs"),
    ],
)
def test_contract_that_cannot_work_is_refused_with_its_reason(facts, complaint):
    with pytest.raises(ContractInvalidError, match=complaint):
        parse_contract(TABLE.format(facts=facts))


def test_table_without_key_is_refused():
    text = TABLE.format(facts="mode: snapshot\n    deletion: absent").replace(" key", "")
    with pytest.raises(ContractInvalidError, match="Thing: exactly one key"):
        parse_contract(text)
