"""Control totals of an entity, read from the ERP in the same moment as its tables.

They come from what the ERP itself keeps (balances, the last line's number, employees), not from
the rows that were copied: otherwise they would agree with any copy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from analytics.extract.reader import Reader

NAMES = ("lines", "debit", "credit", "heads", "in_service")


Named = Callable[[str], str]  # a DocType -> its table as the engine that is asked writes it


def questions(named: Named, day: date) -> dict[str, str]:
    """Return total -> SQL of one text, the same for the ERP's database and for DuckDB.

    lines is the last line's number: the ledger's numbers have no gap. heads are the employees whom
    the ERP's daily job has marked as active; in_service the people with an appointment on `day`,
    the entity's own, whether the job has run or not.
    """
    balances, appointments = named("Account Balance"), named("Appointment")
    on_day = f"from_date <= date '{day}' and (to_date is null or to_date >= date '{day}')"
    values = (
        f"select coalesce(max(name), 0) from {named('Ledger Line')}",
        f"select cast(coalesce(sum(debit), 0) as decimal(38,9)) from {balances}",
        f"select cast(coalesce(sum(credit), 0) as decimal(38,9)) from {balances}",
        f"select count(*) from {named('Employee')} where status = 'Active'",
        f"select count(distinct employee) from {appointments} where {on_day}",
    )
    return {name: f"cast(({value}) as char)" for name, value in zip(NAMES, values, strict=True)}


def read_totals(reader: Reader, day: date) -> dict[str, str]:
    """Return the totals in the moment of the reader's tables; amounts as exact decimal text."""
    asked = questions(lambda doctype: f'erp."tab{doctype}"', day)
    return dict(zip(asked, reader.one(f"select {', '.join(asked.values())}"), strict=True))
