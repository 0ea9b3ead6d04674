"""Both engines over one small lake, once for all tests; what listens meanwhile is noted."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from analytics.contracts.extraction import load_contract
from analytics.extract.manifest import all_manifests
from analytics.parity.duckdb_build import build_on_duckdb
from analytics.parity.run import BothBuilt, Engines, build_both
from analytics.published.builds import FILE_NAME, point_to
from analytics.settings.places import Places
from ground.processes import GONE
from ops.bench.sample_lake import make_lake
from ops.bench.sample_values import Shape

LOOK_SECONDS = 0.2
SHAPE = Shape(entities=7, lines=1000, people=30)  # six of a kind and one of another


@dataclass(frozen=True)
class Comparison:
    """One comparison's builds, as they stand. folder: of everything that was written; listened:
    the addresses that Java listened on."""

    built: BothBuilt
    folder: Path
    listened: frozenset[str]


@pytest.fixture(scope="session")
def places(tmp_path_factory) -> Places:
    """Return a warehouse with a small lake, and a build of before, when the same people and figures
    were others: what marts remember is compared too. Not to be changed."""
    folder = tmp_path_factory.mktemp("sample")
    before, places, contract = Places(folder / "before"), Places(folder / "wh"), load_contract()
    make_lake(before, contract, replace(SHAPE, seed=1))
    file, _ = build_on_duckdb(
        before, all_manifests(before), contract, before, "1GiB", lambda line: None
    )
    make_lake(places, contract, SHAPE)
    build = places.builds / "20260101T013000"
    build.mkdir()
    shutil.move(file, build / FILE_NAME)
    point_to(places, build.name)
    return places


@pytest.fixture(scope="session")
def comparison(places: Places, tmp_path_factory) -> Comparison:
    """Return what both engines built of it. Not to be changed."""
    folder = tmp_path_factory.mktemp("parity")
    listened: set[str] = set()
    ended = threading.Event()
    watch = threading.Thread(target=note_listeners, args=(listened, ended), daemon=True)
    watch.start()
    try:
        built = build_both(places, load_contract(), Engines(), folder, lambda share, said: None)
    finally:
        ended.set()
        watch.join()
    return Comparison(built, folder, frozenset(listened))


def java_processes() -> list[psutil.Process]:
    """Return Java processes that we started, directly or not."""
    children = psutil.Process().children(recursive=True)
    found = []
    for child in children:
        with suppress(*GONE):
            if Path(child.exe()).name == "java":
                found.append(child)
    return found


def note_listeners(listened: set[str], ended: threading.Event) -> None:
    """Note the addresses that Java listens on, until the end."""
    while not ended.wait(LOOK_SECONDS):
        for java in java_processes():
            with suppress(*GONE):
                sockets = java.net_connections("inet")
                listened |= {one.laddr.ip for one in sockets if one.status == psutil.CONN_LISTEN}
