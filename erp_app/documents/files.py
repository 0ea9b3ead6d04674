"""A file that is removed: judged first, its content taken from the disk with the commit.

The base takes the content away before anybody is asked: a refused removal left a record of nothing,
and so did one that was rolled back.
"""

from __future__ import annotations

import frappe

from erp_app.documents.evidence import judge_change
from erp_app.guards.documents import require_removable
from erp_app.guards.files import PrivateFile


class KeptFile(PrivateFile):
    """A private file that stays as long as a document needs it."""

    def on_trash(self) -> None:
        judge_change(self)
        require_removable(self)
        super().on_trash()

    def _delete_file_on_disk(self) -> None:
        """Take the content away with the commit; that of a new file, which failed, at once."""
        if self.flags.new_file:
            super()._delete_file_on_disk()
        else:
            frappe.db.after_commit.add(super()._delete_file_on_disk)
