"""Is a finished build what it says? Asked of the files as a reader would open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from analytics.publish.clean import KEPT, count_marts, log_of
from analytics.publish.entity_files import marts_with_entity
from analytics.published.builds import FILE_NAME
from analytics.published.facts import FRESH, BuildFacts, load_facts
from analytics.transform.slices import MARTS, entity_marts


class BuildUnsoundError(Exception):
    """A build must not be published; lists what is wrong with it."""


def require_sound(folder: Path) -> BuildFacts:
    """Return a build's facts, after its files have proved them. Raises: BuildUnsoundError."""
    facts = load_facts(folder)
    if facts is None:
        raise BuildUnsoundError(f"{folder.name} has no build.json that can be read")
    if findings := list(check_build(folder, facts)):
        raise BuildUnsoundError(f"build {facts.build_id} is not sound: {'; '.join(findings[:5])}")
    return facts


def check_build(folder: Path, facts: BuildFacts) -> Iterator[str]:
    """Yield what is wrong with a build's files, one sentence each."""
    file = folder / FILE_NAME
    if log_of(file).exists():
        yield "it was not closed cleanly"
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            yield from _check_warehouse(connection, facts)
            expected = _rows_by_entity(connection)
    except duckdb.Error as error:
        yield f"{file.name} cannot be read: {str(error).splitlines()[0]}"
        return
    # One connection for all: opening one anew costs more than the questions to a file.
    with duckdb.connect(config={"threads": 1}) as connection:
        for code in facts.entities:
            file = folder / "by_entity" / f"{code}.duckdb"
            yield from _check_entity_file(connection, file, code, expected.get(code, {}))


def _check_warehouse(connection: duckdb.DuckDBPyConnection, facts: BuildFacts) -> Iterator[str]:
    schemas = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = 'warehouse'"
    ).fetchall()
    if others := sorted({name for (name,) in schemas} - KEPT):
        yield f"it holds more than marts: {', '.join(others)}"
    counted = count_marts(connection)
    if counted != facts.marts:
        names = sorted(set(counted.items()) ^ set(facts.marts.items()))
        yield f"its marts are not those recorded: {names[:3]}"
    if not counted:
        yield "it has no marts"
        return
    rows = connection.execute(
        f"select entity_code from {MARTS}.rpt_reconciliation where not is_reconciled"
    ).fetchall()
    for (code,) in rows:
        # Of whoever is not fresh this is a reading that did not pass: no other mart has rows of it.
        stood = facts.entities.get(code)
        if stood is None or stood.state == FRESH:
            yield f"{code} does not agree with the ERP"
    if "rpt_trial_balance" in counted:
        yield from _check_balanced(connection)


def _check_balanced(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """All entities together open and close with nothing in every period."""
    unbalanced = connection.execute(
        "select period_code, sum(opening_amount), sum(closing_amount)"
        f" from {MARTS}.rpt_trial_balance group by 1 having sum(opening_amount) <> 0"
        " or sum(closing_amount) <> 0 order by 1 limit 1"
    ).fetchall()
    for period, opening, closing in unbalanced:
        yield f"the trial balances of {period} add up to {opening} and {closing} instead of nothing"


def _rows_by_entity(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Return entity -> mart -> how many of its rows the warehouse holds."""
    found: dict[str, dict[str, int]] = {}
    for mart in entity_marts(connection):
        rows = connection.execute(f"select entity_code, count(*) from {MARTS}.{mart} group by 1")
        for code, count in rows.fetchall():
            found.setdefault(code, {})[mart] = count
    return found


def _check_entity_file(
    connection: duckdb.DuckDBPyConnection, file: Path, code: str, expected: Mapping[str, int]
) -> Iterator[str]:
    """Yield expected: mart -> the entity's rows in the warehouse; none where it does not stand."""
    try:
        connection.execute(f"attach '{file}' as warehouse (read_only)")
        marts = marts_with_entity(connection)
        for mart, own, all_rows in _count_own(connection, marts, code):
            if foreign := all_rows - own:
                yield f"{file.name} holds {foreign} rows of others in {mart}"
            if own != expected.get(mart, 0):
                wanted = expected.get(mart, 0)
                yield f"{file.name} holds {own} rows in {mart}, the warehouse {wanted}"
        if not marts:
            yield f"{file.name} has no marts"
    except duckdb.Error as error:
        yield f"{file.name} cannot be read: {str(error).splitlines()[0]}"
    finally:
        connection.execute("detach database if exists warehouse")


def _count_own(
    connection: duckdb.DuckDBPyConnection, marts: Mapping[str, bool], code: str
) -> list[tuple[str, int, int]]:
    """Return each mart of entities with the entity's rows and all of them, asked at once: a
    question for each would cost more than the counting."""
    parts = [
        f"select '{mart}', count(*) filter (where entity_code = $code), count(*)"
        f" from warehouse.{MARTS}.{mart}"
        for mart, has_entity in marts.items()
        if has_entity
    ]
    return connection.execute(" union all ".join(parts), {"code": code}).fetchall() if parts else []
