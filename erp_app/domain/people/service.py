"""Days of service: the age at joining, the same for the form and for imports."""

from datetime import date

from erp_app.domain.findings import RuleError, _


class AgeTooLowError(RuleError):
    """A person was younger at joining than people may work."""


def require_working_age(born: date, joined: date, least: int) -> None:
    """Refuse a person who joined too young; least: the age in years that policy asks for.

    Raises: AgeTooLowError.
    """
    if joined.year - born.year < least:
        raise AgeTooLowError(
            _("Born {0}, joined {1}: younger than {2} at joining. Correct one date."),
            born,
            joined,
            least,
        )
