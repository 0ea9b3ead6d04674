"""Account numbers of suppliers: IBAN and BIC, checked by schwifty.

Refuses an IBAN that does not check, a BIC that is none, and the two of different countries.
"""

from __future__ import annotations

from dataclasses import dataclass

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from erp_app.domain.findings import RuleError, _
from erp_app.domain.text import clean_code
from erp_app.people.banking import parse_iban


class BankCodeInvalidError(RuleError):
    """The text is no BIC, or not one of the account's bank."""


@dataclass(frozen=True, slots=True)
class CheckedAccount:
    """iban: compact; bank_code: BIC, "" when neither written nor known; bank_name: "" unknown."""

    iban: str
    bank_code: str
    bank_name: str


def read_account(iban: str, bank_code: str) -> CheckedAccount:
    """Return an account as it was typed. bank_code: "" for the one that the IBAN implies.

    Raises: IbanInvalidError, BankCodeInvalidError.
    """
    found = parse_iban(clean_code(iban or ""))
    known = IBAN(found.iban).bic
    written = clean_code(bank_code or "").replace(" ", "").upper()
    code = _read_code(written, found.iban[:2]) if written else str(known.compact if known else "")
    return CheckedAccount(found.iban, code, found.bank_name or "")


def _read_code(text: str, country: str) -> str:
    try:
        code = BIC(text)
    except SchwiftyException:
        raise BankCodeInvalidError(
            _("BIC {0} is not valid. Copy it again from the bank's letter."), text
        ) from None
    if code.country_code != country:
        raise BankCodeInvalidError(
            _("BIC {0} and the IBAN are of different countries"), code.compact
        )
    return code.compact
