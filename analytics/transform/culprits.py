"""Whose rows keep a model from being built: asked of every entity alone.

An amount too large, a number that is no number: the engine stops at one row, names no entity, and
nobody's marts would be built. So the model and all it is made of are built once more for each
entity by itself; whoever fails alone is the one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from analytics.contracts.extraction import Contract
from analytics.extract.manifest import Manifest
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY
from analytics.transform.dbt_build import CompiledModel
from analytics.transform.findings import plain
from analytics.transform.raw import create_raw

CATALOG = "warehouse"  # as the models name it
SCHEMAS = ("staging", "intermediate", "marts")
WORDS_SHOWN = 200  # of the engine's message


def find_culprits(
    places: Places,
    contract: Contract,
    manifests: Sequence[Manifest],
    models: Sequence[CompiledModel],
    build_file: Path,
    today: date,
    memory: str,
) -> dict[str, str]:
    """Return entity -> why its rows cannot be built from, a sentence; empty when each alone can.

    models: in the order in which they are made; build_file: the build that failed, for its seeds;
    memory: DuckDB's limit.
    """
    shared = [one for one in manifests if one.scope != ENTITY]
    found = {}
    for manifest in manifests:
        if manifest.scope != ENTITY:
            continue
        with duckdb.connect(config={"memory_limit": memory}) as connection:
            connection.execute(f"attach ':memory:' as {CATALOG}; use {CATALOG}")
            create_raw(connection, places, contract, [*shared, manifest], today)
            _take_seeds(connection, build_file, {model.relation for model in models})
            if said := _build(connection, models):
                found[manifest.code] = said
    return found


def _take_seeds(
    connection: duckdb.DuckDBPyConnection, build_file: Path, models: Iterable[str]
) -> None:
    """Take over what the failed build holds and no model makes."""
    for schema in SCHEMAS:
        connection.execute(f"create schema {schema}")
    connection.execute(f"attach '{build_file}' as failed (read_only)")
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'failed'"
        " and schema_name = 'marts'"
    ).fetchall()
    for (name,) in names:
        relation = f'"{CATALOG}"."marts"."{name}"'
        if relation not in models:
            connection.execute(f'create table {relation} as from failed.marts."{name}"')


def _build(connection: duckdb.DuckDBPyConnection, models: Iterable[CompiledModel]) -> str:
    """Return why the first model that cannot be built cannot; "" when all can."""
    for model in models:
        try:
            _make(connection, model)
        except duckdb.Error as error:
            words = " ".join(str(error).split())[:WORDS_SHOWN]
            name = plain(model.id.rpartition(".")[2])
            return f"Its rows cannot be made into {name}: {words}. Correct the record."
    return ""


def _make(connection: duckdb.DuckDBPyConnection, model: CompiledModel) -> None:
    if model.is_view or not model.columns:
        kind = "view" if model.is_view else "table"
        connection.execute(f"create {kind} {model.relation} as {model.sql}")
        return
    columns = ", ".join(f'"{name}" {kind}' for name, kind in model.columns.items())
    connection.execute(f"create table {model.relation} ({columns})")
    connection.execute(f"insert into {model.relation} by name {model.sql}")
