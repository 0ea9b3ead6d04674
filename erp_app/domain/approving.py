"""The life of what one person prepares and another approves: sent, approved or rejected, and what
comes later.

Owns states and steps that all such documents share, so that approving is the same everywhere. What
a kind has of its own (who, which questions, whether it is closed or taken back) it says.
"""

from __future__ import annotations

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

DRAFT, SENT, REJECTED = "Draft", "For Approval", "Rejected"
APPROVED, CLOSED, CANCELLED = "Approved", "Closed", "Cancelled"
SEND, APPROVE, CLOSE, CANCEL = "Send for Approval", "Approve", "Close", "Cancel"
_LATER_COLOURS = {CLOSED: "grey", CANCELLED: "red"}


def build_approval(
    document_type: str,
    *,
    preparers: frozenset[str],
    approvers: frozenset[str],
    question: str,
    later: tuple[Step, ...] = (),
    within_limit: bool = False,
    needs_reason: bool = False,
    amount_field: str = "total_amount",
) -> Workflow:
    """Return the life of one kind of document.

    question: asked before it is approved. later: the steps that lead on from what is approved, see
    `closing` and `cancelling`. within_limit, needs_reason: of the approval, as in Step.
    """
    approve = Step(
        SENT,
        APPROVE,
        APPROVED,
        approvers,
        Effect.SUBMIT,
        is_decision=True,
        is_main=True,
        needs_other=True,
        needs_reason=needs_reason,
        within_limit=within_limit,
        question=question,
    )
    states = {DRAFT: "grey", SENT: "orange", APPROVED: "green", REJECTED: "red"}
    return Workflow(
        document_type=document_type,
        states=states | {step.after: _LATER_COLOURS[step.after] for step in later},
        steps=(*_preparing(preparers), approve, _reject(approvers), *later),
        editable=frozenset({DRAFT, REJECTED}),
        waits_for_others=frozenset({SENT}),
        waits_for_preparers=frozenset({REJECTED}),
        amount_field=amount_field,
    )


def closing(roles: frozenset[str], question: str) -> Step:
    """Return the step that ends what is approved and not done to its end. question: for its
    reason."""
    return Step(APPROVED, CLOSE, CLOSED, roles, needs_reason=True, question=question)


def cancelling(
    roles: frozenset[str],
    question: str,
    *,
    within_limit: bool = False,
    confirm: str = "",
    date_label: str = "",
) -> Step:
    """Return the step that takes back what is approved. question: for its reason; the others as in
    Step."""
    return Step(
        APPROVED,
        CANCEL,
        CANCELLED,
        roles,
        Effect.CANCEL,
        is_decision=True,
        needs_other=True,
        needs_reason=True,
        within_limit=within_limit,
        question=question,
        confirm=confirm,
        date_label=date_label,
    )


def _preparing(roles: frozenset[str]) -> tuple[Step, ...]:
    return (
        Step(DRAFT, SEND, SENT, roles, is_main=True),
        Step(REJECTED, SEND, SENT, roles, is_main=True),
        Step(REJECTED, "Revise", DRAFT, roles),
        Step(SENT, "Withdraw", DRAFT, roles),
    )


def _reject(roles: frozenset[str]) -> Step:
    return Step(
        SENT,
        "Reject",
        REJECTED,
        roles,
        is_decision=True,
        needs_other=True,
        needs_reason=True,
        question=_("Why is it rejected?"),
    )
