"""What makes a file unreadable as a whole."""

from erp_app.domain.findings import RuleError


class ImportFileError(RuleError):
    """The file as a whole cannot be read."""
