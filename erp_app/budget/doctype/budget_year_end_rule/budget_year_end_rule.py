"""What becomes of what is held when a year ends, as data: confirmed, with days."""

from erp_app.documents.dated_rows import DatedRow


class BudgetYearEndRule(DatedRow):
    """A rule for a budget group and a fund; the most specific one decides."""
