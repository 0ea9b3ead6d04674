"""Both engines over one small lake, once for all tests; what listens meanwhile is noted."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from analytics.contracts.extraction import load_contract
from analytics.parity.run import BothBuilt, Engines, build_both
from analytics.settings.places import Places
from ground.processes import GONE
from ops.bench.sample_lake import make_lake
from ops.bench.sample_values import Shape

LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Comparison:
    """One comparison's builds, as they stand. folder: of everything that was written; listened:
    the addresses that Java listened on."""

    built: BothBuilt
    folder: Path
    listened: frozenset[str]


@pytest.fixture(scope="session")
def places(tmp_path_factory) -> Places:
    """Return a warehouse with a small lake. Not to be changed."""
    places = Places(tmp_path_factory.mktemp("sample") / "warehouse")
    make_lake(places, load_contract(), Shape())
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
