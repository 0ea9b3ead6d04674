"""A workflow as a value: who may take which step, and what nobody may."""

import itertools

import pytest

from erp_app.documents.registry import WorkflowMissingError, load_workflows, workflow_of
from erp_app.domain.workflow import (
    Effect,
    ReasonMissingError,
    RoleMissingError,
    SelfApprovalError,
    StateTransitionError,
    Step,
    SystemUserError,
    Taker,
    Workflow,
    require_reason,
    require_taker,
)

JOURNAL = workflow_of("Journal")
APPROVE = JOURNAL.find_action("For Approval", "Approve")
OFFICER, MANAGER = frozenset({"Finance Officer"}), frozenset({"Finance Manager"})
PREPARERS = {"officer@x"}


def test_workflows_are_found_beside_their_documents():
    assert "Journal" in load_workflows()
    for unknown in ("User", "", None, ["Journal"], {"Journal": 1}):
        with pytest.raises(WorkflowMissingError):
            workflow_of(unknown)


def test_officer_sends_and_manager_approves():
    assert JOURNAL.find_step("Draft", "For Approval").action == "Send for Approval"
    require_taker(APPROVE, Taker("manager@x", MANAGER), APPROVE.roles, PREPARERS)
    assert APPROVE.effect is Effect.SUBMIT


@pytest.mark.parametrize("before", ["Draft", "Rejected", "Cancelled"])
def test_nothing_is_approved_without_being_sent(before):
    for refused in (
        lambda: JOURNAL.find_step(before, "Approved"),
        lambda: JOURNAL.find_action(before, "Approve"),
    ):
        with pytest.raises(StateTransitionError, match=f"this one is {before}"):
            refused()


def test_every_pair_and_every_action_outside_the_workflow_is_refused():
    pairs = {(step.before, step.after) for step in JOURNAL.steps}
    for before, after in itertools.product(JOURNAL.states, JOURNAL.states):
        if (before, after) not in pairs:
            with pytest.raises(StateTransitionError):
                JOURNAL.find_step(before, after)
    known = {(step.before, step.action) for step in JOURNAL.steps}
    for state, action in itertools.product(JOURNAL.states, (*JOURNAL.actions, "", "Delete")):
        if (state, action) not in known:
            with pytest.raises(StateTransitionError):
                JOURNAL.find_action(state, action)


def test_preparer_decides_on_nothing_even_with_the_role():
    taker = Taker("officer@x", MANAGER | OFFICER)
    with pytest.raises(SelfApprovalError, match="You prepared"):
        require_taker(APPROVE, taker, APPROVE.roles, PREPARERS)


def test_delegate_decides_neither_on_the_own_nor_on_the_delegators_document():
    own = Taker("officer@x", MANAGER, on_behalf_of="manager@x")
    with pytest.raises(SelfApprovalError, match="You prepared"):
        require_taker(APPROVE, own, APPROVE.roles, PREPARERS)
    theirs = Taker("deputy@x", MANAGER, on_behalf_of="manager@x")
    with pytest.raises(SelfApprovalError, match="manager@x prepared"):
        require_taker(APPROVE, theirs, APPROVE.roles, {"manager@x"})
    require_taker(APPROVE, theirs, APPROVE.roles, PREPARERS)


def test_officer_auditor_administrator_and_an_empty_policy_approve_nothing():
    for roles in (OFFICER, {"Auditor"}, {"Entity Administrator"}, set()):
        with pytest.raises(RoleMissingError, match="Finance Manager"):
            require_taker(APPROVE, Taker("a@x", frozenset(roles)), APPROVE.roles, PREPARERS)
    with pytest.raises(RoleMissingError):
        require_taker(APPROVE, Taker("manager@x", MANAGER), frozenset(), PREPARERS)
    for taker in (Taker("Administrator", MANAGER), Taker("a@x", MANAGER, "Administrator")):
        with pytest.raises(SystemUserError):
            require_taker(APPROVE, taker, APPROVE.roles, PREPARERS)


def test_refusal_and_cancellation_need_a_reason():
    for before, action in (("For Approval", "Reject"), ("Approved", "Cancel")):
        step = JOURNAL.find_action(before, action)
        for reason in ("", "  ", None):
            with pytest.raises(ReasonMissingError):
                require_reason(step, reason)
        require_reason(step, "wrong cost centre")
    require_reason(APPROVE, "")


def test_a_document_waits_for_a_decision_or_for_its_preparers():
    assert JOURNAL.deciding_step("For Approval").action == "Approve"
    assert JOURNAL.deciding_step("Rejected") is None
    assert JOURNAL.waiting == {"For Approval", "Rejected"}


def test_a_step_outside_the_states_is_no_workflow():
    with pytest.raises(ValueError, match="outside the states"):
        Workflow("Thing", {"Draft": "grey"}, (Step("Draft", "Go", "Away", OFFICER),), frozenset())


def test_whoever_wrote_or_sent_a_document_takes_no_decision_on_it():
    """The way back for them is to withdraw it, which says whose doing it was."""
    decisions = [
        (document_type, step.action, step.needs_other)
        for document_type, workflow in load_workflows().items()
        for step in workflow.steps
        if step.is_decision and step.before in workflow.waits_for_others
    ]
    assert len(decisions) > 10
    assert [one for one in decisions if not one[2]] == []
