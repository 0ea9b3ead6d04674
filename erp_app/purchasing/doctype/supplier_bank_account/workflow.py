"""The life of a supplier's bank account: an approver confirms what a registrar wrote.

An account that stands with another supplier too is confirmed with a reason.
"""

from dataclasses import replace

from erp_app.domain.confirmation import CONFIRM, build_workflow
from erp_app.domain.findings import _
from erp_app.domain.purchasing.roles import APPROVERS, REGISTRARS
from erp_app.domain.workflow import Step, Workflow


def _reasoned(step: Step) -> Step:
    if step.action != CONFIRM:
        return step
    why = _("Another supplier has this account. Why is it right for this one too?")
    return replace(step, needs_reason=True, question=why)


WORKFLOW = build_workflow(
    "Supplier Bank Account", keepers=REGISTRARS, confirmers=APPROVERS, enders=APPROVERS
)
SHARED = Workflow(
    document_type=WORKFLOW.document_type,
    states=WORKFLOW.states,
    steps=tuple(_reasoned(step) for step in WORKFLOW.steps),
    editable=WORKFLOW.editable,
    waits_for_others=WORKFLOW.waits_for_others,
    waits_for_preparers=WORKFLOW.waits_for_preparers,
)
