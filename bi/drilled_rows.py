"""The rows behind a tile, in the language of the page: a mart names things in both.

Owns which of two columns that say the same is left out of "Drill to detail". Other ways to look at
a dataset's rows (samples of the editor of charts, files, SQL) keep every column.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request, session

from erp_app.domain.languages import ARABIC, ENGLISH

_ARABIC, _ENGLISH = "_ar", "_en"


def of_other_language(columns: Collection[str], language: str) -> set[str]:
    """Return the columns that say in the other language what one of this language says.

    >>> sorted(of_other_language(["entity_code", "name_en", "name_ar", "state", "state_ar"], "en"))
    ['name_ar', 'state_ar']
    >>> sorted(of_other_language(["entity_code", "name_en", "name_ar", "state", "state_ar"], "ar"))
    ['name_en', 'state']
    """
    found = set()
    for column in columns:
        if not column.endswith(_ARABIC):
            continue
        stem = column.removesuffix(_ARABIC)
        twins = {one for one in (stem, stem + _ENGLISH) if one in columns}
        if twins:
            found |= twins if language == ARABIC else {column}
    return found


def in_one_language(answer: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return Superset's answer with rows, without the columns of the other language."""
    names = list(answer.get("colnames") or ())
    out = of_other_language(names, language)
    if not out:
        return dict(answer)
    kept = [at for at, name in enumerate(names) if name not in out]
    rows = [{k: v for k, v in row.items() if k not in out} for row in answer.get("data") or ()]
    lists = {
        key: [answer[key][at] for at in kept]
        for key in ("colnames", "coltypes")
        if len(answer.get(key) or ()) == len(names)
    }
    return {**answer, **lists, "data": rows}


def drill_in_one_language() -> None:
    """Let the rows behind a tile of a dashboard be in the language of the page."""
    from superset.views.datasource import views

    read = views.get_samples
    if read.__module__ == __name__:
        return

    def get_samples(*arguments: Any, **facts: Any) -> dict[str, Any]:
        answer = read(*arguments, **facts)
        if not request.args.get("dashboard_id"):
            return answer
        return in_one_language(answer, session.get("locale") or ENGLISH)

    views.get_samples = get_samples
