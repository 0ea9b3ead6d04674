"""The rows behind a tile, in the language of the page: a mart names things in both.

Owns which of two columns that say the same is left out of "Drill to detail". Other ways to look at
a dataset's rows (samples of the editor of charts, files, SQL) keep every column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from flask import request, session

from bi.compiler.form import load_form
from bi.compiler.identity import is_ours
from bi.compiler.parts import Form
from erp_app.domain.languages import ARABIC, ENGLISH

_ARABIC, _ENGLISH = "_ar", "_en"
Twins = tuple[str, str]  # a column in English, and the one that says the same in Arabic


def of_other_language(
    columns: Collection[str], language: str, twins: Iterable[Twins] = ()
) -> set[str]:
    """Return the columns that say in the other language what one of this language says.

    twins: of the dataset; those whose names tell are found without.

    >>> sorted(of_other_language(["code", "name_en", "name_ar", "code_ar"], "en"))
    ['code_ar', 'name_ar']
    >>> sorted(of_other_language(["entity", "code_ar", "name_en"], "ar", [("entity", "code_ar")]))
    ['entity']
    """
    known = {*twins, *_by_name(columns)}
    pairs = ((en, ar) for en, ar in known if en != ar and en in columns and ar in columns)
    return {en if language == ARABIC else ar for en, ar in pairs}


def _by_name(columns: Collection[str]) -> set[Twins]:
    stems = [one.removesuffix(_ARABIC) for one in columns if one.endswith(_ARABIC)]
    return {(en, stem + _ARABIC) for stem in stems for en in (stem, stem + _ENGLISH)}


@cache
def _form() -> Form:
    return load_form()


def twins_of(dataset: Any) -> set[Twins]:
    """Return the twins among the columns of one of our datasets, by its record in Superset."""
    if dataset is None or not is_ours(str(dataset.uuid), dataset.external_url):
        return set()
    found = _form().datasets.get(dataset.external_url.rsplit(":", 1)[1])
    dimensions = found.dimensions.values() if found else ()
    return {(one.column(ENGLISH), one.column(ARABIC)) for one in dimensions}


def in_one_language(
    answer: Mapping[str, Any], language: str, twins: Iterable[Twins] = ()
) -> dict[str, Any]:
    """Return Superset's answer with rows, without the columns of the other language."""
    names = list(answer.get("colnames") or ())
    out = of_other_language(names, language, twins)
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
    from superset import db
    from superset.connectors.sqla.models import SqlaTable
    from superset.views.datasource import views

    read = views.get_samples
    if read.__module__ == __name__:
        return

    def get_samples(*arguments: Any, **facts: Any) -> dict[str, Any]:
        answer = read(*arguments, **facts)
        if not request.args.get("dashboard_id"):
            return answer
        dataset = db.session.get(SqlaTable, int(facts.get("datasource_id") or 0))
        return in_one_language(answer, session.get("locale") or ENGLISH, twins_of(dataset))

    views.get_samples = get_samples
