"""The one module that knows which Frappe the app runs on.

Two are supported: the restored development version of August 2023 that the platform builds, and
any upstream bench of version 15 (tested with 15.41). Owns every difference between them that the
app meets; everybody else calls these functions and never asks for a version.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata

import frappe

RESTORED_MARK = "+diwan"
# Roles that Frappe gives to everybody who is logged in, without a grant. "Desk User" came later.
ROLES_OF_EVERYBODY = ("All", "Guest", "Desk User")


def installed_version() -> str:
    """Return the version of the installed package, e.g. "15.0.0.dev0+diwan.1" or "15.41.0"."""
    try:
        return metadata.version("frappe")
    except metadata.PackageNotFoundError:
        return str(frappe.__version__)


def is_restored_frappe() -> bool:
    """True on the platform's own runtime, which carries our corrections; False on a bench."""
    return RESTORED_MARK in installed_version()


def roles_of_everybody() -> tuple[str, ...]:
    """Return the automatic roles that exist here; nothing of ours may be granted to them."""
    return tuple(role for role in ROLES_OF_EVERYBODY if frappe.db.exists("Role", role))


def require_permission(
    doctype: str, permission: str = "read", name: str | None = None, user: str | None = None
) -> None:
    """Raise frappe.PermissionError unless the user may; the old version raises ValidationError.

    name: the document; None asks for the type. user: None is the session's user.
    """
    document = frappe.get_doc(doctype, name) if name else None
    if not frappe.has_permission(doctype, permission, doc=document, user=user):
        raise frappe.PermissionError(
            frappe._("You may not {0} {1} {2}.").format(
                frappe._(permission), frappe._(doctype), name or ""
            )
        )


def publish_progress(
    percent: float,
    title: str,
    description: str = "",
    *,
    doctype: str | None = None,
    name: str | None = None,
    user: str | None = None,
) -> None:
    """Show a progress bar: to whoever has the document open, else to `user`.

    percent: 0 to 100. user: None is the session's user; ignored when a document is given (the old
    version would send to the user alone).
    """
    is_for_document = bool(doctype and name)
    frappe.publish_realtime(
        "progress",
        {"percent": percent, "title": title, "description": description},
        user=None if is_for_document else user or frappe.session.user,
        doctype=doctype if is_for_document else None,
        docname=name if is_for_document else None,
    )


def sha256_text(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, 64 hex digits (frappe.utils.sha256_hash is new)."""
    return hashlib.sha256(text.encode()).hexdigest()


def log_name(name: str | int) -> str:
    """Return the name of a log row as text: 12 log types count with integers in the old version."""
    return str(name)


@contextmanager
def acting_as(user: str) -> Iterator[None]:
    """Run a block as `user` and return to the caller's user, whatever happens.

    >>> with acting_as("auditor@example.com"):  # doctest: +SKIP
    ...     frappe.get_list("Journal")
    """
    before = frappe.session.user
    frappe.set_user(user)
    try:
        yield
    finally:
        frappe.set_user(before)
