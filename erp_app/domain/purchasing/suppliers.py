"""A supplier of the register: its numbers, its standing, and since when an account counts.

Owns what a tax number looks like, which status follows from blocks and days, and the cooling time
of a bank account. Refuses a number of another form. Who may do what is the workflows' business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from erp_app.domain.findings import RuleError, _
from erp_app.domain.text import clean_code
from erp_app.domain.validity import Validity

ACTIVE, BLOCKED, EXPIRED = "Active", "Blocked", "Expired"
SUPPLIER_STATUSES = (ACTIVE, BLOCKED, EXPIRED)
LEGAL_FORMS = (
    "Limited Liability Company",
    "Public Joint Stock Company",
    "Private Joint Stock Company",
    "Sole Establishment",
    "Civil Company",
    "Branch of a Foreign Company",
    "Free Zone Company",
    "Government Entity",
    "Other",
)
RISK_TIERS = ("Low", "Medium", "High")
PAYMENT_DAYS_MAX = 365
HOME_COUNTRY = "United Arab Emirates"

_TAX_NUMBER = re.compile(r"\d{15}")
_JOINTS = re.compile(r"[\s\-/.]+")
_SHOWN_AT_THE_ENDS = 4


class TaxNumberInvalidError(RuleError):
    """The text is no VAT registration number."""


class PaymentTermsInvalidError(RuleError):
    """The days of payment are none."""


class SupplierDocumentMissingError(RuleError):
    """A document that the policy asks for is missing or has expired."""


class SupplierChangedError(RuleError):
    """The register says something else than when the proposal was written."""


def read_tax_number(text: str) -> str:
    """Return a VAT registration number (TRN) as 15 digits; "" when nothing was written.

    Source: Federal Tax Authority, form of the TRN. No check digit is published.
    Raises: TaxNumberInvalidError.

    >>> read_tax_number("100-2345-6789-0003"), read_tax_number("١٠٠٢٣٤٥٦٧٨٩٠٠٠٣")
    ('100234567890003', '100234567890003')
    """
    digits = _JOINTS.sub("", clean_code(text or ""))
    if digits and not _TAX_NUMBER.fullmatch(digits):
        raise TaxNumberInvalidError(_("{0} is no tax registration number: it has 15 digits"), text)
    return digits


def number_key(text: str | None) -> str:
    """Return what two spellings of a licence number have in common: letters and digits.

    >>> number_key("CN-١٢٣ 456"), number_key("cn123456")
    ('CN123456', 'CN123456')
    """
    return _JOINTS.sub("", clean_code(text or "")).upper()


def require_payment_days(days: int) -> int:
    """Return days between an invoice and its payment. Raises: PaymentTermsInvalidError."""
    if not 0 <= days <= PAYMENT_DAYS_MAX:
        raise PaymentTermsInvalidError(_("Payment is due in 0 to {0} days"), PAYMENT_DAYS_MAX)
    return days


def mask_account(iban: str) -> str:
    """Return an account number of which only its ends are shown; "" for none.

    >>> mask_account("AE070331234567890123456")
    'AE07 … 3456'
    """
    ends = _SHOWN_AT_THE_ENDS
    return f"{iban[:ends]} … {iban[-ends:]}" if iban else ""


# --- what the policy asks for ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompulsoryKind(Validity):
    """A kind of document that the policy asks for. legal_form: "" for every form."""

    kind: str
    legal_form: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of a supplier. expiry: its last day, None when it does not end."""

    kind: str
    expiry: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return self.expiry is None or day <= self.expiry


def missing_kinds(
    rules: Iterable[CompulsoryKind], held: Collection[HeldDocument], legal_form: str, day: date
) -> list[str]:
    """Return the kinds that the policy asks for on a day and that are not held, or have ended."""
    wanted = {
        rule.kind for rule in rules if rule.is_valid_on(day) and rule.legal_form in ("", legal_form)
    }
    return sorted(wanted - {one.kind for one in held if one.is_valid_on(day)})


def standing_on(
    day: date, block_reason: str, licence_expiry: date | None, missing: Sequence[str]
) -> tuple[str, str]:
    """Return (status, reason) of a registered supplier. block_reason: of a block in force, or "".

    A block says more than a day that has passed.

    >>> standing_on(date(2026, 5, 2), "", date(2026, 5, 1), [])
    ('Expired', 'Trade licence: 2026-05-01')
    """
    if block_reason:
        return BLOCKED, block_reason
    if licence_expiry is not None and licence_expiry < day:
        return EXPIRED, f"Trade licence: {licence_expiry.isoformat()}"
    if missing:
        return EXPIRED, ", ".join(missing)
    return ACTIVE, ""


# --- bank accounts -------------------------------------------------------------------------------


def counts_from(wanted: date | None, confirmed: date, cooling_days: int) -> date:
    """Return the first day on which a confirmed account counts.

    wanted: as it was written; it can only put the day off, never bring it nearer.

    >>> counts_from(date(2020, 1, 1), date(2026, 5, 1), 7)
    datetime.date(2026, 5, 8)
    """
    cooled = confirmed + timedelta(days=cooling_days)
    return max(wanted or cooled, cooled)


@dataclass(frozen=True, slots=True)
class ConfirmedAccount:
    """An account that was confirmed and has not been ended."""

    name: str
    counts_from: date


def account_in_force(accounts: Iterable[ConfirmedAccount], day: date) -> str:
    """Return the name of the account that counts on a day: the last one that began; "" for none."""
    begun = [(one.counts_from, one.name) for one in accounts if one.counts_from <= day]
    return max(begun)[1] if begun else ""
