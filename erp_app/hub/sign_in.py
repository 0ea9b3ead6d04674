"""Signing in to the dashboards with the hub's account: OAuth 2's code flow for one client.

Owns the client, the checks the base leaves out, and what the dashboards are told of a person.
Refuses every other client, flow and site: no consent page, no refresh, no implicit grant, no code
without a proof key (RFC 7636, S256), none older than a minute, none twice. The token it gives
opens the claims alone (`guards.gate`) and lives for a minute.
"""

import hmac
import json
from datetime import timedelta
from urllib.parse import quote, urlsplit

import frappe
from frappe import _
from frappe.oauth import OAuthWebRequestValidator
from frappe.utils import now_datetime
from oauthlib.oauth2 import AuthorizationEndpoint, OAuth2Error, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from erp_app.domain.hub.analytics_access import require_scope
from erp_app.store import guards as guard_store
from erp_app.store import hub as store

CLIENT = "analytics"
SCOPE = "all"
CODE_SECONDS_MAX = 60
TOKEN_SECONDS = 60
PROOF_KEY_METHOD = "S256"


class SignInValidator(OAuthWebRequestValidator):
    """The base's answers about clients and codes, held to our one client and to proof keys."""

    def validate_client_id(self, client_id, request, *args, **kwargs) -> bool:
        known = client_id == CLIENT
        return known and super().validate_client_id(client_id, request, *args, **kwargs)

    def authenticate_client(self, request, *args, **kwargs) -> bool:
        """Return True for our client with its secret; the base of one version never compares it."""
        stored = guard_store.load_client_secret(CLIENT) if request.client_id == CLIENT else ""
        given = str(request.client_secret or "")
        if not stored or not hmac.compare_digest(stored.encode(), given.encode()):
            return False
        request.client = frappe.get_doc("OAuth Client", CLIENT).as_dict()
        return True

    def authenticate_client_id(self, client_id, request, *args, **kwargs) -> bool:
        return False

    def validate_response_type(self, client_id, response_type, client, request, *args, **kwargs):
        return response_type == "code"

    def validate_grant_type(self, client_id, grant_type, client, request, *args, **kwargs):
        return grant_type == "authorization_code"

    def is_pkce_required(self, client_id, request) -> bool:
        return True

    def get_code_challenge(self, code, request) -> str | None:
        found = store.load_authorization_code(code)
        return found.code_challenge if found else None

    def get_code_challenge_method(self, code, request) -> str:
        return PROOF_KEY_METHOD

    def validate_code(self, client_id, code, client, request, *args, **kwargs) -> bool:
        """Return True once for a fresh code; it is used up before anything is made of it."""
        found = store.load_authorization_code(code)
        if not found or found.creation < now_datetime() - timedelta(seconds=CODE_SECONDS_MAX):
            return False
        known = super().validate_code(client_id, code, client, request, *args, **kwargs)
        return known and store.take_authorization_code(code)


def _grant() -> AuthorizationCodeGrant:
    return AuthorizationCodeGrant(SignInValidator(), refresh_token=False)


def _bearer() -> BearerToken:
    return BearerToken(SignInValidator(), expires_in=TOKEN_SECONDS)


def check_request(request) -> dict | None:
    """Return what is wrong with a request to sign in, None when nothing is."""
    endpoint = AuthorizationEndpoint("code", _bearer(), {"code": _grant()})
    try:
        endpoint.validate_authorization_request(request.url, request.method, b"", request.headers)
    except OAuth2Error as error:
        return {"error": error.error, "error_description": error.description}
    if request.args.get("code_challenge_method") != PROOF_KEY_METHOD:
        said = f"The proof key is asked for by {PROOF_KEY_METHOD}."
        return {"error": "invalid_request", "error_description": said}
    return None


def login_address(request) -> str:
    """Return the path of the hub's log-in page that comes back to this request."""
    return f"/login?redirect-to={quote(request.full_path, safe='')}"


def approve(request) -> str:
    """Make a code for the session's user; return the client's address with it."""
    endpoint = AuthorizationEndpoint("code", _bearer(), {"code": _grant()})
    scopes, facts = endpoint.validate_authorization_request(
        request.url, request.method, b"", request.headers
    )
    headers, _body, _status = endpoint.create_authorization_response(
        request.url, request.method, b"", request.headers, scopes, facts
    )
    return headers["Location"]


def exchange(request) -> tuple[dict, int]:
    """Return the token, or the error, that a code is worth, with its HTTP status."""
    endpoint = TokenEndpoint("authorization_code", _bearer(), {"authorization_code": _grant()})
    _headers, body, status = endpoint.create_token_response(
        request.url, request.method, request.form, request.headers, None
    )
    return json.loads(body), status


def load_claims(email: str) -> dict:
    """Return what the dashboards are told: email, name, language, roles, entities (codes or "*").

    Raises: frappe.PermissionError when the person has no access.
    """
    access = store.load_analytics_access(email)
    if not access:
        frappe.throw(_("You have no access to the dashboards."), frappe.PermissionError)
    names = store.load_user_names(email)
    return {
        "email": email,
        "name": names.full_name or email,
        "language": names.language or "en",
        "roles": [access.role],
        "entities": require_scope(access.role, bool(access.all_entities), access.entities),
    }


def dashboards_address() -> str:
    """Return where the dashboards are, as their client says it; "" on a site without them."""
    answer = urlsplit(guard_store.load_redirect(CLIENT) or "")
    return f"{answer.scheme}://{answer.netloc}/" if answer.netloc else ""


def home_of_reader(user: str) -> str | None:
    """Return the page to which somebody without a Desk is led after signing in; None for the
    base's own."""
    return "dashboards" if dashboards_address() else None


def register_client(secret: str, redirect_uri: str) -> None:
    """Make the dashboards' client, or bring it to this secret and address."""
    exists = guard_store.load_client_secret(CLIENT) is not None
    client = frappe.get_doc("OAuth Client", CLIENT) if exists else frappe.new_doc("OAuth Client")
    client.update(
        {
            "app_name": "Diwan Analytics",
            "client_secret": secret,
            "scopes": SCOPE,
            "redirect_uris": redirect_uri,
            "default_redirect_uri": redirect_uri,
            "grant_type": "Authorization Code",
            "response_type": "Code",
            "skip_authorization": 1,
        }
    )
    if exists:
        client.save(ignore_permissions=True)
        return
    client.name = CLIENT
    client.insert(ignore_permissions=True, set_name=CLIENT)
