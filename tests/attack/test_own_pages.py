"""Requests that write come from our own pages and carry the session's token."""

import secrets

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

WRITE = ("POST", "/api/method/frappe.core.doctype.user.user.switch_theme", {"theme": "Dark"})


@pytest.fixture
def officer(platform):
    visitor = platform.visitor("entity_a", "Finance Officer")
    return visitor


def ask(visitor, **headers):
    verb, path, body = WRITE
    return visitor.http.request(verb, path, json=body, headers=headers)


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://entity-b.localhost", "http://localhost", "file://"],
)
def test_request_from_another_sites_page_is_refused(officer, origin):
    assert_refused(ask(officer, Origin=origin), 403)


def test_sibling_site_is_another_site(platform, officer):
    """All entities are hosts below one name: browsers send the cookie along."""
    host = officer.http.headers["Host"].replace(officer.host, platform.host("entity_b"))
    assert_refused(ask(officer, Origin=f"http://{host}"), 403)
    assert_refused(ask(officer, **{"Sec-Fetch-Site": "same-site"}), 403)
    assert_refused(ask(officer, **{"Sec-Fetch-Site": "cross-site"}), 403)


def test_own_page_is_let_through(officer):
    own = f"http://{officer.http.headers['Host']}"
    assert ask(officer, Origin=f"https://{officer.host}").status_code == 200, "a front before ours"
    assert ask(officer, Origin=own).status_code == 200
    assert ask(officer, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert ask(officer).status_code == 200


def test_preflight_is_no_error_of_the_server(platform, officer):
    bare = platform.visitor("entity_a", bare=True)
    for visitor in (officer, bare):
        answer = visitor.http.request("OPTIONS", "/api/method/ping")
        assert answer.status_code < 500


def test_session_that_loaded_no_page_needs_its_token(officer):
    """The base made the token with the first page: until then it was not asked for."""
    token = officer.http.headers["X-Frappe-CSRF-Token"]
    officer.use_token(None)
    assert ask(officer).status_code in (400, 403)
    officer.use_token("0" * len(token))
    assert ask(officer).status_code in (400, 403)
    officer.use_token(token)
    assert ask(officer).status_code == 200


def test_other_sites_sign_nobody_in(platform, spare_user):
    visitor = platform.visitor("entity_a")
    answer = visitor.http.post(
        "/api/method/login",
        data={"usr": spare_user["login"], "pwd": spare_user["password"]},
        headers={"Origin": "https://evil.example"},
    )
    assert_refused(answer, 403)
    assert "sid" not in visitor.http.cookies
    assert visitor.who() in ("", "Guest")
    sessions = platform.run_inside(
        "result = frappe.db.sql('select count(*) from tabSessions where user = %s', "
        f"{spare_user['login']!r})[0][0]"
    )
    assert sessions == 0


@pytest.mark.parametrize("path", ["/api/method/logout", "/?cmd=logout", "/?cmd=web_logout"])
def test_other_sites_sign_nobody_out(platform, spare_user, path):
    visitor = platform.visitor("entity_a")
    visitor.sign_in(spare_user["login"], spare_user["password"])
    assert visitor.get(path).status_code == 403
    assert visitor.http.post(path, headers={"Origin": "https://evil.example"}).status_code == 403
    assert visitor.who() == spare_user["login"]


def test_signed_out_session_does_not_come_back(platform, spare_user):
    """Whatever still answered when a session ended put it back into the cache."""
    visitor = platform.visitor("entity_a")
    visitor.sign_in(spare_user["login"], spare_user["password"])
    sid = visitor.sid
    assert visitor.http.post("/", data={"cmd": "web_logout"}).status_code == 200
    visitor.http.cookies.clear()
    visitor.http.cookies.set("sid", sid)
    assert visitor.who() in ("", "Guest")


def test_reset_tells_nobody_who_has_an_account(platform, spare_user):
    """An address may ask three times an hour, so each asks from one of its own."""
    method = "/api/method/frappe.core.doctype.user.user.reset_password"
    users = (spare_user["login"], "nobody@attack.example", "Administrator")
    fresh = secrets.randbelow(200)
    answers = [
        platform.visitor("entity_a", address=f"127.9.{fresh}.{n}").http.post(
            method, data={"user": user}
        )
        for n, user in enumerate(users, 1)
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
