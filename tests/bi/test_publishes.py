"""Readers through four publishes: no error, no answer out of two builds, nothing stale."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from ops.environments.locked import environment_folder
from ops.installation.instance import REPO, Instance
from tests.bi.reader import Reader

pytestmark = pytest.mark.platform
CLIENTS, PUBLISHES, SECONDS_BETWEEN = 16, 4, 2.5
PAUSE = 0.1  # seconds: a fast machine asks more than the 300 times a second that one address may
ROLES = ("Analyst", "Roads Analyst", "Finance Analyst", "Pair")
MARKS = [
    {"expressionType": "SQL", "sqlExpression": f"{name}(debit_amount)", "label": name}
    for name in ("min", "max")
]


@pytest.fixture(scope="module")
def publishing(instance: Instance) -> Callable[[str, str], str]:
    """Return a verb of `tests.bi.stamped_builds` on this platform's warehouse."""
    python = environment_folder("analytics") / "bin" / "python"

    def run(verb: str, what: str) -> str:
        command = [str(python), "-m", "tests.bi.stamped_builds", verb]
        done = subprocess.run(
            [*command, str(instance.root / "warehouse"), what],
            env={**os.environ, "PYTHONPATH": str(REPO)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return run


@pytest.fixture
def stamped(publishing) -> Iterator[list[str]]:
    """Yield builds stamped 1 to 4; afterwards the platform's own build is published again."""
    own, *ids = json.loads(publishing("make", str(PUBLISHES)))
    yield ids
    publishing("publish", own)
    for build_id in ids:
        publishing("drop", build_id)


@dataclass
class Client:
    """One reader that asks the same question again and again, and what it was told.

    told: (started at, status, lowest stamp, highest stamp).
    """

    reader: Reader
    dataset: int
    told: list[tuple[float, int, float, float]] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            started = time.monotonic()
            answer = self.reader.chart(self.dataset, columns=[], metrics=MARKS)
            low = high = -1.0
            if answer.status_code == 200:
                row = answer.json()["result"][0]["data"][0]
                low, high = float(row["min"]), float(row["max"])
            self.told.append((started, answer.status_code, low, high))
            time.sleep(PAUSE)


def make_clients(reader, dataset: int) -> list[Client]:
    """Sixteen browsers of four people."""
    made = []
    for number in range(CLIENTS):
        known: Reader = reader(ROLES[number % len(ROLES)])
        twin = Reader(known.front, copy.deepcopy(known.cookies), known.token)
        made.append(Client(twin, dataset))
    return made


def test_readers_through_four_publishes(reader, datasets, publishing, stamped):
    clients = make_clients(reader, datasets["rpt_trial_balance"])
    publishing("publish", stamped[0])
    stop, published = threading.Event(), [(1, time.monotonic())]
    threads = [threading.Thread(target=client.run, args=(stop,)) for client in clients]
    for thread in threads:
        thread.start()
    for stamp, build_id in enumerate([*stamped[1:], stamped[0]], start=2):
        time.sleep(SECONDS_BETWEEN)
        publishing("publish", build_id)
        published.append((stamp if stamp <= PUBLISHES else 1, time.monotonic()))
    time.sleep(SECONDS_BETWEEN)
    stop.set()
    for thread in threads:
        thread.join()
    told = [one for client in clients for one in client.told]
    assert len(told) > 10 * CLIENTS
    assert [one for one in told if one[1] != 200] == []
    assert [one for one in told if one[2] != one[3]] == [], "an answer out of two builds"
    stale = [one for one in told if one[2] not in possible(published, one[0])]
    assert stale == []
    seen = {one[2] for one in told}
    assert seen == {1.0, 2.0, 3.0, 4.0}


def possible(published: list[tuple[int, float]], started: float) -> set[float]:
    """Return the stamps a question asked at this moment may be answered with: standing, or
    later."""
    stood = max(index for index, (_, at) in enumerate(published) if at <= started or index == 0)
    return {float(stamp) for stamp, _ in published[stood:]}
