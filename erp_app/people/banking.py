"""Bank account numbers: checked and completed by schwifty, the IBAN registry's library.

Owns the printed form of an IBAN. Refuses any IBAN whose length, country or check digits fail.
"""

from dataclasses import dataclass

from schwifty import IBAN
from schwifty.exceptions import (
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    InvalidStructure,
    SchwiftyException,
)

from erp_app.domain.findings import RuleError, _


@dataclass(frozen=True, slots=True)
class BankAccount:
    """iban: compact form. bank_name: None when the registry does not know the bank code."""

    iban: str
    bank_name: str | None


class IbanInvalidError(RuleError):
    """The text is no IBAN."""


def parse_iban(text: str) -> BankAccount:
    """Return the account behind an IBAN typed with or without spaces.

    Raises: IbanInvalidError naming what is wrong with it.
    """
    try:
        iban = IBAN(text)
    except SchwiftyException as error:
        raise IbanInvalidError(
            _("IBAN {0} is not valid: {1}. Copy it again from the bank's letter."),
            text,
            _describe_problem(error),
        ) from error
    return BankAccount(iban.compact, iban.bank_name)


def _describe_problem(error: SchwiftyException) -> str:
    """Say what the library found; the refusal translates it."""
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
