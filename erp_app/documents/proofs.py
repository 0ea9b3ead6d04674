"""Steps that ask for a fresh proof of the second factor, whichever way they are taken.

Owns what a rule's amount is compared with: of one document what is decided about, of several that
are decided on together their sum, so that many small ones are no way past a rule for large ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from erp_app.documents.registry import workflow_of
from erp_app.domain.workflow import Step
from erp_app.second_factor.proof import needs_proof, require_proof, rules_of
from erp_app.store.versions import sum_amounts


def require_step_proof(doc, step: Step) -> None:
    """Refuse a step whose rules ask for a fresher proof. Raises: SecondFactorNeededError."""
    if asked := rules_of(doc.doctype, step.action):
        require_proof(asked, doc.matter().amount)


def require_set_proof(document_type: str, action: str, names: Sequence[str]) -> None:
    """Refuse a step on several documents, before any of it. Raises: SecondFactorNeededError."""
    asked = rules_of(document_type, action)
    if asked and needs_proof(asked):
        require_proof(asked, sum_amounts(workflow_of(document_type), names))
