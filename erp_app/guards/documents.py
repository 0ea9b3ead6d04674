"""Writes that no role permission may allow, whichever way they come in.

Owns the guards of shares, tokens, uploads, comments, tasks, users and server code, as document
events: they hold for REST, forms, imports and code alike. Refuses; never repairs silently,
except the user of an authorization code, which is always the session's own.
"""

import hmac
import re

import frappe
from frappe import _
from frappe.sessions import clear_sessions

from erp_app.audit.access_refusals import note_refusal
from erp_app.domain.roles import CENTRE_ROLES, GRANTABLE_ROLES
from erp_app.domain.workflow import SYSTEM_USERS
from erp_app.guards.permissions import can_read, reference_of
from erp_app.store import guards as store
from erp_app.store.files import load_file_owners

SHAREABLE_DOCTYPES = frozenset({"Note", "Dashboard"})
TOKEN_GRANTS = frozenset({"authorization_code", "refresh_token"})
# Nobody writes these by a form: a key works as a token, a password as the person.
SECRETS_OF_USERS = ("new_password", "api_key", "api_secret", "reset_password_key")
ATTACH_FIELDS = frozenset({"Attach", "Attach Image"})
# Of an uploaded file or a published picture. Screens put it into a page as it is: no quotes.
ADDRESS = re.compile(r"/(files|private/files|assets)/[^'\"<>\\`\x00-\x1f]+")
# Files that code of ours keeps for somebody; no request can write this object into flags.
BY_SERVER = object()
PUBLIC_UPLOADERS = frozenset({"System Manager", "Entity Administrator"})


def refuse_share(doc, method=None) -> None:
    """Refuse to share all but harmless documents: a share overrides every other refusal.

    The base shares each user's own profile with that user: that one stays.
    """
    if doc.share_doctype == "User" and doc.user and doc.user == doc.share_name:
        return
    if doc.share_doctype not in SHAREABLE_DOCTYPES or doc.everyone:
        refuse("Share", doc.share_doctype, _("This kind of document may not be shared"))


def bind_authorization_code(doc, method=None) -> None:
    """Give the code to the session that approved it, whatever the cookies claim."""
    if frappe.session.user in SYSTEM_USERS:
        refuse("Token", "OAuth", _("This user may not authorize another application"))
    doc.user = frappe.session.user


def bind_bearer_token(doc, method=None) -> None:
    """Refuse a token to a disabled person, or to a client that does not prove its secret."""
    user = doc.user
    if not store.find_person(user):
        refuse("Token", "OAuth", _("This user may not hold a token"))
    if is_web_request():
        _require_client_proof(doc.client)


def _require_client_proof(client: str) -> None:
    """Compare the client's secret, which the base never does; refuse a password for a token."""
    form = frappe.local.form_dict
    if form.get("grant_type") not in TOKEN_GRANTS:
        refuse("Token", str(form.get("grant_type")), _("This way to a token is closed"))
    stored = store.load_client_secret(client)
    given = str(form.get("client_secret") or "")
    if not stored or not hmac.compare_digest(stored.encode(), given.encode()):
        refuse("Token", str(client), _("The client did not prove its secret"))


def refuse_server_code(doc, method=None) -> None:
    """Code, templates and permissions change by a release, never through the web."""
    if is_web_request():
        refuse("Code", doc.doctype, _("{0} changes by a release only").format(_(doc.doctype)))


def check_upload(doc, method=None) -> None:
    """Make an upload private; refuse one to a document its user may not change."""
    if not is_web_request() or frappe.session.user == "Administrator" or doc.is_folder:
        return
    if doc.flags.kept_by is BY_SERVER:
        return
    doctype, name = reference_of(doc)
    if not doc.is_private and PUBLIC_UPLOADERS.isdisjoint(frappe.get_roles()):
        refuse("File", str(doc.file_name), _("Only an administrator publishes a file"))
    # The Desk's name of a document that is not stored yet belongs to nothing.
    if (
        doctype
        and name
        and not str(name).startswith(f"new-{frappe.scrub(doctype).replace('_', '-')}-")
    ):
        is_there = store.has_document(doctype, name)
        if not (is_there and frappe.get_doc(doctype, name).has_permission("write")):
            refuse("File", f"{doctype}", _("You may not attach to this document"))
    if doc.file_url and str(doc.file_url).startswith(("http://", "https://")):
        refuse("File", str(doc.file_url), _("A link to another site may not be attached"))


def check_named_files(doc, method=None) -> None:
    """Refuse a document that names private files its writer may not read, or what is no file's
    address: a screen would put it into the page of whoever looks at it.

    The base hands a file over to the first document that names it, and copies one that has a
    document already: its address would be enough to read it.
    """
    if not is_web_request():
        return
    for field in doc.meta.fields:
        if field.fieldtype in ATTACH_FIELDS and doc.has_value_changed(field.fieldname):
            address = str(doc.get(field.fieldname) or "")
            if address and not ADDRESS.fullmatch(address):
                refuse("File", doc.doctype, _("Choose a file that was uploaded here"))
            require_readable_file(address)


def require_readable_file(address: str) -> None:
    """Refuse the address of a private file that the session may not read."""
    is_asked = is_web_request() and frappe.session.user != "Administrator"
    if not is_asked or not address.startswith("/private/"):
        return
    if not any(can_read("File", name) for name in load_file_owners(address)):
        refuse("File", address, _("You may not attach this file"))


def require_removable(doc) -> None:
    """Refuse to remove a file for whoever may not change what it is attached to."""
    if not is_web_request() or frappe.session.user == "Administrator":
        return
    doctype, name = reference_of(doc)
    is_attached = doctype and name and store.has_document(doctype, name)
    may_write = is_attached and frappe.get_doc(doctype, name).has_permission("write")
    if frappe.session.user == doc.owner or may_write:
        return
    refuse("File", doc.name, _("You may not change this file"))


def keep_own_rows(doc, method=None) -> None:
    """Give a new name to every row that claims the name of a row of another document.

    The framework would move that row here, away from where it was stored.
    """
    stored = doc.get_doc_before_save()
    for table in doc.meta.get_table_fields() if stored else ():
        own = {row.name for row in stored.get(table.fieldname) or []}
        for row in doc.get(table.fieldname) or []:
            if row.name and row.name not in own and not row.get("__islocal"):
                row.name = None
                row.set("__islocal", 1)


def check_list_filter(doc, method=None) -> None:
    """Keep a saved filter with its maker, for a list that they may read; only those who administer
    people make one for everybody."""
    if not is_web_request() or not doc.is_new() or frappe.session.user == "Administrator":
        return
    if not frappe.has_permission(doc.reference_doctype, "read"):
        refuse("Permission", doc.reference_doctype, _("You may not read this list"))
    is_for_all = not doc.for_user and frappe.has_permission("User", "write")
    if doc.for_user != frappe.session.user and not is_for_all:
        doc.for_user = frappe.session.user


def check_comment(doc, method=None) -> None:
    """Sign a comment by its session; refuse one on a document the session may not read."""
    if not is_web_request() or frappe.session.user == "Administrator":
        return
    if doc.comment_type == "Comment" and doc.is_new():
        doc.comment_email = frappe.session.user
        doc.comment_by = frappe.utils.get_fullname(frappe.session.user)
    doctype, name = reference_of(doc)
    if doc.comment_type == "Comment" and doctype and name and not can_read(doctype, name):
        refuse("Permission", doctype, _("You may not comment on this document"))


def check_todo(doc, method=None) -> None:
    """Refuse a task on a document that its giver or its taker may not read."""
    doctype, name = reference_of(doc)
    if not (is_web_request() and doctype and name and doc.is_new()):
        return
    for user in {frappe.session.user, doc.allocated_to or frappe.session.user}:
        if not can_read(doctype, name, user):
            refuse("Permission", doctype, _("{0} may not read this document").format(user))


def check_user_change(doc, method=None) -> None:
    """Nobody raises the own rights, grants a technical role or touches the administrator.

    Nor does a job that works in a person's name.
    """
    editor = frappe.session.user
    if editor == "Administrator":
        return
    if doc.name in SYSTEM_USERS:
        refuse("User", doc.name, _("This user changes on the command line only"))
    before = set() if doc.is_new() else store.load_role_names(doc.name)
    after = {row.role for row in doc.get("roles") or []}
    if doc.name == editor and before != after:
        refuse("User", doc.name, _("Your own roles are changed by somebody else"))
    if forbidden := (after - before) - grantable_roles(editor):
        roles = ", ".join(sorted(forbidden))
        refuse("User", doc.name, _("You may not grant these roles: {0}").format(roles))


def check_user_secrets(doc, method=None) -> None:
    """Refuse a password, a key or a way in by another site's account in a form; asked before the
    base takes the password away."""
    if not is_web_request():
        return
    stored = doc.get_doc_before_save()
    if _accounts_elsewhere(doc) != (_accounts_elsewhere(stored) if stored else []):
        refuse("User", doc.name, _("Accounts elsewhere are joined by signing in with them"))
    if doc.get("new_password") or (doc.is_new() and any(map(doc.get, SECRETS_OF_USERS))):
        refuse("User", doc.name, _("A password is chosen by the person alone, by the own link"))


def _accounts_elsewhere(doc) -> list[tuple]:
    return sorted(
        (row.provider or "", row.userid or "", row.username or "")
        for row in doc.get("social_logins")
    )


def grantable_roles(editor: str) -> frozenset[str]:
    """Return the roles this user may give to somebody else: ours, never a technical one."""
    if frappe.conf.get("diwan_role") == "hub" and "Centre Operator" in frappe.get_roles(editor):
        return GRANTABLE_ROLES | CENTRE_ROLES
    return GRANTABLE_ROLES


def close_sessions_of_disabled(doc, method=None) -> None:
    """End every session of a user who is switched off."""
    if not doc.enabled and doc.name not in SYSTEM_USERS:
        clear_sessions(user=doc.name, force=True)


def is_web_request() -> bool:
    """Return True while answering a web request; False in jobs, commands, installation and
    tests."""
    return bool(getattr(frappe.local, "request", None)) and not frappe.flags.in_install


def refuse(kind: str, target: str, message: str) -> None:
    """Note a refusal and say it. Raises: frappe.PermissionError."""
    note_refusal(kind, target, message)
    frappe.throw(message, frappe.PermissionError, title=_("Not allowed"))
