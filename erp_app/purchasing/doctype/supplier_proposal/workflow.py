"""The life of a proposed supplier, or of a change: a registrar prepares, an approver decides.

What has an equal number or name in the register is approved with a reason.
"""

from dataclasses import replace

from erp_app.domain.findings import _
from erp_app.domain.purchasing.roles import APPROVERS, REGISTRARS
from erp_app.domain.workflow import Effect, Step, Workflow

DRAFT, SENT, APPROVED, REJECTED = "Draft", "For Approval", "Approved", "Rejected"
APPROVE = "Approve"

WORKFLOW = Workflow(
    document_type="Supplier Proposal",
    states={DRAFT: "grey", SENT: "orange", APPROVED: "green", REJECTED: "red"},
    steps=(
        Step(DRAFT, "Send for Approval", SENT, REGISTRARS, is_main=True),
        Step(REJECTED, "Send for Approval", SENT, REGISTRARS, is_main=True),
        Step(REJECTED, "Revise", DRAFT, REGISTRARS),
        Step(SENT, "Withdraw", DRAFT, REGISTRARS),
        Step(
            SENT,
            APPROVE,
            APPROVED,
            APPROVERS,
            Effect.SUBMIT,
            is_decision=True,
            is_main=True,
            needs_other=True,
            question=_("Enter this into the register of suppliers?"),
        ),
        Step(
            SENT,
            "Reject",
            REJECTED,
            APPROVERS,
            is_decision=True,
            needs_other=True,
            needs_reason=True,
            question=_("Why is it rejected?"),
        ),
    ),
    editable=frozenset({DRAFT, REJECTED}),
    waits_for_others=frozenset({SENT}),
    waits_for_preparers=frozenset({REJECTED}),
)


def _reasoned(step: Step) -> Step:
    if step.action != APPROVE:
        return step
    why = _("The register has an equal number or name. Why is this another supplier?")
    return replace(step, needs_reason=True, question=why)


REASONED = Workflow(
    document_type=WORKFLOW.document_type,
    states=WORKFLOW.states,
    steps=tuple(_reasoned(step) for step in WORKFLOW.steps),
    editable=WORKFLOW.editable,
    waits_for_others=WORKFLOW.waits_for_others,
    waits_for_preparers=WORKFLOW.waits_for_preparers,
)
