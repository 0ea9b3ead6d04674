"""The warehouse over the throw-away platform: its real databases, lakes of the tests' own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from analytics.contracts.extraction import load_contract
from analytics.extract.entity import EntityResult
from analytics.extract.run import ExtractOptions, extract_all
from analytics.nightly.record import PUBLISHED, history
from analytics.settings.places import Places
from analytics.settings.sources import Sources, load_sources
from ops.warehouse.night import warehouse_folder
from ops.warehouse.reading_user import ensure_reading_user
from tests.kill.conftest import Platform, platform
from tests.kill.test_kill_posting import journal_document
from tests.warehouse.nights import change_ledger, copied
from tests.warehouse.recorded import REWRITTEN, Recorded, read_into

__all__ = ["platform"]

ENTITY = "roads"  # the entity that journals are posted in
Extract = Callable[..., dict[str, EntityResult]]


@pytest.fixture(scope="session")
def sources(platform: Platform) -> Sources:
    """Return the platform's databases, read as the reading user."""
    return load_sources(ensure_reading_user(platform.instance))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return an empty warehouse folder."""
    return Places(tmp_path / "warehouse")


@pytest.fixture(scope="session")
def after_first_night(platform: Platform, tmp_path_factory) -> Places:
    """Return the warehouse as the platform's own first night left it, a good one. Not to be
    changed."""
    own = Places(warehouse_folder(platform.instance))
    assert history(own)[-1].result == PUBLISHED
    return copied(own, tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="session")
def recorded(
    after_first_night: Places, sources: Sources, post_journal, tmp_path_factory
) -> Recorded:
    """Return the recordings that nights about other things than reading are given."""
    later = copied(after_first_night, tmp_path_factory.mktemp("later"))
    posted = post_journal(f"warehouse-recorded-{os.getpid()}")
    change_ledger(later, REWRITTEN, seal="0" * 64)
    read_into(later, sources)
    anew = copied(later, tmp_path_factory.mktemp("anew"))
    read_into(anew, sources, full=True)
    return Recorded(after_first_night, later, anew, posted)


@pytest.fixture
def places_with_build(after_first_night: Places, tmp_path: Path) -> Places:
    """Return a copy of it, to be changed."""
    return copied(after_first_night, tmp_path)


@pytest.fixture
def extract(sources: Sources, places: Places) -> Extract:
    """Extract into the test's lake; return results by code. More options by keyword."""
    runs = iter(range(1000))

    def run(
        *codes: str, of: Sources = sources, contract=None, **options: object
    ) -> dict[str, EntityResult]:
        chosen = ExtractOptions(codes=codes or None, run_id=f"run{next(runs):03d}", **options)
        results = extract_all(of, contract or load_contract(), places, chosen)
        return {result.code: result for result in results}

    return run


@pytest.fixture
def query(places: Places) -> Callable[..., list[tuple]]:
    """Ask the lake: {table} in the text stands for the files an entity's manifest names."""
    from analytics.extract.manifest import load_manifest

    def ask(code: str, table: str, text: str) -> list[tuple]:
        files = load_manifest(places, code).tables[table].files
        paths = ", ".join(f"'{places.raw / file.path}'" for file in files)
        source = f"read_parquet([{paths}], union_by_name=true, hive_partitioning=true)"
        with duckdb.connect() as connection:
            return connection.execute(text.replace("{table}", source)).fetchall()

    return ask


@pytest.fixture(scope="session")
def people(platform: Platform):
    """Yield an officer and a manager of the entity, signed in once."""
    site = platform.instance.site(ENTITY)
    officer, manager = (platform.log_in(site, f"finance_{role}") for role in ("officer", "manager"))
    yield officer, manager
    officer.close()
    manager.close()


@pytest.fixture(scope="session")
def post_journal(people) -> Callable[[str], str]:
    """Post a journal as people do; gives its name."""
    officer, manager = people

    def post(key: str) -> str:
        made = officer.post("/api/resource/Journal", json=journal_document(key))
        made.raise_for_status()
        name, seen = (made.json()["data"][field] for field in ("name", "modified"))
        step = {"doctype": "Journal", "name": name, "action": "Approve", "modified": seen}
        take_step = "/api/method/erp_app.api.documents.take_step"
        manager.post(take_step, json=step).raise_for_status()
        return name

    return post
