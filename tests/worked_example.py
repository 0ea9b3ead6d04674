"""The files of the worked example, taken from docs/developing.md as they stand there."""

import json
import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
GUIDE = REPO / "docs" / "developing.md"
NEIGHBOUR = REPO / "erp_app/finance/doctype/opening_balances/opening_balances.json"
NOT_OF_THE_LIFE = frozenset({"section_lines", "lines", "opening_key"})
STEM = "petty_cash_count"
_BLOCK = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)


def write_example(folder: Path) -> Path:
    """Write the example's files into a new folder of its own below `folder`; return it."""
    target = folder / STEM
    target.mkdir(parents=True)
    for name, text in _BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        (target / name).write_text(text, encoding="utf-8")
    file = target / f"{STEM}.json"
    file.write_text(json.dumps(whole_doctype(json.loads(file.read_text()))), encoding="utf-8")
    return target


def whole_doctype(own: dict) -> dict:
    """Return the DocType with what the guide says to copy from its neighbour."""
    neighbour = json.loads(NEIGHBOUR.read_text(encoding="utf-8"))
    names = [field["fieldname"] for field in neighbour["fields"]]
    life = [
        field
        for field in neighbour["fields"][names.index("workflow_state") :]
        if field["fieldname"] not in NOT_OF_THE_LIFE
    ]
    for field in life:
        if field.get("options") == neighbour["name"]:
            field["options"] = own["name"]
    kept = {key: value for key, value in neighbour.items() if key != "default_print_format"}
    fields = [*own["fields"], *life]
    order = [field["fieldname"] for field in fields]
    return {**kept, **own, "fields": fields, "field_order": order}
