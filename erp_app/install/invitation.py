"""How a person without a password gets in where no mail can carry the link.

Owns the one-time link, which the operator of the shared services hands over: an administrator of
the entity, who made the account, must not hold what signs in as the person. Making one is noted on
the user's record, where the entity sees it.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import escape_html

from erp_app.documents.mail import has_mail_server
from erp_app.domain.workflow import SYSTEM_USERS
from erp_app.store import guards as store


def make_link(user: str) -> tuple[str, int]:
    """Return the path, with its key, by which a person chooses a password once, and for how many
    minutes; an earlier link ends.

    Raises: frappe.DoesNotExistError when there is no such enabled person.
    """
    person = store.find_person(user)
    if person is None:
        raise frappe.DoesNotExistError(user)
    doc = frappe.get_doc("User", person)
    link: str = doc.reset_password(send_email=False)
    doc.add_comment("Info", _("The operator of the shared services made a link for a new password"))
    seconds = frappe.get_system_settings("reset_password_link_expiry_duration")
    return link[link.index("/update-password") :], int(seconds) // 60


def hold_back_mail(doc, _event: str | None = None) -> None:
    """Send no welcome that cannot leave, so that nobody is told that it has."""
    if not has_mail_server():
        doc.flags.no_welcome_mail = True


def tell_way_in(doc, _event: str | None = None) -> None:
    """Say to whoever makes an account how its person gets in."""
    if has_mail_server() or doc.new_password or frappe.session.user in SYSTEM_USERS:
        return
    code = frappe.conf.get("diwan_entity") or frappe.conf.get("diwan_role") or frappe.local.site
    text = _(
        "This site sends no e-mail. Ask the operator of the shared services for a link with which "
        "{0} chooses a password: {1}"
    )
    command = f'<code dir="ltr">./diwan entity invite {code} {escape_html(doc.name)}</code>'
    named = frappe.bold(escape_html(doc.full_name or doc.name))
    frappe.msgprint(text.format(named, command), title=_("How this person gets in"))
