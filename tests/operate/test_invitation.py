"""An operator hands a person a link where no mail can carry it; whoever made the account cannot."""

import json
import uuid
from contextlib import closing

import httpx
import pytest

PASSWORD = "Palm-Trees-At-Dusk-71"
USER = "/api/resource/User"
CHOOSES = "/api/method/frappe.core.doctype.user.user.update_password"


@pytest.fixture
def site(platform) -> str:
    return platform.facts["sites"]["entity_a"]


def sign_in(platform, site: str, email: str, password: str) -> httpx.Client:
    client = platform.client(site)
    answer = client.post("/api/method/login", data={"usr": email, "pwd": password})
    client.headers["X-Frappe-CSRF-Token"] = answer.raise_for_status().json()["csrf_token"]
    return client


@pytest.fixture
def newcomer(platform, site):
    """Return the address of a person whom the administrator has made, and the answer."""
    email = f"newcomer.{uuid.uuid4().hex[:8]}@invited.example"
    with closing(sign_in(platform, site, *platform.users(site)["administrator"])) as client:
        made = client.post(USER, json={"email": email, "first_name": "New Comer"})
        assert made.status_code == 200, made.text
    return email, made


def choose(platform, site: str, link: str) -> httpx.Response:
    assert f"//{site}" in link
    key = link.partition("key=")[2]
    with closing(platform.client(site)) as client:
        return client.post(CHOOSES, data={"key": key, "new_password": PASSWORD})


def test_person_gets_in_by_a_link_that_the_operator_hands_over(platform, site, newcomer):
    email, made = newcomer
    code = platform.facts["codes"]["entity_a"]
    said = json.dumps(made.json()["_server_messages"])
    assert f"./diwan entity invite {code} {email}" in said
    assert "Welcome" not in said
    assert "key=" not in made.text

    first = json.loads(platform.run("entity", "invite", code, email, "--json").stdout)
    shown = platform.run("entity", "invite", code, email)
    assert shown.returncode == 0, shown.stderr
    link = next(line for line in shown.stdout.split() if "key=" in line)
    assert choose(platform, site, first["link"]).status_code != 200, "an earlier link has ended"
    assert choose(platform, site, link).status_code == 200
    assert choose(platform, site, link).status_code != 200, "a link works once"
    with closing(sign_in(platform, site, email, PASSWORD)) as client:
        who = client.get("/api/method/frappe.auth.get_logged_user").json()["message"]
    assert who == email


def test_the_entity_sees_that_a_link_was_made(platform, site, newcomer):
    email, _made = newcomer
    code = platform.facts["codes"]["entity_a"]
    assert platform.run("entity", "invite", code, email).returncode == 0
    with closing(sign_in(platform, site, *platform.users(site)["administrator"])) as client:
        asked = {"doctype": "User", "name": email}
        form = client.get("/api/method/frappe.desk.form.load.getdoc", params=asked)
    assert "made a link for a new password" in form.text


def test_nobody_is_invited_who_is_not_there(platform):
    code = platform.facts["codes"]["entity_a"]
    for where, who, said in (
        ("nowhere", "a@b.example", "no entity 'nowhere'"),
        (code, "nobody@b.example", "no enabled user nobody@b.example"),
        (code, "Administrator", "no enabled user Administrator"),
        (code, "administrator", "no enabled user administrator"),
    ):
        refused = platform.run("entity", "invite", where, who)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
