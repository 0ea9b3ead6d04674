"""The warehouse over the throw-away platform: its real databases, lakes of the tests' own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from analytics.contract import load_contract
from analytics.extract.entity import EntityResult
from analytics.extract.run import ExtractOptions, extract_all
from analytics.places import Places
from analytics.sources import Sources, load_sources
from ops.warehouse.reading_user import ensure_reading_user
from tests.kill.conftest import Platform, platform

__all__ = ["platform"]

Extract = Callable[..., dict[str, EntityResult]]


@pytest.fixture(scope="session")
def sources(platform: Platform) -> Sources:
    """The platform's databases, read as the reading user."""
    return load_sources(ensure_reading_user(platform.instance))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An empty warehouse folder."""
    return Places(tmp_path / "warehouse")


@pytest.fixture
def extract(sources: Sources, places: Places) -> Extract:
    """Extract into the test's lake; returns results by code. More options by keyword."""
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
