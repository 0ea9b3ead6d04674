"""What gives power: another person brings it into force, and nobody decides on the own rights."""

import pytest

from erp_app.documents.registry import load_workflows, workflow_of
from erp_app.domain.confirmation import CONFIRM, END, IN_FORCE, SENT, STATES
from erp_app.domain.workflow import (
    Concerned,
    ConcernedPersonError,
    Effect,
    SelfApprovalError,
    SystemUserError,
    Taker,
    require_taker,
    require_unconcerned,
)

OF_POWER = [one.document_type for one in load_workflows().values() if one.states == STATES]
EACH = pytest.mark.parametrize("kind", OF_POWER)


def test_whatever_gives_power_is_confirmed():
    wanted = {"Step Role", "Approval Limit", "Policy Value", "Role Grant", "Analytics Access"}
    assert wanted <= set(OF_POWER)


@EACH
def test_there_is_one_way_into_force_and_a_preparer_does_not_go_it(kind):
    workflow = workflow_of(kind)
    (confirm,) = [step for step in workflow.steps if step.after == IN_FORCE]
    assert (confirm.before, confirm.action, confirm.effect) == (SENT, CONFIRM, Effect.SUBMIT)
    roles = confirm.roles
    require_taker(confirm, Taker("second@x", roles), roles, {"first@x"})
    with pytest.raises(SelfApprovalError):
        require_taker(confirm, Taker("first@x", roles), roles, {"first@x"})
    with pytest.raises(SelfApprovalError):
        require_taker(confirm, Taker("substitute@x", roles, "first@x"), roles, {"first@x"})
    with pytest.raises(SystemUserError):
        require_taker(confirm, Taker("Administrator", roles), roles, {"first@x"})


@EACH
def test_no_decision_about_power_is_handed_over(kind):
    assert all(step.is_personal for step in workflow_of(kind).steps if step.is_decision)


@EACH
def test_one_person_alone_ends_it(kind):
    end = workflow_of(kind).find_action(IN_FORCE, END)
    require_taker(end, Taker("first@x", end.roles), end.roles, {"first@x"})


@EACH
def test_who_keeps_it_is_among_those_who_confirm_it(kind):
    """A second keeper is always somebody who can confirm what the first one wrote."""
    workflow = workflow_of(kind)
    confirm, end = (workflow.find_action(*at) for at in ((SENT, CONFIRM), (IN_FORCE, END)))
    assert end.roles <= confirm.roles


def test_nobody_decides_on_the_own_rights_or_those_of_the_own_role():
    about_me, about_managers = Concerned(user="me@x"), Concerned(role="Finance Manager")
    for people, roles in (({"me@x"}, set()), ({"substitute@x", "me@x"}, {"Employee"})):
        with pytest.raises(ConcernedPersonError, match="your own rights"):
            require_unconcerned(about_me, people, roles)
    with pytest.raises(ConcernedPersonError, match="You hold the role Finance Manager"):
        require_unconcerned(about_managers, {"me@x"}, {"Finance Manager", "Employee"})
    require_unconcerned(about_me, {"you@x"}, {"Finance Manager"})
    require_unconcerned(about_managers, {"me@x"}, {"HR Manager"})
    require_unconcerned(Concerned(), {""}, {""})
