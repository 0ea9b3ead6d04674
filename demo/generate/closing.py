"""What accountants book at the end of a month: bank charges, tax claims, year-end accruals."""

from demo.generate.entries import GENERAL_FUND, Entry
from demo.generate.plan import Month
from demo.generate.purchasing import Purchasing
from demo.generate.randomness import stream
from erp_app.domain.dimensions import DimensionSet

BANK, INPUT_VAT, VAT_CLAIMED, ACCRUED = "11102", "11801", "11802", "21106"
BANK_CHARGES, STAFF_AWARDS = "52902", "51110"
QUARTER_ENDS = (3, 6, 9, 12)
ACCRUED_SHARE = 0.06  # of December's purchases: delivered, not invoiced by year end


def build_closing(purchasing: Purchasing, month: Month, first_month: Month) -> list[Entry]:
    """Return the month's closing journals.

    first_month: nothing from before it is in the books, so nothing before it is claimed.
    """
    entries = [_bank_charges(purchasing, month)]
    if month.number in QUARTER_ENDS:
        entries += _vat_claim(purchasing, month, first_month)
    if month.number == 12:
        entries.append(_accruals(purchasing, month))
    if month.number == 1 and month.first > first_month.first:
        entries.append(_accruals_reversed(purchasing, month))
    return entries


def _bank_charges(purchasing: Purchasing, month: Month) -> Entry:
    rng = stream(purchasing.plan.seed, purchasing.entity.code, "bank charges", month.key)
    entry = Entry(
        f"{month.key}-bank-charges", month.workdays()[-1], f"Bank charges {month.key} / رسوم بنكية"
    )
    centre = next(iter(purchasing.centres))
    dimensions = DimensionSet(centre, GENERAL_FUND, "", "", purchasing.function)
    fils = rng.randint(15_000, 60_000) + len(purchasing.invoices(month)) * 105
    entry.debit(BANK_CHARGES, fils, f"Bank charges {month.key}", dimensions)
    entry.credit(BANK, fils, f"Bank charges {month.key}")
    return entry


def _vat_claim(purchasing: Purchasing, month: Month, first_month: Month) -> list[Entry]:
    """Return input tax of the quarter claimed from the tax authority, and the refund of it."""
    quarter = [month.plus(-back) for back in (2, 1, 0)]
    claimed = sum(
        invoice.vat
        for part in quarter
        if part.first >= first_month.first
        for invoice in purchasing.invoices(part)
    )
    works = sum(
        invoice.vat
        for part in quarter
        if part.first >= first_month.first
        for invoice in purchasing.invoices(part)
        if invoice.kind == "works"
    )
    day, label = month.workdays()[-1], f"VAT return {month.key}"
    claim = Entry(f"{month.key}-vat-claim", day, f"{label} / إقرار ضريبي")
    claim.debit(VAT_CLAIMED, claimed, label)
    claim.credit(INPUT_VAT, claimed - works, label)
    claim.credit(INPUT_VAT, works, f"{label}, projects", DimensionSet(fund="CF"))
    refund = Entry(f"{month.key}-vat-refund", day, f"VAT refund received {month.key}")
    refund.debit(BANK, claimed, f"VAT refund {month.key}")
    refund.credit(VAT_CLAIMED, claimed, f"VAT refund {month.key}")
    return [claim, refund]


def _accruals(purchasing: Purchasing, month: Month) -> Entry:
    entry = Entry(
        f"{month.key}-accruals",
        month.workdays()[-1],
        f"Year-end accruals {month.year} / مصروفات مستحقة",
    )
    for account, centre, fils in _accrued(purchasing, month):
        dimensions = DimensionSet(centre, GENERAL_FUND, "", "", purchasing.function)
        entry.debit(account, fils, f"Goods received, not invoiced {month.year}", dimensions)
    entry.credit(ACCRUED, entry.balance, f"Year-end accruals {month.year}")
    return entry


def _accruals_reversed(purchasing: Purchasing, month: Month) -> Entry:
    last = month.plus(-1)
    entry = Entry(
        f"{month.key}-accruals-reversed",
        month.workdays()[0],
        f"Accruals of {last.year} reversed / عكس المستحقات",
    )
    for account, centre, fils in _accrued(purchasing, last):
        dimensions = DimensionSet(centre, GENERAL_FUND, "", "", purchasing.function)
        entry.credit(account, fils, f"Reversal, not invoiced {last.year}", dimensions)
    entry.debit(ACCRUED, -entry.balance, f"Accruals of {last.year} reversed")
    return entry


def _accrued(purchasing: Purchasing, month: Month) -> list[tuple[str, str, int]]:
    """Return a share of every eighth invoice of the month, as delivered and not invoiced."""
    invoices = [i for i in purchasing.invoices(month) if i.kind != "works"][::8]
    return [
        (account, centre, max(1, round(fils * ACCRUED_SHARE * 8)))
        for invoice in invoices
        for account, centre, fils in invoice.lines[:1]
    ]
