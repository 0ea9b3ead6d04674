"""The life of a proposed supplier, or of a change: a registrar prepares, an approver decides.

What has an equal number or name in the register is approved with a reason.
"""

from erp_app.domain.approving import build_approval
from erp_app.domain.findings import _
from erp_app.domain.purchasing.roles import APPROVERS, REGISTRARS

WORKFLOW = build_approval(
    "Supplier Proposal",
    preparers=REGISTRARS,
    approvers=APPROVERS,
    question=_("Enter this into the register of suppliers?"),
    amount_field="",
)


REASONED = build_approval(
    "Supplier Proposal",
    preparers=REGISTRARS,
    approvers=APPROVERS,
    question=_("The register has an equal number or name. Why is this another supplier?"),
    needs_reason=True,
    amount_field="",
)
