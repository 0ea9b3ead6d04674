"""A person's second factor: given, proved, replaced, taken away when the telephone is lost.

Owns the order: a new secret counts once its first code came; one that is in force is replaced by
whoever has just proved it, and taken away by somebody else. Refuses to show a secret twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import frappe
import pyotp
import pyqrcode
from frappe import _
from frappe.sessions import clear_sessions
from frappe.utils import now_datetime

from erp_app.audit.access_refusals import note_refusal
from erp_app.domain.second_factor import in_groups
from erp_app.domain.workflow import SYSTEM_USERS
from erp_app.second_factor.codes import make_recovery_codes, use_code
from erp_app.second_factor.proof import note_proof, require_recent_proof
from erp_app.store import second_factors as store
from erp_app.store.second_factors import DOCTYPE, NEW_SECRET, Factor

ISSUER = "Diwan"
# Who gives a person who has lost the telephone another beginning.
REMOVERS = frozenset({"Entity Administrator", "Centre Operator"})
QUIET_MODULES, MODULE_PIXELS = 4, 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that waits for its first code. secret: to type; picture: the same as an SVG."""

    secret: str
    picture: str


def begin() -> Offer:
    """Give the session's user a new secret, which is not in force yet.

    Raises: SecondFactorNeededError when there is one in force and no fresh proof of it.
    """
    user = frappe.session.user
    store.make_factor(user)
    _lock_own_affair(user)
    secret = pyotp.random_base32()
    store.keep_new_secret(user, secret)
    address = pyotp.TOTP(secret).provisioning_uri(user, f"{ISSUER} {frappe.local.site}")
    return Offer(in_groups(secret), _draw(address))


def confirm(code: str) -> list[str]:
    """Put the new secret in force with its first code; return the recovery codes, once. Commits.

    Every other session of the person ends.

    Raises: SecondFactorNeededError, SecondFactorWrongError.
    """
    user = frappe.session.user
    factor = _lock_own_affair(user)
    secret = store.load_secret(user, NEW_SECRET) if factor else ""
    if factor is None or not secret:
        frappe.throw(_("Begin anew: there is no second factor to confirm"))
    is_first, factor.last_step = factor.confirmed_at is None, 0
    use_code(factor, code, secret, with_recovery=False)
    recovery_codes = make_recovery_codes(factor)
    factor.confirmed_at = now_datetime()
    store.save_factor(factor)
    store.put_new_secret_in_force(user)
    text = _("A second factor was set up") if is_first else _("The second factor was replaced")
    store.note_activity(user, text)
    clear_sessions(user=user, keep_current=True, force=True)
    note_proof()
    return recovery_codes


def prove(code: str) -> int:
    """Note that the session holds its second factor; return how many recovery codes are left.

    Commits. Raises: SecondFactorWrongError.
    """
    factor = _lock_own()
    use_code(factor, code, store.load_secret(factor.user))
    note_proof()
    return len(factor.recovery_codes)


def remove(user: str) -> str:
    """Take away the second factor of somebody else, and end that person's sessions.

    user: in any spelling. Returns the name as it is stored.

    Raises: frappe.PermissionError, SecondFactorNeededError.
    """
    asker, user = frappe.session.user, store.stored_user(user)
    if user == asker:
        _refuse(user, _("Your own second factor is removed by somebody else"))
    if user in SYSTEM_USERS or REMOVERS.isdisjoint(frappe.get_roles(asker)):
        _refuse(user, _("You may not remove this second factor"))
    require_recent_proof(DOCTYPE)
    take_away(user)
    return user


def take_away(user: str) -> None:
    """Remove a person's second factor, with its trail; the person's sessions end.

    Raises: frappe.DoesNotExistError when there is none.
    """
    if not store.remove_factor(user):
        frappe.throw(_("{0} has no second factor").format(user), frappe.DoesNotExistError)
    store.note_activity(user, _("The second factor was removed"))
    clear_sessions(user=user, force=True)


def forget(doc, method=None) -> None:
    """Remove what a deleted user leaves behind: the name may be somebody else's one day."""
    store.remove_factor(doc.name)


def _lock_own_affair(user: str) -> Factor | None:
    """Return the locked row of a person who may set up a new second factor; None without one.

    A session that would overwrite one in force has just proved it.
    """
    factor = store.lock_factor(user)
    if factor and factor.confirmed_at:
        require_recent_proof(DOCTYPE)
    return factor


def _lock_own() -> Factor:
    factor = store.lock_factor(frappe.session.user)
    if factor is None or factor.confirmed_at is None:
        frappe.throw(_("You have no second factor yet: set it up first"))
    return factor


def _refuse(user: str, text: str) -> None:
    note_refusal("Second Factor", user, text)
    frappe.throw(text, frappe.PermissionError, title=_("Not allowed"))


def _draw(address: str) -> str:
    """Return a QR code as SVG: black on white, whatever the page's colours are."""
    stream = BytesIO()
    pyqrcode.create(address).svg(
        stream,
        scale=MODULE_PIXELS,
        quiet_zone=QUIET_MODULES,
        background="#fff",
        module_color="#000",
        xmldecl=False,
        omithw=True,  # a telephone's page is narrower than the picture
    )
    return stream.getvalue().decode()
