"""The base's File, told that what lies under /private is private.

When a saved document names an uploaded file, the base records it once more, as public, and
copies its content into the public folder before any check runs. Owns that one correction. Refuses
addresses that climb from one folder into another, those of files its maker may not read, and empty
files: without content the base reads whatever lies under the file's name, whoever it belongs to.
"""

import re
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.core.doctype.file.file import File

from erp_app.guards.documents import require_readable_file

_MARKUP = re.compile(r"[<>\"'`]")


class PrivateFile(File):
    """A file whose privacy follows from its address."""

    def save_file(self, *args, **kwargs):
        # The same content is not the same file: its address would tell of somebody else's.
        if self.is_private:
            kwargs["ignore_existing_file_check"] = True
        return super().save_file(*args, **kwargs)

    def validate_duplicate_entry(self) -> None:
        if self.is_private:
            self.generate_content_hash()
        else:
            super().validate_duplicate_entry()

    def before_insert(self) -> None:
        address = unquote(str(self.file_url or ""))
        if ".." in address.split("/"):
            frappe.throw(_("The File URL you've entered is incorrect"))
        if address.startswith("/private/"):
            self.is_private = 1
        if not (self.content or address or self.is_folder):
            frappe.throw(_("The file is empty: there is nothing to keep"))
        if self.file_name:
            # Its address would be refused wherever it is named: it stands in pages.
            self.file_name = _MARKUP.sub("_", self.file_name)
        if not self.content:
            require_readable_file(address)
        self.require_known_field()
        try:
            super().before_insert()
        except OSError:
            frappe.throw(_("There is no such file here: upload it"), frappe.DoesNotExistError)

    def require_known_field(self) -> None:
        """Refuse a file for a field that its document does not have: marks of ours stand there."""
        field, doctype = self.attached_to_field, self.attached_to_doctype
        if not field:
            return
        if not (doctype and frappe.get_meta(doctype).has_field(field)):
            frappe.throw(_("{0} is no field that takes a file").format(str(field)[:60]))
