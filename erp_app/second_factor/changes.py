"""Documents that are written only with a fresh proof: bank details, rights, whatever rules name.

Owns the comparison of what is stored with what is to be stored, for the field that a rule names.
Documents that code of ours writes past the permissions are that code's own affair.
"""

from __future__ import annotations

from frappe.model import table_fields

from erp_app.domain.second_factor import CHANGE
from erp_app.second_factor.proof import require_proof, rules_of


def judge_change(doc, method=None) -> None:
    """Refuse to write a document whose rules ask for a fresher proof.

    Raises: SecondFactorNeededError.
    """
    if doc.flags.ignore_permissions:
        return
    asked = rules_of(doc.doctype, CHANGE)
    if asked:
        is_gone = method == "on_trash"
        require_proof([rule for rule in asked if is_gone or _is_touched(doc, rule.field)])


def _is_touched(doc, field: str) -> bool:
    if not field:
        return True
    stored = doc.get_doc_before_save()
    return _meaning(doc, field) != (_meaning(stored, field) if stored else "")


def _meaning(doc, field: str) -> str:
    """Return what a field says as text; of a table its rows, whatever their order and names."""
    found = doc.meta.get_field(field)
    if found is None or found.fieldtype not in table_fields:
        return str(doc.get(field) or "")
    rows = doc.get(field) or []
    return "\n".join(sorted(_row_meaning(row) for row in rows))


def _row_meaning(row) -> str:
    return repr([(one.fieldname, str(row.get(one.fieldname) or "")) for one in row.meta.fields])
