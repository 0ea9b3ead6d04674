"""Which entities' marts do not say what the ERP said of itself, and in what."""

from __future__ import annotations

import duckdb

from ground.counted import counted

_COMPARED = {
    "lines": ("erp_line_count", "mart_line_count"),
    "debits": ("erp_debit_amount", "mart_debit_amount"),
    "credits": ("erp_credit_amount", "mart_credit_amount"),
    "people in service": ("erp_head_count", "mart_head_count"),
}


def differences(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return entity -> what differs, a sentence each, from an open build; empty when all agree."""
    columns = [column for pair in _COMPARED.values() for column in pair]
    rows = connection.execute(
        "select entity_code, differing_balance_count, differing_account_count,"
        f" {', '.join(columns)} from marts.rpt_reconciliation where not is_reconciled order by 1"
    ).fetchall()
    return {
        code: _sentences(balances, accounts, values) for code, balances, accounts, *values in rows
    }


def _sentences(balances: int, accounts: int, values: list[int]) -> list[str]:
    pairs = zip(values[::2], values[1::2], strict=True)
    found = [
        f"{name}: {erp:,} in the ERP, {marts:,} in the warehouse."
        for name, (erp, marts) in zip(_COMPARED, pairs, strict=True)
        if erp != marts
    ]
    if balances:
        verb = "differs" if balances == 1 else "differ"
        found.append(f"{counted(balances, 'balance')} per account and period {verb}.")
    if accounts:
        verb = "is" if accounts == 1 else "are"
        found.append(f"{counted(accounts, 'account')} {verb} not as in the ERP's trial balance.")
    return found or ["Line numbers or balances over the lines differ."]
