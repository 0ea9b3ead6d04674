"""One act of the platform on one entity. Written by `erp_app.hub.tasks` only."""

from frappe.model.document import Document


class EntityTask(Document):
    """Nobody edits a task by hand: every field is read only and no role may write."""
