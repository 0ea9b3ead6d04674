"""Is a finished build what it says? Asked of the files as a reader would open them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from analytics.build.slices import MARTS
from analytics.publish.builds import FILE_NAME
from analytics.publish.clean import KEPT, count_marts, log_of
from analytics.publish.entity_files import marts_with_entity
from analytics.publish.facts import BuildFacts, load_facts


class BuildUnsoundError(Exception):
    """A build must not be published; lists what is wrong with it."""


def require_sound(folder: Path) -> BuildFacts:
    """A build's facts, after its files have proved them. Raises: BuildUnsoundError."""
    facts = load_facts(folder)
    if facts is None:
        raise BuildUnsoundError(f"{folder.name} has no build.json that can be read")
    if findings := list(check_build(folder, facts)):
        raise BuildUnsoundError(f"build {facts.build_id} is not sound: {'; '.join(findings[:5])}")
    return facts


def check_build(folder: Path, facts: BuildFacts) -> Iterator[str]:
    """What is wrong with a build's files, one sentence each."""
    file = folder / FILE_NAME
    if log_of(file).exists():
        yield "it was not closed cleanly"
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            yield from _check_warehouse(connection, facts)
    except duckdb.Error as error:
        yield f"{file.name} cannot be read: {str(error).splitlines()[0]}"
        return
    for code, entity in facts.entities.items():
        yield from _check_entity_file(folder / "by_entity" / f"{code}.duckdb", code, entity.state)


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
        yield f"{code} does not agree with the ERP"


def _check_entity_file(file: Path, code: str, state: str) -> Iterator[str]:
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{file}' as warehouse (read_only)")
            marts = marts_with_entity(connection)
            for mart in (name for name, has_entity in marts.items() if has_entity):
                foreign = connection.execute(
                    f"select count(*) from warehouse.{MARTS}.{mart} where entity_code <> ?"
                    " or entity_code is null",
                    [code],
                ).fetchone()
                if foreign and foreign[0]:
                    yield f"{file.name} holds {foreign[0]} rows of others in {mart}"
            if not marts:
                yield f"{file.name} has no marts"
    except duckdb.Error as error:
        yield f"{file.name} cannot be read: {str(error).splitlines()[0]}"
