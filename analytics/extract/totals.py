"""Control totals of an entity, read from the ERP in the same moment as its tables.

They come from what the ERP itself keeps (balances, the last line's number, employees), not from
the rows that were copied: otherwise they would agree with any copy.
"""

from __future__ import annotations

from datetime import date

from analytics.extract.reader import Reader

NAMES = ("lines", "debit", "credit", "heads", "in_service")


def read_totals(reader: Reader, day: date) -> dict[str, str]:
    """Return lines, debit, credit, heads, in_service; amounts as exact decimal text.

    lines is the last line's number: the ledger's numbers have no gap. heads are the employees whom
    the ERP's daily job has marked as active; in_service the people with an appointment on `day`,
    the entity's own, whether the job has run or not.
    """
    lines = reader.one('select coalesce(max(name), 0) from erp."tabLedger Line"')
    amounts = reader.one(
        "select cast(coalesce(sum(debit), 0) as decimal(38,9)),"
        ' cast(coalesce(sum(credit), 0) as decimal(38,9)) from erp."tabAccount Balance"'
    )
    heads = reader.one("select count(*) from erp.\"tabEmployee\" where status = 'Active'")
    in_service = reader.one(
        'select count(distinct employee) from erp."tabAppointment"'
        f" where from_date <= date '{day}' and (to_date is null or to_date >= date '{day}')"
    )
    values = (*lines, *amounts, *heads, *in_service)
    return {name: str(value) for name, value in zip(NAMES, values, strict=True)}
