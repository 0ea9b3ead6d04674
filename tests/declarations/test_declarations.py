"""Every document declares what follows from it; what is written is what the declarations say."""

import json
import shutil
from pathlib import Path

import pytest

from analytics.contracts.extraction import Sensitivity, parse_contract
from erp_app.declarations import reading
from erp_app.declarations.reading import DeclarationInvalidError, load_declarations
from erp_app.install.desk_layout import LAYOUTS
from ops.declarations import contract, staging, writing

DECLARATIONS = load_declarations()
APP = Path(reading.APP)


@pytest.fixture
def app(tmp_path) -> Path:
    """Return a copy of the app's documents and declarations."""
    root = tmp_path / "erp_app"
    for file in APP.glob("*/doctype/*/*"):
        if file.suffix in (".json", ".yml"):
            target = root / file.relative_to(APP)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return root


def change(app: Path, stem: str, *changes: tuple[str, str]) -> dict:
    """Return the declarations of a copy in which the texts of one declaration are replaced."""
    [file] = app.glob(f"*/doctype/{stem}/{stem}.yml")
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)
    return load_declarations(app)


def test_everything_written_is_as_the_documents_declare():
    assert writing.find_differences() == [], "run ./diwan declare and review the change"


def test_new_field_is_withheld_and_found(app):
    """Nobody has said what may leave: it stays in the ERP and the test fails."""
    file = app / "people" / "doctype" / "employee" / "employee.json"
    facts = json.loads(file.read_text())
    facts["fields"].append({"fieldname": "blood_group", "fieldtype": "Data", "label": "Blood"})
    file.write_text(json.dumps(facts))
    declarations = load_declarations(app)
    assert contract.check_fields(declarations) == [
        "Employee.blood_group has no class: say in employee.yml what may leave of it"
    ]
    columns = parse_contract(contract.contract_text(declarations)).find("employee").columns
    [column] = [one for one in columns if one.name == "blood_group"]
    assert (column.sensitivity, column.is_taken) == (Sensitivity.SECRET, False)


def test_declared_field_that_the_document_lost_is_found(app):
    declarations = change(app, "fund", ("  fund_type:", "  kind_of_fund:"))
    assert contract.check_fields(declarations) == [
        "Fund.fund_type has no class: say in fund.yml what may leave of it",
        "fund.yml declares kind_of_fund, which Fund does not have",
    ]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("open as fund_type", "open as colour", "colour is not described"),
        ("  fund_type: General", "  colour: General", "fund.yml describes colour"),
        ("descriptions:", "descriptions:\n  grade_code: Grade.", "described by Fund and Grade"),
        ("open as fund_type", "open withheld as fund_type", "is withheld and cannot be"),
    ],
)
def test_columns_and_their_descriptions_fit(app, old, new, complaint):
    assert complaint in "\n".join(staging.check_columns(change(app, "fund", (old, new))))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("mode: snapshot", "mode: sometimes", "warehouse.mode"),
        ("  mode: snapshot\n", "", "give either a mode or not_taken"),
        ("  rows: One row per fund of an entity.\n", "", "One row per"),
        ("warehouse:", "colour: red\nwarehouse:", "Extra inputs"),
        ("fund_code: Fund.", "fund_code: Fund", "is no sentence"),
        ("fields:", "import:\n  kind: funds\n  columns: {}\nfields:", "key names the column"),
        ("fields:", "fields: [", "fund.yml"),
    ],
)
def test_declaration_that_cannot_be_is_refused_with_its_file(app, old, new, complaint):
    with pytest.raises(DeclarationInvalidError, match=complaint):
        change(app, "fund", (old, new))


def test_document_without_declaration_is_refused(app):
    (app / "finance" / "doctype" / "fund" / "fund.yml").unlink()
    with pytest.raises(DeclarationInvalidError, match=r"write fund\.yml beside it"):
        load_declarations(app)


def test_every_link_of_the_desk_has_its_group():
    groups = {
        (layout.name, group.label): {link for _label, kind, link in group.links}
        for layout in LAYOUTS
        for group in layout.groups
    }
    lost = [
        (name, link.workspace, link.group)
        for name, one in DECLARATIONS.items()
        for link in one.sheet.desk.links
        if name not in groups.get((link.workspace, link.group), ())
    ]
    assert lost == []


def test_arabic_titles_are_fields():
    for name, field in reading.arabic_title_fields().items():
        fields = {one["fieldname"] for one in DECLARATIONS[name].doctype["fields"]}
        assert field in fields, name


def is_typed_by_people(one) -> bool:
    """Return a document that a person may create, no row of another one."""
    doctype = one.doctype
    may_create = any(grant.get("create") for grant in doctype.get("permissions", []))
    return may_create and not doctype.get("istable") and not doctype.get("issingle")


@pytest.mark.parametrize(
    "name", sorted(name for name, one in DECLARATIONS.items() if is_typed_by_people(one))
)
def test_example_of_what_people_type_names_fields_alone(name):
    """tests/erp/test_declared.py inserts it on a real site."""
    one = DECLARATIONS[name]
    fields = {field["fieldname"] for field in one.doctype["fields"]}
    assert one.sheet.example
    assert set(one.sheet.example) <= fields


def test_model_of_a_document_that_is_gone_is_found(tmp_path, monkeypatch):
    orphan = tmp_path / "stg_erp__lease.yml"
    orphan.write_text(f"# {staging.WRITTEN_BY}\n")
    own = tmp_path / "stg_erp__calendar.yml"
    own.write_text("version: 2\n")
    monkeypatch.setattr(writing, "FOLDER", tmp_path)
    assert writing._left_over({}) == [orphan, orphan.with_suffix(".sql")]
