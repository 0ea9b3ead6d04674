"""The base's File, told that what lies under /private is private.

When a saved document names an uploaded file, the base records it once more, as public, and
copies its content into the public folder before any check runs. Owns that one correction.
"""

from frappe.core.doctype.file.file import File


class PrivateFile(File):
    """A file whose privacy follows from its address."""

    def before_insert(self) -> None:
        if str(self.file_url or "").startswith("/private/"):
            self.is_private = 1
        super().before_insert()
