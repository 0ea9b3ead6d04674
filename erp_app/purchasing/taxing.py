"""Tax of a document's lines on a day: the rates are policy, the arithmetic the domain's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from erp_app.domain.policies import RECOVERABLE_VAT, VAT_RATE, value_on
from erp_app.domain.purchasing.vat import Taxable, Taxed, VatCategory, tax_lines
from erp_app.store import currency
from erp_app.store.policies import load_policy_values


def tax_rows(rows: Sequence[Any], nets: Sequence[Decimal], day: date) -> list[Taxed]:
    """Return the tax of a document's rows. nets: without tax, in the order of the rows.

    Raises: PolicyMissingError, AmountNotRoundedError.
    """
    values = load_policy_values()
    rate, recoverable = (value_on(values, policy, day) for policy in (VAT_RATE, RECOVERABLE_VAT))
    lines = [
        Taxable(net, VatCategory(row.vat_category or VatCategory.STANDARD.value), rate, recoverable)
        for row, net in zip(rows, nets, strict=True)
    ]
    return tax_lines(lines, decimals=currency.decimals())
