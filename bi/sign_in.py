"""The pages of signing in: through the hub, out again, refused, and by the local administrator.

Owns the OAuth 2 client (code flow with a proof key and the client's secret) and these pages.
Refuses with a page that says why and what to do; never shows Superset's own form for passwords.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

import jwt
from authlib.integrations.base_client import OAuthError
from flask import Response, make_response, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.views import AuthOAuthView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_login import login_user, logout_user
from requests import RequestException

from bi import reader_sessions
from bi.environment import Environment, load_environment
from bi.scope import ClaimsInvalidError

PROVIDER = "hub"
CLIENT = "analytics"
HUB_SECONDS_MAX = 20  # to answer us
_IDENTITY = "/api/method/erp_app.api.identity."
logger = logging.getLogger(__name__)


def hub_headers(environment: Environment) -> dict[str, str]:
    """Return the headers by which the hub answers to its own name, wherever it is asked."""
    return {"Host": urlsplit(environment.hub_url).netloc, "Accept": "application/json"}


def hub_provider(environment: Environment) -> dict[str, Any]:
    """Return Superset's description of the hub: browsers go by its name, we ask it on this
    machine."""
    form = "application/x-www-form-urlencoded"
    return {
        "name": PROVIDER,
        "icon": "fa-key",
        "token_key": "access_token",
        "remote_app": {
            "client_id": CLIENT,
            "client_secret": environment.oauth_client_secret,
            "authorize_url": f"{environment.hub_url}{_IDENTITY}authorize",
            "access_token_url": f"{environment.hub_internal_url}{_IDENTITY}get_token",
            "access_token_params": {"headers": {**hub_headers(environment), "Content-Type": form}},
            "client_kwargs": {
                "scope": "all",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
                "default_timeout": HUB_SECONDS_MAX,
            },
        },
    }


class HubSignInView(AuthOAuthView):
    """Log in, come back, log out."""

    @expose("/login/")
    @expose("/login/<provider>")
    def login(self, provider: str | None = None) -> Any:
        """Send the visitor to the hub; there is nowhere else to sign in."""
        if provider not in (None, PROVIDER):
            return redirect(url_for(".login"))
        return super().login(PROVIDER)

    @expose("/oauth-authorized/<provider>")
    def oauth_authorized(self, provider: str) -> Any:
        """Take the hub's code, ask who it is, and let them in with their role and scope."""
        manager = self.appbuilder.sm
        if provider != PROVIDER:
            return redirect(url_for(".login"))
        try:
            asked, asked_at = _read_state(), reader_sessions.now()
            token = manager.oauth_remotes[PROVIDER].authorize_access_token()["access_token"]
            claims = manager.load_claims(token)
        except (OAuthError, jwt.InvalidTokenError, KeyError) as error:
            logger.warning("sign-in refused: %s", error)
            return refused("expired", 400)
        except (ClaimsInvalidError, RequestException) as error:
            logger.warning("sign-in refused: %s", error)
            return refused(_reason(error), 403)
        user = manager.sign_in(claims)
        if user is None:
            return refused("no_access", 403)
        reader_sessions.begin(user, claims.email, claims.language, asked_at)
        wanted = (asked.get("next") or [""])[0]
        return redirect(get_safe_redirect(wanted) if wanted else self.appbuilder.get_url_for_index)

    @expose("/logout/")
    def logout(self) -> Response:
        """End the person's sessions here and say that the hub's goes on."""
        language = session.get("locale")
        reader_sessions.end_everywhere()
        logout_user()
        session.clear()
        session["locale"] = language or "en"
        return page("signed_out", 200)


class EmergencyView(BaseView):
    """The local administrator's way in when the hub is away; see docs/operators.md."""

    route_base = "/emergency"

    @expose("/", methods=["GET", "POST"])
    def sign_in(self) -> Any:
        """Return a password form for users that have a password here: the administrator alone."""
        if request.method != "POST":
            return page("emergency", 200, wrong=False)
        manager = self.appbuilder.sm
        name, password = request.form.get("username", ""), request.form.get("password", "")
        user = manager.auth_user_db(name, password)
        if user is None or manager.find_role("Admin") not in user.roles:
            logger.warning("emergency sign-in refused for %r", name[:64])
            return page("emergency", 403, wrong=True)
        session.clear()
        session.permanent = True
        login_user(user)
        return redirect(self.appbuilder.get_url_for_index)


def _read_state() -> dict[str, list[str]]:
    """Return what the visitor asked for before leaving. Raises: jwt.InvalidTokenError, KeyError."""
    return jwt.decode(request.args["state"], session["oauth_state"], algorithms=["HS256"])


def _reason(error: Exception) -> str:
    answer = getattr(error, "response", None)
    is_refusal = isinstance(error, ClaimsInvalidError) or (
        answer is not None and answer.status_code in (401, 403)
    )
    return "no_access" if is_refusal else "hub_away"


def refused(reason: str, status: int) -> Response:
    """Return the page that says why somebody was not let in. reason: no_access, hub_away,
    expired."""
    return page("refused", status, reason=reason)


def page(name: str, status: int, **facts: Any) -> Response:
    """Return one of our own pages, in the session's language."""
    from flask import render_template

    text = render_template(f"diwan/{name}.html", hub_url=load_environment().hub_url, **facts)
    return make_response(text, status)
