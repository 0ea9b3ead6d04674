"""Corrections to the OAuth server."""

from tests.runtime.corrections.proofs import Function, InErp, proves


@proves("oauth-user-is-session-user")
def test_code_belongs_to_the_session_user(function: Function) -> None:
    saved = function("oauth.py", "save_authorization_code")
    assert "oac.user = frappe.session.user" in saved
    assert 'cookie_dict["user_id"]' not in saved


@proves("oauth-client-secret-checked", "oauth-no-password-grant")
def test_client_proves_itself_and_uses_codes_only(in_erp: InErp) -> None:
    told = in_erp("""
from types import SimpleNamespace
from unittest.mock import patch
from frappe.oauth import OAuthWebRequestValidator
server = OAuthWebRequestValidator()
frappe.local.form_dict = frappe._dict()
client = frappe._dict(client_secret="right", as_dict=lambda: {})
def ask(secret, stored="right"):
    client.client_secret = stored
    request = SimpleNamespace(client_id="x", client_secret=secret, client=None)
    with patch.object(frappe, "get_doc", lambda *a: client):
        return server.authenticate_client(request)
grants = ["authorization_code", "refresh_token", "password"]
return [ask("right"), ask("wrong"), ask(None), ask("", stored=""),
        [server.validate_grant_type("x", grant, None, None) for grant in grants]]
""")
    assert told == [True, False, False, False, [True, True, False]]


@proves("token-ends-when-it-says")
def test_end_of_a_token_is_compared_with_the_clock_it_was_made_by(function: Function) -> None:
    valid = function("oauth.py", "validate_bearer_token")
    assert "frappe.utils.now_datetime() < otoken.expiration_time" in valid
    assert "pytz" not in valid
