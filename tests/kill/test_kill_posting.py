"""kill -9 of the web server and of the database while people post journals.

What was acknowledged is there, once, and the ledger proves itself afterwards.
"""

import json
import os
import signal
import threading
import time
from contextlib import closing

import httpx
import pytest

from ground.processes import family_of
from ops.servers.supervisor import Supervisor

JOURNALS = 60
KILLED_AFTER = (3, 20, 40)  # journals that were acknowledged
DEADLINE_SECONDS = 150


def journal_document(key: str) -> dict:
    return {
        "title": f"Killed on the way {key}",
        "posting_date": "2026-03-05",
        "idempotency_key": key,
        "workflow_state": "For Approval",
        "lines": [
            {"account": "52101", "cost_centre": "1100", "debit": 100},
            {"account": "11102", "credit": 100},
        ],
    }


class Poster:
    """Creates and approves journals over HTTP, stubbornly; notes what was acknowledged."""

    def __init__(self, officer: httpx.Client, manager: httpx.Client, prefix: str) -> None:
        self.officer, self.manager = officer, manager
        self.keys = [f"{prefix}-{number}" for number in range(JOURNALS)]
        self.acknowledged: dict[str, str] = {}
        self.errors: list[str] = []

    def post_all(self) -> None:
        for key in self.keys:
            name = self._until(lambda key=key: self._create(key))
            if name and self._until(lambda name=name: self._approve(name)):
                self.acknowledged[key] = name

    def _until(self, step):
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            try:
                return step()
            except (httpx.HTTPError, KeyError, ValueError) as error:
                self.errors.append(repr(error)[:200])
                time.sleep(0.4)
        return None

    def _create(self, key: str) -> str:
        answer = self.officer.post("/api/resource/Journal", json=journal_document(key))
        if answer.status_code in (200, 201):
            return answer.json()["data"]["name"]
        known = self.officer.get(
            "/api/resource/Journal",
            params={"filters": json.dumps([["idempotency_key", "=", key]])},
        )
        known.raise_for_status()
        if known.json()["data"]:
            return known.json()["data"][0]["name"]
        raise ValueError(f"{answer.status_code} {answer.text[:200]}")

    def _approve(self, name: str) -> bool:
        read = self.manager.get(f"/api/resource/Journal/{name}")
        read.raise_for_status()
        seen = read.json()["data"]["modified"]
        answer = self.manager.post(
            "/api/method/erp_app.api.documents.take_step",
            json={"doctype": "Journal", "name": name, "action": "Approve", "modified": seen},
        )
        if answer.status_code == 200:
            return True
        state = self.manager.get(f"/api/resource/Journal/{name}")
        state.raise_for_status()
        if state.json()["data"]["workflow_state"] == "Approved":
            return True
        raise ValueError(f"{answer.status_code} {answer.text[:200]}")


def kill_hard(platform, group: str) -> None:
    """kill -9 a supervised server with all its children."""
    processes = Supervisor(platform.instance).processes()
    pid = next(process["pid"] for process in processes if process["group"] == group)
    for victim in reversed(family_of(pid)):
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_until_healthy(platform) -> None:
    """Wait until the supervisor has brought back what an earlier test killed."""
    deadline = time.monotonic() + 60
    while platform.run("status").returncode:
        assert time.monotonic() < deadline, "the platform did not come back"
        time.sleep(1)


@pytest.mark.parametrize("group", ["web", "mariadb"])
def test_posting_survives_a_killed_server(platform, group):
    site = platform.facts["sites"]["entity_c"]
    code = platform.facts["codes"]["entity_c"]
    wait_until_healthy(platform)
    with (
        closing(platform.log_in(site, "finance_officer")) as officer,
        closing(platform.log_in(site, "finance_manager")) as manager,
    ):
        poster = Poster(officer, manager, f"kill-{group}-{time.time_ns()}")
        thread = threading.Thread(target=poster.post_all)
        thread.start()
        for count in KILLED_AFTER:
            while thread.is_alive() and len(poster.acknowledged) < count:
                time.sleep(0.01)
            kill_hard(platform, group)
        thread.join(DEADLINE_SECONDS)
    assert sorted(poster.acknowledged) == sorted(poster.keys), poster.errors[-5:]
    assert poster.errors, "the kill hit nothing: post more journals"
    assert_posted_once(platform, code, poster)
    checked = platform.run("check", "ledger", "--entity", code, "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def assert_posted_once(platform, code: str, poster: Poster) -> None:
    with platform.connect(f"diwan_{code}") as connection, connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(poster.keys))
        cursor.execute(
            "SELECT idempotency_key, COUNT(*), MIN(docstatus), MIN(name) FROM tabJournal"
            f" WHERE idempotency_key IN ({marks}) GROUP BY idempotency_key",
            poster.keys,
        )
        stored = {key: (count, docstatus, name) for key, count, docstatus, name in cursor}
        cursor.execute("SELECT COUNT(*) FROM `tabLedger Line` WHERE voucher IN (" + marks + ")",
                       [name for _, _, name in stored.values()])  # fmt: skip
        lines = cursor.fetchone()[0]
    assert {key: value[:2] for key, value in stored.items()} == {key: (1, 1) for key in poster.keys}
    assert {key: value[2] for key, value in stored.items()} == poster.acknowledged
    assert lines == 2 * len(poster.keys)
