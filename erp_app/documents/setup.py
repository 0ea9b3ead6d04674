"""Prepares a site for documents: who may take which step, what waits, what may be printed.

Adds what is missing and never changes what an entity has made its own; running it again changes
nothing.
"""

from erp_app.declarations.reading import load_declarations
from erp_app.documents import inbox
from erp_app.documents.registry import load_workflows
from erp_app.domain.step_roles import default_rows
from erp_app.store import document_policy
from erp_app.store.desk import save_single
from erp_app.store.exact_texts import ensure_exact
from erp_app.store.policy_cache import forget_policies

KEY = "idempotency_key"


def install() -> None:
    """Write the step roles that workflows declare, where a type has none; fill the list."""
    for doctype, declaration in load_declarations().items():
        if any(field["fieldname"] == KEY for field in declaration.doctype["fields"]):
            ensure_exact(doctype, KEY)
    rows = [row for workflow in load_workflows().values() for row in default_rows(workflow)]
    if document_policy.insert_step_roles(rows):
        forget_policies()
    inbox.mend(inbox.check())
    # What was posted stays evidence after its reversal; our formats mark it.
    save_single("Print Settings", {"allow_print_for_cancelled": 1})
