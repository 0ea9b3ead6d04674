"""Are two marts the same? Columns, types, rows, the sum of every number, a digest of all rows.

The digest is of the rows in any order: of each row's text, hashed, and added up. Both sides are
read by DuckDB, so that a value has one text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from analytics.transform.slices import MARTS

# Spark's types by DuckDB's names; the others are the same word.
_TYPES = {
    "STRING": "VARCHAR",
    "INT": "INTEGER",
    "TIMESTAMP": "TIMESTAMP WITH TIME ZONE",
    "TIMESTAMP_NTZ": "TIMESTAMP",
}
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE")
ROWS_SHOWN = 3


@dataclass(frozen=True)
class Figures:
    """What a mart comes to. sums: column -> exact text; digest: equal for the same rows."""

    rows: int
    sums: dict[str, str]
    digest: str


@dataclass(frozen=True)
class MartParity:
    """One mart on both engines. differences: sentences, none when it is the same."""

    name: str
    rows: int
    differences: tuple[str, ...] = ()
    sums: dict[str, str] = field(default_factory=dict)


def compare_marts(build_file: Path, built: Mapping[str, Mapping[str, Any]]) -> list[MartParity]:
    """Compare every mart of a DuckDB build with Spark's, by name.

    built: mart -> {"columns": name -> Spark's type, "folder": of its Parquet files}.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{build_file}' as duck (read_only)")
        expected = _columns(connection)
        return [
            _compare(connection, name, expected.get(name), built.get(name))
            for name in sorted({*expected, *built})
        ]


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where database_name = 'duck' and schema_name = ? order by table_name, column_index",
        [MARTS],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def _compare(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    expected: Mapping[str, str] | None,
    built: Mapping[str, Any] | None,
) -> MartParity:
    if expected is None or built is None:
        return MartParity(
            name, 0, (f"{'DuckDB' if expected is None else 'Spark'} did not build it",)
        )
    columns = {column: duckdb_type(kind) for column, kind in built["columns"].items()}
    if columns != dict(expected):
        return MartParity(name, 0, tuple(_other_columns(expected, columns)))
    left, right = f"duck.{MARTS}.{name}", _rows_of(Path(built["folder"]), columns)
    figures = [measure(connection, source, columns) for source in (left, right)]
    found = tuple(_other_figures(*figures))
    if found:
        found = (*found, *_other_rows(connection, left, right))
    return MartParity(name, figures[0].rows, found, figures[0].sums)


def duckdb_type(spark_type: str) -> str:
    """Return the name DuckDB has for a type of Spark's."""
    word = spark_type.upper()
    return _TYPES.get(word, word)


def _other_columns(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for column in sorted({*expected, *found}):
        types = [one.get(column, "nothing") for one in (expected, found)]
        if types[0] != types[1]:
            yield f"{column} is {types[0]} in DuckDB, {types[1]} in Spark"
    if set(expected.items()) == set(found.items()):
        yield "its columns stand in another order"


def _rows_of(folder: Path, columns: Mapping[str, str]) -> str:
    """Return a source of Spark's rows; a table without rows may have no file."""
    if any(folder.glob("*.parquet")):
        return f"read_parquet('{folder}/*.parquet')"
    nothing = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in columns.items())
    return f"(select {nothing} where false)"


def measure(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Mapping[str, str]
) -> Figures:
    """Return the figures of a table or a source of rows. columns: name -> DuckDB's type."""
    numbers = [name for name, kind in columns.items() if kind.startswith(_NUMBERS)]
    parts = ", ".join(f'coalesce(cast("{name}" as varchar), chr(1))' for name in columns)
    sums = "".join(f", cast({_sum(name, columns[name])} as varchar)" for name in numbers)
    row = connection.execute(
        f"select count(*), cast(sum(cast(md5_number(concat_ws(chr(2), {parts})) % {2**64}"
        f" as hugeint)) as varchar){sums} from {source}"
    ).fetchone()
    count, digest, *values = row or (0, "")
    return Figures(count, dict(zip(numbers, values, strict=True)), digest or "")


def _sum(name: str, kind: str) -> str:
    """Return SQL of a column's sum; of binary fractions without the digits that their order
    changes."""
    if kind in ("FLOAT", "DOUBLE"):
        return f'round(fsum("{name}"), 6)'
    return f'sum("{name}")'


def _other_figures(expected: Figures, found: Figures) -> Iterator[str]:
    if expected.rows != found.rows:
        yield f"{expected.rows:,} rows in DuckDB, {found.rows:,} in Spark"
    for column, total in expected.sums.items():
        if total != found.sums[column]:
            yield f"{column} adds up to {total} in DuckDB, {found.sums[column]} in Spark"
    if expected.digest != found.digest:
        yield "the rows are not the same"


def _other_rows(connection: duckdb.DuckDBPyConnection, left: str, right: str) -> Iterator[str]:
    """Yield a few rows that one engine has and the other has not."""
    for engine, one, other in (("DuckDB", left, right), ("Spark", right, left)):
        query = f"select * from {one} except all select * from {other} limit {ROWS_SHOWN}"
        for row in connection.execute(query).fetchall():
            yield f"only in {engine}: {', '.join(map(str, row))}"
