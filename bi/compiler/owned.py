"""The fields of an asset that the files own, in one shape for both sides of a comparison. Pure."""

from __future__ import annotations

import json
from typing import Any

from bi.compiler.compare import Assets

_DATASET = ("table_name", "schema", "description", "main_dttm_col", "filter_select_enabled")
_COLUMN = (
    *("column_name", "verbose_name", "description", "type", "is_dttm", "groupby"),
    *("filterable", "expression"),
)
_METRIC = ("metric_name", "verbose_name", "expression", "description", "d3format", "extra")
_CHART = ("slice_name", "description", "viz_type", "dataset_uuid")
_DASHBOARD = ("dashboard_title", "description", "slug", "css", "published")
_FILTER = ("id", "name", "filterType", "targets", "controlValues", "defaultDataMask")
_METADATA = (
    *("color_scheme", "cross_filters_enabled", "filter_bar_orientation"),
    "label_colors",
)
# What Superset writes into a chart's settings by itself.
_NOT_OURS = {
    "annotation_layers",
    "datasource",
    "slice_id",
    "dashboards",
    "dashboardId",
    "extra_form_data",
    "viz_type",
}


def owned_assets(assets: Assets) -> Assets:
    """Return every asset reduced to what files own. assets: by path as in a bundle."""
    return {path: owned(path.split("/")[0], content) for path, content in assets.items()}


def owned(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return one asset. kind: datasets, charts or dashboards."""
    return {"datasets": _dataset, "charts": _chart, "dashboards": _dashboard}[kind](content)


def _take(content: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return named fields; what is empty on one side and absent on the other is the same."""
    return {name: content[name] for name in names if content.get(name) not in (None, "", {}, [])}


def _dataset(content: dict[str, Any]) -> dict[str, Any]:
    by_column = sorted(content["columns"], key=lambda one: one["column_name"])
    by_metric = sorted(content["metrics"], key=lambda one: one["metric_name"])
    return {
        **_take(content, _DATASET),
        "columns": [_take(one, _COLUMN) for one in by_column],
        "metrics": [_take(_read_extra(one), _METRIC) for one in by_metric],
    }


def _read_extra(metric: dict[str, Any]) -> dict[str, Any]:
    """Return a metric with what Superset keeps of it as text, and gives back as such, read."""
    extra = metric.get("extra")
    return {**metric, "extra": json.loads(extra)} if isinstance(extra, str) and extra else metric


def _chart(content: dict[str, Any]) -> dict[str, Any]:
    params = {k: v for k, v in content["params"].items() if k not in _NOT_OURS and v is not None}
    return {**_take(content, _CHART), "params": params}


def _dashboard(content: dict[str, Any]) -> dict[str, Any]:
    metadata = content["metadata"]
    filters = metadata.get("native_filter_configuration") or []
    return {
        **_take(content, _DASHBOARD),
        **_take(metadata, _METADATA),
        "filters": [_take(one, _FILTER) for one in filters],
        "position": {
            name: _place(node)
            for name, node in content["position"].items()
            if isinstance(node, dict) and name not in ("ROOT_ID", "HEADER_ID")
        },
    }


def _place(node: dict[str, Any]) -> dict[str, Any]:
    meta = {
        name: node.get("meta", {})[name]
        for name in ("uuid", "width", "height", "code")
        if name in node.get("meta", {})
    }
    return {"children": node.get("children", []), **meta}
