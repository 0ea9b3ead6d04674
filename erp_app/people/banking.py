"""Bank account numbers: checked and completed by schwifty, the IBAN registry's library.

Owns the printed form of an IBAN. Refuses any IBAN whose length, country or check digits fail.
"""

from dataclasses import dataclass

import frappe
from frappe import _
from schwifty import IBAN
from schwifty.exceptions import (
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    InvalidStructure,
    SchwiftyException,
)


@dataclass(frozen=True, slots=True)
class BankAccount:
    """iban: compact form. bank_name: None when the registry does not know the bank code."""

    iban: str
    bank_name: str | None


def parse_iban(text: str) -> BankAccount:
    """Return the account behind an IBAN typed with or without spaces.

    Raises: frappe.ValidationError naming what is wrong with it.
    """
    try:
        iban = IBAN(text)
    except SchwiftyException as error:
        frappe.throw(
            _("IBAN {0} is not valid: {1}. Copy it again from the bank's letter.").format(
                text, _describe_problem(error)
            ),
            title=_("IBAN Not Valid"),
        )
    return BankAccount(iban.compact, iban.bank_name)


def _describe_problem(error: SchwiftyException) -> str:
    """Say in the reader's language what the library found."""
    match error:
        case InvalidChecksumDigits():
            return _("the check digits disagree")
        case InvalidLength():
            return _("its length is wrong")
        case InvalidCountryCode():
            return _("its country is unknown")
        case InvalidStructure():
            return _("a character stands where it may not")
    return _("the bank or the account is unknown")
