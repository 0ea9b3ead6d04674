"""One line of a Budget Plan: where the money is for, and how much in each of three years."""

from frappe.model.document import Document

from erp_app.domain.budget.lines import BudgetLine
from erp_app.domain.budget.plans import YEARS, Amounts
from erp_app.domain.dimensions import DIMENSIONS, DimensionSet
from erp_app.store.amounts import amount_of


class BudgetPlanLine(Document):
    """Read by its plan, by the budget of its first year, and by the plan that follows."""

    def as_line(self, fiscal_year: str) -> BudgetLine:
        """Return the budget line that it is about, in a year."""
        given = DimensionSet(*[self.get(name) or "" for name in DIMENSIONS])
        return BudgetLine(fiscal_year, self.budget_group or "", given)

    def amounts(self) -> Amounts:
        """Return the amounts of its three years."""
        first, second, third = (amount_of(self.get(f"amount_{n}")) for n in range(1, YEARS + 1))
        return (first, second, third)

    def keys(self) -> dict[str, str | None]:
        """Return group, dimensions and description, as the row of another document has them."""
        return {name: self.get(name) for name in ("budget_group", *DIMENSIONS, "description")}
