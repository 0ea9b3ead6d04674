"""Killing things on a throw-away platform: how commands are started, killed and asked again."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pymysql
import pytest

from ops.installation.instance import REPO, Instance
from ops.installation.tenant_records import load_record
from ops.servers.mariadb import connect_admin


@dataclass(frozen=True)
class Platform:
    """The throw-away platform as its operator sees it."""

    facts: dict
    instance: Instance

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DIWAN_INSTANCE": str(self.instance.root)}

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start `./diwan ...` as the leader of its own process group."""
        return subprocess.Popen(
            [str(REPO / "diwan"), *arguments],
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(REPO / "diwan"), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def kill_when(self, happened: Callable[[], bool], *arguments: str) -> bool:
        """Start a command, and kill -9 it with everything it started as soon as something has
        happened; True when it was still running then.
        """
        child = self.start(*arguments)
        while child.poll() is None and not happened():
            time.sleep(0.01)
        was_running = child.poll() is None
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            was_running = False
        child.wait()
        return was_running

    def databases(self) -> set[str]:
        with connect_admin(self.instance) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW DATABASES LIKE 'diwan\\_%'")
            return {row[0] for row in cursor.fetchall()}

    def database_users(self) -> set[str]:
        with connect_admin(self.instance) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT User FROM mysql.global_priv WHERE User LIKE 'diwan\\_%'")
            return {row[0] for row in cursor.fetchall()}

    def has_database(self, name: str, tables: int = 0) -> bool:
        """Return whether a database is there with at least so many tables; False while MariaDB is
        down."""
        try:
            with connect_admin(self.instance) as connection, connection.cursor() as cursor:
                cursor.execute(
                    "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA=%s", (name,)
                )
                return cursor.fetchone()[0] >= tables and name in self.databases()
        except (pymysql.Error, OSError, KeyError):
            return False

    def state_of(self, code: str) -> str:
        """Return the machine's record of an entity: its state, "" when there is none."""
        record = load_record(self.instance, code)
        return record.state if record else ""

    def connect(self, database: str) -> pymysql.Connection:
        return connect_admin(self.instance, database)

    def client(self, site: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.facts["front_url"],
            headers={"Host": site},
            timeout=60,
            trust_env=False,
        )

    def log_in(self, site: str, role: str) -> httpx.Client:
        """Return a client with a session and its CSRF token."""
        email, password = self.users(site)[role]
        client = self.client(site)
        client.post("/api/method/login", data={"usr": email, "pwd": password}).raise_for_status()
        page = client.get("/app").text
        client.headers["X-Frappe-CSRF-Token"] = page.split('csrf_token = "')[1].split('"')[0]
        return client

    def users(self, site: str) -> dict[str, list[str]]:
        logins = json.loads((self.instance.root / "logins.json").read_text())[site]
        return {
            email.split("@")[0].replace(".", "_"): [email, password]
            for email, password in logins.items()
        }


@pytest.fixture(scope="session")
def platform() -> Platform:
    file = os.environ.get("DIWAN_TEST_PLATFORM")
    if not file:
        pytest.fail("DIWAN_TEST_PLATFORM is not set: run ./diwan test --only kill")
    facts = json.loads(Path(file).read_text())
    return Platform(facts, Instance(Path(facts["root"])))
