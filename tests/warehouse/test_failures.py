"""One entity's trouble is its own: reported, kept at its last good data, mended by the next run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace

import pymysql
import pytest

from analytics.extract.manifest import all_manifests, load_manifest
from analytics.settings.sources import Source, SourcesInvalidError, load_sources
from ops.installation.instance import REPO
from ops.warehouse.reading_user import ensure_reading_user, sources_file

GOOD, BAD = "finance", "courts"


def broken(sources, **facts):
    """Return the sources with one entity's description changed."""
    databases = tuple(replace(s, **facts) if s.code == BAD else s for s in sources.databases)
    return replace(sources, databases=databases)


def test_entity_without_database_keeps_its_last_good_data(sources, extract, places):
    extract(GOOD, BAD)
    before = load_manifest(places, BAD)
    results = extract(GOOD, BAD, of=broken(sources, database="diwan_gone"))
    assert results[GOOD].error == ""
    assert "diwan_gone" in results[BAD].error
    assert results[BAD].extracted_at == before.extracted_at
    assert results[BAD].rows_in_lake > 0
    assert load_manifest(places, BAD) == before
    assert all(file.is_intact(places.raw) for s in before.tables.values() for file in s.files)


def test_wrong_password_is_reported_without_saying_it(sources, extract, places):
    wrong = replace(sources, password="not-the-password")
    results = extract(GOOD, of=wrong)
    assert "Access denied" in results[GOOD].error
    assert "not-the-password" not in results[GOOD].error
    assert results[GOOD].extracted_at == ""
    assert load_manifest(places, GOOD) is None


def test_missing_table_fails_the_entity_and_no_other(platform, sources, extract):
    with platform.connect(f"diwan_{BAD}") as connection, connection.cursor() as cursor:
        cursor.execute("RENAME TABLE `tabGrade` TO `tabGrade hidden`")
        try:
            results = extract(GOOD, BAD)
        finally:
            cursor.execute("RENAME TABLE `tabGrade hidden` TO `tabGrade`")
    assert results[GOOD].error == ""
    assert "tabGrade" in results[BAD].error
    assert extract(BAD)[BAD].error == ""


def test_damaged_file_is_noticed_and_taken_again(extract, places):
    extract(GOOD)
    state = load_manifest(places, GOOD).tables["ledger_line"]
    file = places.raw / state.files[0].path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    result = extract(GOOD)[GOOD]
    assert result.error == ""
    again = load_manifest(places, GOOD).tables["ledger_line"]
    assert again.rows == state.rows
    assert all(file.is_intact(places.raw) for file in again.files)
    assert result.drift == (f"{state.files[0].path} was damaged in the lake and was read anew",)
    assert extract(GOOD)[GOOD].drift == ()


def test_manifest_that_cannot_be_read_means_a_full_extraction(extract, places):
    extract(GOOD)
    rows = load_manifest(places, GOOD).tables["ledger_line"].rows
    (places.manifests / f"{GOOD}.json").write_text('{"code": "fin')
    assert extract(GOOD)[GOOD].error == ""
    assert load_manifest(places, GOOD).tables["ledger_line"].rows == rows


def test_files_that_no_manifest_names_are_removed(extract, places):
    extract(GOOD)
    orphan = places.raw / "ledger_line" / f"entity={GOOD}" / "lines-killed.parquet"
    orphan.write_bytes(b"half a file")
    extract(GOOD)
    assert not orphan.exists()


EXTRACT = """
import os, signal, sys
from pathlib import Path
from analytics.contracts.extraction import load_contract
from analytics.extract import entity, landing
from analytics.extract.run import ExtractOptions, extract_all
from analytics.settings.places import Places
from analytics.settings.sources import load_sources
left = int(sys.argv[4])
def kill_in_time(original):
    def done_and_killed(*arguments):
        global left
        found = original(*arguments)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    return done_and_killed
module, name = {"table": (landing, "land"), "manifest": (entity, "save_manifest")}[sys.argv[3]]
setattr(module, name, kill_in_time(getattr(module, name)))
sources = load_sources(Path(sys.argv[1]))
extract_all(sources, load_contract(), Places(Path(sys.argv[2])), ExtractOptions(full=True))
"""


@pytest.mark.parametrize(("after", "which"), [("table", 1), ("table", 25), ("manifest", 2)])
def test_killed_extraction_leaves_the_last_good_one(platform, extract, places, after, which):
    """Killed when a table's files are written, and when one entity's manifest is replaced."""
    extract()
    before = all_manifests(places)
    arguments = [sources_file(platform.instance), places.root, after, which]
    command = [sys.executable, "-c", EXTRACT, *map(str, arguments)]
    assert subprocess.run(command, cwd=REPO, check=False).returncode == -signal.SIGKILL
    for manifest in all_manifests(places):
        assert all(file.is_intact(places.raw) for s in manifest.tables.values() for file in s.files)
    results = extract()
    assert not [result for result in results.values() if result.error]
    after = {m.code: m for m in all_manifests(places)}
    for manifest in before:
        rows = {name: state.rows for name, state in manifest.tables.items()}
        assert {n: s.rows for n, s in after[manifest.code].tables.items()} == rows


def test_description_that_others_may_read_is_refused(platform, sources, tmp_path):
    file = tmp_path / "sources.json"
    file.write_text(sources_file(platform.instance).read_text())
    file.chmod(0o644)
    with pytest.raises(SourcesInvalidError, match="chmod 600"):
        load_sources(file)


def test_description_does_not_show_its_secrets(sources):
    assert sources.password not in repr(sources)
    assert sources.pseudonym_key not in repr(sources)


@pytest.mark.parametrize(
    "statement",
    [
        "select iban from `diwan_finance`.`tabEmployee`",
        "select full_name_en from `diwan_finance`.`tabEmployee`",
        "select * from `diwan_finance`.`tabEmployee`",
        "select password from `diwan_finance`.`__Auth`",
        "select sid from `diwan_finance`.`tabSessions`",
        "update `diwan_finance`.`tabFund` set disabled = 1",
        "delete from `diwan_finance`.`tabLedger Line`",
        "create table `diwan_finance`.`x` (a int)",
        "select authentication_string from mysql.user",
        "select load_file('/etc/passwd') is null or sleep(0) from `diwan_finance`.`tabUser`",
    ],
)
def test_reading_user_can_neither_see_more_nor_change_anything(sources, statement):
    connection = pymysql.connect(
        host=sources.host, port=sources.port, user=sources.user, password=sources.password
    )
    with (
        connection,
        connection.cursor() as cursor,
        pytest.raises(pymysql.err.MySQLError) as refusal,
    ):
        cursor.execute(statement)
    assert refusal.value.args[0] in (1142, 1143, 1044)


def test_removed_entity_cannot_be_read_any_more(platform, sources):
    """Grants follow the entities: none is left for a database that is not a source."""
    with platform.connect("mysql") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT Db FROM columns_priv WHERE User = %s", (sources.user,))
        granted = {row[0] for row in cursor.fetchall()}
    assert granted == {source.database for source in sources.databases}
    assert Source("hub", "diwan_hub", "hub", "Asia/Dubai") in sources.databases
    assert json.loads(sources_file(platform.instance).read_text())["user"] == sources.user


def test_table_that_comes_back_is_read_again(platform, sources):
    """What there is to grant is looked up each time; nothing else says that a table came."""
    granted = (
        "SELECT COUNT(*) FROM columns_priv WHERE User = %s AND Db = 'diwan_courts'"
        " AND Table_name = 'tabGrade' AND Column_name = 'grade_code'"
    )

    def count_granted(cursor) -> int:
        ensure_reading_user(platform.instance)
        cursor.execute(granted, (sources.user,))
        return cursor.fetchone()[0]

    with platform.connect("mysql") as connection, connection.cursor() as cursor:
        connection.autocommit(True)
        cursor.execute("RENAME TABLE `diwan_courts`.`tabGrade` TO `diwan_courts`.`tabGrade Away`")
        try:
            assert count_granted(cursor) == 0
        finally:
            cursor.execute(
                "RENAME TABLE `diwan_courts`.`tabGrade Away` TO `diwan_courts`.`tabGrade`"
            )
        assert count_granted(cursor) == 1
