"""Child lines written with one statement, whatever their number.

Owns the storing of one table of a document. The framework's own way is one statement, and one
round of naming and checking, for each line. Refuses rows of other parents: a row keeps its name
only when it is this document's own stored one, whatever a request claims.
"""

from __future__ import annotations

from typing import ClassVar

import frappe

from erp_app.store import child_rows
from erp_app.store.written_values import read_values


class BulkLines:
    """Mixin of a ControlledDocument. bulk_table: the field of the table stored here."""

    bulk_table: ClassVar[str] = "lines"

    @property
    def bulk_rows(self) -> list:
        return self.get(type(self).bulk_table) or []

    @property
    def _line_type(self) -> str:
        return self.meta.get_field(type(self).bulk_table).options

    def set_new_name(self, force=False, set_name=None, set_child_names=True):
        """Name the document, and its lines without asking the naming machinery for each."""
        if not self.flags.name_set or force:
            self.__dict__.pop("__newname", None)
            super().set_new_name(force=force, set_name=None, set_child_names=False)
            self._name_new_lines()

    def set_name_in_children(self):
        self._name_new_lines()

    def _name_new_lines(self) -> None:
        stored = self.get_doc_before_save()
        own = {row.name for row in stored.bulk_rows} if stored else set()
        token = frappe.generate_hash(length=10)
        for position, row in enumerate(self.bulk_rows, 1):
            if row.name in own:
                own.remove(row.name)
                row.set("__islocal", False)
            else:
                row.name = f"{token}{position:05d}"
                row.set("__islocal", True)

    def _validate_links(self):
        """Links of the lines are checked with the rules, by line and with one query.

        The document's own links are set by its controller, but for the amended one.
        """
        if self.is_new() and self.amended_from:
            read_values(self)
            super()._validate_links()

    def _validate(self):
        """Field checks of the document and, for all, of its first line.

        What the field checks could find in a line (a link, an amount, a length) is found for
        every line by `check_content`, at a small part of the cost.
        """
        rows = self.bulk_rows
        self.__dict__[type(self).bulk_table] = rows[:1]
        try:
            super()._validate()
        finally:
            self.__dict__[type(self).bulk_table] = rows

    def db_insert(self, *args, **kwargs):
        super().db_insert(*args, **kwargs)
        child_rows.insert_rows_of(self._line_type, self.bulk_rows)

    def update_child_table(self, fieldname, df=None):
        if fieldname != type(self).bulk_table:
            return super().update_child_table(fieldname, df)
        self.flags.unsent = []  # of a save that failed
        if self.flags.lines_unchanged:
            self.flags.unsent = [child_rows.stamp_statement(self, self._line_type)]
            return None
        child_rows.delete_rows_except(self, self._line_type, [row.name for row in self.bulk_rows])
        child_rows.upsert_rows_of(self._line_type, self.bulk_rows)
        for row in self.bulk_rows:
            row.set("__islocal", False)
        return None

    def save_version(self):
        """Edits of drafts leave a version; decisions leave their own fields instead.

        A first save has nothing to be compared with, unless it amends or another tool made it.
        """
        comparable = self._doc_before_save or self.amended_from or self.flags.updater_reference
        if comparable and (not self.flags.lines_unchanged or self._action == "save"):
            super().save_version()


class BulkLine:
    """Mixin of a line: stored by its document where that is a BulkLines, by itself elsewhere."""

    bulk_parents: ClassVar[frozenset[str]] = frozenset()

    def db_insert(self, *args, **kwargs):
        if self.parenttype in type(self).bulk_parents:
            self.set("__islocal", False)
            return
        super().db_insert(*args, **kwargs)
