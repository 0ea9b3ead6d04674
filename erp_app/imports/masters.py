"""Imports accounts and cost centres: trees whose parents stand in the file or the site.

Refuses to change a record that exists: the same row again is skipped, another name for a
known code is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from frappe import _

from erp_app.declarations.reading import load_declarations
from erp_app.domain.codes import is_account_code, is_master_code
from erp_app.imports.findings import ImportFindings
from erp_app.imports.kinds import ImportContext, Written
from erp_app.imports.table import Row
from erp_app.store import reference_data
from erp_app.store.masters import load_root_types

NAME_LENGTH_MAX = 140
ROOT_TYPES = ("Asset", "Liability", "Net Assets", "Revenue", "Expense")


class TreeImport:
    """What accounts and cost centres have in common."""

    doctype = ""
    code_field = ""
    has_code_form = staticmethod(is_master_code)
    code_hint: Callable[[], str] = staticmethod(lambda: "")
    parent_field = ""
    name_fields: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.stored = reference_data.load_tree(self.doctype, self.parent_field, self.name_fields)
        self.in_file: dict[str, tuple[int, str, bool]] = {}

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Check codes, names, and after the last row every parent."""
        for row in rows:
            code = row.text(self.code_field)
            if not self.has_code_form(code):
                findings.add(row.number, self.code_field, self.code_hint())
            elif code in self.in_file:
                text = _("The code comes twice, first in row {0}").format(self.in_file[code][0])
                findings.add(row.number, self.code_field, text)
            self._check_names(row, code, findings)
            self.check_more(row, findings)
            is_group = bool(row.value("is_group"))
            self.in_file.setdefault(code, (row.number, row.text(self.parent_field), is_group))
        for code, (number, parent, _is_group) in self.in_file.items():
            self._check_parent(code, number, parent, findings)

    def check_more(self, row: Row, findings: ImportFindings) -> None:
        """Check what only this kind has."""

    def _check_names(self, row: Row, code: str, findings: ImportFindings) -> None:
        stored = self.stored.get(code)
        for position, field in enumerate(self.name_fields):
            text = row.text(field)
            if not text:
                findings.add(row.number, field, _("The name is missing"))
            elif len(text) > NAME_LENGTH_MAX:
                reason = _("Longer than {0} characters").format(NAME_LENGTH_MAX)
                findings.add(row.number, field, reason)
            elif stored and stored.names[position] != text:
                reason = _("{0} exists with another name: {1}")
                findings.add(row.number, field, reason.format(code, stored.names[position]))
        if stored and row.text(self.parent_field) != stored.parent:
            reason = _("{0} exists below another parent: {1}")
            findings.add(row.number, self.parent_field, reason.format(code, stored.parent or "-"))

    def _check_parent(self, code: str, number: int, parent: str, findings: ImportFindings) -> None:
        if not parent:
            return
        stored = self.stored.get(parent)
        is_group = self.in_file[parent][2] if parent in self.in_file else stored and stored.is_group
        if is_group is None:
            text = _("Parent {0} is neither in the file nor on the site").format(parent)
            findings.add(number, self.parent_field, text)
        elif not is_group:
            text = _("Parent {0} is not a group").format(parent)
            findings.add(number, self.parent_field, text)
        elif self._is_circle(code):
            findings.add(
                number, self.parent_field, _("The parents of {0} form a circle").format(code)
            )

    def _is_circle(self, code: str) -> bool:
        seen = {code}
        while code := self.in_file.get(code, (0, "", False))[1]:
            if code in seen:
                return True
            seen.add(code)
        return False

    def write(self, rows: Iterator[Row], context: ImportContext) -> Written:
        """Insert the records that are new and number the tree."""
        records = [self._record(row) for row in rows]
        made = reference_data.insert_missing(
            self.doctype, records, self.parent_field, owner=context.user
        )
        return Written(made, len(records) - made)

    def _record(self, row: Row) -> dict[str, object]:
        columns = load_declarations()[self.doctype].sheet.import_.columns
        return {
            **{name: row.text(name) or None for name in columns},
            "is_group": int(bool(row.value("is_group"))),
        }


class AccountImport(TreeImport):
    """Accounts: code, both names, parent, root type, statistics class, statement line."""

    doctype = "Account"
    code_field = "account_code"
    has_code_form = staticmethod(is_account_code)
    code_hint = staticmethod(lambda: _("An account code has five or six digits"))
    parent_field = "parent_account"
    name_fields = ("account_name", "account_name_ar")

    def __init__(self) -> None:
        super().__init__()
        self.roots = load_root_types(self.stored)

    def check_more(self, row: Row, findings: ImportFindings) -> None:
        root, code = row.text("root_type"), row.text(self.code_field)
        if root not in ROOT_TYPES:
            text = _("The root type is one of {0}").format(", ".join(ROOT_TYPES))
            findings.add(row.number, "root_type", text)
        elif self.roots.setdefault(code, root) != root:
            text = _("{0} exists with another root type: {1}").format(code, self.roots[code])
            findings.add(row.number, "root_type", text)

    def _check_parent(self, code: str, number: int, parent: str, findings: ImportFindings) -> None:
        """Check also that a group holds accounts of its own root type, as the form does."""
        super()._check_parent(code, number, parent, findings)
        above, own = self.roots.get(parent), self.roots.get(code)
        if above and own and above != own:
            text = _("{0} is not of the root type of the group {1}: choose another group")
            findings.add(number, self.parent_field, text.format(code, parent))


class CostCentreImport(TreeImport):
    """Cost centres: code, both names, parent."""

    doctype = "Cost Centre"
    code_field = "cost_centre_code"
    code_hint = staticmethod(lambda: _("Use up to 20 letters, digits, dots and dashes"))
    parent_field = "parent_cost_centre"
    name_fields = ("cost_centre_name", "cost_centre_name_ar")
