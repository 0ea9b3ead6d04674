"""All entities, several at once, within a stated memory limit; one's failure is its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import duckdb

from analytics.contracts.extraction import Contract
from analytics.extract.entity import EntityResult, describe_failure, extract_entity
from analytics.extract.manifest import load_manifest
from analytics.extract.news import Again
from analytics.extract.reader import Limits, connect
from analytics.settings.places import Places
from analytics.settings.sources import Source, Sources

OnResult = Callable[[EntityResult, int, int], None]


@dataclass(frozen=True)
class ExtractOptions:
    """How to extract. memory_bytes: of all readers together; codes: None is everybody; since: a
    day, ISO 8601, from which on everything is read again, "" for what is new."""

    readers: int = 3
    memory_bytes: int = 1536 * 1024**2
    full: bool = False
    codes: tuple[str, ...] | None = None
    since: str = ""
    run_id: str = field(default_factory=lambda: time.strftime("%Y%m%d%H%M%S", time.gmtime()))


class Connections:
    """A connection for each reader, used for one entity after the other: loading the scanner costs
    more than reading a small entity. One that has seen an error is not used again. To be closed."""

    def __init__(self, make: Callable[[], duckdb.DuckDBPyConnection], count: int) -> None:
        self._make = make
        self._idle: SimpleQueue[duckdb.DuckDBPyConnection | None] = SimpleQueue()
        for _ in range(count):
            self._idle.put(None)

    @contextmanager
    def take(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection for one entity, waiting until one is idle."""
        used, is_good = self._idle.get(), False
        try:
            used = used or self._make()
            yield used
            is_good = True
        finally:
            if used and not is_good:
                used.close()
            self._idle.put(used if is_good else None)

    def close(self) -> None:
        """Close those that are idle."""
        while not self._idle.empty():
            if connection := self._idle.get():
                connection.close()


def extract_all(
    sources: Sources,
    contract: Contract,
    places: Places,
    options: ExtractOptions,
    on_result: OnResult = lambda result, done, total: None,
) -> list[EntityResult]:
    """Extract every source; results in the order of their codes. Never raises for one entity."""
    places.make()
    wanted = [s for s in sources.databases if options.codes is None or s.code in options.codes]
    results: list[EntityResult] = []
    limits = Limits(options.memory_bytes // options.readers)
    connections = Connections(
        lambda: connect(places.extensions, places.scratch, limits), options.readers
    )
    with closing(connections), ThreadPoolExecutor(options.readers) as pool:
        jobs = [
            pool.submit(_extract_one, connections, sources, source, contract, places, options)
            for source in wanted
        ]
        for job in as_completed(jobs):
            results.append(job.result())
            on_result(results[-1], len(results), len(wanted))
    return sorted(results, key=lambda result: result.code)


def _extract_one(
    connections: Connections,
    sources: Sources,
    source: Source,
    contract: Contract,
    places: Places,
    options: ExtractOptions,
) -> EntityResult:
    started = time.monotonic()
    error, read = "", 0
    try:
        with connections.take() as connection:
            again = Again(options.full, options.since)
            _, read = extract_entity(
                connection, sources, source, contract, places, options.run_id, again
            )
    except Exception as failure:  # whatever it is, the other entities go on
        error = describe_failure(failure).replace(sources.password, "***")
    stands = load_manifest(places, source.code)
    return EntityResult(
        source.code,
        error,
        read,
        sum(state.rows for state in stands.tables.values()) if stands else 0,
        round(time.monotonic() - started, 3),
        stands.extracted_at if stands else "",
        stands.drift if stands else (),
    )


def stale_codes(results: list[EntityResult]) -> Iterator[str]:
    """Return entities whose data is older than this run."""
    return (result.code for result in results if result.error)


def clear_scratch(folder: Path) -> None:
    """Remove what a killed run left behind."""
    for file in folder.glob("*"):
        file.unlink(missing_ok=True)
