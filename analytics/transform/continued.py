"""What of the last build stands tonight as it is: lines of ledgers, which the ERP only adds to, and
the balances over them.

Owns the proof that an entity's lines may be continued: the lake has only added to them since, the
same contract and models made them, they are whole from 1 to where the last night ended, and their
periods still belong to the same years. Refuses everything less: that entity is written anew, which
costs time and nothing else.
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
from analytics.published.facts import LedgerMark, load_facts
from analytics.settings.places import Places
from analytics.transform.project import models_digest
from analytics.transform.raw import LEDGER, SCHEMA
from analytics.transform.slices import MARTS

LINES, BALANCES = "fct_ledger_line", "fct_ledger_balance_month"
NUMBER = "ledger_line_number"


@dataclass(frozen=True)
class Continued:
    """Where a build begins. folder: the build it continues, None for none; lines: entity -> how
    many of its lines are there already."""

    folder: Path | None = None
    lines: dict[str, int] = field(default_factory=dict)

    def entity_file(self, code: str) -> Path | None:
        """Return the file of an entity whose lines are continued."""
        file = self.folder / "by_entity" / f"{code}.duckdb" if self.folder else None
        return file if file and code in self.lines and file.exists() else None


def ledger_marks(manifests: Iterable[Manifest]) -> dict[str, LedgerMark]:
    """Return entity -> how far its ledger reaches in the lake."""
    return {
        manifest.code: LedgerMark(state.lineage, int(state.watermark or 0))
        for manifest in manifests
        if (state := manifest.tables.get(LEDGER))
    }


def begin_from_last(
    places: Places, contract: Contract, marks: Mapping[str, LedgerMark], build_file: Path
) -> Continued:
    """Copy what may be continued of the last good build to `build_file`.

    marks: as the lake stands now. Returns lines as the last build recorded them; what they are
    worth is for `keep_lines` to see. Raises: OSError when the copy does not fit.
    """
    previous = last_good_file(places)
    facts = load_facts(previous.parent) if previous else None
    if not previous or not facts:
        return Continued()
    if (facts.contract, facts.models) != (contract.digest, models_digest()):
        return Continued()
    lines = {
        code: before.lines
        for code, before in facts.ledgers.items()
        if code in marks and before.lines and before.is_continued_by(marks[code])
    }
    if not lines:
        return Continued()
    shutil.copyfile(previous, build_file)
    return Continued(previous.parent, lines)


def keep_lines(connection: duckdb.DuckDBPyConnection, begun: Continued) -> Continued:
    """Leave nothing in an open build but the lines that are proved to stand.

    The raw schema must be there: it knows the periods of tonight. Raises: duckdb.Error when the
    copy cannot be read.
    """
    whole = {
        code
        for code, count, first, last in connection.execute(
            f"select entity_code, count(*), min({NUMBER}), max({NUMBER})"
            f" from {MARTS}.{LINES} group by 1"
        ).fetchall()
        if count == last == begun.lines.get(code) and first == 1
    }
    kept = sorted(whole - _with_moved_periods(connection))
    lines = {code: begun.lines[code] for code in kept}
    _note_before(connection, lines)
    drop_all_but_lines(connection)
    marks = ", ".join("?" for _ in kept) or "null"
    connection.execute(f"delete from {MARTS}.{LINES} where entity_code not in ({marks})", kept)
    connection.execute("checkpoint")
    return Continued(begun.folder, lines)


def _note_before(connection: duckdb.DuckDBPyConnection, lines: Mapping[str, int]) -> None:
    """Tell the models whose lines stand, how many, and the balances over them."""
    for row in lines.items():
        connection.execute(f"insert into {SCHEMA}.ledger_before values (?, ?)", row)
    connection.execute(
        f"insert into {SCHEMA}.balance_before by name"
        " select * exclude (month_start, net_amount, expense_amount, revenue_amount)"
        f" from {MARTS}.{BALANCES}"
        f" where entity_code in (select entity from {SCHEMA}.ledger_before)"
    )


def _with_moved_periods(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Return entities with a period that belonged to another year when its lines were written."""
    rows = connection.execute(
        f"select entity_code, period_code, fiscal_year from {MARTS}.{BALANCES}"
        f" except select entity, period_code, parent from {SCHEMA}.fiscal_period"
    ).fetchall()
    return {code for code, *_ in rows}


def drop_all_but_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave no mart in an open file but the lines of the ledger."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database()"
        " and schema_name = ?",
        [MARTS],
    ).fetchall()
    for (name,) in rows:
        if name != LINES:
            connection.execute(f"drop table {MARTS}.{name}")
