"""The step that publishes: the night's own marts, entity files, proof, then one swap."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from analytics.dictionary import publish as publish_dictionary
from analytics.nightly.asked import last_facts
from analytics.nightly.build_connection import limit, open_build
from analytics.nightly.night import Night, NightFailedError, Say, earlier_runs, is_remarkable
from analytics.nightly.record import PUBLISHED, RUNNING, WITH_FINDINGS, RunRecord, now
from analytics.nightly.tables import Stood, write_night
from analytics.publish.clean import count_marts, keep_marts_only
from analytics.publish.entity_files import EarlierFile, write_entity_files
from analytics.publish.verify import require_sound
from analytics.published.builds import adopt, point_to, prune_builds
from analytics.published.facts import BuildFacts, EntityFacts, save_facts
from analytics.transform.appended import appended_tables
from analytics.transform.dbt_progress import dbt_progress
from analytics.transform.project import models_digest


def publish(night: Night, say: Say) -> None:
    """Write what the night says of itself and the entity files, prove them, show all at once."""
    checked_at = now()
    _write_own_marts(night, checked_at, say)
    publish_dictionary(night.require_dbt())
    say(0.3, "leaving nothing but marts")
    with open_build(night) as connection:
        marts = keep_marts_only(connection)
    entities = _entity_facts(night)
    _write_files(night, sorted(entities), say)
    facts = BuildFacts(
        night.record.run_id,
        checked_at,
        night.contract.digest,
        entities,
        marts,
        _made_by(night),
        {
            table: {code: mark for code, mark in marks.items() if code not in night.blocked}
            for table, marks in night.marks.items()
        },
    )
    save_facts(night.places.building, facts)
    say(0.75, "verifying")
    require_sound(night.places.building)
    say(0.9, "to the disk")
    adopt(night.places, facts.build_id)
    say(0.95, "swapping")
    point_to(night.places, facts.build_id)
    night.record.build_id = facts.build_id
    prune_builds(night.places)


def _write_files(night: Night, codes: list[str], say: Say) -> None:
    """Write a file of its own for each entity."""

    def on_file(done: int, code: str) -> None:
        say(0.3 + 0.4 * done / len(codes), code)

    with duckdb.connect() as connection:
        limit(connection, night)
        connection.execute(f"attach '{night.build_file}' as warehouse (read_only)")
        folder = night.places.building / "by_entity"
        write_entity_files(connection, folder, codes, on_file, _continued_files(night, codes))


def _continued_files(night: Night, codes: list[str]) -> dict[str, EarlierFile]:
    """Return files of whose rows some stand; not of an entity whose rows are from another night."""
    appended = appended_tables(night.contract)
    return {
        code: EarlierFile(
            file,
            tuple(
                (one, rows)
                for one in appended
                if (rows := night.continued.of(one.table).get(code, 0))
            ),
        )
        for code in codes
        if code not in night.blocked and (file := night.continued.entity_file(code))
    }


def _write_own_marts(night: Night, checked_at: str, say: Say) -> None:
    """Freshness and the record of the nights, as marts."""
    record = night.record
    record.result = WITH_FINDINGS if is_remarkable(record) else PUBLISHED
    try:
        with open_build(night) as connection:
            count_rows(record, count_marts(connection))
            stood = Stood(night.standings, night.moments, checked_at)
            write_night(connection, stood, record, earlier_runs(night))
    finally:
        record.result = RUNNING
    progress = dbt_progress(lambda share, said: say(0.3 * share, said))
    blocked = night.require_dbt().build_night(progress).blocked
    if blocked:
        raise NightFailedError(f"The night's own marts are not sound: {blocked}")


def count_rows(record: RunRecord, marts: Mapping[str, int]) -> None:
    """Put the rows of tables into the record of what built them. marts: rows by name."""
    for node in record.nodes:
        if node.kind != "test":
            node.rows = marts.get(node.name)


def _made_by(night: Night) -> str:
    """Return the digest of what made the marts: of the last build, when one model alone is new."""
    facts = last_facts(night.places) if night.options.asked.model else None
    return facts.models if facts else models_digest()


def _entity_facts(night: Night) -> dict[str, EntityFacts]:
    moments = {code: f"{at.isoformat()}+00:00" for code, at in night.moments.items()}
    return {
        code: EntityFacts(standing.state, moments.get(code, ""), standing.reason)
        for code, standing in night.standings.items()
    }
