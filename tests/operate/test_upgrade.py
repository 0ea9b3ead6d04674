"""After a change of the app `up` upgrades every site, and says which one it could not."""

import json
from dataclasses import replace

import pytest

from ops.installation.tenant_records import all_records, save_record

UP = ("up", "--entities", "finance,roads,courts", "--scale", "0.02", "--months", "3",
      "--seed", "7", "--json")  # fmt: skip


@pytest.fixture
def outdated(platform):
    """Every site counts as older than the template."""
    for record in list(all_records(platform.instance)):
        save_record(platform.instance, replace(record, template="older"))
    platform.instance.remember(hub="older")
    yield
    assert platform.run(*UP).returncode == 0


def outdated_sites(platform) -> set[str]:
    """Return the codes of sites that are older than the template."""
    facts = platform.instance.settings().facts
    versions = {record.code: record.template for record in all_records(platform.instance)}
    versions["hub"] = facts["hub"]
    return {code for code, version in versions.items() if version != facts["template"]}


def test_site_that_cannot_be_upgraded_is_named_and_stops_no_other(platform, outdated):
    file = platform.instance.sites / platform.instance.site("roads") / "site_config.json"
    sound = file.read_text()
    file.write_text(json.dumps({**json.loads(sound), "db_password": "wrong"}))
    try:
        done = platform.run(*UP)
    finally:
        file.write_text(sound)
    assert done.returncode == 2, done.stderr
    assert "(roads)" in done.stderr
    assert "Traceback" not in done.stderr
    assert outdated_sites(platform) == {"roads"}
    assert platform.run(*UP).returncode == 0
    assert outdated_sites(platform) == set()


def test_upgrade_killed_half_way_and_run_again_finishes(platform, outdated):
    sites = outdated_sites(platform)
    assert platform.kill_when(lambda: outdated_sites(platform) < sites, *UP)
    assert outdated_sites(platform)
    assert platform.run(*UP).returncode == 0
    assert outdated_sites(platform) == set()
