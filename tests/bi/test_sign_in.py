"""One log-in for the hub and the dashboards, and every way it is refused."""

from __future__ import annotations

import json
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.bi.reader import DASHBOARDS, HUB, Reader

pytestmark = pytest.mark.platform


@pytest.fixture
def stranger(platform) -> Reader:
    """Return a fresh browser."""
    return Reader(platform.front_url)


def me(person: Reader) -> dict:
    return person.get("/api/v1/me/roles/").json()["result"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Analyst", "Central Analyst"),
        ("Roads Analyst", "Entity Analyst"),
        ("Executive", "Executive"),
        ("Auditor", "Auditor"),
    ],
)
def test_role_comes_from_the_hub(role, expected, reader):
    facts = me(reader(role))
    assert set(facts["roles"]) - {"Public"} == {expected}


def test_visitor_is_sent_to_the_hub_and_comes_back_where_they_wanted(platform, stranger):
    login = platform.users[platform.host("hub")]["Executive"]
    away = stranger.get("/login/?next=/dashboard/list/").headers["location"]
    asked = parse_qs(urlsplit(away).query)
    assert urlsplit(away).hostname == HUB
    assert asked["code_challenge_method"] == ["S256"]
    to_log_in = stranger.get(away).headers["location"]
    assert to_log_in.startswith("/login?redirect-to=%2Fapi%2Fmethod%2Ferp_app.api.identity")
    stranger.log_in_at_hub(*login)
    back = stranger.get(away).headers["location"]
    landed = stranger.get(back)
    assert landed.headers["location"].endswith("/dashboard/list/")


SESSION = "diwan_analytics"


@pytest.mark.parametrize("change", ["/lang/ar", "/logout/"])
def test_answer_under_way_does_not_bring_the_session_of_before_back(platform, make_access, change):
    """Charts still answer when their reader switches the language or signs out: a browser keeps the
    cookie that comes last. Somebody of the test's own: signing out ends all sessions of a person.
    """
    login = make_access(f"late-{uuid.uuid4().hex[:6]}", "Executive", "roads")
    person = Reader(platform.front_url).sign_in(*login)
    before = person.cookies[DASHBOARDS][SESSION]
    assert SESSION in "".join(person.get(change).headers.get_list("set-cookie"))
    is_over = change == "/logout/"  # the copy of its cookie is worth nothing either
    for path in ("/api/v1/me/", "/api/v1/chart/"):
        late = person.get(path, headers={"Cookie": f"{SESSION}={before}"})
        assert late.status_code == (401 if is_over else 200)
        kept = [line for line in late.headers.get_list("set-cookie") if f"{before[:40]}" in line]
        assert kept == []
    if not is_over:
        assert late.headers.get_list("set-cookie") == []


END_ACCESS = (
    "access = frappe.get_doc('Analytics Access', dict(email={login!r}, docstatus=1))\n"
    "access.reason = 'Has left'\naccess.cancel()"
)
DISABLE = (
    "user = frappe.get_doc('User', {login!r})\nuser.enabled = 0\nuser.save(ignore_permissions=True)"
)


@pytest.mark.parametrize("ended_by", ["access", "disabled", "sign-out here", "sign-out at the hub"])
def test_sessions_end_at_once_wherever_they_are_ended(platform, make_access, ended_by):
    login = make_access(f"ended-{uuid.uuid4().hex[:6]}", "Executive", "roads")
    person, elsewhere = (Reader(platform.front_url).sign_in(*login) for _ in range(2))
    assert person.get("/api/v1/me/").status_code == 200
    match ended_by:
        case "access":
            platform.run_inside(END_ACCESS.format(login=login[0]), "hub")
        case "disabled":
            platform.run_inside(DISABLE.format(login=login[0]), "hub")
        case "sign-out here":
            elsewhere.get("/logout/")
        case _:
            elsewhere.log_out_at_hub()
    assert person.get("/api/v1/me/").status_code == 401
    assert person.get("/api/v1/chart/").status_code == 401


def test_role_and_scope_change_at_the_next_sign_in(platform, make_access, reader, datasets):
    login = make_access(f"mover-{uuid.uuid4().hex[:6]}", "Executive", "roads")
    first = Reader(platform.front_url).sign_in(*login)
    assert first.entities_in(datasets["fct_ledger_line"]) == {"roads"}
    platform.run_inside(
        f"frappe.get_doc(dict(doctype='Analytics Access', email={login[0]!r}, full_name='M',"
        " role='Entity Analyst', entities=[dict(entity='courts')])).insert()",
        "hub",
    )
    second = Reader(platform.front_url).sign_in(*login)
    assert second.entities_in(datasets["fct_ledger_line"]) == {"courts"}
    assert set(me(second)["roles"]) - {"Public"} == {"Entity Analyst"}
    assert first.get("/api/v1/me/").status_code == 401, "the older session has ended"


def test_who_has_no_access_any_more_is_told_so_at_the_next_sign_in(platform, make_access):
    login = make_access(f"gone-{uuid.uuid4().hex[:6]}", "Executive", "roads")
    Reader(platform.front_url).sign_in(*login)
    platform.run_inside(END_ACCESS.format(login=login[0]), "hub")
    person = Reader(platform.front_url)
    person.log_in_at_hub(*login)
    answer = person.come_back()
    assert answer.status_code == 403
    assert "You have no access to the dashboards" in answer.text
    assert "ليست لديك صلاحية" in answer.text


def test_user_of_the_hub_without_access_is_told_so(platform, stranger):
    stranger.log_in_at_hub(*platform.users[platform.host("hub")]["Centre Operator"])
    answer = stranger.come_back()
    assert answer.status_code == 403
    assert "You have no access to the dashboards" in answer.text
    assert stranger.get("/api/v1/me/").status_code == 401


def test_language_follows_the_hub(platform, make_access):
    login = make_access(f"arabic-{uuid.uuid4().hex[:6]}", "Executive", "roads")
    platform.run_inside(f"frappe.db.set_value('User', {login[0]!r}, 'language', 'ar')", "hub")
    person = Reader(platform.front_url).sign_in(*login)
    page = person.get("/superset/welcome/").text
    assert 'document.documentElement.dir = "rtl"' in page
    assert 'document.documentElement.lang = "ar"' in page


def test_code_of_another_browser_is_refused(platform, stranger):
    """Somebody plants their own code in a victim's browser: the state is not the victim's."""
    thief = Reader(platform.front_url)
    thief.log_in_at_hub(*platform.users[platform.host("hub")]["Executive"])
    back = thief.get(thief.get("/login/").headers["location"]).headers["location"]
    stranger.get("/login/")
    answer = stranger.get(back)
    assert answer.status_code == 400
    assert "This sign-in has expired" in answer.text
    assert stranger.get("/api/v1/me/").status_code == 401


def test_code_is_good_once(platform, stranger):
    stranger.log_in_at_hub(*platform.users[platform.host("hub")]["Executive"])
    back = stranger.get(stranger.get("/login/").headers["location"]).headers["location"]
    kept = dict(stranger.cookies["analytics.localhost"])
    assert stranger.get(back).status_code == 302
    stranger.cookies["analytics.localhost"] = kept
    assert stranger.get(back).status_code == 400


@pytest.mark.parametrize("next_page", ["http://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_abroad(next_page, platform, stranger):
    stranger.log_in_at_hub(*platform.users[platform.host("hub")]["Executive"])
    away = stranger.ask("GET", "/login/", params={"next": next_page}).headers["location"]
    back = stranger.get(away).headers["location"]
    landed = stranger.get(back).headers["location"]
    assert urlsplit(landed).hostname in (None, DASHBOARDS)
    assert not landed.startswith(("//", "/\\"))


def test_signed_out_stays_signed_out(platform, make_access):
    person = Reader(platform.front_url)
    person.sign_in(*make_access(f"left-{uuid.uuid4().hex[:6]}", "Executive", "roads"))
    answer = person.get("/logout/")
    assert answer.status_code == 200
    assert "You are signed out" in answer.text
    assert person.get("/api/v1/me/").status_code == 401


def test_local_administrator_has_a_door_of_their_own(instance, stranger):
    secrets = json.loads((instance.root / "secrets.json").read_text())
    stranger.sign_in_as_administrator(secrets["superset_admin"])
    assert "Admin" in me(stranger)["roles"]


@pytest.mark.parametrize("name", ["admin", "analyst@hub.localhost", "nobody"])
def test_emergency_door_is_for_the_administrator_alone(name, stranger):
    answer = stranger.enter_emergency(name, "not the password")
    assert answer.status_code in (403, 429)
    assert stranger.get("/api/v1/me/").status_code == 401


def test_password_is_not_taken_by_program(instance, stranger):
    secrets = json.loads((instance.root / "secrets.json").read_text())
    body = {"username": "admin", "password": secrets["superset_admin"], "provider": "db"}
    answer = stranger.post("/api/v1/security/login", json=body)
    assert answer.status_code != 200
    assert "access_token" not in answer.text


def test_secrets_are_on_no_command_line_and_in_no_log(instance):
    secrets = json.loads((instance.root / "secrets.json").read_text())
    wanted = [value for name, value in secrets.items() if name.startswith("superset")]
    assert len(wanted) == 3
    seen = "".join(
        file.read_text(errors="replace")
        for pattern in ("superset*.log", "bi.log", "front*.log", "web.log")
        for file in instance.logs.glob(pattern)
    )
    from pathlib import Path

    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            seen += process.read_text(errors="replace")
        except OSError:
            continue
    assert [value for value in wanted if value in seen] == []
