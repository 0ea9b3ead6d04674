"""Sessions, tokens and addresses: who a request speaks for."""

import time

import httpx
import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

TOKENS = [
    "token abc:def", "Basic YWJjOmRlZg==", "Basic !!!", "Bearer abc", "Token", "token", "Digest x",
    "token :", "Basic Og==", "bearer x y",
]  # fmt: skip


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("path", ["/api/method/ping", "/api/resource/Journal", "/login"])
def test_invalid_token_is_401_and_never_a_guest(platform, token, path):
    answer = platform.visitor("entity_a").get(path, headers={"Authorization": token})
    assert_refused(answer, 401)


def test_invalid_token_beside_a_session_is_refused(platform):
    auditor = platform.visitor("entity_a", "Auditor")
    answer = auditor.get("/api/resource/Journal", headers={"Authorization": "token abc:def"})
    assert_refused(answer, 401)
    assert auditor.get("/api/resource/Journal").status_code == 200


def test_token_source_other_than_user_is_refused_by_the_bare_worker(platform, api_key):
    headers = {
        "Authorization": f"token {api_key}",
        "Frappe-Authorization-Source": "Social Login Key",
    }
    answer = platform.visitor("entity_a", bare=True).get("/api/resource/Journal", headers=headers)
    assert_refused(answer, 401)


def test_token_works_until_its_user_is_disabled(platform, api_key, spare_user):
    program = platform.visitor("entity_a")
    headers = {"Authorization": f"token {api_key}"}
    assert program.get("/api/resource/Journal", headers=headers).status_code == 200
    disable(platform, spare_user)
    assert_refused(program.get("/api/resource/Journal", headers=headers), 401)


def test_session_ends_when_its_user_is_disabled(platform, spare_user):
    person = platform.visitor("entity_a")
    person.sign_in(spare_user["login"], spare_user["password"])
    assert person.who() == spare_user["login"]
    disable(platform, spare_user)
    assert_refused(person.resource("GET", "Journal"))
    answer = person.post(
        "/api/method/login", data={"usr": spare_user["login"], "pwd": spare_user["password"]}
    )
    assert answer.status_code == 401


def test_session_id_in_an_argument_is_refused(platform):
    sid = platform.visitor("entity_a", "Auditor").sid
    stranger = platform.visitor("entity_a")
    for path in ("/api/method/frappe.auth.get_logged_user", "/app"):
        assert_refused(stranger.get(f"{path}?sid={sid}"))


def try_to_sign_in(visitor, login: str, password: str, **headers: str) -> int:
    """Return the answer's status; waits while the front says that it is too often."""
    for _attempt in range(30):
        answer = visitor.post(
            "/api/method/login", data={"usr": login, "pwd": password}, headers=headers
        )
        if answer.status_code != 429:
            break
        time.sleep(1)
    return answer.status_code


def test_account_locks_for_the_attacker_and_not_for_its_owner(platform, spare_user):
    login, password = spare_user["login"], spare_user["password"]
    attacker = platform.visitor("entity_a", address="127.0.0.66")
    statuses = {try_to_sign_in(attacker, login, f"wrong{attempt}") for attempt in range(8)}
    assert 200 not in statuses
    assert try_to_sign_in(attacker, login, password) == 403
    owner = platform.visitor("entity_a", address="127.0.0.77")
    assert try_to_sign_in(owner, login, password) == 200
    assert owner.who() == login
    assert try_to_sign_in(attacker, login, password) == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_locked_attacker_cannot_claim_another_address(platform, spare_user, header):
    login, password = spare_user["login"], spare_user["password"]
    attacker = platform.visitor("entity_a", address="127.0.0.67")
    for attempt in range(8):
        try_to_sign_in(attacker, login, "wrong", **{header: f"10.0.0.{attempt}"})
    assert try_to_sign_in(attacker, login, password, **{header: "127.0.0.78"}) == 403


def test_account_locks_everywhere_after_many_more_failures(platform, spare_user):
    """A guesser with many addresses is slow as well: the ceiling of the account holds them all."""
    login, password = spare_user["login"], spare_user["password"]
    for machine in range(17):
        guesser = platform.visitor("entity_a", address=f"127.0.1.{machine + 1}")
        assert {try_to_sign_in(guesser, login, f"wrong{n}") for n in range(6)} <= {401, 403}
    owner = platform.visitor("entity_a", address="127.0.0.79")
    assert try_to_sign_in(owner, login, password) == 403


def test_guessing_is_slowed_down_per_address(platform):
    stranger = platform.visitor("entity_a", address="127.0.0.68")
    statuses = {
        stranger.post("/api/method/login", data={"usr": f"nobody{n}", "pwd": "x"}).status_code
        for n in range(60)
    }
    assert 429 in statuses


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"]
)
def test_client_cannot_choose_its_address(platform, header):
    forged = "203.0.113.77"
    stranger = platform.visitor("entity_a")
    stranger.get("/api/method/frappe.client.bulk_update", headers={header: forged})
    addresses = platform.run_inside(
        "result = frappe.get_all('Access Refusal Log', pluck='ip_address', distinct=True)"
    )
    assert addresses
    assert forged not in addresses


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "http:evil.example", "\\\\evil.example", " //evil.example", "/\t/evil.example",
     "data:text/html,x", "https:%2f%2fevil.example"],
)  # fmt: skip
def test_sign_in_page_does_not_send_people_elsewhere(platform, target):
    for visitor in (platform.visitor("entity_a"), platform.visitor("entity_a", "Auditor")):
        answer = visitor.get("/login", params={"redirect-to": target})
        assert answer.status_code == 403
        assert "evil.example" not in answer.headers.get("location", "")


def test_sign_in_page_keeps_a_path_of_this_site(platform):
    answer = platform.visitor("entity_a").get("/login", params={"redirect-to": "/app/journal"})
    assert answer.status_code == 200


def test_password_by_query_string_is_not_accepted(platform):
    login, password = platform.users[platform.host("entity_a")]["Auditor"]
    answer = platform.visitor("entity_a").get(
        "/", params={"cmd": "login", "usr": login, "pwd": password}
    )
    assert answer.status_code == 400
    assert "sid" not in answer.cookies


def test_cookies_are_closed_to_scripts_and_other_sites(platform):
    visitor = platform.visitor("entity_a")
    login, password = platform.users[platform.host("entity_a")]["Auditor"]
    visitor.sign_in(login, password)
    answer = httpx.get(
        f"{platform.front_url}/api/method/ping",
        headers={"Host": platform.host("entity_a"), "Cookie": f"sid={visitor.sid}"},
    )
    cookies = [c for c in answer.headers.get_list("set-cookie") if c.startswith("sid=")]
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_cookie_names_no_user_the_server_believes(platform):
    """Trap 1's root: a `user_id` cookie says nothing about who is asking."""
    employee = platform.visitor("entity_a", "Employee")
    employee.http.cookies.set("user_id", "Administrator")
    assert employee.who() == platform.login_of("Employee")


def disable(platform, user: dict) -> None:
    platform.run_inside(
        f"user = frappe.get_doc('User', {user['login']!r})\nuser.enabled = 0\n"
        "user.save(ignore_permissions=True)"
    )


def test_token_from_another_address_is_refused_where_addresses_are_named(
    platform, api_key, spare_user
):
    """The base asks for a person's addresses at sign-in alone."""
    visitor = platform.visitor("entity_a")
    headers = {"Authorization": f"token {api_key}"}
    path = "/api/method/frappe.auth.get_logged_user"
    assert visitor.get(path, headers=headers).status_code == 200
    platform.run_inside(
        f"frappe.db.set_value('User', {spare_user['login']!r}, 'restrict_ip', '10.99.')\n"
        f"frappe.clear_document_cache('User', {spare_user['login']!r})"
    )
    assert visitor.get(path, headers=headers).status_code in (401, 403)


def test_forgotten_password_is_answered_the_same_whoever_asks_for_whom(platform):
    """It ended in an error of the server. A site without a mail server says so."""
    stranger = platform.visitor("entity_b", address="127.0.0.77")
    answers = [
        stranger.call("frappe.core.doctype.user.user.reset_password", user=user)
        for user in (platform.login_of("Finance Officer", "entity_b"), "nobody@attack.example")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert "sends no e-mail" in answers[0].text


@pytest.mark.parametrize("role", ["Analyst", "Auditor", "Executive"])
def test_reader_who_signs_in_at_the_hub_is_led_to_the_dashboards(platform, role):
    people = platform.users[platform.host("hub")]
    if role not in people:
        pytest.fail(f"nobody at the hub is {role}")
    person = platform.visitor("hub", role)
    led = person.http.get("/dashboards", follow_redirects=False)
    assert led.status_code in (301, 302), led.text[:200]
    assert "//analytics." in led.headers["location"]
    stranger = platform.visitor("hub")
    assert "/login" in stranger.http.get("/dashboards", follow_redirects=False).headers["location"]


def test_entity_without_dashboards_leads_to_its_own_desk(platform):
    officer = platform.visitor("entity_b", "Finance Officer")
    led = officer.http.get("/dashboards", follow_redirects=False)
    assert led.headers["location"].endswith("/app")
