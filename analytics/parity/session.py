"""Spark on this machine alone: one session, loopback addresses, folders of its own, SQL as written.

Imports Spark, which lives in an environment of its own (ops/locks/spark.in). Java comes with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.contracts.extraction import Contract, Table
from analytics.parity.java import LOOPBACK, java_gateway
from analytics.settings.sources import ENTITY, HUB
from analytics.transform.raw import SCHEMA

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# The lake's types in Spark's words; the others are the same.
_TYPES = {"VARCHAR": "string", "TIMESTAMP": "timestamp_ntz"}
# How Spark has to read SQL for the models to say what they say in DuckDB. Whoever runs them on a
# cluster sets these there (docs/scaling.md). What dbt's adapter sets itself stays: it turns ANSI
# mode off, so a value that cannot be cast is null, and the comparison is what finds it.
SQL_SETTINGS: Mapping[str, str] = {
    "spark.sql.timestampType": "TIMESTAMP_NTZ",  # moments carry no zone
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # codes are texts
    "spark.sql.legacy.createHiveTableByDefault": "false",
}


@dataclass(frozen=True)
class Size:
    """What a session may use. memory_mib: of Java's heap; is_short: see java.java_gateway."""

    memory_mib: int
    cores: int
    is_short: bool


@contextmanager
def open_session(folder: Path, size: Size) -> Iterator[SparkSession]:
    """Yield a session whose files are all below a folder; it is stopped afterwards.

    Nobody else can reach it: it listens on loopback addresses, with a secret, and shows no page.
    """
    from pyspark.sql import SparkSession

    scratch = folder / "scratch"
    scratch.mkdir(parents=True, mode=0o700)
    settings = {
        **SQL_SETTINGS,
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.authenticate": "true",
        "spark.ui.enabled": "false",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.shuffle.partitions": str(2 * size.cores),
    }
    with java_gateway(scratch, size.memory_mib, size.is_short):
        builder = SparkSession.builder.master(f"local[{size.cores}]").appName("diwan")
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        gateway = session.sparkContext._gateway
        session.sparkContext.setLogLevel("ERROR")  # each statement of dbt would warn
        try:
            yield session
        finally:
            session.stop()
            gateway.shutdown()  # before Java ends: objects that go later would call it


def create_raw_tables(
    session: SparkSession, contract: Contract, raw: Path, laid: Path, names: Sequence[str]
) -> None:
    """Let Spark's schema `raw` be the lake's files where they are, and what was laid beside them.

    raw: the lake's raw folder, with files of sound extractions alone; names: of the tables in
    `laid`.
    """
    session.sql(f"create database {SCHEMA}")
    for scope in (ENTITY, HUB):
        for table in contract.taken(scope):
            _create_lake_table(session, table, raw / table.table)
    for name in names:
        session.sql(f"create table {SCHEMA}.{name} using parquet location '{laid / name}'")


def _create_lake_table(session: SparkSession, table: Table, folder: Path) -> None:
    """One table of the contract; without files of an entity it has no rows of it."""
    folder.mkdir(exist_ok=True)
    columns = [f"`{c.name}` {_TYPES.get(c.lake_type, c.lake_type)}" for c in table.taken]
    session.sql(
        f"create table {SCHEMA}.{table.table} ({', '.join(columns)}, entity string)"
        f" using parquet partitioned by (entity) location '{folder}'"
    )
    session.sql(f"alter table {SCHEMA}.{table.table} recover partitions")
