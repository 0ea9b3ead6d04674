"""The life of a budget or a plan: endorsed by one person in the entity, approved by another one.

The second decision is the Department of Finance's; until the hub takes that step, the entity's
Budget Controller does.
"""

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

DRAFT, REVIEW, FINAL = "Draft", "Entity Review", "Department of Finance Review"
APPROVED, REJECTED, CANCELLED = "Approved", "Rejected", "Cancelled"
ENDORSE = "Endorse"
_PREPARERS = frozenset({"Finance Officer", "Finance Manager"})
_ENDORSERS = frozenset({"Finance Manager"})
_CONTROLLERS = frozenset({"Budget Controller"})


def _reject(before: str, roles: frozenset[str]) -> Step:
    return Step(
        before,
        "Reject",
        REJECTED,
        roles,
        is_decision=True,
        needs_other=True,
        needs_reason=True,
        question=_("Why is it rejected?"),
    )


def build_endorsed(document_type: str, *, endorse: str, approve: str, cancel: str) -> Workflow:
    """Return the life of one kind of document. The texts are the questions of its decisions."""
    return Workflow(
        document_type=document_type,
        states={
            DRAFT: "grey",
            REVIEW: "orange",
            FINAL: "orange",
            APPROVED: "green",
            REJECTED: "red",
            CANCELLED: "red",
        },
        steps=(
            Step(DRAFT, "Send for Review", REVIEW, _PREPARERS, is_main=True),
            Step(REJECTED, "Send for Review", REVIEW, _PREPARERS, is_main=True),
            Step(REJECTED, "Revise", DRAFT, _PREPARERS),
            Step(REVIEW, "Withdraw", DRAFT, _PREPARERS),
            _endorse(endorse),
            _reject(REVIEW, _ENDORSERS),
            _approve(approve),
            _reject(FINAL, _CONTROLLERS),
            _cancel(cancel),
        ),
        editable=frozenset({DRAFT, REJECTED}),
        waits_for_others=frozenset({REVIEW, FINAL}),
        waits_for_preparers=frozenset({REJECTED}),
        amount_field="total_amount",
    )


def _endorse(question: str) -> Step:
    return Step(
        REVIEW,
        ENDORSE,
        FINAL,
        _ENDORSERS,
        is_decision=True,
        is_main=True,
        needs_other=True,
        question=question,
    )


def _approve(question: str) -> Step:
    return Step(
        FINAL,
        "Approve",
        APPROVED,
        _CONTROLLERS,
        Effect.SUBMIT,
        is_decision=True,
        is_main=True,
        needs_other=True,
        question=question,
    )


def _cancel(question: str) -> Step:
    return Step(
        APPROVED,
        "Cancel",
        CANCELLED,
        _CONTROLLERS,
        Effect.CANCEL,
        is_decision=True,
        needs_other=True,
        needs_reason=True,
        question=question,
    )
