"""kill -9 in the middle of an import and of the demo; then the same command again."""

import json
import time

import pytest

JOURNALS = 1500
HEAD = "journal,posting_date,title,account,debit,credit,cost_centre\n"


@pytest.fixture
def journals_file(tmp_path):
    """Return a file of JOURNALS balanced journals under one title."""
    title = f"Killed import {time.time_ns()}"
    rows = [
        f"{n},2026-03-05,{title},52101,{n + 1},0,1100\n{n},2026-03-05,{title},11102,0,{n + 1},\n"
        for n in range(JOURNALS)
    ]
    file = tmp_path / "journals.csv"
    file.write_text(HEAD + "".join(rows))
    return file, title


def count_journals(platform, code, title):
    with platform.connect(f"diwan_{code}") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM tabJournal WHERE title=%s", (title,))
        return cursor.fetchone()[0]


def test_import_killed_leaves_nothing_or_all_and_a_repeat_completes_it(platform, journals_file):
    file, title = journals_file
    code = platform.facts["codes"]["entity_c"]
    command = ["import", "journals", str(file), "--entity", code, "--json"]
    for rows in (1, 3000):
        platform.kill_when(lambda rows=rows: rows_written(platform) >= rows, *command)
        assert count_journals(platform, code, title) in (0, JOURNALS)
    done = platform.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["made_count"] + result["skipped_count"] == JOURNALS
    assert count_journals(platform, code, title) == JOURNALS


def rows_written(platform) -> int:
    """Return rows that some transaction on the platform has written and not committed yet."""
    with platform.connect("information_schema") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(trx_rows_modified), 0) FROM INNODB_TRX")
        return int(cursor.fetchone()[0])


def stages_done(platform, code: str) -> int:
    """Return how many stages of the demonstration an entity has behind it."""
    with platform.connect(f"diwan_{code}") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM tabDefaultValue WHERE parent='diwan_demo'")
        return cursor.fetchone()[0]


@pytest.fixture
def consumer(platform):
    """Yield an entity of the demo government that nobody has filled."""
    names = ["--name-en", "Consumer Protection Establishment", "--name-ar", "مؤسسة حماية المستهلك"]
    done = platform.run("entity", "add", "consumer", *names, "--category", "establishment")
    assert done.returncode == 0, done.stderr
    yield "consumer"
    platform.run("entity", "remove", "consumer", "--yes")


def test_demo_killed_and_repeated_fills_once(platform, consumer):
    command = ["demo", "--entities", consumer, "--scale", "0.3", "--months", "3", "--seed", "7"]
    for stages in (1, 3):  # people and their places; then the first books beside them
        platform.kill_when(lambda s=stages: stages_done(platform, consumer) >= s, *command)
    done = platform.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    with platform.connect(f"diwan_{consumer}") as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COUNT(DISTINCT idempotency_key) FROM tabJournal"
            " WHERE idempotency_key IS NOT NULL AND idempotency_key<>''"
        )
        journals, keys = cursor.fetchone()
        cursor.execute("SELECT COUNT(*), COUNT(DISTINCT person_id) FROM tabEmployee")
        employees, people = cursor.fetchone()
    assert journals == keys > 50
    assert employees == people > 20
    checked = platform.run("check", "ledger", "--entity", consumer)
    assert checked.returncode == 0, checked.stdout
    again = platform.run(*command)
    assert again.returncode == 0, again.stderr
    with platform.connect(f"diwan_{consumer}") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM tabEmployee")
        assert cursor.fetchone()[0] == employees
