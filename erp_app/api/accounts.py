"""A forgotten password: the link goes to the person, and nobody is told whether there is one.

Owns the answer, which is the same for everybody, and takes the same time: whether the account
exists is found out by a job. A new password is asked for in words where one is missing.
"""

from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.user import user as base
from frappe.core.doctype.user.user import get_password_reset_limit
from frappe.rate_limiter import rate_limit

from erp_app.documents.mail import has_mail_server
from erp_app.domain.reading.values import is_yes
from erp_app.store import guards as store


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=get_password_reset_limit, seconds=60 * 60)
def reset_password(user: str) -> None:
    """Send a link to choose a new password, if this is somebody who may have one."""
    if not has_mail_server():
        text = _("This site sends no e-mail: ask the operator of the shared services for a link.")
        frappe.msgprint(text, title=_("No e-mail"))
        return
    frappe.enqueue(send_link, user=str(user), queue="short")
    text = _("If this is an account here, a link to choose a new password is on its way to it.")
    frappe.msgprint(text, title=_("E-mail on its way"))


def send_link(user: str) -> None:
    """Send the link to an enabled person; nothing happens for anybody else."""
    if person := store.find_person(user):
        frappe.get_doc("User", person).reset_password(send_email=True)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def update_password(
    new_password: str, key: str = "", old_password: str = "", logout_all_sessions: Any = 0
) -> str:
    """Choose a new password, by the key of a link or by the old password, as the base does."""
    if not new_password:
        frappe.throw(_("Enter the new password"))
    if not (key or old_password):
        frappe.throw(_("Enter your old password, or open the link that was sent to you"))
    is_everywhere = int(is_yes(logout_all_sessions))
    return base.update_password(new_password, is_everywhere, key or None, old_password or None)
