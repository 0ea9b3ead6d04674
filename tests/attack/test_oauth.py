"""Traps 1 and 2: the endpoints are refused by the gate, and the documents guard themselves."""

import pytest

from tests.attack.platform import assert_refused

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
    """Code that makes a token as the endpoint does, inside a request with this form."""
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
