"""Somebody's own chart, read as a tile of the form: its facts, or why it is none. Pure.

Owns which of Superset's charts is which kind of tile, and which of its settings would make the
tile say something else than the chart. Colours, number formats, axes and the order of what is
shown whole are the form's own and no reason to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bi.compiler.drawing import month_column
from bi.compiler.marts import Mart
from bi.compiler.parts import OF_HTML, Dataset
from bi.compiler.words import Words
from bi.proposals.conditions import NO_RANGE, ConditionRefusedError, condition
from bi.proposals.refusals import Refusal
from bi.subjects import in_language
from erp_app.domain.languages import ARABIC, LANGUAGES

Facts = dict[str, Any]
MONTHLY = "P1M"
FINISHED = "is_finished_month"
# Settings that change what is shown, by the values at which they do not.
_NEUTRAL: dict[str, tuple[Any, ...]] = {
    "annotation_layers": ([],),
    "compare_lag": ("", 0),
    "contributionMode": ("",),
    "forecastEnabled": (False,),
    "group_others_when_limit_reached": (False,),
    "having": ("",),
    "limit": ("", 0, "0"),
    "matrixify_enable": (False,),
    "percent_metrics": ([],),
    "resample_rule": ("",),
    "rolling_type": ("", "None"),
    "series_limit": ("", 0, "0"),
    "time_compare": ("", []),
    "time_range": ("", NO_RANGE),
    "where": ("",),
}


@dataclass
class _Reading:
    """What is known of the dataset, and what was found against the chart so far."""

    dataset: Dataset
    mart: Mart
    settings: Mapping[str, Any]
    found: list[Refusal]

    def refuse(self, key: str, *values: Any) -> None:
        said = (one if isinstance(one, Words) else str(one) for one in values)
        self.found.append(Refusal(key, tuple(said)))

    @property
    def newest(self) -> str | None:
        """The mart's column that is true of the rows of the newest month or period; None where it
        has no such."""
        column = f"is_latest_{self.dataset.stock.over}" if self.dataset.stock else ""
        return column if column in self.mart.columns else None

    def metric(self, name: Any) -> str | None:
        """Return a saved metric's name in the form; None, and a reason, for every other."""
        for one in self.dataset.metrics.values():
            if name in [in_language(one.name, language) for language in LANGUAGES]:
                if one.format in OF_HTML:
                    self.refuse("is_sentence", one.label)
                return one.name
        self.refuse("metric_not_saved", _label(name))
        return None

    def metrics(self, names: Any) -> list[str]:
        found = [self.metric(name) for name in (names or [])]
        if not found:
            self.refuse("no_metric")
        return list(dict.fromkeys(name for name in found if name))

    def dimension(self, column: Any) -> str | None:
        """Return the dimension that a column belongs to; None, and a reason, for every other."""
        for one in self.dataset.dimensions.values():
            if column in [one.column(language) for language in LANGUAGES]:
                if one.format in OF_HTML:
                    self.refuse("is_sentence", one.label)
                return one.name
        self.refuse("column_not_governed", _label(column))
        return None

    def dimensions(self, columns: Any) -> list[str]:
        found = [self.dimension(column) for column in (columns or [])]
        return list(dict.fromkeys(name for name in found if name))

    def is_time(self, column: Any) -> bool:
        """Whether a column is the one that the dashboards' filter of months goes by."""
        if not self.dataset.time or not isinstance(column, str):
            return False
        arabic = self.dataset.dimensions[self.dataset.time].column(ARABIC)
        return column in (month_column(self.dataset), arabic)


def _label(name: Any) -> str:
    """Return what somebody called a metric or column of their own."""
    if isinstance(name, Mapping):
        return str(name.get("label") or name.get("sqlExpression") or "?")
    return str(name)


def derive(
    kind: str, settings: Mapping[str, Any], dataset: Dataset, mart: Mart
) -> tuple[Facts, list[Refusal]]:
    """Return the facts of the tile, without slug, title and width, and the reasons against it.

    kind: Superset's kind of chart; settings: its params. The facts count when there is no reason.
    """
    reading = _Reading(dataset, mart, settings, [])
    read = _READERS.get(kind)
    if read is None:
        reading.refuse("kind_unsupported", kind)
        return {}, reading.found
    facts = {"dataset": dataset.slug, **read(reading)}
    _read_neutral(reading)
    _read_conditions(reading, facts)
    _read_levels(reading, facts)
    return {key: value for key, value in facts.items() if value not in (None, [], False)}, (
        reading.found
    )


def _read_neutral(reading: _Reading) -> None:
    for name, allowed in _NEUTRAL.items():
        value = reading.settings.get(name)
        if value is not None and value not in allowed:
            reading.refuse("setting", name, value)


def _read_conditions(reading: _Reading, facts: Facts) -> None:
    """Put the chart's filters together; one of "the newest" makes the tile one of the newest.

    A month that has not ended is left out, as by the tiles beside it; the page shows it.
    """
    parts = []
    for one in reading.settings.get("adhoc_filters") or []:
        try:
            said = condition(one, reading.dataset, reading.mart)
        except ConditionRefusedError as error:
            reading.found.append(error.refusal)
            continue
        newest = reading.newest
        if newest and said in (f"{newest} is true", f"{newest} = true"):
            facts["is_latest"], said = True, newest
        if said:
            parts.append(said)
    if FINISHED in reading.mart.columns and not any(FINISHED in part for part in parts):
        parts.append(FINISHED)
    facts["where"] = " and ".join(dict.fromkeys(parts)) or None


def _read_levels(reading: _Reading, facts: Facts) -> None:
    """Refuse a level that would be added up over months or periods."""
    stock = reading.dataset.stock
    levels = [
        metric.label
        for name in facts.get("metrics", ())
        if (metric := reading.dataset.metrics[name]).is_stock
    ]
    if not levels or stock is None or facts.get("is_latest"):
        return
    by_month = facts["kind"] in ("months", "lines") and stock.over == reading.dataset.time
    if not by_month and stock.over not in facts.get("by", ()):
        newest = reading.newest
        reading.refuse(*(("level_adds_up", levels[0], newest) if newest else ("level", levels[0])))


def _number(reading: _Reading) -> Facts:
    return {"kind": "number", "metrics": reading.metrics([reading.settings.get("metric")])}


def _trend(reading: _Reading) -> Facts:
    settings = reading.settings
    _require_months(reading)
    if settings.get("aggregation") != "sum":
        reading.refuse("trend_is_sum")
    return {"kind": "trend", "metrics": reading.metrics([settings.get("metric")])}


def _bars(reading: _Reading) -> Facts:
    axis = reading.settings.get("x_axis")
    if reading.is_time(axis):
        return _along_months(reading, "months")
    names = reading.dimensions([axis] if axis else []) or _no_axis(reading)
    if any(reading.dataset.dimensions[name].is_time for name in names):
        reading.refuse("grain_is_month")
    return {
        "kind": "bars",
        "metrics": reading.metrics(reading.settings.get("metrics")),
        "by": names,
        "split": _split(reading),
        "order": "name" if reading.settings.get("x_axis_sort") == axis else None,
    }


def _no_axis(reading: _Reading) -> list[str]:
    if not reading.settings.get("x_axis"):
        reading.refuse("no_axis")
    return []


def _lines(reading: _Reading) -> Facts:
    if not reading.is_time(reading.settings.get("x_axis")):
        reading.refuse("lines_by_month")
    return _along_months(reading, "lines")


def _along_months(reading: _Reading, kind: str) -> Facts:
    _require_months(reading)
    metrics = reading.metrics(reading.settings.get("metrics"))
    return {"kind": kind, "metrics": metrics, "split": _split(reading)}


def _require_months(reading: _Reading) -> None:
    axis = reading.settings.get("x_axis") or reading.settings.get("granularity_sqla")
    if not reading.is_time(axis) or reading.settings.get("time_grain_sqla") != MONTHLY:
        reading.refuse("grain_is_month")


def _split(reading: _Reading) -> str | None:
    columns = reading.settings.get("groupby") or []
    if len(columns) > 1:
        reading.refuse("one_split")
    found = reading.dimensions(columns)
    return found[0] if found else None


def _table(reading: _Reading) -> Facts:
    settings = reading.settings
    if settings.get("query_mode") == "raw":
        columns = reading.dimensions(settings.get("all_columns"))
        if not columns:
            reading.refuse("no_dimension")
        return {"kind": "rows", "by": columns, "has_pages": bool(settings.get("server_pagination"))}
    by = reading.dimensions(settings.get("groupby"))
    if not by and not settings.get("groupby"):
        reading.refuse("no_dimension")
    is_by_time = any(reading.dataset.dimensions[name].is_time for name in by)
    if is_by_time and settings.get("time_grain_sqla") not in (None, "", MONTHLY):
        reading.refuse("grain_is_month")
    return {
        "kind": "table",
        "metrics": reading.metrics(settings.get("metrics")),
        "by": by,
        "has_totals": bool(settings.get("show_totals")),
    }


_READERS: dict[str, Callable[[_Reading], Facts]] = {
    "big_number_total": _number,
    "big_number": _trend,
    "echarts_timeseries_bar": _bars,
    "echarts_timeseries_line": _lines,
    "echarts_timeseries_smooth": _lines,
    "table": _table,
}
