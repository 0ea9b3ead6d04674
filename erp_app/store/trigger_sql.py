"""The SQL of the database's own guards over ledgers, as plain text.

Refuses, inside the database: updates and deletes of a ledger's lines, and a head that is
removed or goes backwards. One statement each, idempotent.
"""

from __future__ import annotations

from collections.abc import Iterable

from erp_app.domain.chained import LedgerSpec

_HEAD_REFUSAL = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The ledger head only moves forward'"
_HEAD_TRIGGERS = {
    "diwan_ledger_head_update": (
        "BEFORE UPDATE ON `tabLedger Head` FOR EACH ROW "
        "IF NEW.last_line < OLD.last_line OR NEW.last_posting < OLD.last_posting "
        f"OR NEW.name <> OLD.name THEN {_HEAD_REFUSAL}; END IF"
    ),
    "diwan_ledger_head_delete": (f"BEFORE DELETE ON `tabLedger Head` FOR EACH ROW {_HEAD_REFUSAL}"),
}


def triggers_of(specs: Iterable[LedgerSpec]) -> dict[str, str]:
    """Return trigger -> the statement that creates or replaces it, for all ledgers given."""
    definitions = dict(_HEAD_TRIGGERS)
    for spec in specs:
        table = spec.line_doctype.lower().replace(" ", "_")
        refusal = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{spec.refusal}'"
        for event in ("update", "delete"):
            definitions[f"diwan_{table}_{event}"] = (
                f"BEFORE {event.upper()} ON `tab{spec.line_doctype}` FOR EACH ROW {refusal}"
            )
    return {
        name: f"CREATE OR REPLACE TRIGGER {name} {definition}"
        for name, definition in definitions.items()
    }
