"""The database user that reads for the warehouse: the contract's columns and nothing else.

Grants are per column, so that a secret, or a field that nobody has classified yet, cannot leave
even by mistake. What there is to grant is looked up before each night; the user is made anew when
that, the entities or the secrets have changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pymysql

from analytics.contracts.extraction import Contract, Table, load_contract
from analytics.settings.sources import ENTITY, HUB, Source, Sources
from ground.atomic_files import write_json
from ops.installation.credentials import load_secrets
from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, SUSPENDED, all_records
from ops.installation.tenant_spec import database_name
from ops.servers.mariadb import connect_admin

USER = "diwan_extract"
ACCOUNT = f"{USER}@'127.0.0.1'"
# What the base adds to every table; the contract names those that are taken.
COLUMNS_OF_THE_BASE = frozenset(
    {"name", "creation", "modified", "modified_by", "owner", "docstatus", "idx", "parent"}
    | {"parentfield", "parenttype", "_user_tags", "_comments", "_assign", "_liked_by", "_seen"}
)


def sources_file(instance: Instance) -> Path:
    """Return where the description of the sources is kept, owner-only."""
    return instance.etc / "warehouse-sources.json"


def ensure_reading_user(instance: Instance) -> Path:
    """Make the user with exactly its grants and describe the sources; return the description.

    Databases of suspended entities are read too: their books count. Half-made and half-removed
    ones are not.
    """
    sources, file = describe_sources(instance), sources_file(instance)
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        sources = _with_zones(cursor, sources)
        grants = list(_grants(cursor, load_contract(), sources))
        digest = _digest(sources, grants)
        if instance.settings().facts.get("reading_user") != digest or not file.exists():
            _make_user(cursor, sources.password, grants)
            write_json(file, asdict(sources))
            instance.remember(reading_user=digest)
    return file


def describe_sources(instance: Instance) -> Sources:
    """Return every database the warehouse reads, the hub's first."""
    secrets = load_secrets(instance)
    standing = [r.code for r in all_records(instance) if r.state in (ACTIVE, SUSPENDED)]
    databases = [Source(HUB, database_name(HUB), HUB)]
    databases += [Source(code, database_name(code), ENTITY) for code in standing]
    return Sources(
        host="127.0.0.1",
        port=instance.settings().ports["mariadb"],
        user=USER,
        password=secrets["mariadb_extract"],
        pseudonym_key=secrets["pseudonym_key"],
        databases=tuple(databases),
    )


def _with_zones(cursor: pymysql.cursors.Cursor, sources: Sources) -> Sources:
    """Return the sources with each site's time zone, which says what day it is there."""
    databases = []
    for source in sources.databases:
        cursor.execute(
            f"SELECT value FROM `{source.database}`.tabSingles"
            " WHERE doctype='System Settings' AND field='time_zone'"
        )
        row = cursor.fetchone()
        databases.append(replace(source, time_zone=row[0] if row and row[0] else ""))
    return replace(sources, databases=tuple(databases))


def _digest(sources: Sources, grants: list[str]) -> str:
    facts = json.dumps([asdict(sources), grants], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def _grants(cursor: pymysql.cursors.Cursor, contract: Contract, sources: Sources) -> Iterator[str]:
    """Yield a statement per table of every source, with the columns that are there to be read."""
    for source in sources.databases:
        tables = contract.taken(source.scope)
        there = _columns(cursor, source.database, [table.source_table for table in tables])
        for table in tables:
            if columns := [c for c in readable(table) if c in there.get(table.source_table, ())]:
                listed = ", ".join(f"`{column}`" for column in columns)
                yield (
                    f"GRANT SELECT ({listed}) ON `{source.database}`.`{table.source_table}`"
                    f" TO {ACCOUNT}"
                )


def _make_user(cursor: pymysql.cursors.Cursor, password: str, grants: list[str]) -> None:
    cursor.execute(f"CREATE OR REPLACE USER {ACCOUNT} IDENTIFIED BY %s", (password,))
    for grant in grants:
        cursor.execute(grant)


def readable(table: Table) -> list[str]:
    """Columns of a table that the reading user may see: those taken, and the seal."""
    return [column.name for column in table.taken] + ([table.seal] if table.seal else [])


def unclassified_columns(instance: Instance, codes: Collection[str] = ()) -> list[str]:
    """Return what the entities' tables hold and the contract does not know, as "Table.column
    (where)". codes: look at these alone; none: at all, and the hub."""
    contract = load_contract()
    found: dict[str, list[str]] = {}
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        looked_at = [
            s for s in describe_sources(instance).databases if not codes or s.code in codes
        ]
        for source in looked_at:
            tables = [table.source_table for table in contract.taken(source.scope)]
            there = _columns(cursor, source.database, tables)
            for name in _unknown(contract, source.scope, there):
                found.setdefault(name, []).append(source.code)
    return [f"{name} ({len(codes)}: {', '.join(codes[:3])})" for name, codes in found.items()]


def _unknown(contract: Contract, scope: str, there: dict[str, set[str]]) -> Iterator[str]:
    for table in contract.taken(scope):
        known = {column.name for column in table.columns} | COLUMNS_OF_THE_BASE
        for column in sorted(there.get(table.source_table, set()) - known):
            yield f"{table.doctype}.{column}"


def _columns(
    cursor: pymysql.cursors.Cursor, database: str, tables: list[str]
) -> dict[str, set[str]]:
    """Return the columns of those of the tables that are there."""
    marks = ", ".join(["%s"] * len(tables))
    cursor.execute(
        "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS"
        f" WHERE TABLE_SCHEMA=%s AND TABLE_NAME IN ({marks})",
        (database, *tables),
    )
    found: dict[str, set[str]] = {}
    for table, column in cursor.fetchall():
        found.setdefault(table, set()).add(column)
    return found
