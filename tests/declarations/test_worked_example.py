"""The guide's example is a document that everything follows from, from files alone."""

import shutil

from analytics.contracts.extraction import parse_contract
from erp_app.declarations.reading import APP, load_declarations
from ops.declarations import contract, staging
from tests.worked_example import STEM, write_example


def test_example_of_the_guide_is_declared_whole(tmp_path):
    root = tmp_path / "erp_app"
    for file in APP.glob("*/doctype/*/*"):
        if file.suffix in (".json", ".yml"):
            target = root / file.relative_to(APP)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    write_example(root / "finance" / "doctype")
    declarations = load_declarations(root)
    assert contract.check_fields(declarations) == []
    assert staging.check_columns(declarations) == []
    table = parse_contract(contract.contract_text(declarations)).find(STEM)
    assert table.key.name == "name"
    models = {file.name: text for file, text in staging.staging_files(declarations).items()}
    assert "{{ money('missing') }} as missing_amount" in models[f"stg_erp__{STEM}.sql"]
