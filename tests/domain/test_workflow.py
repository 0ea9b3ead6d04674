"""The journal's states: who may take which step, and what nobody may."""

import itertools

import pytest

from erp_app.domain.workflow import (
    TRANSITIONS,
    Action,
    ReasonMissingError,
    RoleMissingError,
    SelfApprovalError,
    State,
    StateTransitionError,
    SystemUserError,
    possible_actions,
    require_transition,
)

OFFICER, MANAGER = {"Finance Officer"}, {"Finance Manager"}


def step(before, after, user="manager@x", roles=MANAGER, preparers=("officer@x",), reason=""):
    return require_transition(before, after, user, roles, preparers, reason)


def test_officer_sends_and_manager_approves():
    sent = step(State.DRAFT, State.FOR_APPROVAL, user="officer@x", roles=OFFICER)
    assert sent.action is Action.SEND
    assert step(State.FOR_APPROVAL, State.APPROVED).action is Action.APPROVE


@pytest.mark.parametrize("before", [State.DRAFT, State.REJECTED, State.CANCELLED])
def test_nothing_is_approved_without_being_sent(before):
    with pytest.raises(StateTransitionError, match=f"this one is {before.value}"):
        step(before, State.APPROVED)


def test_every_pair_outside_the_table_is_refused():
    table = {(found.before, found.after) for found in TRANSITIONS}
    for before, after in itertools.product(State, State):
        if (before, after) not in table:
            with pytest.raises(StateTransitionError):
                step(before, after, reason="because")


def test_preparer_cannot_approve_even_as_manager():
    with pytest.raises(SelfApprovalError):
        step(State.FOR_APPROVAL, State.APPROVED, user="officer@x", roles=MANAGER | OFFICER)


def test_officer_auditor_and_administrator_cannot_approve():
    for roles in (OFFICER, {"Auditor"}, {"Entity Administrator"}, set()):
        with pytest.raises(RoleMissingError, match="Finance Manager"):
            step(State.FOR_APPROVAL, State.APPROVED, roles=roles)
    with pytest.raises(SystemUserError):
        step(State.FOR_APPROVAL, State.APPROVED, user="Administrator")


@pytest.mark.parametrize(
    ("before", "after"),
    [(State.FOR_APPROVAL, State.REJECTED), (State.APPROVED, State.CANCELLED)],
)
def test_refusal_and_cancellation_need_a_reason(before, after):
    with pytest.raises(ReasonMissingError):
        step(before, after, reason="  ")
    assert step(before, after, reason="wrong cost centre").after is after


def test_possible_actions_show_what_require_transition_allows():
    manager = possible_actions(State.FOR_APPROVAL, "manager@x", MANAGER, ["officer@x"])
    assert set(manager) == {Action.WITHDRAW, Action.APPROVE, Action.REJECT}
    own = possible_actions(State.FOR_APPROVAL, "officer@x", MANAGER, ["officer@x"])
    assert Action.APPROVE not in own
    assert possible_actions(State.FOR_APPROVAL, "auditor@x", {"Auditor"}, []) == []
