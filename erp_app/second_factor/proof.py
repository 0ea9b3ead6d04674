"""What a session has proved: nothing, or that its person holds the second factor, and when.

Owns the note of a proof, which is kept with the session on the server alone, and the two refusals:
a session that is half signed in, and a decision that asks for a fresher proof. Fails closed: who
comes without a session (a token, a key) has proved nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.utils import getdate

from erp_app.audit.access_refusals import note_refusal
from erp_app.domain.delegation import Delegation
from erp_app.domain.second_factor import (
    CHANGE,
    ROLES_IN_NEED,
    Rule,
    Standing,
    find_stale,
    is_needed,
    rules_for,
    standing_of,
)
from erp_app.store import second_factors as store
from erp_app.store.document_policy import load_delegations

# In the sites' common configuration: the roles that the installation asks, or 1 for the usual ones.
SETTING = "diwan_second_factor"
PROVEN_AT = "second_factor_at"  # in the session's data on the server, seconds of the epoch
PAGE = "/second-factor"
NOBODY = ("", "Guest", None)
MINUTES_OF_OWN_AFFAIRS = 15

# Whoever writes what is asked of others has proved lately that it is them.
_BUILT_IN = (
    Rule(document_type="Second Factor Rule", action=CHANGE, minutes=MINUTES_OF_OWN_AFFAIRS),
)


class SecondFactorPendingError(frappe.PermissionError):
    """The session has given its password and not yet its second factor."""


class SecondFactorNeededError(frappe.PermissionError):
    """What was asked needs a proof of the second factor, or a fresher one."""


def load_rules() -> list[Rule]:
    """Return what rows, the installation and this release ask."""
    wanted = frappe.conf.get(SETTING)
    roles = wanted if isinstance(wanted, list) else ROLES_IN_NEED if wanted else ()
    return [*store.load_rules(), *_BUILT_IN, *(Rule(role=str(role)) for role in roles)]


def is_asked_of(user: str, roles: Sequence[str] | None = None) -> bool:
    """Return True when somebody may not work without a second factor. roles: of the user, where
    they are known.

    A substitute decides as the one who is away, so the roles of both count. What was found out is
    kept as long as the rows, the setting, the day and the person's roles are the same.
    """
    key, wanted = frappe.local.site, frappe.conf.get(SETTING)
    day, rows, delegations = _today(key), store.load_rules(), load_delegations()
    known = _known.get(key)
    if known is None or not known.stands(rows, delegations, wanted, day):
        known = _known[key] = _Known(rows, delegations, wanted, day)
    person = (user, *(frappe.get_roles(user) if roles is None else roles))
    found = known.people.get(person)
    if found is None:
        found, is_lasting = _find_asked(user, person[1:], delegations, day)
        if is_lasting:
            known.people[person] = found
    return found


def _today(site: str) -> date:
    """Return the site's day. One begins with a minute, whatever the zone: until then it is kept."""
    minute = int(time.time()) // 60
    kept = _days.get(site)
    if kept is None or kept[0] != minute:
        kept = _days[site] = (minute, getdate())
    return kept[1]


def _find_asked(
    user: str, roles: Sequence[str], delegations: list[Delegation], day: date
) -> tuple[bool, bool]:
    """Return whether somebody is asked, and whether that depends on their own roles alone."""
    rules = load_rules()
    if is_needed(rules, roles, day):
        return True, True
    theirs = [row for row in delegations if row.delegate == user]
    places = [row.delegator for row in theirs if row.is_valid_on(day)]
    is_asked = any(is_needed(rules, frappe.get_roles(delegator), day) for delegator in places)
    return is_asked, not theirs


@dataclass(frozen=True, slots=True)
class _Known:
    """Whom the rules of a day ask, as far as it was looked up. rows and delegations: the very
    lists that are remembered; people: by name and roles."""

    rows: list[Rule]
    delegations: list[Delegation]
    wanted: Any
    day: date
    people: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def stands(
        self, rows: list[Rule], delegations: list[Delegation], wanted: Any, day: date
    ) -> bool:
        is_same = rows is self.rows and delegations is self.delegations
        return is_same and wanted == self.wanted and day == self.day


_known: dict[str, _Known] = {}  # by site
_days: dict[str, tuple[int, date]] = {}  # by site: minute of the epoch, day


def proven_at() -> int | None:
    """Return when this session proved its second factor; None when it never did."""
    noted = (frappe.session.data or {}).get(PROVEN_AT)
    return noted if isinstance(noted, int) else None


def note_proof() -> None:
    """Keep with the session that its person has just proved the second factor. Commits."""
    frappe.session.data[PROVEN_AT] = int(time.time())
    if session := getattr(frappe.local, "session_obj", None):
        session.update(force=True)


def standing_of_session(roles: Sequence[str] | None = None) -> Standing:
    """Return what the session may do: everything of its roles, or only enrol, or only prove.
    roles: of its person, where they are known."""
    user = frappe.session.user
    if user in NOBODY:
        return Standing.WHOLE
    is_enrolled, proven = user in store.load_enrolled(), proven_at()
    if is_enrolled and proven:
        return Standing.WHOLE
    return standing_of(is_enrolled, not is_enrolled and is_asked_of(user, roles), proven)


def is_web_request() -> bool:
    """Return True while a request is answered: jobs and commands prove nothing to anybody."""
    return bool(getattr(frappe.local, "request", None)) and not frappe.flags.in_install


def rules_of(document_type: str, action: str) -> list[Rule]:
    """Return the rules that ask a proof for an action today, none outside web requests."""
    if not is_web_request():
        return []
    return rules_for(load_rules(), document_type, action, getdate())


def needs_proof(rules: Iterable[Rule]) -> bool:
    """Return True when the session's proof is too old for one of the rules, at some amount."""
    now = time.time()
    return any(find_stale([rule], rule.amount_from, proven_at(), now) for rule in rules)


def require_proof(rules: Iterable[Rule], amount: Decimal = Decimal(0)) -> None:
    """Refuse an action whose rules the session's proof does not satisfy.

    amount: that is decided about. Raises: SecondFactorNeededError.
    """
    if stale := find_stale(rules, amount, proven_at(), time.time()):
        _refuse(stale.document_type, stale.minutes)


def require_recent_proof(about: str) -> None:
    """Refuse a session without a proof of the last quarter of an hour. about: a document type.

    Raises: SecondFactorNeededError.
    """
    require_proof([Rule(document_type=about, minutes=MINUTES_OF_OWN_AFFAIRS)])


def _refuse(document_type: str, minutes: int) -> NoReturn:
    note_refusal("Second Factor", document_type, "a fresh proof is needed")
    frappe.flags.disable_traceback = True
    if not store.is_enrolled(frappe.session.user):
        frappe.local.response["second_factor"] = Standing.MUST_ENROL.value
        text = _("This needs a second factor: set yours up at {0}, then do it again")
        frappe.throw(text.format(PAGE), SecondFactorNeededError, title=_("Second Factor"))
    frappe.local.response["second_factor"] = Standing.MUST_PROVE.value
    text = _("This needs a code of your second factor")
    if minutes:
        text = _("This needs a code of your second factor that is at most {0} minutes old")
    frappe.throw(text.format(minutes), SecondFactorNeededError, title=_("Second Factor"))
