"""The life of a document as a value: its states, the steps between them, what each step asks.

Owns the form of a workflow and separation of duties. Fails closed: a step that is not in the
workflow is refused, whoever asks. Which roles may take a step comes from policy rows (see
`step_roles`); who prepared a document comes from the database, never from what a client sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

from erp_app.domain.findings import AuthorityError, RuleError, _

# Accounts of the machine, never of a person: they cannot take a person's responsibility.
SYSTEM_USERS = frozenset({"Administrator", "Guest"})


class Effect(Enum):
    """What a step does beside changing the state: nothing, bring into force, undo."""

    NONE = "none"
    SUBMIT = "submit"
    CANCEL = "cancel"


# The right of the framework that a role must hold before a policy row may give it a step.
RIGHT_OF_EFFECT = {Effect.NONE: "write", Effect.SUBMIT: "submit", Effect.CANCEL: "cancel"}


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted step.

    roles: who may take it where no policy row says otherwise; written into the rows a site
    starts with. is_decision: it is taken on somebody else's work, so a delegate may take it and
    the preparers are told. is_personal: no delegate may, all the same. is_main: the step that
    usually comes next. needs_other: no preparer
    may take it. within_limit: the amount must be within an approval limit. question: asked before
    it is taken; of a step that needs a reason, the label of the reason. confirm: what the button
    below the question says, "" for the action. date_label: a step that takes a date calls it so.
    """

    before: str
    action: str
    after: str
    roles: frozenset[str]
    effect: Effect = Effect.NONE
    is_decision: bool = False
    is_personal: bool = False
    is_main: bool = False
    needs_other: bool = False
    needs_reason: bool = False
    within_limit: bool = False
    question: str = ""
    confirm: str = ""
    date_label: str = ""


class StateTransitionError(RuleError):
    """The document cannot go from its state to the asked one."""


class RoleMissingError(AuthorityError):
    """The person holds none of the roles the step needs."""


class SelfApprovalError(AuthorityError):
    """A preparer tried to decide on the own document."""


class ConcernedPersonError(SelfApprovalError):
    """A person tried to decide on the own rights."""


class SystemUserError(AuthorityError):
    """A system account tried to take a person's decision."""


class ReasonMissingError(RuleError):
    """The step needs a written reason."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """The states and steps of one document type.

    states: every state with the colour of its indicator, the first one is where a document
    begins. editable: states in which the content may change. waits_for_others and
    waits_for_preparers: states in which the document waits for a decision, or for the people
    who prepared it. amount_field: the stored field that holds what is decided about, "" for
    documents without an amount. user_field, role_field: the stored fields that hold whose rights
    the document is about, a person's or a role's; neither takes a step with it.
    """

    document_type: str
    states: Mapping[str, str]
    steps: tuple[Step, ...]
    editable: frozenset[str]
    waits_for_others: frozenset[str] = frozenset()
    waits_for_preparers: frozenset[str] = frozenset()
    amount_field: str = ""
    user_field: str = ""
    role_field: str = ""
    _by_states: dict[tuple[str, str], Step] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for step in self.steps:
            if not {step.before, step.after} <= self.states.keys():
                raise ValueError(f"{self.document_type}: {step.action} leads outside the states")
            self._by_states[step.before, step.after] = step

    @property
    def first_state(self) -> str:
        return next(iter(self.states))

    @property
    def actions(self) -> tuple[str, ...]:
        """Return every action once, in the order of the steps."""
        return tuple(dict.fromkeys(step.action for step in self.steps))

    def is_editable(self, state: str) -> bool:
        """Return True while the content may change: before it is sent, or after a refusal."""
        return state in self.editable

    def steps_from(self, state: str) -> list[Step]:
        """Return the steps that begin in a state."""
        return [step for step in self.steps if step.before == state]

    @property
    def waiting(self) -> frozenset[str]:
        """Return the states in which the document waits for somebody."""
        return self.waits_for_others | self.waits_for_preparers

    def deciding_step(self, state: str) -> Step | None:
        """Return the step for which a document waits in a state, None when it does not."""
        if state not in self.waits_for_others:
            return None
        decisions = [step for step in self.steps_from(state) if step.is_decision]
        return next((s for s in decisions if s.needs_other), decisions[0] if decisions else None)

    def find_step(self, before: str, after: str) -> Step:
        """Return the step between two states.

        Raises:
            StateTransitionError: there is none.
        """
        if step := self._by_states.get((before, after)):
            return step
        approval = next((s for s in self.steps if s.effect is Effect.SUBMIT), None)
        if approval and after == approval.after:
            raise StateTransitionError(
                _("{0} comes after the document was sent for approval; this one is {1}"),
                approval.action,
                before,
            )
        raise StateTransitionError(
            _("This document is {0}: it cannot become {1}"), before or "-", after or "-"
        )

    def find_action(self, state: str, action: str) -> Step:
        """Return the step that an action takes from a state.

        Raises:
            StateTransitionError: the document does not have it in this state.
        """
        for step in self.steps_from(state):
            if step.action == action:
                return step
        if submits := [s for s in self.steps if s.action == action and s.effect is Effect.SUBMIT]:
            return self.find_step(state, submits[0].after)
        raise StateTransitionError(
            _("This document is {0}: {1} is not possible now"), state or "-", action or "-"
        )


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a step, and with whose rights.

    user: who acts. roles: the roles that count. on_behalf_of: the person whose rights count
    when the user is a delegate, "" otherwise.
    """

    user: str
    roles: frozenset[str]
    on_behalf_of: str = ""

    @property
    def rights_of(self) -> str:
        """Return the person whose roles and limits count."""
        return self.on_behalf_of or self.user

    @property
    def people(self) -> frozenset[str]:
        """Return everybody who must not have prepared what is decided on."""
        return frozenset({self.user, self.rights_of})


def require_taker(
    step: Step, taker: Taker, allowed: Collection[str], preparers: Collection[str]
) -> None:
    """Refuse a person whom the roles or separation of duties keep from a step.

    allowed: the roles that may take it. preparers: everyone who wrote or sent the document.

    Raises:
        SystemUserError, RoleMissingError, SelfApprovalError: each says what to do instead.
    """
    if step.needs_other and SYSTEM_USERS & taker.people:
        raise SystemUserError(_("{0} is a system account: a person has to decide this"), taker.user)
    if taker.roles.isdisjoint(allowed):
        raise RoleMissingError(
            _("{0} needs the role {1}"), step.action, " / ".join(sorted(allowed)) or "-"
        )
    if not step.needs_other or taker.people.isdisjoint(preparers):
        return
    if taker.user in preparers:
        raise SelfApprovalError(_("You prepared this document: another person has to decide on it"))
    raise SelfApprovalError(
        _("{0} prepared this document: nobody decides on it in that name"), taker.on_behalf_of
    )


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whose rights a document is about: a person's, or those of a role; "" where neither."""

    user: str = ""
    role: str = ""


def require_unconcerned(
    concerned: Concerned, people: Collection[str], roles: Collection[str]
) -> None:
    """Refuse people about whose rights, or whose role's, a document is.

    people: who acts, and in whose place. roles: everything that any of them holds.

    Raises:
        ConcernedPersonError.
    """
    if concerned.user and concerned.user in people:
        raise ConcernedPersonError(
            _("This is about your own rights: somebody else decides what you may do")
        )
    if concerned.role and concerned.role in roles:
        raise ConcernedPersonError(
            _("You hold the role {0}: somebody else decides what it may do"), concerned.role
        )


def require_reason(step: Step, reason: str) -> None:
    """Refuse a step without the written reason it needs.

    Raises:
        ReasonMissingError.
    """
    if step.needs_reason and not (reason or "").strip():
        raise ReasonMissingError(_("Give a reason: it stays with the document"))
