"""References of journals before they are posted: from a database sequence.

A sequence holds no lock until commit, so that any number of people enter journals at
once; it may leave gaps. The gapless posting number is given later, at posting.
"""

import frappe

SEQUENCE = "journal_reference_seq"
REFERENCES_PER_QUERY = 1000
_UNKNOWN_SEQUENCE = {1146, 4091}  # no such table, unknown sequence


def ensure_sequence() -> None:
    """Create the sequence when it is missing, beyond every reference in use. Commits."""
    last = frappe.db.sql("select max(cast(substring(name, 4) as unsigned)) from `tabJournal`")
    start = int(last[0][0] or 0) + 1
    frappe.db.sql_ddl(f"CREATE SEQUENCE IF NOT EXISTS {SEQUENCE} START {start} CACHE 100 NOCYCLE")


def next_reference() -> str:
    """Return the next journal reference, "JV-0000042"."""
    return next_references(1)[0]


def next_references(count: int) -> list[str]:
    """Return that many references, ascending."""
    numbers: list[int] = []
    while len(numbers) < count:
        block = min(count - len(numbers), REFERENCES_PER_QUERY)
        numbers += _next_values(block)
    return [f"JV-{number:07d}" for number in numbers]


def _next_values(count: int) -> list[int]:
    source = f" FROM seq_1_to_{count}" if count > 1 else ""
    query = f"SELECT NEXTVAL({SEQUENCE}){source}"
    try:
        return [row[0] for row in frappe.db.sql(query)]
    except (frappe.db.ProgrammingError, frappe.db.OperationalError) as error:
        # A site whose tables were copied without their sequences makes its own on first use.
        if error.args[0] not in _UNKNOWN_SEQUENCE:
            raise
        ensure_sequence()
        return [row[0] for row in frappe.db.sql(query)]
