"""The life of a journal: states, the actions between them, and who may take each.

Owns the transition table and separation of duties. Fails closed: an action that is not
in the table is refused, whoever asks. The caller tells who prepared the document from
the database, never from what a client sent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from erp_app.domain.findings import RuleError, _

# Accounts of the machine, never of a person: they cannot take a person's responsibility.
SYSTEM_USERS = frozenset({"Administrator", "Guest"})

PREPARERS = frozenset({"Finance Officer", "Finance Manager"})
APPROVERS = frozenset({"Finance Manager"})


class State(Enum):
    """Values of a journal's workflow_state. APPROVED is posted; CANCELLED has a reversal."""

    DRAFT = "Draft"
    FOR_APPROVAL = "For Approval"
    APPROVED = "Approved"
    REJECTED = "Rejected"
    CANCELLED = "Cancelled"


class Action(Enum):
    """What a person does to a journal."""

    SEND = "Send for Approval"
    WITHDRAW = "Withdraw"
    APPROVE = "Approve"
    REJECT = "Reject"
    REVISE = "Revise"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted action. needs_other: the preparer may not take it."""

    before: State
    action: Action
    after: State
    roles: frozenset[str]
    needs_other: bool = False
    needs_reason: bool = False


TRANSITIONS = (
    Transition(State.DRAFT, Action.SEND, State.FOR_APPROVAL, PREPARERS),
    Transition(State.REJECTED, Action.SEND, State.FOR_APPROVAL, PREPARERS),
    Transition(State.REJECTED, Action.REVISE, State.DRAFT, PREPARERS),
    Transition(State.FOR_APPROVAL, Action.WITHDRAW, State.DRAFT, PREPARERS),
    Transition(State.FOR_APPROVAL, Action.APPROVE, State.APPROVED, APPROVERS, needs_other=True),
    Transition(State.FOR_APPROVAL, Action.REJECT, State.REJECTED, APPROVERS, needs_reason=True),
    Transition(
        State.APPROVED,
        Action.CANCEL,
        State.CANCELLED,
        APPROVERS,
        needs_other=True,
        needs_reason=True,
    ),
)

_BY_STATES = {(found.before, found.after): found for found in TRANSITIONS}


class StateTransitionError(RuleError):
    """The document cannot go from its state to the asked one."""


class RoleMissingError(RuleError):
    """The user holds none of the roles the action needs."""


class SelfApprovalError(RuleError):
    """The preparer tried to decide on the own document."""


class SystemUserError(RuleError):
    """A system account tried to take a person's decision."""


class ReasonMissingError(RuleError):
    """The action needs a written reason."""


def find_transition(before: State, after: State) -> Transition:
    """Return the transition between two states.

    Raises:
        StateTransitionError: there is none; the text says what would be possible.
    """
    found = _BY_STATES.get((before, after))
    if found is None:
        if after is State.APPROVED:
            raise StateTransitionError(
                _("A journal is approved after it was sent for approval; this one is {0}"),
                before.value,
            )
        raise StateTransitionError(
            _("A journal cannot go from {0} to {1}"), before.value, after.value
        )
    return found


def require_transition(
    before: State,
    after: State,
    user: str,
    roles: Collection[str],
    preparers: Collection[str],
    reason: str = "",
) -> Transition:
    """Refuse an action that the table, the roles or separation of duties do not allow.

    preparers: everyone who wrote the document's content or sent it, from the database.

    Raises:
        StateTransitionError, RoleMissingError, SelfApprovalError, SystemUserError,
        ReasonMissingError: each says what to do instead.
    """
    transition = find_transition(before, after)
    if transition.needs_other and user in SYSTEM_USERS:
        raise SystemUserError(_("{0} is a system account: a person has to decide this"), user)
    if not transition.roles.intersection(roles):
        raise RoleMissingError(
            _("{0} needs the role {1}"),
            transition.action.value,
            " / ".join(sorted(transition.roles)),
        )
    if transition.needs_other and user in preparers:
        raise SelfApprovalError(_("You prepared this journal: another person has to decide on it"))
    if transition.needs_reason and not reason.strip():
        raise ReasonMissingError(_("Give a reason: it stays with the journal"))
    return transition


def is_editable(state: State) -> bool:
    """True while the content of a journal may change: before it is sent, or after a refusal."""
    return state in (State.DRAFT, State.REJECTED)


def possible_actions(
    state: State, user: str, roles: Collection[str], preparers: Collection[str]
) -> list[Action]:
    """Return the actions a user can take now, for the buttons of the form."""
    return [
        found.action
        for found in TRANSITIONS
        if found.before is state
        and found.roles.intersection(roles)
        and not (found.needs_other and (user in preparers or user in SYSTEM_USERS))
    ]
