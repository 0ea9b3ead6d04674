"""Control totals of an entity, read from the ERP in the same moment as its tables.

They come from what the ERP itself keeps (balances, the last line's number, employees), not from
the rows that were copied: otherwise they would agree with any copy.
"""

from __future__ import annotations

from analytics.extract.reader import Reader


def read_totals(reader: Reader) -> dict[str, str]:
    """Return lines, debit, credit, heads; amounts as exact decimal text.

    lines is the last line's number: the ledger's numbers have no gap.
    """
    lines = reader.one('select coalesce(max(name), 0) from erp."tabLedger Line"')
    amounts = reader.one(
        "select cast(coalesce(sum(debit), 0) as decimal(38,9)),"
        ' cast(coalesce(sum(credit), 0) as decimal(38,9)) from erp."tabAccount Balance"'
    )
    heads = reader.one("select count(*) from erp.\"tabEmployee\" where status = 'Active'")
    values = (*lines, *amounts, *heads)
    return {
        name: str(value)
        for name, value in zip(("lines", "debit", "credit", "heads"), values, strict=True)
    }
