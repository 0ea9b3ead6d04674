"""Telephone numbers of people: checked and printed by phonenumbers, the numbering plans' library.

Owns the printed form of a number. Refuses what no telephone can be reached by.
"""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from erp_app.domain.findings import RuleError, _

COUNTRY = "AE"  # of numbers that are written without one


class TelephoneInvalidError(RuleError):
    """The text is no telephone number."""


def parse_telephone(text: str) -> str:
    """Return a number with its country, as it is printed.

    >>> parse_telephone("050 123 4567"), parse_telephone("+44 20 7946 0958")
    ('+971 50 123 4567', '+44 20 7946 0958')

    Raises: TelephoneInvalidError.
    """
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise TelephoneInvalidError(
            _("{0} is no telephone number: write it like 050 123 4567 or +971 50 123 4567"), text
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
