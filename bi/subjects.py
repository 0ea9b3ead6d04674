"""The governed dashboards: their names and those of their parts, and where each is opened in a
language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from erp_app.domain.languages import ARABIC

FOLDER = Path(__file__).parents[1] / "dashboards"


@cache
def subjects() -> frozenset[str]:
    """Return the governed dashboards' names, without their languages."""
    return frozenset(file.stem for file in FOLDER.glob("*.yml"))


def dashboard_slug(subject: str, language: str) -> str:
    """Return the name of a subject's dashboard in a language.

    >>> dashboard_slug("government", "ar")
    'government-ar'
    """
    return f"{subject}-{ARABIC}" if language == ARABIC else subject


def dashboard_path(subject: str, language: str) -> str:
    """Return the path of a subject's dashboard in a language.

    >>> dashboard_path("government", "en")
    '/superset/dashboard/government/'
    """
    return f"/superset/dashboard/{dashboard_slug(subject, language)}/"


def in_language(name: str, language: str) -> str:
    """Return a name of our own for what each language has its own of: Arabic ones end in _ar.

    >>> in_language("spend", "ar")
    'spend_ar'
    """
    return f"{name}_ar" if language == ARABIC else name
