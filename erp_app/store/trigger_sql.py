"""The SQL of the database's own guards over the ledger, as plain text.

Standard library only, so that the platform can run it with a raw connection after a
template's tables were copied (a table copy does not bring triggers along).
Refuses, inside the database: updates and deletes of ledger lines, and a head that is
removed or goes backwards.
"""

_LINE_REFUSAL = (
    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "
    "'Ledger lines are immutable: post a reversing journal instead'"
)
_HEAD_REFUSAL = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'The ledger head only moves forward'"

_DEFINITIONS = {
    "diwan_ledger_line_update": (f"BEFORE UPDATE ON `tabLedger Line` FOR EACH ROW {_LINE_REFUSAL}"),
    "diwan_ledger_line_delete": (f"BEFORE DELETE ON `tabLedger Line` FOR EACH ROW {_LINE_REFUSAL}"),
    "diwan_ledger_head_update": (
        "BEFORE UPDATE ON `tabLedger Head` FOR EACH ROW "
        "IF NEW.last_line < OLD.last_line OR NEW.last_posting < OLD.last_posting "
        f"THEN {_HEAD_REFUSAL}; END IF"
    ),
    "diwan_ledger_head_delete": (f"BEFORE DELETE ON `tabLedger Head` FOR EACH ROW {_HEAD_REFUSAL}"),
}

TRIGGER_NAMES = tuple(_DEFINITIONS)

# One statement each, idempotent, to be run in order.
TRIGGERS: list[str] = [
    f"CREATE OR REPLACE TRIGGER {name} {definition}" for name, definition in _DEFINITIONS.items()
]
