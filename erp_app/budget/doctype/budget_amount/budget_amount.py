"""One line of a Budget as it is asked for: where the money is for, how much, and when."""

from decimal import Decimal

from frappe.model.document import Document

from erp_app.domain.budget.lines import BudgetLine
from erp_app.domain.budget.phasing import MONTHS, Phasing, phase
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.store import currency
from erp_app.store.amounts import amount_of


class BudgetAmount(Document):
    """Read by its budget; becomes a Budget Line once that is approved."""

    def as_line(self, fiscal_year: str) -> BudgetLine:
        """Return the budget line that it is about."""
        given = DimensionSet(*[self.get(name) or "" for name in DIMENSIONS])
        return BudgetLine(fiscal_year, self.budget_group or "", given)

    def months(self) -> tuple[Decimal, ...]:
        """Return the twelve amounts of its year.

        Raises: PhasingDiffersError.
        """
        phasing = Phasing(self.phasing)
        own = [amount_of(self.get(f"month_{month}")) for month in range(1, MONTHS + 1)]
        return phase(amount_of(self.amount), phasing, own, currency.decimals())
