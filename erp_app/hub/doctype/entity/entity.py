"""A government entity in the registry.

Owns its names and classification. Status, address and measured facts are written by the
platform (`erp_app.hub.registry`, `erp_app.hub.tasks`). Refuses codes that cannot name a
site, and deletion while the entity's site may exist.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from erp_app.domain.hub.lifecycle import (
    RESERVED_CODES,
    EntityCodeInvalidError,
    list_allowed_actions,
    require_entity_code,
)
from erp_app.store.people import reserve_series

_PLATFORM_FIELDS = (
    "status", "url", "health", "health_message", "last_activity", "checked_at", "users",
    "employees", "database_size_mb", "version", "entity_number", "last_task",
)  # fmt: skip


class Entity(Document):
    """See the fields; one row per entity, named by its code."""

    def before_naming(self) -> None:
        self.entity_code = (self.entity_code or "").strip().lower()

    def onload(self) -> None:
        self.set_onload("allowed_actions", list_allowed_actions(self.status))

    def before_insert(self) -> None:
        self.entity_number = reserve_series("diwan-entity-number-", 1)

    def validate(self) -> None:
        self.require_code()
        self.keep_platform_fields()

    def on_trash(self) -> None:
        is_asked_on_the_web = bool(getattr(frappe.local, "request", None))
        if is_asked_on_the_web and self.status not in ("Requested", "Removed"):
            frappe.throw(_("Remove the entity before its registry row is deleted."))

    def require_code(self) -> None:
        """Refuse a code that cannot name a site."""
        try:
            require_entity_code(self.entity_code)
        except EntityCodeInvalidError as error:
            frappe.throw(
                _(
                    "Code {0}: use 2 to 12 small letters and digits, a letter first, not {1}."
                ).format(error.code, ", ".join(sorted(RESERVED_CODES))),
                title=_("Code Not Valid"),
            )

    def keep_platform_fields(self) -> None:
        """Ignore what a form sends for the fields only the platform writes."""
        if self.flags.from_platform:
            return
        before = self.get_doc_before_save()
        if before:
            for field in _PLATFORM_FIELDS:
                self.set(field, before.get(field))
            return
        self.status, self.health = "Requested", "Unknown"
