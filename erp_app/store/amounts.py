"""Where stored and typed numbers become money, once.

Frappe's Currency fields arrive as binary floats with nine stored decimals; forms and
REST calls send floats or text. Nothing past this module sees a float. Refuses what the columns of
amounts could not hold, before the database does, and says which field and which limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import flt
from pymysql.err import DataError

from erp_app.domain.findings import RuleError
from erp_app.domain.money import AMOUNT_MAX, ZERO, AmountUnreadableError, from_float, money

STORED_DECIMALS = 9
# The base makes decimal(21,9) of these: twelve digits before the point.
NUMBER_FIELDS = frozenset({"Currency", "Float", "Percent"})
NUMBER_END = 1e12
# Kinds of values that need no reading; a flag is none, nor is a list.
_NUMBERS = frozenset({int, float, Decimal, type(None)})
OUT_OF_RANGE = 1264  # MariaDB: out of range value for column
_UNIT = Decimal("0.01")


def amount_of(value: float | int | str | Decimal | None) -> Decimal:
    """Return the amount a field stands for; None and empty text are zero.

    A float is read to the nine decimals the database keeps, so that 0.1 + 0.2 is 0.3 and
    10.005 stays 10.005 for the checks to refuse.

    Raises:
        AmountUnreadableError: not a number, or too large to be exact.
    """
    if not value and value is not False:
        return ZERO
    if value.__class__ is float:
        if value.is_integer() or round(value, 2) == value:
            return from_float(value)
        return from_float(value, STORED_DECIMALS).normalize()
    return money(value)


def amount_from_text(value: str | None) -> Decimal:
    """Return an amount that SQL cast to text: '12.340000000' -> Decimal('12.34')."""
    if value is None:
        return ZERO
    amount = Decimal(value)
    rounded = amount.quantize(_UNIT)
    return rounded if rounded == amount else amount


class BalanceTooLargeError(RuleError):
    """A sum would go beyond what its column holds."""


def check_amounts(doc, method=None) -> None:
    """Refuse a document with a number that cannot be read, or too large for its column.

    The hook of every document. A number that came as text is read here, once: the base would take
    what it cannot read for zero.
    """
    _check_row(doc, "")
    for table in doc.meta.get_table_fields():
        for row in doc.get(table.fieldname) or []:
            _check_row(row, _("Row {0}").format(row.idx) + ": ")


def _check_row(row, place: str) -> None:
    for field in row.meta.fields:
        if field.fieldtype not in NUMBER_FIELDS:
            continue
        value = row.get(field.fieldname)
        if value.__class__ not in _NUMBERS and value != "":
            value = _read_number(row, field, place)
        if value and not abs(flt(value)) < NUMBER_END:  # not-a-number is refused as well
            message = _("{0}{1} is {2}: the largest that can be stored is {3}").format(
                place, _(field.label), value, f"{AMOUNT_MAX:,}"
            )
            frappe.throw(message, title=_("The amount is too large"))


def _read_number(row, field, place: str) -> float:
    """Put the number that a text writes in its field, and return it."""
    try:
        number = float(amount_of(row.get(field.fieldname)))
    except AmountUnreadableError as error:
        text = _("{0}{1} cannot be read: {2}").format(place, _(field.label), error.values[0])
        frappe.throw(text, title=_("Cannot Continue"))
    row.set(field.fieldname, number)
    return number


@contextmanager
def balances_in_range() -> Iterator[None]:
    """Say in words when a sum that the database keeps outgrows its column.

    Raises: BalanceTooLargeError; nothing of the posting is kept then.
    """
    try:
        yield
    except DataError as error:
        if error.args[0] != OUT_OF_RANGE:
            raise
        text = _("A balance would go beyond the largest the ledger holds, {0}")
        raise BalanceTooLargeError(text, f"{AMOUNT_MAX:,}") from error
