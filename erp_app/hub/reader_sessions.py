"""What ends a person's sessions of the dashboards: signing out here, a disabled account, access
that changes or goes away. Nothing happens on sites that share no folder with the dashboards."""

from pathlib import Path

import frappe

from erp_app.domain.hub.reader_epochs import raise_epoch

FOLDER = "diwan_reader_epochs"  # in the sites' common configuration
TOLD_BY = ("enabled", "new_password")
SIGN_OUTS = ("logout", "web_logout")


def end_at_sign_out(login_manager=None) -> None:
    """End what the person who signs out has open. The base says so, too, when somebody is signed
    out by another one: that person's are ended by the change of the account."""
    if frappe.local.form_dict.get("cmd") in SIGN_OUTS:
        end_sessions(frappe.session.user)


def end_after_user_change(doc, method=None) -> None:
    """End the sessions of a user whose account, password or roles have changed."""
    before = doc.get_doc_before_save()
    roles = {row.role for row in doc.get("roles") or []}
    was = {row.role for row in before.get("roles") or []} if before else roles
    if roles != was or (before and any(doc.get(f) != before.get(f) for f in TOLD_BY)):
        end_sessions(doc.name)


def end_sessions(user: str) -> None:
    """End every session of the dashboards that a person has."""
    folder = frappe.conf.get(FOLDER)
    if folder and frappe.conf.get("diwan_role") == "hub" and user not in ("Guest", "", None):
        raise_epoch(Path(folder), user)
