"""What a report is asked for, read once: every filter of the kind that it is.

Owns the reading. Refuses a value of another kind in words: a list in place of an account would
become a condition of a query, a text in place of a period an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from erp_app.domain.dimensions import DIMENSION_LABELS
from erp_app.domain.findings import RuleError, _
from erp_app.domain.periods import ADJUSTMENT_PERIOD

CODE_LENGTH_MAX = 140
PERIODS = range(1, ADJUSTMENT_PERIOD + 1)
_FLAGS: Mapping[object, bool] = {None: False, "": False, 0: False, "0": False, 1: True, "1": True}


class FilterInvalidError(RuleError):
    """A filter holds what a report cannot be asked for."""


class RawFilters:
    """Filters as a client sent them; each reading takes the filter's name and its label.

    Raises: FilterInvalidError, from the reading of what is not of its kind.
    """

    def __init__(self, sent: object) -> None:
        if not (sent is None or sent == [] or isinstance(sent, Mapping)):
            raise FilterInvalidError(_("The filters of a report are names with values"))
        self._sent: Mapping[str, object] = sent if isinstance(sent, Mapping) else {}

    def code(self, name: str, label: str) -> str:
        """Return a code or another short text; "" when nothing is chosen."""
        value = self._sent.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > CODE_LENGTH_MAX:
            raise _refused(value, label)
        return value

    def day(self, name: str, label: str) -> date | None:
        """Return a day; None when none is chosen."""
        value = self._sent.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise _refused(value, label) from None

    def period(self, name: str, label: str, otherwise: int) -> int:
        """Return the number of a period within its year."""
        value = self._sent.get(name)
        if value is None or value == "":
            return otherwise
        is_number = isinstance(value, int) and not isinstance(value, bool)
        is_text = isinstance(value, str) and value.isascii() and value.isdecimal()
        if not (is_number or is_text) or len(str(value)) > 2 or int(str(value)) not in PERIODS:
            raise _refused(value, label)
        return int(str(value))

    def flag(self, name: str, label: str) -> bool:
        """Return whether a box is ticked."""
        value = self._sent.get(name)
        if isinstance(value, bool):
            return value
        if not isinstance(value, str | int | None) or value not in _FLAGS:
            raise _refused(value, label)
        return _FLAGS[value]


def _refused(value: object, label: str) -> FilterInvalidError:
    text = _("{0} is not something to choose for {1}")
    return FilterInvalidError(text, str(value)[:CODE_LENGTH_MAX], label)


@dataclass(frozen=True, slots=True)
class StatementFilters:
    """What trial balance and general ledger are asked for.

    Texts are "" and days None where nothing is chosen. dimensions: the chosen ones, name -> code.
    """

    fiscal_year: str = ""
    from_period: int = 1
    to_period: int = ADJUSTMENT_PERIOD
    account: str = ""
    voucher: str = ""
    voucher_type: str = ""
    from_date: date | None = None
    to_date: date | None = None
    group_rows: bool = False
    comparison: bool = False
    dimensions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_statement_filters(sent: object) -> StatementFilters:
    """Return the filters of a statement, each of its kind. Raises: FilterInvalidError."""
    raw = RawFilters(sent)
    chosen = {name: raw.code(name, label) for name, label in DIMENSION_LABELS.items()}
    return StatementFilters(
        fiscal_year=raw.code("fiscal_year", _("Fiscal Year")),
        from_period=raw.period("from_period", _("From Period"), 1),
        to_period=raw.period("to_period", _("To Period"), ADJUSTMENT_PERIOD),
        account=raw.code("account", _("Account")),
        voucher=raw.code("voucher", _("Voucher")),
        voucher_type=raw.code("voucher_type", _("Voucher Type")),
        from_date=raw.day("from_date", _("From Date")),
        to_date=raw.day("to_date", _("To Date")),
        group_rows=raw.flag("group_rows", _("Show Groups")),
        comparison=raw.flag("comparison", _("Compare With a Year Earlier")),
        dimensions={name: code for name, code in chosen.items() if code},
    )
