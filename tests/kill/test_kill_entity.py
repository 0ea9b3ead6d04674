"""kill -9 while an entity is made or removed; then the same command again."""

import json
from contextlib import closing

import pytest

from ops.installation.tenant_records import CREATING, REMOVING

ADD = ["--name-en", "Kill Test", "--name-ar", "اختبار", "--category", "council"]


def add(code):
    return ["entity", "add", code, *ADD]


@pytest.fixture
def cleared(platform):
    """Yield the code of an entity that is gone before and after the test."""
    code = "killed"
    platform.run("entity", "remove", code, "--yes")
    yield code
    platform.run("entity", "remove", code, "--yes")


# Where the creation of an entity hands over: noted, half copied, whole but not yet announced.
WHILE_ADDED = {
    "noted": lambda platform, code: platform.state_of(code) == CREATING,
    "half copied": lambda platform, code: platform.has_database(f"diwan_{code}", 40),
    "not announced": lambda platform, code: (
        platform.instance.sites / platform.instance.site(code) / "site_config.json"
    ).exists(),
}


@pytest.mark.parametrize("moment", WHILE_ADDED)
def test_entity_add_killed_and_repeated_gives_one_whole_entity(platform, cleared, moment):
    was_running = platform.kill_when(lambda: WHILE_ADDED[moment](platform, cleared), *add(cleared))
    assert was_running, "the kill came too late"
    done = platform.run(*add(cleared), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["state"] == "Active"
    assert_same_tables(platform, f"diwan_{cleared}", "diwan_template")
    assert_logs_in(platform, cleared)
    assert registry_rows(platform, cleared) == [("Active",)]


def assert_same_tables(platform, made, template):
    with platform.connect(made) as connection, connection.cursor() as cursor:
        counts = []
        for database in (made, template):
            cursor.execute(
                "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA=%s", (database,)
            )
            tables = cursor.fetchone()[0]
            cursor.execute(
                "SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA=%s",
                (database,),
            )
            counts.append((tables, cursor.fetchone()[0]))
    assert counts[0] == counts[1]
    assert counts[0][1] > 0


def assert_logs_in(platform, code):
    site = platform.instance.site(code)
    with closing(platform.log_in(site, "finance_officer")) as client:
        who = client.get("/api/method/frappe.auth.get_logged_user").json()["message"]
    assert who == f"finance.officer@{site}"


def registry_rows(platform, code):
    with platform.connect("diwan_hub") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT status FROM tabEntity WHERE name=%s", (code,))
        return list(cursor.fetchall())


# Where its removal does: noted, and without a database while it is still in the records.
WHILE_REMOVED = {
    "noted": lambda platform, code: platform.state_of(code) == REMOVING,
    "half gone": lambda platform, code: not platform.has_database(f"diwan_{code}"),
}


@pytest.mark.parametrize("moment", WHILE_REMOVED)
def test_entity_remove_killed_and_repeated_leaves_nothing(platform, cleared, moment):
    assert platform.run(*add(cleared)).returncode == 0
    remove = ["entity", "remove", cleared, "--yes"]
    assert platform.kill_when(lambda: WHILE_REMOVED[moment](platform, cleared), *remove)
    again = platform.run("entity", "remove", cleared, "--yes")
    gone_already = "There is no entity" in again.stderr
    assert again.returncode == 0 or gone_already, again.stdout + again.stderr
    assert f"diwan_{cleared}" not in platform.databases()
    assert f"diwan_{cleared}" not in platform.database_users()
    assert not (platform.instance.sites / platform.instance.site(cleared)).exists()
    assert not (platform.instance.root / "tenants" / f"{cleared}.json").exists()
    assert cleared not in (platform.instance.root / "logins.json").read_text()
    backups = [path.name for path in platform.instance.backups.glob(f"{cleared}-*")]
    assert backups, "a removed entity leaves its backup"
