"""What each entity sees of the warehouse in its own ERP: a few governed figures, beside its peers.

Owns the choice of figures, the months they speak of, and the range of the others. One file per
entity holds that entity's figures alone; of the others it says where a tenth, half and nine tenths
of them lie, and nothing when they are too few to hide one another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

import duckdb

from bi.compiler.parts import Dataset, Form, Metric
from bi.figures.metrics import find_metric
from erp_app.domain.languages import ENGLISH
from ground.atomic_files import write_json

FINANCE, PEOPLE = "finance", "people"
MONTHS_SHOWN = 18
PEERS_MIN = 5
Months = dict[date, float]


@dataclass(frozen=True)
class Figure:
    """One figure. peers: compare its "value", or its "change" in a year.

    A level is the newest month's; what adds up is the sum of the newest fiscal year's finished
    months; a figure of a dataset without time is as of today.
    """

    metric: str
    part: str
    peers: str


FIGURES = (
    Figure("finance_month.entity_spend", FINANCE, "change"),
    Figure("finance_month.entity_revenue", FINANCE, "change"),
    Figure("workforce_month.heads", PEOPLE, "change"),
    Figure("establishment.vacancy_ratio", PEOPLE, "value"),
    Figure("workforce_month.national_ratio", PEOPLE, "value"),
    Figure("workforce_month.women_ratio", PEOPLE, "value"),
)


def write_entity_figures(form: Form, file: Path, folder: Path) -> list[str]:
    """Write folder/<code>.json for each entity with data, owner-only; return their codes.

    file: the published warehouse.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with duckdb.connect(str(file), read_only=True) as connection:
        found = figures_of_entities(connection, form)
    for code, content in found.items():
        write_json(folder / f"{code}.json", content)
    for old in folder.glob("*.json"):
        if old.stem not in found:
            old.unlink()
    return sorted(found)


def figures_of_entities(connection: duckdb.DuckDBPyConnection, form: Form) -> dict[str, Any]:
    """Return code -> {"as_of", "status", "figures": [...]}; as_of: UTC, ISO 8601."""
    rows = connection.execute(
        "select entity_code, freshness_status, data_as_of from marts.rpt_entity_freshness"
        " where data_as_of is not null order by 1"
    ).fetchall()
    entities = {
        code: {"as_of": f"{at.isoformat()}+00:00", "status": status, "figures": []}
        for code, status, at in rows
    }
    last = {code: at.date().replace(day=1) for code, _status, at in rows}
    for figure in FIGURES:
        dataset, metric = find_metric(form, figure.metric)
        own = _values(connection, dataset, metric, last)
        for code, one in own.items():
            entities[code]["figures"].append(
                {
                    "name": metric.name,
                    "part": figure.part,
                    "label": asdict(metric.label),
                    "meaning": asdict(metric.meaning),
                    "unit": metric.unit and asdict(metric.unit),
                    "format": metric.format,
                    **one,
                    "peers": _peers(own, code, figure.peers),
                }
            )
    return entities


def _values(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    metric: Metric,
    last: Mapping[str, date],
) -> dict[str, dict[str, Any]]:
    """Return code -> value, before, change, first, last and months of one figure.

    last: the newest month that each entity's data speaks of; others are left out.
    """
    if dataset.time is None:
        sql = f"select entity_code, {metric.sql[ENGLISH]} from marts.{dataset.table} group by 1"  # noqa: S608
        values = {code: _number(value) for code, value in connection.execute(sql).fetchall()}
        return {
            code: _said(value)
            for code, value in values.items()
            if code in last and value is not None
        }
    time = dataset.dimensions[dataset.time].columns[ENGLISH]
    year, finished = ("null", "") if metric.is_stock else ("fiscal_year", " and is_finished_month")
    sql = (
        f"select entity_code, {time}, max({year}), {metric.sql[ENGLISH]} from marts.{dataset.table}"  # noqa: S608
        f" where {time} is not null{finished} group by 1, 2 order by 1, 2"
    )
    months: dict[str, Months] = {}
    years: dict[str, dict[date, str]] = {}
    for code, month, of_year, value in connection.execute(sql).fetchall():
        if code in last and (number := _number(value)) is not None:
            months.setdefault(code, {})[month] = number
            years.setdefault(code, {})[month] = of_year
    found = {
        code: _stock(own, last[code]) if metric.is_stock else _flow(own, years[code])
        for code, own in months.items()
    }
    return {code: one for code, one in found.items() if one}


def _flow(finished: Months, years: Mapping[date, str]) -> dict[str, Any]:
    """Return the sum of the newest year's months, and of the same months a year before."""
    newest = max(finished)
    own = [month for month in finished if years[month] == years[newest]]
    before = [_year_before(month) for month in own]
    known = all(month in finished for month in before)
    return _said(
        sum(finished[month] for month in own),
        sum(finished[month] for month in before) if known else None,
        min(own),
        newest,
        finished,
    )


def _stock(months: Months, running: date) -> dict[str, Any] | None:
    """Return the newest month's value, and the one a year before."""
    known = {month: value for month, value in months.items() if month <= running}
    if not known:
        return None
    newest = max(known)
    return _said(known[newest], known.get(_year_before(newest)), newest, newest, known)


def _said(
    value: float,
    before: float | None = None,
    first: date | None = None,
    last: date | None = None,
    months: Months | None = None,
) -> dict[str, Any]:
    change = (value - before) / before if before and before > 0 else None
    shown = sorted((months or {}).items())[-MONTHS_SHOWN:]
    return {
        "value": value,
        "before": before,
        "change": change,
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
        "months": [[month.isoformat(), number] for month, number in shown],
    }


def _peers(own: Mapping[str, dict[str, Any]], code: str, of: str) -> dict[str, Any] | None:
    """Return where the other entities lie; None when they are too few."""
    others = [one[of] for other, one in own.items() if other != code and one[of] is not None]
    if len(others) < PEERS_MIN:
        return None
    tenths = quantiles(others, n=10, method="inclusive")
    return {
        "of": of, "count": len(others), "low": tenths[0], "middle": tenths[4], "high": tenths[8]
    }  # fmt: skip


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _number(value: Any) -> float | None:
    """Return a value as JSON holds it; None for nothing and for what is no number."""
    number = None if value is None else float(value)
    return number if number is not None and math.isfinite(number) else None
