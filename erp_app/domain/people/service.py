"""Days of service: the age at joining, the same for the form and for imports."""

from datetime import date

from erp_app.domain.findings import RuleError, _


class AgeTooLowError(RuleError):
    """A person was younger at joining than people may work."""


def age_on(day: date, born: date) -> int:
    """Return how many birthdays somebody has had by the end of a day; born on 29 February: the
    first of March counts in other years.

    >>> age_on(date(2026, 3, 4), date(2011, 3, 5)), age_on(date(2026, 3, 5), date(2011, 3, 5))
    (14, 15)
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def require_working_age(born: date, joined: date, least: int) -> None:
    """Refuse a person who joined too young; least: the age in years that policy asks for.

    Raises: AgeTooLowError.
    """
    if age_on(joined, born) < least:
        raise AgeTooLowError(
            _("Born {0}, joined {1}: younger than {2} at joining. Correct one date."),
            born,
            joined,
            least,
        )
