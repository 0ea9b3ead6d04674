"""Superset as a web application of ours: its pages' direction, policy, theme and shared start.

Owns the content security policy (nothing from, or to, another origin), the theme, our pages'
templates and pictures, and what happens when a server process is forked. Superset's page reports
each visit to a third party by a picture and names fonts of another: the policy refuses both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, session
from jinja2 import ChoiceLoader, FileSystemLoader

from bi import (
    arabic,
    caching,
    chart_questions,
    colleagues,
    files_out,
    kept_states,
    literals,
    own_things,
    page_language,
    reader_sessions,
    rows_out,
    said_errors,
    sql_lab,
    time_limit,
    turns,
    whole_months,
)
from bi.connection import note_scope
from bi.environment import Environment, warehouse_folder
from bi.night_notice import night_notice
from bi.subjects import subjects
from erp_app.domain.languages import direction_of

TEMPLATES = Path(__file__).parent / "templates"
IMAGES = Path(__file__).parents[1] / "erp_app" / "public" / "images"

blueprint = Blueprint("diwan", __name__, static_folder=str(IMAGES), static_url_path="/diwan/images")


@blueprint.app_context_processor
def add_direction() -> dict[str, Any]:
    """Return the session's language and direction, the governed dashboards' names and the notice
    of the last night."""
    language = session.get("locale") or "en"
    return {
        "diwan_notice": night_notice(warehouse_folder(), language),
        "diwan_language": language,
        "diwan_direction": direction_of(language),
        "diwan_subjects": sorted(subjects()),
    }


def talisman(environment: Environment) -> dict[str, Any]:
    """Return headers of every page. Scripts need the page's nonce; nothing is foreign."""
    own = "'self'"
    return {
        "content_security_policy": {
            "default-src": [own],
            "base-uri": [own],
            "connect-src": [own],
            "font-src": [own, "data:"],
            "form-action": [own],
            "frame-ancestors": [own],
            "img-src": [own, "blob:", "data:"],
            "object-src": "'none'",
            "script-src": [own, "'strict-dynamic'"],
            "style-src": [own, "'unsafe-inline'"],
            "worker-src": [own, "blob:"],
        },
        "content_security_policy_nonce_in": ["script-src"],
        "force_https": False,  # the front speaks TLS, or nobody does
        "session_cookie_secure": environment.is_https,
        "strict_transport_security": False,  # said by the front
        "referrer_policy": "strict-origin-when-cross-origin",
    }


def theme(name: str, logo: str) -> dict[str, Any]:
    """Return the house's colours over Superset's own theme."""
    return {
        "token": {
            "brandAppName": name,
            "brandLogoAlt": name,
            "brandLogoUrl": logo,
            "brandLogoMargin": "8px 0",
            "brandLogoHref": "/dashboard/list/",
            "brandLogoHeight": "32px",
            "colorPrimary": "#0F6E62",
            "colorPrimaryBg": "#E3F1EE",
            "colorPrimaryBgHover": "#D2E8E3",
            "colorPrimaryBorder": "#B4D9D2",
            "colorPrimaryBorderHover": "#7FBDB3",
            "colorPrimaryHover": "#1F8175",
            "colorPrimaryActive": "#084A42",
            "colorLink": "#0F6E62",
            "colorError": "#B5473C",
            "colorWarning": "#C2843A",
            "colorSuccess": "#2E7D5B",
            "colorInfo": "#3B6FB6",
            "fontUrls": [],
            "fontFamily": "Inter, 'Noto Naskh Arabic', 'Noto Sans Arabic', Arial, sans-serif",
            "fontFamilyCode": "'DejaVu Sans Mono', monospace",
        },
        "algorithm": "default",
    }


def change_app(app: Flask, also: Iterable[Callable[[], None]] = ()) -> None:
    """Superset's FLASK_APP_MUTATOR: templates, words, caches' keys, and our corrections of it.

    also: corrections that know the dashboards' files.
    """
    said_errors.say_errors_in_one_way()
    app.jinja_loader = ChoiceLoader([FileSystemLoader(str(TEMPLATES)), app.jinja_loader])
    app.before_request(reader_sessions.end_when_over)
    app.before_request(note_scope)
    app.before_request(arabic.serve_words)
    app.before_request(page_language.follow_the_dashboard)
    app.before_request(said_errors.close_what_is_off)
    app.before_request(said_errors.require_numbers_that_are_some)
    app.before_request(chart_questions.require_answerable)
    caching.put_build_and_scope_into_keys()
    turns.let_queries_take_turns()
    time_limit.end_long_queries()
    colleagues.close_lookups()
    colleagues.hide_addresses()
    colleagues.let_owners_be_makers()
    rows_out.write_plain_values()
    rows_out.write_one_named_file()
    files_out.leave_backslashes()
    files_out.mark_as_unicode()
    files_out.let_no_text_be_a_formula()
    files_out.name_columns_apart()
    files_out.name_no_folder()
    literals.look_for_no_templates()
    literals.leave_backslashes()
    literals.write_days()
    whole_months.take_whole_months()
    sql_lab.keep_own_limits()
    sql_lab.answer_refusals_as_such()
    sql_lab.stop_own_queries_alone()
    chart_questions.say_what_cannot_be_answered()
    kept_states.keep_states_among_readers(app)
    own_things.keep_own_things_apart()
    for change in also:
        change()
    said_errors.handle_errors()
    said_errors.name_unknown_things()
    said_errors.tell_known_fields()
    said_errors.read_filters_of_lists()


def forget_connections(app: Flask) -> None:
    """After a fork: a connection is one process's own."""
    from superset.extensions import db

    with app.app_context():
        db.engine.dispose(close=False)
