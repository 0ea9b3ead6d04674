"""With whose rights a person takes a step: the own ones, or those of somebody they stand in for.

Owns the order of the questions. Refuses to add rights up: a delegate decides wholly as the
delegator (roles, limit), never with the roles of one and the limit of the other, and whatever was
handed over to the delegator does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import frappe
from frappe.utils import getdate

from erp_app.domain.approval import require_within_limit
from erp_app.domain.delegation import delegators_of
from erp_app.domain.findings import AuthorityError
from erp_app.domain.step_roles import roles_for
from erp_app.domain.workflow import (
    Concerned,
    Step,
    Taker,
    Workflow,
    require_taker,
    require_unconcerned,
)
from erp_app.store import document_policy


@dataclass(frozen=True, slots=True)
class Matter:
    """What a step is taken on: type, preparers, amount, and whose rights it is about."""

    document_type: str
    preparers: frozenset[str]
    amount: Decimal
    concerned: Concerned


def find_taker(step: Step, matter: Matter, user: str) -> Taker:
    """Return with whose rights the user takes the step.

    Raises:
        AuthorityError: with the own rights and with those of every delegator it is refused; the
        reason is that of the delegator when the user has no such role at all.
    """
    refused: list[AuthorityError] = []
    for taker in list_takers(step, matter.document_type, user):
        try:
            require_authority(step, matter, taker)
        except AuthorityError as error:
            refused.append(error)
            continue
        return taker
    has_role = not list_roles(matter.document_type, step.action).isdisjoint(own_roles(user))
    raise refused[0] if has_role else refused[-1]


def require_authority(step: Step, matter: Matter, taker: Taker) -> None:
    """Refuse a taker whom roles, separation of duties or the approval limit keep from a step."""
    allowed = list_roles(matter.document_type, step.action)
    require_taker(step, taker, allowed, matter.preparers)
    require_unconcerned(matter.concerned, taker.people, taker.roles)
    if step.within_limit:
        limits = document_policy.load_approval_limits()
        today = getdate()
        require_within_limit(
            matter.amount, limits, taker.rights_of, taker.roles, today, matter.document_type
        )


def list_takers(step: Step, document_type: str, user: str) -> Iterator[Taker]:
    """Yield the person, then the person in the place of each delegator of today."""
    yield Taker(user, own_roles(user))
    if step.is_personal or not (step.is_decision and document_policy.is_enabled(user)):
        return
    delegations = document_policy.load_delegations()
    for delegator in delegators_of(delegations, user, document_type, getdate()):
        yield Taker(user, own_roles(delegator), delegator)


def list_roles(document_type: str, action: str, day: date | None = None) -> frozenset[str]:
    """Return the roles that may take a step today, by the policy rows."""
    return roles_for(document_policy.load_step_roles(), document_type, action, day or getdate())


def own_roles(user: str) -> frozenset[str]:
    """Return a person's roles; none for somebody who is disabled."""
    return frozenset(frappe.get_roles(user)) if document_policy.is_enabled(user) else frozenset()


def takes_part(workflow: Workflow, user: str) -> bool:
    """Return True when the own roles open any step of this workflow to the user."""
    roles = own_roles(user)
    return any(
        not roles.isdisjoint(list_roles(workflow.document_type, action))
        for action in workflow.actions
    )


def may_hand_over(workflow: Workflow, user: str) -> bool:
    """Return True when the own roles open a decision to the user that a delegate may take."""
    roles = own_roles(user)
    return any(
        step.is_decision
        and not step.is_personal
        and not roles.isdisjoint(list_roles(workflow.document_type, step.action))
        for step in workflow.steps
    )
