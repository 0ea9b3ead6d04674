"""What an analysis promises to write: columns, types, descriptions, declared beside dbt's marts.

Owns the reading of dbt_project/models/marts/analyses/*.yml (dbt knows them as sources, so that its
documentation and exposures name them) and the one way a frame becomes a mart. Refuses a frame that
is not what was declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import yaml

from analytics.contracts.descriptions import described

FOLDER = Path(__file__).parents[2] / "dbt_project" / "models" / "marts" / "analyses"
MARTS = "marts"
NAMES = {"entity_name_en", "entity_name_ar"}  # every analysis has them; they come from dim_entity


class MartNotDeclaredError(Exception):
    """A frame and its declaration differ; says in which columns."""


@dataclass(frozen=True)
class DeclaredMart:
    """A mart that an analysis writes. columns: name -> DuckDB type, in the mart's order."""

    name: str
    description: str
    columns: dict[str, str]
    descriptions: dict[str, str]


def declared_mart(name: str) -> DeclaredMart:
    """Return the declaration of a mart. Raises: MartNotDeclaredError when there is none."""
    file = FOLDER / f"{name}.yml"
    if not file.exists():
        raise MartNotDeclaredError(f"{name} has no declaration: write {file}")
    [table] = yaml.safe_load(file.read_text(encoding="utf-8"))["sources"][0]["tables"]
    columns = table["columns"]
    return DeclaredMart(
        name=table["name"],
        description=table["description"],
        columns={column["name"]: column["data_type"] for column in columns},
        descriptions={column["name"]: described(column["description"]) for column in columns},
    )


def write_mart(
    connection: duckdb.DuckDBPyConnection, mart: DeclaredMart, frame: pd.DataFrame
) -> int:
    """Replace a mart by a frame and the entities' names; return its rows.

    frame: every declared column but the entity's names; one of them is entity_code. Raises:
    MartNotDeclaredError.
    """
    expected = set(mart.columns) - NAMES
    if expected != set(frame.columns):
        missing, surplus = expected - set(frame.columns), set(frame.columns) - expected
        raise MartNotDeclaredError(
            f"{mart.name}: missing {sorted(missing)}, not declared {sorted(surplus)}"
        )
    parts = [
        f"cast({'e' if name in NAMES else 'f'}.{name} as {kind}) as {name}"
        for name, kind in mart.columns.items()
    ]
    connection.register("analysed", frame)
    connection.execute(
        f"create or replace table {MARTS}.{mart.name} as select {', '.join(parts)}"
        f" from analysed as f left join {MARTS}.dim_entity as e using (entity_code)"
    )
    connection.unregister("analysed")
    _describe(connection, mart)
    [count] = connection.execute(f"select count(*) from {MARTS}.{mart.name}").fetchone() or [0]
    return count


def _describe(connection: duckdb.DuckDBPyConnection, mart: DeclaredMart) -> None:
    """Keep the descriptions in the warehouse itself, as dbt does for its marts."""
    connection.execute(f"comment on table {MARTS}.{mart.name} is {_quoted(mart.description)}")
    for name, text in mart.descriptions.items():
        connection.execute(f"comment on column {MARTS}.{mart.name}.{name} is {_quoted(text)}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
