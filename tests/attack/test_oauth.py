"""Traps 1 and 2: the base's endpoints are refused by the gate, the documents guard themselves, and
the hub's own door for the dashboards opens to their one client with every proof.
"""

import base64
import hashlib
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.attack.running_platform import assert_refused

pytestmark = pytest.mark.platform

CLIENT = """
client = frappe.get_doc(dict(doctype='OAuth Client', app_name='attack', scopes='all openid',
    default_redirect_uri='http://localhost', redirect_uris='http://localhost',
    grant_type='Authorization Code', response_type='Code'))
client.insert(ignore_permissions=True)
"""


@pytest.mark.parametrize("endpoint", ["authorize", "approve", "get_token", "introspect_token"])
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_oauth_endpoints_are_closed(platform, endpoint, verb):
    employee = platform.visitor("entity_a", "Employee")
    employee.http.cookies.set("user_id", "Administrator")
    assert_refused(
        employee.call(f"frappe.integrations.oauth2.{endpoint}", verb, client_id="x"), 403
    )


def test_authorization_code_belongs_to_the_session_not_to_the_cookie(platform):
    user = platform.run_inside(
        CLIENT + f"frappe.set_user({platform.login_of('Employee')!r})\n"
        "code = frappe.get_doc(dict(doctype='OAuth Authorization Code', client=client.name,\n"
        "    user='Administrator', authorization_code=frappe.generate_hash(), scopes='all',\n"
        "    redirect_uri_bound_to_authorization_code='http://localhost'))\n"
        "code.insert(ignore_permissions=True)\nresult = code.user"
    )
    assert user == platform.login_of("Employee")


@pytest.mark.parametrize("user", ["Administrator", "Guest"])
def test_token_for_the_administrator_is_never_made(platform, user):
    outcome = platform.run_inside(CLIENT + token_code(user, {}))
    assert outcome == "This user may not hold a token"


@pytest.mark.parametrize(
    ("form", "outcome"),
    [
        ({"grant_type": "password"}, "This way to a token is closed"),
        ({"grant_type": "implicit"}, "This way to a token is closed"),
        ({"grant_type": "authorization_code"}, "The client did not prove its secret"),
        ({"grant_type": "authorization_code", "client_secret": "guess"},
         "The client did not prove its secret"),
        ({"grant_type": "authorization_code", "client_secret": "REAL"}, "made"),
    ],
)  # fmt: skip
def test_token_needs_the_clients_secret(platform, form, outcome):
    user = platform.login_of("Employee")
    assert platform.run_inside(CLIENT + token_code(user, form)) == outcome


def token_code(user: str, form: dict) -> str:
    """Return code that makes a token as the endpoint does, inside a request with this form."""
    return (
        "from werkzeug.test import EnvironBuilder\nfrom werkzeug.wrappers import Request\n"
        f"form = {form!r}\n"
        "if form.get('client_secret') == 'REAL': form['client_secret'] = client.client_secret\n"
        "frappe.local.request = Request(EnvironBuilder(method='POST').get_environ())\n"
        "frappe.local.form_dict = frappe._dict(form)\n"
        "token = frappe.get_doc(dict(doctype='OAuth Bearer Token', client=client.name,\n"
        f"    user={user!r}, access_token=frappe.generate_hash(), scopes='all', expires_in=60))\n"
        "try:\n    token.insert(ignore_permissions=True)\n    result = 'made'\n"
        "except frappe.PermissionError as error:\n    result = str(error)\n"
        "frappe.local.request = None"
    )


IDENTITY = "/api/method/erp_app.api.identity."
RETURN = "http://analytics.localhost:{port}/oauth-authorized/hub"


def ask_for_code(platform, **changes) -> dict:
    """Return what the dashboards ask the hub for, with a proof key whose secret is VERIFIER."""
    port = platform.front_url.rsplit(":", 1)[-1]
    asked = {
        "response_type": "code",
        "client_id": "analytics",
        "redirect_uri": RETURN.format(port=port),
        "scope": "all",
        "state": "s" * 20,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in asked.items() if value is not None}


VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)


@pytest.fixture(scope="module")
def client_secret(platform) -> str:
    return json.loads((Path(platform.instance_dir) / "secrets.json").read_text())[
        "superset_oauth_client"
    ]


def new_code(platform, role="Executive", **changes) -> str:
    person = platform.visitor("hub", role)
    answer = person.get(IDENTITY + "authorize", params=ask_for_code(platform, **changes))
    assert answer.status_code == 302, answer.text[:300]
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def exchange(platform, site="hub", **form):
    port = platform.front_url.rsplit(":", 1)[-1]
    whole = {
        "grant_type": "authorization_code",
        "client_id": "analytics",
        "redirect_uri": RETURN.format(port=port),
        "code_verifier": VERIFIER,
        **form,
    }
    return platform.visitor(site).post(IDENTITY + "get_token", data=whole)


@pytest.mark.parametrize("endpoint", ["authorize", "get_token", "claims"])
def test_entities_sign_nobody_in_to_the_dashboards(platform, endpoint):
    verb = "POST" if endpoint == "get_token" else "GET"
    officer = platform.visitor("entity_a", "Finance Officer")
    answer = officer.call(f"erp_app.api.identity.{endpoint}", verb, **ask_for_code(platform))
    assert_refused(answer, 400, 403)


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "other"},
        {"client_id": None},
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": None},
        {"response_type": "token"},
        {"response_type": "id_token"},
        {"response_type": "code id_token"},
        {"scope": "all openid"},
        {"code_challenge": None},
    ],
)
def test_request_for_a_code_that_is_not_ours_is_refused(platform, change):
    person = platform.visitor("hub", "Executive")
    asked = ask_for_code(platform, **change)
    answer = person.get(IDENTITY + "authorize", params=asked)
    if change == {"redirect_uri": None}:  # the only address that is registered
        assert RETURN.split(":{")[0] in answer.headers["location"]
        return
    assert answer.status_code == 400, answer.headers.get("location", answer.text[:200])
    assert "location" not in answer.headers


def test_token_opens_the_claims_and_nothing_else(platform, client_secret):
    answer = exchange(platform, code=new_code(platform), client_secret=client_secret)
    assert answer.status_code == 200, answer.text[:300]
    body = answer.json()
    assert "refresh_token" not in body
    assert body["expires_in"] <= 60
    visitor = platform.visitor("hub")
    for scheme in ("Bearer", "token", "Basic"):
        headers = {"Authorization": f"{scheme} {body['access_token']}"}
        for path in ("/api/method/frappe.auth.get_logged_user", "/api/resource/Entity"):
            assert_refused(visitor.get(path, headers=headers), 401, 403, 404)
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    assert_refused(visitor.get("/app", headers=headers), 401, 403)
    claims = visitor.get(IDENTITY + "claims", headers=headers).json()["message"]
    assert claims["roles"] == ["Executive"]
    assert claims["entities"] == "*"
    assert set(claims) == {"email", "name", "language", "roles", "entities"}


@pytest.mark.parametrize(
    "form",
    [
        {"client_secret": ""},
        {"client_secret": "guess"},
        {"client_id": "other"},
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"redirect_uri": "http://evil.example/"},
        {"grant_type": "password", "username": "a", "password": "b"},
        {"grant_type": "refresh_token", "refresh_token": "x"},
        {"grant_type": "client_credentials"},
        {"code": "guess"},
    ],
)
def test_code_is_worth_nothing_without_every_proof(platform, client_secret, form):
    whole = {"code": new_code(platform), "client_secret": client_secret, **form}
    answer = exchange(platform, **whole)
    assert answer.status_code >= 400, answer.text[:300]
    assert "access_token" not in answer.text


def test_code_is_good_once_and_for_a_minute(platform, client_secret):
    code = new_code(platform)
    assert exchange(platform, code=code, client_secret=client_secret).status_code == 200
    assert exchange(platform, code=code, client_secret=client_secret).status_code >= 400
    late = new_code(platform)
    platform.run_inside(
        "frappe.db.sql('update `tabOAuth Authorization Code` set creation = creation - interval"
        f" 2 minute where name = %s', {late!r})",
        "hub",
    )
    assert exchange(platform, code=late, client_secret=client_secret).status_code >= 400


@pytest.mark.parametrize("method", ["plain", "s256", "", None])
def test_no_code_is_given_for_another_proof(platform, method):
    plain = {"code_challenge": VERIFIER, "code_challenge_method": method}
    person = platform.visitor("hub", "Executive")
    answer = person.get(IDENTITY + "authorize", params=ask_for_code(platform, **plain))
    assert answer.status_code == 400, answer.text[:300]
    assert "code=" not in answer.headers.get("location", "")
