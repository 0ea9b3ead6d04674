"""What of the last build stands tonight as it is: rows of tables that the ERP only adds to, and the
sums over them.

Owns the proof that an entity's rows of such a table may be continued: the lake has only added to
them since, the same contract and models made them, they are whole from 1 to where the last night
ended, and what they took from other tables still is so. Refuses everything less: those rows are
written anew, which costs time and nothing else.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from analytics.contracts.extraction import Contract
from analytics.extract.manifest import Manifest
from analytics.published.builds import last_good_file
from analytics.published.facts import AppendMark, load_facts
from analytics.settings.places import Places
from analytics.transform.appended import Appended, appended_tables, continued_marts
from analytics.transform.project import models_digest
from analytics.transform.raw import SCHEMA
from analytics.transform.slices import MARTS

Marks = Mapping[str, Mapping[str, AppendMark]]


@dataclass(frozen=True)
class Continued:
    """Where a build begins. folder: the build it continues, None for none; rows: table -> entity ->
    how many of its rows are there already."""

    folder: Path | None = None
    rows: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, table: str) -> dict[str, int]:
        """Return entity -> rows of a table that are there already."""
        return self.rows.get(table, {})

    def of_entity(self, code: str) -> dict[str, int]:
        """Return table -> rows of an entity that are there already."""
        return {table: rows[code] for table, rows in self.rows.items() if code in rows}

    def entity_file(self, code: str) -> Path | None:
        """Return the file of an entity of whose rows some are continued."""
        file = self.folder / "by_entity" / f"{code}.duckdb" if self.folder else None
        return file if file and self.of_entity(code) and file.exists() else None


def append_marks(
    manifests: Iterable[Manifest], appended: Iterable[Appended]
) -> dict[str, dict[str, AppendMark]]:
    """Return table -> entity -> how far the table reaches in the lake."""
    manifests = list(manifests)
    return {
        one.table: {
            manifest.code: AppendMark(state.lineage, int(state.watermark or 0))
            for manifest in manifests
            if (state := manifest.tables.get(one.table))
        }
        for one in appended
    }


def begin_from_last(
    places: Places, contract: Contract, marks: Marks, build_file: Path
) -> Continued:
    """Copy what may be continued of the last good build to `build_file`.

    marks: as the lake stands now. Returns rows as the last build recorded them; what they are
    worth is for `keep_rows` to see. Raises: OSError when the copy does not fit.
    """
    previous = last_good_file(places)
    facts = load_facts(previous.parent) if previous else None
    if not previous or not facts:
        return Continued()
    if (facts.contract, facts.models) != (contract.digest, models_digest()):
        return Continued()
    rows = {
        table: {
            code: before.rows
            for code, before in facts.appended.get(table, {}).items()
            if code in now and before.rows and before.is_continued_by(now[code])
        }
        for table, now in marks.items()
    }
    rows = {table: found for table, found in rows.items() if found}
    if not rows:
        return Continued()
    shutil.copyfile(previous, build_file)
    return Continued(previous.parent, rows)


def keep_rows(
    connection: duckdb.DuckDBPyConnection, begun: Continued, contract: Contract
) -> Continued:
    """Leave nothing in an open build but the rows that are proved to stand.

    The raw schema must be there: it knows what other tables say tonight. Raises: duckdb.Error when
    the copy cannot be read.
    """
    appended = appended_tables(contract)
    rows = {one.table: _standing(connection, one, begun.of(one.table)) for one in appended}
    for one in appended:
        _note_before(connection, one, rows[one.table])
    drop_all_but(connection, continued_marts(appended))
    for one in appended:
        _delete_others(connection, one, rows[one.table])
    connection.execute("checkpoint")
    return Continued(begun.folder, {table: found for table, found in rows.items() if found})


def _standing(
    connection: duckdb.DuckDBPyConnection, one: Appended, recorded: Mapping[str, int]
) -> dict[str, int]:
    """Return entity -> rows, where they are whole and what they took from elsewhere still is so."""
    whole = {
        code
        for code, count, first, last in connection.execute(
            f"select entity_code, count(*), min({one.number}), max({one.number})"
            f" from {MARTS}.{one.mart} group by 1"
        ).fetchall()
        if count == last == recorded.get(code) and first == 1
    }
    return {code: recorded[code] for code in sorted(whole - _overtaken(connection, one))}


def _overtaken(connection: duckdb.DuckDBPyConnection, one: Appended) -> set[str]:
    """Return entities with rows that took from another table what it no longer says."""
    found: set[str] = set()
    for table, taken in one.stands_while.items():
        # Sums have fewer rows than what they sum, and the same values.
        smallest = next((s.mart for s in one.sums if {*taken} <= {*s.columns}), one.mart)
        columns, sources = ", ".join(taken), ", ".join(taken.values())
        rows = connection.execute(
            f"select distinct entity_code, {columns} from {MARTS}.{smallest}"
            f" except select entity, {sources} from {SCHEMA}.{table}"
        ).fetchall()
        found |= {code for code, *_ in rows}
    return found


def _note_before(
    connection: duckdb.DuckDBPyConnection, one: Appended, rows: Mapping[str, int]
) -> None:
    """Tell the models whose rows stand, how many, and the sums over them."""
    for row in rows.items():
        connection.execute(f"insert into {SCHEMA}.{one.before} values (?, ?)", row)
    for sums in one.sums:
        connection.execute(
            f"insert into {SCHEMA}.{sums.before} by name select * from {MARTS}.{sums.mart}"
            f" where entity_code in (select entity from {SCHEMA}.{one.before})"
        )


def _delete_others(
    connection: duckdb.DuckDBPyConnection, one: Appended, rows: Mapping[str, int]
) -> None:
    marks = ", ".join("?" for _ in rows) or "null"
    where = f"entity_code not in ({marks})" if rows else "true"
    connection.execute(f"delete from {MARTS}.{one.mart} where {where}", list(rows))


def drop_all_but(connection: duckdb.DuckDBPyConnection, marts: Iterable[str]) -> None:
    """Leave no mart in an open file but these."""
    kept = set(marts)
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database()"
        " and schema_name = ?",
        [MARTS],
    ).fetchall()
    for (name,) in rows:
        if name not in kept:
            connection.execute(f"drop table {MARTS}.{name}")
