"""The life of what gives power: in force once another person has confirmed it, ended by one alone.

Owns states and steps of rows of policy, grants of roles and access to the dashboards, so that
giving is the same everywhere. Taking away asks nobody else: it must not wait. No substitute decides
about power: several roles confirm, so that nobody needs one.
"""

from __future__ import annotations

from erp_app.domain.findings import _
from erp_app.domain.workflow import Effect, Step, Workflow

DRAFT, SENT, REJECTED = "Draft", "For Confirmation", "Rejected"
IN_FORCE, ENDED = "In Force", "Ended"
STATES = {DRAFT: "grey", SENT: "orange", IN_FORCE: "green", REJECTED: "red", ENDED: "grey"}
SEND, CONFIRM, END = "Send for Confirmation", "Confirm", "End"

KEEPERS = frozenset({"Entity Administrator"})
CONFIRMERS = frozenset({"Entity Administrator", "Finance Manager", "HR Manager"})
OPERATORS = frozenset({"Centre Operator"})


def build_workflow(
    document_type: str,
    *,
    keepers: frozenset[str] = KEEPERS,
    confirmers: frozenset[str] = CONFIRMERS,
    enders: frozenset[str] | None = None,
    has_days: bool = False,
    amount_field: str = "",
    user_field: str = "",
    role_field: str = "",
) -> Workflow:
    """Return the life of one kind of power.

    keepers: who writes and sends it, and ends it where no enders are named. has_days: it ends by a
    last day. The fields: as in Workflow.
    """
    return Workflow(
        document_type=document_type,
        states=STATES,
        steps=(*_preparing(keepers), *_deciding(confirmers), _end(enders or keepers, has_days)),
        editable=frozenset({DRAFT, REJECTED}),
        waits_for_others=frozenset({SENT}),
        waits_for_preparers=frozenset({REJECTED}),
        amount_field=amount_field,
        user_field=user_field,
        role_field=role_field,
    )


def _preparing(roles: frozenset[str]) -> tuple[Step, ...]:
    return (
        Step(DRAFT, SEND, SENT, roles, is_main=True),
        Step(REJECTED, SEND, SENT, roles, is_main=True),
        Step(REJECTED, "Revise", DRAFT, roles),
        Step(SENT, "Withdraw", DRAFT, roles),
    )


def _deciding(roles: frozenset[str]) -> tuple[Step, ...]:
    confirm = Step(
        SENT,
        CONFIRM,
        IN_FORCE,
        roles,
        Effect.SUBMIT,
        is_decision=True,
        is_personal=True,
        is_main=True,
        needs_other=True,
        question=_("Confirm this? It counts from then on, no earlier."),
    )
    reject = Step(
        SENT,
        "Reject",
        REJECTED,
        roles,
        is_decision=True,
        is_personal=True,
        needs_other=True,
        needs_reason=True,
        question=_("Why is it rejected?"),
    )
    return confirm, reject


def _end(roles: frozenset[str], has_days: bool) -> Step:
    return Step(
        IN_FORCE,
        END,
        ENDED,
        roles,
        Effect.CANCEL,
        is_decision=True,
        is_personal=True,
        needs_reason=True,
        question=_("Why does it end?"),
        date_label=_("Last Day (yesterday: it ends at once)") if has_days else "",
    )
