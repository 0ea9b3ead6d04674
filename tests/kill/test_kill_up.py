"""kill -9 while `up` makes a new installation; then the same command again."""

from contextlib import closing

import pytest

from ops.testing.throwaway import new_instance, take_away
from ops.warehouse.night import is_up_to_date, warehouse_folder
from tests.kill.conftest import Platform

UP = ["up", "--no-demo", "--entities", "courts"]


@pytest.fixture
def bare():
    """Yield an installation that has never been up."""
    instance = new_instance("kill-up")
    yield Platform(
        {"front_url": f"http://127.0.0.1:{instance.settings().ports['front']}"}, instance
    )
    take_away(instance)


def test_up_killed_at_several_moments_then_comes_up_whole(bare):
    """Killed while the template is half loaded, the hub half made, an entity half copied."""
    for name, tables in (("diwan_template", 40), ("diwan_hub", 40), ("diwan_courts", 40)):
        assert bare.kill_when(lambda n=name, t=tables: bare.has_database(n, t), *UP), name
    done = bare.run(*UP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert bare.run("status").returncode == 0
    assert {"diwan_template", "diwan_hub", "diwan_courts"} <= bare.databases()
    assert is_up_to_date(bare.instance), "no night over books that are empty"
    site = bare.instance.site("courts")
    with closing(bare.log_in(site, "auditor")) as client:
        who = client.get("/api/method/frappe.auth.get_logged_user").json()["message"]
    assert who == f"auditor@{site}"
    warm = bare.run(*UP)
    assert warm.returncode == 0, warm.stdout + warm.stderr
    assert len(list((warehouse_folder(bare.instance) / "runs").iterdir())) == 1
