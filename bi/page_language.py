"""A page speaks one language: that of the dashboard on it.

Every dashboard is there once per language. Whoever opens the Arabic one gets its buttons, menus and
empty tiles in Arabic, and who switches the language on a dashboard is led to its twin, with the
filters that were chosen (bi/carried_filters.py).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import redirect, request, session
from werkzeug.exceptions import NotFound

from bi.carried_filters import query_of_twin
from bi.subjects import dashboard_path, subjects
from erp_app.domain.languages import ARABIC, ENGLISH, LANGUAGES

_DASHBOARD = re.compile(r"^/superset/dashboard/(?P<slug>[\w-]+)/?$")
_SWITCH = re.compile(r"^/lang/(?P<language>[^/]+)$")


def _subject_of(path: str) -> tuple[str, str] | None:
    """Return the subject and the language of the governed dashboard at a path."""
    found = _DASHBOARD.match(path)
    subject = found["slug"].removesuffix(f"-{ARABIC}") if found else ""
    if subject not in subjects():
        return None
    return subject, ENGLISH if subject == found["slug"] else ARABIC


def language_of(path: str) -> str | None:
    """Return the language of the governed dashboard at a path; None for every other page.

    >>> language_of("/superset/dashboard/government-ar/"), language_of("/sqllab/")
    ('ar', None)
    """
    found = _subject_of(path)
    return found[1] if found else None


def twin_of(path: str, language: str) -> str | None:
    """Return the path of the same dashboard in a language; None for every other page.

    >>> twin_of("/superset/dashboard/government/", "ar")
    '/superset/dashboard/government-ar/'
    """
    found = _subject_of(path)
    return dashboard_path(found[0], language) if found else None


def follow_the_dashboard() -> Any:
    """Before a request: take the language of the page that is opened, or lead to the twin.

    Raises: NotFound for a language there is not.
    """
    if switch := _SWITCH.match(request.path):
        language = switch["language"]
        if language not in LANGUAGES:
            raise NotFound
        origin = urlsplit(request.referrer or "")
        twin = twin_of(origin.path, language)
        if twin is None:
            return None
        session["locale"] = language
        return redirect(twin + _carried(origin, language))
    if request.method == "GET" and (language := language_of(request.path)):
        session["locale"] = language
    return None


def _carried(origin: SplitResult, language: str) -> str:
    """Return the filters of the page that somebody comes from, as the twin's address has them."""
    subject, spoken = _subject_of(origin.path) or ("", language)
    if spoken == language:
        return f"?{origin.query}" if origin.query else ""
    return query_of_twin(subject, origin.query, language)
