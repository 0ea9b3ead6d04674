"""A way from a row of a table to a dashboard that is filtered to it, as SQL over the row's mart.

Owns the address that Superset reads filters from (its own `native_filters`, in rison). It carries
every value that the rows of the group have, so what it leads to adds up to the figure it leads
from. Refuses dashboards, filters and dimensions there are not. A value of the data is quoted for
rison and encoded for an address, so it can hold whatever letters it likes.
"""

from __future__ import annotations

from collections.abc import Mapping

from bi.compiler.parts import Dashboard, Dataset, Dimension, Link
from bi.subjects import dashboard_path, in_language


class LinkInvalidError(ValueError):
    """A link cannot be made; says why."""


def link_sql(
    link: Link,
    here: Dataset,
    dashboards: Mapping[str, Dashboard],
    datasets: Mapping[str, Dataset],
    language: str,
) -> str:
    """Return SQL of an <a> for the rows of one group of a dataset. Raises: LinkInvalidError."""
    there = dashboards.get(link.dashboard)
    if there is None:
        raise LinkInvalidError(f"unknown dashboard '{link.dashboard}'")
    filters = {one.slug: one for one in there.filters}
    parts = []
    for slug, name in link.filters.items():
        if slug not in filters or name not in here.dimensions:
            raise LinkInvalidError(f"unknown filter '{slug}' or dimension '{name}'")
        target = datasets[filters[slug].dataset].dimensions[filters[slug].dimension]
        value = here.dimensions[name].columns[language]
        parts.append(_filter_sql(in_language(slug, language), target, value, language))
    rison = " || ',' || ".join(parts)
    address = f"{dashboard_path(link.dashboard, language)}?native_filters="
    return (
        f"concat('<a href=\"{address}', url_encode('(' || {rison} || ')'),"
        f" '\">{link.text.of(language)}</a>')"
    )


def _filter_sql(slug: str, target: Dimension, value: str, language: str) -> str:
    """Return SQL of one filter's state: Superset shows what is in it and asks with it."""
    name, column = f"NATIVE_FILTER-{slug}", target.column(language)
    values, label = _listed(value, "''''", ","), _listed(value, "''", ", ")
    return (
        f"'{name}:(extraFormData:(filters:!((col:{column},op:IN,val:!(' || {values} ||"
        f" ')))),filterState:(label:''' || {label} || ''',value:!(' || {values} ||"
        f" ')),id:{name},ownState:())'"
    )


def _listed(value: str, quote: str, between: str) -> str:
    """Return SQL of the different values of a group as rison's texts, in order."""
    escaped = f"replace(replace(cast({value} as varchar), '!', '!!'), '''', '!''')"
    one = f"{quote} || {escaped} || {quote}"
    return f"string_agg(distinct {one}, '{between}' order by {one})"
