"""Rows of policy with days: who may take a step, up to which amount, which value holds.

Owns the days of such a row, whatever it says: it begins today or later, never before it was
confirmed, and ends by a last day; the days on which it counted stay as they were.
"""

from __future__ import annotations

from frappe.utils import getdate

from erp_app.documents.confirmed import ConfirmedDocument, is_machine
from erp_app.documents.refusals import rules
from erp_app.domain.validity import (
    Days,
    begin_today_at_the_earliest,
    end_by,
    require_beginning,
    require_order,
)
from erp_app.store.policy_cache import forget_policies


class DatedRow(ConfirmedDocument):
    """The base of Step Role, Approval Limit and Policy Value.

    Its DocType has `valid_from` and `valid_to`. A subclass checks in `check_statement` what the row
    says.
    """

    def check_statement(self) -> None:
        with rules():
            if not is_machine():
                self._begin()
            require_order(self.days())

    def _begin(self) -> None:
        if self._action == "submit":
            self.valid_from = begin_today_at_the_earliest(self.days(), getdate()).valid_from
        else:
            require_beginning(self.days(), getdate())

    def days(self) -> Days:
        """Return the days on which the row counts."""
        ends = (self.valid_from, self.valid_to)
        return Days(*(getdate(day) if day else None for day in ends))

    def before_cancel(self) -> None:
        super().before_cancel()
        with rules():
            ended = end_by(self.days(), self.flags.pop("step_date", None), getdate())
        self.valid_to = ended.valid_to

    def on_update(self) -> None:
        forget_policies()

    def on_cancel(self) -> None:
        forget_policies()
