"""The second factor against who has the password: half sessions, codes twice, codes guessed."""

from __future__ import annotations

import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from erp_app.guards.allow_list import load_allow_list
from erp_app.guards.generate import ALLOW_LIST_PATH
from tests.attack.running_platform import assert_refused
from tests.attack.telephone import API, Telephone
from tests.attack.test_oauth import IDENTITY, ask_for_code
from tests.attack.test_realtime import connect

pytestmark = pytest.mark.platform

# What a half session may call, written down here once more.
OPEN_METHODS = frozenset(
    {f"{API}begin", f"{API}confirm", f"{API}prove", "login", "logout", "web_logout"}
)
PENDING, NEEDED, WRONG = (f"SecondFactor{word}Error" for word in ("Pending", "Needed", "Wrong"))


def make_person(platform, *roles: str, site: str = "entity_a") -> Telephone:
    login = f"phone-{uuid.uuid4().hex[:8]}@attack.example"
    password = f"Quiet-{uuid.uuid4().hex[:12]}!"
    held = [{"role": role} for role in roles]
    platform.run_inside(
        "from frappe.utils.password import update_password\n"
        "frappe.local.conf.throttle_user_limit = 10000\n"
        f"user = frappe.get_doc(dict(doctype='User', email={login!r}, first_name='Phone', "
        f"send_welcome_email=0, user_type='System User', roles={held!r}))\n"
        f"user.insert(ignore_permissions=True)\nupdate_password({login!r}, {password!r})",
        site,
    )
    return Telephone(login, password)


@pytest.fixture(scope="module")
def officer(platform) -> Telephone:
    """Return a finance officer of entity A who has set up a second factor."""
    phone = make_person(platform, "Finance Officer", "Employee")
    phone.enrol(phone.sign_in(platform))
    return phone


@pytest.fixture(scope="module")
def half(platform, officer):
    """Return a session of that officer that gave the password alone."""
    return officer.sign_in(platform)


@pytest.fixture
def fresh(platform) -> Telephone:
    """Return somebody of one's own, for tests that use up codes or close a door."""
    phone = make_person(platform, "Finance Officer")
    phone.enrol(phone.sign_in(platform))
    return phone


def assert_half(answer) -> None:
    assert answer.status_code == 403, f"{answer.status_code} {answer.text[:200]}"
    assert answer.json()["exc_type"] == PENDING
    assert set(answer.json()) <= {"exc_type", "_server_messages", "exception"}


def listed_methods() -> list[tuple[str, str]]:
    """Return (method, verb) of everything that an officer's whole session may call."""
    files = (ALLOW_LIST_PATH, ALLOW_LIST_PATH.with_name("arguments.yml"))
    allow_list = load_allow_list(*(file.read_text("utf-8") for file in files))
    policy = allow_list.policy_for(["All", "Finance Officer", "Employee"])
    found = [(name, "POST") for name in policy.post] + [(name, "GET") for name in policy.get]
    return sorted(one for one in found if one[0] not in OPEN_METHODS)


def asked_as_a_program(visitor, name: str, verb: str):
    return visitor.http.request(
        verb, f"/api/method/{name}", headers={"Accept": "application/json"}, json={}
    )


def test_half_session_calls_nothing_that_is_listed(half):
    methods = listed_methods()
    assert len(methods) > 100
    open_to_it = [
        (name, verb)
        for name, verb in methods
        if asked_as_a_program(half, name, verb).json().get("exc_type") != PENDING
    ]
    assert open_to_it == []


@pytest.mark.parametrize(
    "path",
    ["/api/resource/Journal", "/api/resource/User", "/api/v1/method/frappe.auth.get_logged_user",
     "/?cmd=frappe.auth.get_logged_user", "/second-factor?cmd=frappe.auth.get_logged_user",
     "/private/files/a.txt", "/api/method/ping", "/api/"],
)  # fmt: skip
def test_half_session_reads_nothing(half, path):
    assert_half(half.get(path, headers={"Accept": "application/json"}))


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_half_session_writes_nothing(half, verb):
    assert_half(half.http.request(verb, "/api/resource/Journal/x", json={"title": "x"}))
    assert half.post("/app", json={}).status_code == 403


@pytest.mark.parametrize(
    ("path", "back"),
    [("/app", None), ("/", None), ("/login", None), ("/update-password", "/update-password"),
     ("/app/journal?a=b&c=d", "/app/journal?a=b&c=d"), ("/app/a%20b", "/app/a%20b"),
     ("/printview?doctype=Journal&name=x", "/printview?doctype=Journal&name=x")],
)  # fmt: skip
def test_pages_of_a_half_session_lead_to_the_code(half, path, back):
    answer = half.get(path)
    assert answer.status_code == 302, answer.text[:200]
    place = urlsplit(answer.headers["location"])
    assert place.path == "/second-factor"
    assert parse_qs(place.query).get("redirect-to", [None]) == [back]


def test_page_itself_is_open_and_says_nothing_of_the_entity(platform, half, officer):
    page = half.get("/second-factor")
    assert page.status_code == 200
    assert 'data-mode="prove"' in page.text
    assert officer.secret not in page.text
    assert "/login" in platform.visitor("entity_a").get("/second-factor").headers["location"]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_page_sends_nobody_elsewhere(half, target):
    answer = half.get("/second-factor", params={"redirect-to": target})
    assert answer.status_code == 403 or "evil.example" not in answer.text


def test_half_session_hears_no_live_events(platform, half):
    host = platform.host("entity_a")
    with pytest.raises(RefusedError, match="failed to connect"):
        connect(platform, host, f"/{host}", half.sid)


def test_half_session_gets_no_code_for_the_dashboards(platform):
    phone = make_person(platform, "Analytics User", site="hub")
    phone.enrol(phone.sign_in(platform, "hub"))
    answer = phone.sign_in(platform, "hub").get(
        IDENTITY + "authorize", params=ask_for_code(platform)
    )
    assert answer.status_code == 302
    assert "/second-factor?redirect-to=%2Fapi%2Fmethod" in answer.headers["location"]
    assert "code=" not in answer.headers["location"].replace("code_challenge", "")


def test_proof_belongs_to_one_session(platform, fresh):
    proved, other = fresh.sign_in(platform), fresh.sign_in(platform)
    assert fresh.prove(proved).status_code == 200
    assert proved.who() == fresh.login
    assert_half(other.resource("GET", "Journal"))
    for name, value in proved.http.cookies.items():
        if name != "sid":
            other.http.cookies.set(name, value)
    assert_half(other.resource("GET", "Journal"))


def test_half_session_signs_out(platform, fresh):
    visitor = fresh.sign_in(platform)
    assert visitor.call("logout").status_code == 200


def test_password_alone_is_whole_only_where_nobody_asks(platform):
    """A rule about a role holds from the next request on, for sessions that are open too."""
    role = f"Attacked {uuid.uuid4().hex[:8]}"
    platform.run_inside(
        f"frappe.get_doc(dict(doctype='Role', role_name={role!r})).insert(ignore_permissions=True)"
    )
    phone = make_person(platform, "Finance Officer", role)
    visitor = phone.sign_in(platform)
    assert visitor.who() == phone.login
    rule = platform.run_inside(
        f"row = frappe.get_doc(dict(doctype='Second Factor Rule', role={role!r}))\n"
        "row.insert(ignore_permissions=True)\nresult = row.name"
    )
    try:
        assert_half(visitor.resource("GET", "Journal"))
        assert 'data-mode="enrol"' in visitor.get("/second-factor").text
        assert visitor.call(API + "prove", code="123456").status_code == 417
        phone.enrol(visitor)
        assert visitor.who() == phone.login
    finally:
        platform.run_inside(
            f"frappe.db.delete('Second Factor Rule', {rule!r})\n"
            "from erp_app.store.policy_cache import forget_policies\nforget_policies()"
        )


def test_code_counts_once_whoever_brings_it(platform, fresh):
    first, second = fresh.sign_in(platform), fresh.sign_in(platform)
    code = fresh.next_code()
    assert first.call(API + "prove", code=code).status_code == 200
    for visitor in (second, first):
        answer = visitor.call(API + "prove", code=code)
        assert (answer.status_code, answer.json()["exc_type"]) == (403, WRONG)
    assert_half(second.resource("GET", "Journal"))
    assert first.who() == fresh.login, "a wrong code takes nothing away from who is in"


@pytest.mark.parametrize("kind", ["of the telephone", "for recovery"])
def test_of_many_requests_with_one_code_one_is_let_in(platform, fresh, kind):
    visitors = [fresh.sign_in(platform) for _number in range(4)]
    code = fresh.next_code() if kind == "of the telephone" else fresh.recovery_codes[0]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: one.call(API + "prove", code=code), visitors))
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403, 403]
    assert sum(visitor.who() == fresh.login for visitor in visitors) == 1


def test_recovery_code_opens_once(platform, fresh):
    code = fresh.recovery_codes[0]
    visitor = fresh.sign_in(platform)
    answer = visitor.call(API + "prove", code=code.lower().replace("-", " "))
    assert answer.json()["message"] == {"recovery_codes_left": 9}
    assert visitor.who() == fresh.login
    assert fresh.sign_in(platform).call(API + "prove", code=code).json()["exc_type"] == WRONG


def test_guessing_ends_after_five_and_the_right_code_waits_as_well(platform, fresh):
    before = platform.count_refusals("Second Factor")
    guesser = fresh.sign_in(platform)
    right = fresh.next_code()
    wrong = [f"{number:06d}" for number in range(20) if f"{number:06d}" != right]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda code: guesser.call(API + "prove", code=code), wrong))
    assert {answer.status_code for answer in answers} <= {403, 429}
    counted = platform.run_inside(
        f"result = frappe.db.get_value('Second Factor', {fresh.login!r}, 'wrong_codes')"
    )
    assert counted == 5
    for code in (right, fresh.recovery_codes[0]):
        answer = fresh.sign_in(platform).call(API + "prove", code=code)
        assert answer.json()["exc_type"] == WRONG
        assert "Too many wrong codes" in answer.text
    assert platform.count_refusals("Second Factor") > before


@pytest.mark.parametrize(
    "code", ["", "0", " ", "null", "[]", "١", "1" * 41, "é" * 6, "\x00" * 6, "%s", "000000\n000000"]
)
def test_what_is_no_code_is_refused_in_words(half, code):
    answer = half.call(API + "prove", code=code)
    assert answer.status_code in (400, 403), answer.text[:200]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("code", [123456, 1.5, None, True, ["1"], {"a": 1}], ids=str)
def test_codes_of_another_kind_are_refused_in_words(platform, code):
    phone = make_person(platform, "Employee")
    phone.enrol(phone.sign_in(platform))
    assert_refused(phone.sign_in(platform).call(API + "prove", code=code), 400, 403)


def test_thief_with_the_password_does_not_set_up_another(half, officer):
    for method, arguments in (("begin", {}), ("confirm", {"code": "123456"})):
        answer = half.call(API + method, **arguments)
        assert (answer.status_code, answer.json()["exc_type"]) == (403, NEEDED)
        assert "secret" not in answer.json()


@pytest.mark.parametrize("method", ["begin", "confirm", "prove", "remove"])
def test_endpoints_take_no_person_no_link_and_no_foreign_page(platform, half, officer, method):
    arguments = {} if method == "begin" else {"code": "123456"}
    if method != "remove":
        assert half.call(API + method, user=officer.login, **arguments).status_code == 400
    assert half.call(API + method, "GET", **arguments).status_code == 403
    foreign = {"Origin": "https://evil.example"}
    answer = half.http.post(f"/api/method/{API}{method}", json=arguments, headers=foreign)
    assert_refused(answer, 403)
    bare = half.http.post(
        f"/api/method/{API}{method}", json=arguments, headers={"X-Frappe-CSRF-Token": "x"}
    )
    assert_refused(bare, 400, 403)
    assert_refused(platform.visitor("entity_a").call(API + method, **arguments), 401, 403)


def test_removal_needs_the_role_and_a_fresh_proof(platform, fresh):
    for role in ("Finance Manager", "HR Manager", "Auditor", "Employee"):
        visitor = platform.visitor("entity_a", role)
        assert_refused(visitor.call(API + "remove", user=fresh.login), 403)
    keeper = make_person(platform, "Entity Administrator")
    visitor = keeper.sign_in(platform)
    answer = visitor.call(API + "remove", user=fresh.login)
    assert answer.json()["exc_type"] == NEEDED
    assert answer.json()["second_factor"] == "enrol"
    keeper.enrol(visitor)
    own = (keeper.login, keeper.login.upper(), keeper.login.title(), f" {keeper.login}")
    for user in (*own, "Administrator", "administrator", "Guest", "GUEST"):
        assert_refused(visitor.call(API + "remove", user=user), 403)
    victim = fresh.sign_in(platform)
    fresh.prove(victim)
    assert visitor.call(API + "remove", user=fresh.login).status_code == 200
    assert victim.who() in ("", "Guest"), "the sessions end"
    assert fresh.sign_in(platform).who() == fresh.login
    subjects = platform.run_inside(
        "result = frappe.get_all('Activity Log', dict(reference_name="
        f"{fresh.login!r}), pluck='subject')"
    )
    assert "The second factor was removed" in subjects


@pytest.mark.parametrize("role", ["Entity Administrator", "Auditor", "Finance Manager"])
def test_document_is_read_by_nobody(platform, officer, role):
    visitor = platform.visitor("entity_a", role)
    kind = "Second Factor"
    assert_refused(visitor.resource("GET", kind), 403)
    assert_refused(visitor.resource("GET", f"{kind}/{officer.login}"), 403)
    assert_refused(visitor.resource("PUT", f"{kind}/{officer.login}", confirmed_at=None), 403)
    assert_refused(visitor.resource("DELETE", f"{kind}/{officer.login}"), 403)
    for method, arguments in (
        ("frappe.client.get_list", {"doctype": kind}),
        ("frappe.client.get_value", {"doctype": kind, "fieldname": "secret"}),
        ("frappe.client.get_password", {"doctype": kind, "name": officer.login}),
        ("frappe.desk.reportview.get", {"doctype": kind, "fields": '["*"]'}),
        ("frappe.desk.search.search_link", {"doctype": kind, "txt": ""}),
        ("frappe.desk.form.load.getdoc", {"doctype": kind, "name": officer.login}),
    ):
        assert_refused(visitor.call(method, **arguments), 403)


def test_rules_need_a_fresh_code_of_their_writer(platform):
    keeper = make_person(platform, "Entity Administrator")
    visitor = keeper.sign_in(platform)
    row = {"document_type": "Journal", "action": "Approve", "amount_from": 10**9, "minutes": 5}
    today = platform.run_inside("result = frappe.utils.today()")
    answer = visitor.resource("POST", "Second Factor Rule", **row, valid_from=today)
    assert (answer.status_code, answer.json()["exc_type"]) == (403, NEEDED)
    keeper.enrol(visitor)
    made = visitor.resource("POST", "Second Factor Rule", **row, valid_from=today, valid_to=today)
    assert made.status_code == 200, made.text
    name = made.json()["data"]["name"]
    platform.run_inside(f"frappe.db.delete('Second Factor Rule', {name!r})")


def test_no_code_and_no_secret_in_any_log(platform, officer, fresh):
    visitor = fresh.sign_in(platform)
    wrong = uuid.uuid4().hex[:20]
    assert visitor.call(API + "prove", code=wrong).json()["exc_type"] == WRONG
    assert visitor.call(API + "prove", code=fresh.recovery_codes[0]).status_code == 200
    planted = [wrong, officer.secret, fresh.secret, *fresh.recovery_codes, *officer.recovery_codes]
    folders = [Path(platform.instance_dir) / "logs", *Path(platform.sites_dir).glob("*/logs")]
    found = subprocess.run(
        ["grep", "-rlaF", *(f"-e{text}" for text in planted), *map(str, folders)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
    stored = platform.run_inside(
        "tables = ('Error Log', 'Activity Log', 'Access Refusal Log', 'Version', 'Access Log')\n"
        "rows = [frappe.db.sql(f'select * from `tab{name}`') for name in tables]\n"
        "result = repr(rows)"
    )
    assert [text for text in planted if text in stored] == []
