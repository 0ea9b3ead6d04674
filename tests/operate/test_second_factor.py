"""An operator asks for a second factor everywhere with one command, and helps who has lost it."""

import json
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from erp_app.domain.hub.reader_epochs import current_epoch
from tests.attack.telephone import API, STEP_SECONDS, code_of

ROLE = "Auditor"


@pytest.fixture
def site(platform):
    yield platform.facts["sites"]["entity_a"]
    platform.run("second-factor", "relax", "--yes")


def sign_in(platform, site: str) -> httpx.Client:
    """Return the auditor's client with a password alone."""
    email, password = platform.users(site)["auditor"]
    client = platform.client(site)
    answer = client.post("/api/method/login", data={"usr": email, "pwd": password})
    client.headers["X-Frappe-CSRF-Token"] = answer.raise_for_status().json()["csrf_token"]
    return client


def status(client: httpx.Client) -> int:
    return client.get("/api/method/frappe.auth.get_logged_user").status_code


def enrol(client: httpx.Client) -> None:
    secret = client.post(f"/api/method/{API}begin").json()["message"]["secret"].replace(" ", "")
    code = code_of(secret, int(time.time()) // STEP_SECONDS)
    assert client.post(f"/api/method/{API}confirm", json={"code": code}).status_code == 200


def test_second_factor_is_asked_everywhere_at_once_and_lost_ones_are_taken_away(platform, site):
    code = platform.facts["codes"]["entity_a"]
    with closing(sign_in(platform, site)) as client:
        assert status(client) == 200
        done = platform.run("second-factor", "require", "--role", ROLE, "--json")
        assert json.loads(done.stdout) == {"roles": [ROLE]}, done.stderr
        shown = platform.run("second-factor", "show", "--json")
        assert json.loads(shown.stdout) == {"roles": [ROLE]}
        assert status(client) == 403, "a session that is open already"
        enrol(client)
        assert status(client) == 200
        user = platform.users(site)["auditor"][0]
        removed = platform.run("second-factor", "remove", code, user)
        assert removed.returncode == 0, removed.stderr
        assert status(client) != 200
    again = platform.run("second-factor", "remove", code, user)
    assert (again.returncode, "has no second factor" in again.stderr) == (2, True), again.stderr
    with closing(sign_in(platform, site)) as client:
        assert status(client) == 403
        assert platform.run("second-factor", "relax", "--yes").returncode == 0
        assert status(client) == 200


def test_what_is_open_at_the_dashboards_ends_when_a_second_factor_is_asked(platform, site):
    """A session there that proved none would have lasted for hours."""
    operator = platform.users(platform.facts["sites"]["hub"])["operator"][0]
    common = json.loads((platform.instance.sites / "common_site_config.json").read_text("utf-8"))
    folder, begun = Path(common["diwan_reader_epochs"]), time.time_ns()
    assert current_epoch(folder, operator) < begun
    assert platform.run("second-factor", "require", "--role", ROLE).returncode == 0
    assert current_epoch(folder, operator) < begun, "of a role that is not asked"
    done = platform.run("second-factor", "require", "--role", "Centre Operator")
    assert done.returncode == 0, done.stderr
    assert current_epoch(folder, operator) > begun


def test_verb_names_what_is_wrong(platform):
    unknown = platform.run("second-factor", "require", "--role", "Sultan")
    assert (unknown.returncode, "There is no role Sultan" in unknown.stderr) == (2, True)
    nowhere = platform.run("second-factor", "remove", "nowhere", "a@b.example")
    assert (nowhere.returncode, "There is no entity 'nowhere'" in nowhere.stderr) == (2, True)
