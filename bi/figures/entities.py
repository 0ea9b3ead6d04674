"""What each entity sees of the warehouse in its own ERP: a few governed figures, beside its peers.

Owns the choice of figures, the months they speak of, and the range of the others. One file per
entity holds that entity's figures alone; of the others it says where a tenth, half and nine tenths
of them lie, and nothing when they are too few to hide one another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
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
FLOW, STOCK, TODAY = "flow", "stock", "today"
MONTHS_SHOWN = 18
PEERS_MIN = 5
Months = dict[date, float]


@dataclass(frozen=True)
class Figure:
    """One figure. kind: FLOW adds up the finished months of the newest fiscal year, STOCK is the
    newest month's, TODAY has no months. peers: compare its "value", or its "change" in a year."""

    metric: str
    part: str
    kind: str
    peers: str


FIGURES = (
    Figure("finance_month.entity_spend", FINANCE, FLOW, "change"),
    Figure("finance_month.entity_revenue", FINANCE, FLOW, "change"),
    Figure("workforce_month.heads", PEOPLE, STOCK, "change"),
    Figure("establishment.vacancy_ratio", PEOPLE, TODAY, "value"),
    Figure("workforce_month.national_ratio", PEOPLE, STOCK, "value"),
    Figure("workforce_month.women_ratio", PEOPLE, STOCK, "value"),
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
        own = {
            code: one
            for code, one in _values(connection, figure, dataset, metric, last).items()
            if code in entities
        }
        for code, one in own.items():
            entities[code]["figures"].append(
                {
                    "name": metric.name,
                    "part": figure.part,
                    "label": {"en": metric.label.en, "ar": metric.label.ar},
                    "meaning": {"en": metric.meaning.en, "ar": metric.meaning.ar},
                    "unit": metric.unit and {"en": metric.unit.en, "ar": metric.unit.ar},
                    "format": metric.format,
                    **one,
                    "peers": _peers(own, code, figure.peers),
                }
            )
    return entities


def _values(
    connection: duckdb.DuckDBPyConnection,
    figure: Figure,
    dataset: Dataset,
    metric: Metric,
    last: Mapping[str, date],
) -> dict[str, dict[str, Any]]:
    """Return code -> value, before, change, first, last and months of one figure."""
    if figure.kind == TODAY:
        sql = f"select entity_code, {metric.sql[ENGLISH]} from marts.{dataset.table} group by 1"  # noqa: S608
        return {
            code: _said(_number(value))
            for code, value in connection.execute(sql).fetchall()
            if _number(value) is not None
        }
    time = dataset.dimensions[str(dataset.time)].columns["en"]
    year = "fiscal_year" if figure.kind == FLOW else "null"
    finished = " and is_finished_month" if figure.kind == FLOW else ""
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
    found = {}
    for code, own in months.items():
        one = _flow(own, years[code]) if figure.kind == FLOW else _stock(own, last[code])
        if one:
            found[code] = one
    return found


def _flow(finished: Months, years: Mapping[date, str]) -> dict[str, Any] | None:
    """Return the sum of the newest year's months, and of the same months a year before."""
    if not finished:
        return None
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
    value: float | None,
    before: float | None = None,
    first: date | None = None,
    last: date | None = None,
    months: Months | None = None,
) -> dict[str, Any]:
    change = (value - before) / abs(before) if before and value is not None else None
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
