"""`python -m bi.page_session`: a session of one reader, for a page that is printed.

Runs in Superset's environment. Takes the hub's claims of the reader on standard input and brings
the reader up to date by them, as a sign-in does: what the page shows is what the reader may see
now. Refuses claims that do not say clearly who it is.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bi.scope import Claims, ClaimsInvalidError, read_claims
from ground.json_lines import fail_with, finish_with


def make_session(claims: Claims, language: str) -> dict[str, str] | None:
    """Return the cookie {"name", "value"} of a session; None for a reader who is switched off."""
    from flask import session
    from superset import security_manager
    from superset.app import create_app

    from bi import reader_sessions

    app = create_app()
    begun = reader_sessions.now()
    with app.test_request_context("/"):
        user = security_manager.sign_in(claims)
        if user is None:
            return None
        reader_sessions.begin(user, claims.email, language, begun)
        answer = app.response_class()
        app.session_interface.save_session(app, session, answer)
    return _cookie_of(answer, app.config["SESSION_COOKIE_NAME"])


def _cookie_of(answer: Any, name: str) -> dict[str, str]:
    for line in answer.headers.getlist("Set-Cookie"):
        key, _, value = line.split(";")[0].partition("=")
        if key == name:
            return {"name": name, "value": value}
    raise RuntimeError("Superset gave no session")


def main() -> int:
    """Make the session that is asked for; return the exit code."""
    asked = json.load(sys.stdin)
    try:
        claims = read_claims(asked["claims"])
    except ClaimsInvalidError as error:
        return fail_with(str(error))
    cookie = make_session(claims, asked["language"])
    if cookie is None:
        return fail_with(f"{claims.email} is switched off at the dashboards.")
    finish_with(cookie)
    return 0


if __name__ == "__main__":
    sys.exit(main())
