"""VAT of what an entity buys: by category, rounded per line or per document, and who bears it.

Owns the arithmetic. What the rate is, and how much of the tax an entity may recover for its
activity, are dated data of the entity. Refuses lines of other decimals than the currency's.

Source: Federal Decree-Law 8/2017, articles 3, 10, 44 to 48 and 57.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from erp_app.domain.findings import RuleError, _
from erp_app.domain.money import ZERO, is_rounded, round_money, total

HUNDRED = Decimal(100)


class VatCategory(Enum):
    """How the law looks at a supply. Only the first bears tax on the supplier's invoice."""

    STANDARD = "Standard"
    ZERO = "Zero-rated"
    EXEMPT = "Exempt"
    OUT_OF_SCOPE = "Out of Scope"
    REVERSE_CHARGE = "Reverse Charge"

    @property
    def is_charged(self) -> bool:
        """Return True when the supplier asks for the tax."""
        return self is VatCategory.STANDARD

    @property
    def is_due(self) -> bool:
        """Return True when tax arises: charged by the supplier, or owed by the entity itself."""
        return self in (VatCategory.STANDARD, VatCategory.REVERSE_CHARGE)


class VatRounding(Enum):
    """Where the tax is rounded to the currency's decimals."""

    PER_LINE = "Per Line"
    PER_DOCUMENT = "Per Document"


class AmountNotRoundedError(RuleError):
    """A line has more decimals than the currency."""


@dataclass(frozen=True, slots=True)
class Taxable:
    """What is bought. net: without tax, negative on a credit note; rate_percent: of the tax;
    recoverable_percent: how much of the tax the entity gets back, 0 to 100."""

    net: Decimal
    category: VatCategory
    rate_percent: Decimal = ZERO
    recoverable_percent: Decimal = ZERO

    @property
    def exact_tax(self) -> Decimal:
        """Return the tax before it is rounded."""
        return self.net * self.rate_percent / HUNDRED if self.category.is_due else ZERO


@dataclass(frozen=True, slots=True)
class Taxed:
    """A line with its tax. tax = recoverable + borne; gross: what the supplier is owed; cost: what
    the entity spends on it, which its budget pays."""

    net: Decimal
    tax: Decimal
    recoverable: Decimal
    category: VatCategory

    @property
    def borne(self) -> Decimal:
        """Return the tax that the entity does not get back."""
        return self.tax - self.recoverable

    @property
    def gross(self) -> Decimal:
        return self.net + (self.tax if self.category.is_charged else ZERO)

    @property
    def cost(self) -> Decimal:
        return self.net + self.borne


def tax_lines(
    lines: Sequence[Taxable], rounding: VatRounding = VatRounding.PER_LINE, decimals: int = 2
) -> list[Taxed]:
    """Return the lines with their tax, in their order.

    Per document, lines of one category and rate are taxed as one sum, and its tax is shared out by
    largest remainders: the lines add up to what the document says.

    >>> [str(one.tax) for one in tax_lines([Taxable(Decimal("0.10"), VatCategory.STANDARD, 5)] * 3)]
    ['0.01', '0.01', '0.01']

    Raises: AmountNotRoundedError.
    """
    for line in lines:
        if not is_rounded(line.net, decimals):
            text = _("{0} has more than {1} decimals")
            raise AmountNotRoundedError(text, line.net, decimals)
    if rounding is VatRounding.PER_LINE:
        taxes = [round_money(line.exact_tax, decimals) for line in lines]
    else:
        taxes = _taxes_of_document(lines, decimals)
    return [_taxed(line, tax, decimals) for line, tax in zip(lines, taxes, strict=True)]


def _taxes_of_document(lines: Sequence[Taxable], decimals: int) -> list[Decimal]:
    places: dict[tuple[VatCategory, Decimal], list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault((line.category, Decimal(line.rate_percent)), []).append(place)
    taxes = [ZERO] * len(lines)
    for of_group in places.values():
        exact = [lines[place].exact_tax for place in of_group]
        whole = round_money(total(exact), decimals)
        for place, part in zip(of_group, _shared(whole, exact, decimals), strict=True):
            taxes[place] = part
    return taxes


def _shared(whole: Decimal, exact: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """Return parts of a whole by exact figures, each rounded; what is left over goes to the line
    whose figure lost most."""
    parts = [round_money(one, decimals) for one in exact]
    unit = Decimal(1).scaleb(-decimals)
    left = whole - total(parts)
    step = unit if left > 0 else -unit
    by_loss = sorted(range(len(exact)), key=lambda i: ((parts[i] - exact[i]) * step, i))
    for place in by_loss[: int(abs(left) / unit)]:
        parts[place] += step
    return parts


def _taxed(line: Taxable, tax: Decimal, decimals: int) -> Taxed:
    recoverable = round_money(tax * line.recoverable_percent / HUNDRED, decimals)
    return Taxed(line.net, tax, recoverable, line.category)
