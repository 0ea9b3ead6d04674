"""Hardening of one site: open grants taken away, settings tightened, shares removed.

Owns `harden_site()`, which may run any number of times and ends in the same state. Refuses to
touch the grants of our own DocTypes: those are in their files.
"""

import frappe

from erp_app.runtime import ROLES_OF_EVERYBODY
from erp_app.store import guards as store

OWN_MODULES = (
    "Finance", "Budget", "Purchasing", "People", "Hub", "Exchange", "Audit", "Documents",
)  # fmt: skip
DESK_ROLES = (
    "Employee", "HR Officer", "HR Manager", "Finance Officer", "Finance Manager",
    "Budget Controller", "Treasurer", "Buyer", "Purchasing Manager",
    "Entity Administrator", "Auditor", "Centre Operator", "Supplier Registrar",
    "Supplier Approver",
)  # fmt: skip
SHAREABLE_DOCTYPES = ("Note", "Dashboard")

# What every Desk user keeps of the grants the base gives to everybody; nothing else survives.
DESK_GRANTS = {
    "Calendar View": "read",
    "Comment": "read",
    "Country": "read",
    "Currency": "read",
    "Custom HTML Block": "read",
    "Dashboard": "read",
    "Dashboard Chart": "read",
    "Dashboard Settings": "read write create",
    "DocType Layout": "read",
    "File": "read write create delete",
    "Form Tour": "read",
    "Gender": "read",
    "Kanban Board": "read",  # 15.41 asks for a form's boards and complains aloud without it
    "Language": "read",
    "Letter Head": "read",
    "List Filter": "read create delete",
    "Module Def": "read select",
    "Notification Log": "read",
    "Notification Settings": "read write create",
    "Number Card": "read",
    "Onboarding Step": "read",
    "Module Onboarding": "read",
    "Print Format": "select read",
    "Print Heading": "read",
    "Report": "read report print",
    "Role": "select read",
    "Salutation": "read",
    "ToDo": "read write create",
    "User": "select",
    "Workflow State": "select read",
    "Workflow Action Master": "select read",
    "Workspace": "read",
}
AUDIT_GRANTS = [
    (doctype, role, "read report export", 0)
    for doctype in ("Version", "Activity Log", "Access Log")
    for role in ("Auditor", "Entity Administrator")
]
ADMINISTRATION_GRANTS = [
    ("User", "Entity Administrator", "select read write create report", 0),
    ("User", "Entity Administrator", "read write", 1),  # the field `roles` is on level 1
    ("User Permission", "Entity Administrator", "read write create delete report", 0),
]

SYSTEM_SETTINGS = {
    "allow_consecutive_login_attempts": 5,
    "allow_error_traceback": 0,
    "allow_guests_to_upload_files": 0,
    "allow_login_after_fail": 300,
    "allow_login_using_mobile_number": 0,
    "allow_login_using_user_name": 0,
    "allow_older_web_view_links": 0,
    "apply_strict_user_permissions": 1,
    "disable_document_sharing": 1,
    "document_share_key_expiry": 1,
    "dormant_days": 0,
    "enable_onboarding": 0,
    "enable_password_policy": 1,
    "enable_telemetry": 0,
    "encrypt_backup": 0,
    "login_with_email_link": 0,
    "logout_on_password_reset": 1,
    "minimum_password_score": "3",
    "password_reset_limit": 3,
    "reset_password_link_expiry_duration": 3600,
    "session_expiry": "12:00",
    "strip_exif_metadata_from_uploaded_images": 1,
}
WEBSITE_SETTINGS = {"disable_signup": 1, "hide_footer_signup": 1}
HIDDEN_FIELDS = {
    "User": (
        "last_known_versions",
        "last_reset_password_key_generated_on",
        "reset_password_key",
        "simultaneous_sessions",
    ),
}
HIDDEN_LEVEL = "9"


def harden_site() -> None:
    """Brings this site to the hardened state; idempotent, a few set-based statements."""
    replace_open_grants()
    store.save_single_values("System Settings", SYSTEM_SETTINGS)
    store.save_single_values("Website Settings", WEBSITE_SETTINGS)
    hide_fields()
    store.delete_shares_outside(SHAREABLE_DOCTYPES)
    frappe.clear_cache()


def replace_open_grants() -> None:
    """Give our own roles what the Desk needs, and take the rest of the open grants away."""
    open_doctypes = store.load_openly_granted_doctypes(ROLES_OF_EVERYBODY, OWN_MODULES)
    special = {grant[0] for grant in _special_grants()}
    touched = sorted({*open_doctypes, *DESK_GRANTS, *special})
    store.copy_standard_grants(touched, ROLES_OF_EVERYBODY)
    store.delete_open_grants(ROLES_OF_EVERYBODY)
    store.replace_grants(list_grants(), touched)


def list_grants() -> list[tuple[str, str, str, int]]:
    """Return (DocType, role, rights, level) of every grant of ours on the base's DocTypes."""
    special = {(grant[0], grant[1]) for grant in _special_grants()}
    shared = [
        (doctype, role, words, 0)
        for doctype, words in DESK_GRANTS.items()
        for role in DESK_ROLES
        if (doctype, role) not in special
    ]
    return shared + _special_grants()


def _special_grants() -> list[tuple[str, str, str, int]]:
    return [*AUDIT_GRANTS, *ADMINISTRATION_GRANTS]


def hide_fields() -> None:
    """Put fields nobody needs on a level that no role may read."""
    for doctype, fields in HIDDEN_FIELDS.items():
        meta = frappe.get_meta(doctype)
        for field in fields:
            if meta.has_field(field) and not store.has_property_setter(
                doctype, field, "permlevel", HIDDEN_LEVEL
            ):
                frappe.make_property_setter(
                    {
                        "doctype": doctype,
                        "fieldname": field,
                        "property": "permlevel",
                        "value": HIDDEN_LEVEL,
                        "property_type": "Int",
                    },
                    is_system_generated=True,
                )
