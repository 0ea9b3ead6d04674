"""A level (heads, balances) over several months is what it was in the last of them.

Owns that rule: of each entity the newest value of what levels do not add up over, among those that
are asked for, and among those that are over where nobody says which. Refuses a level that has no
newest of its own, as a projection, unless it is said for when.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from bi.compiler.parts import Dataset, Dimension, Metric, Stock
from bi.figures.conditions import Condition, ConditionInvalidError
from erp_app.domain.languages import ENGLISH

ENTITY = "coalesce(entity_code, '')"


def of_the_last(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    found: Metric,
    dimensions: Sequence[Dimension],
    conditions: Sequence[Condition],
) -> Condition | None:
    """Return the condition that a level needs beside those asked for; None for what adds up, and
    for a level by each of its months.

    Raises: ConditionInvalidError when it must be said for when, or when nothing asked for is over.
    """
    stock = dataset.stock if found.is_stock else None
    by = [one.name for one in dimensions]
    if stock is None or stock.over in by:
        return None
    of_time = [one for one in conditions if one.dimension.name in (stock.over, *stock.within)]
    is_said = any(one.dimension.name == stock.over for one in of_time)
    if stock.must_be_asked and not is_said:
        raise ConditionInvalidError(
            f"{found.name} is a level of each {stock.over}, also of those ahead: say which"
            f" (where={{'{stock.over}': ...}}), or ask by=['{stock.over}']"
        )
    texts = [one.sql for one in of_time]
    if not is_said:
        texts.append(f"({stock.known})")
    values = tuple(value for one in of_time for value in one.values)
    _require_one(connection, dataset, texts, of_time)
    return Condition(dataset.dimensions[stock.over], _newest(dataset, stock, by, texts), values)


def _newest(dataset: Dataset, stock: Stock, by: Sequence[str], texts: Sequence[str]) -> str:
    """Return SQL of the rows at each entity's newest value, in each part that is asked by."""
    parts = [dataset.dimensions[one].columns[ENGLISH] for one in stock.within if one in by]
    parts = ", ".join([ENTITY, *parts])
    over = dataset.dimensions[stock.over].columns[ENGLISH]
    return (
        f"({parts}, {over}) in (select {parts}, max({over}) from marts.{dataset.table}"  # noqa: S608
        f" where {' and '.join(texts)} group by all)"
    )


def _require_one(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    texts: Sequence[str],
    of_time: Sequence[Condition],
) -> None:
    """Refuse a year of which nothing is over yet."""
    if not of_time:
        return
    values = [value for one in of_time for value in one.values]
    sql = f"select 1 from marts.{dataset.table} where {' and '.join(texts)} limit 1"  # noqa: S608
    if connection.execute(sql, values).fetchone() is None:
        assert dataset.stock
        names = " and ".join(one.dimension.name for one in of_time)
        over = dataset.stock.over
        raise ConditionInvalidError(
            f"{names}: no {over} of it is over yet: ask by=['{over}'], or say which {over}"
        )
