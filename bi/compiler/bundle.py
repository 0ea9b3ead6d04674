"""The whole form as the files of one import of Superset: path -> content."""

from __future__ import annotations

from typing import Any

import yaml

from bi.compiler.charts import chart_config
from bi.compiler.datasets import dataset_config
from bi.compiler.layout import dashboard_config
from bi.compiler.marts import Mart
from bi.compiler.newest import Newest
from bi.compiler.parts import Form
from bi.subjects import dashboard_slug, in_language
from erp_app.domain.languages import LANGUAGES

ROOT = "diwan"


def compile_form(
    form: Form, marts: dict[str, Mart], newest: Newest | None = None
) -> dict[str, dict[str, Any]]:
    """Return every asset's content by its path in the bundle. The form must have passed `chain`.

    newest: what newest_values found; without it filters of the newest look for it themselves.
    """
    found: dict[str, dict[str, Any]] = {}
    for slug, dataset in form.datasets.items():
        found[f"datasets/warehouse/{slug}.yaml"] = dataset_config(dataset, marts[dataset.table])
    for dashboard in form.dashboards.values():
        for language in LANGUAGES:
            for tile in dashboard.tiles:
                path = f"charts/{in_language(tile.slug, language)}.yaml"
                found[path] = chart_config(form, tile, language)
            path = f"dashboards/{dashboard_slug(dashboard.slug, language)}.yaml"
            found[path] = dashboard_config(form, dashboard, language, newest or {})
    return found


def as_files(assets: dict[str, dict[str, Any]], database: dict[str, Any]) -> dict[str, str]:
    """Return the bundle as Superset reads it. database: as its own export gives it."""
    metadata = {"version": "1.0.0", "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"}
    contents = {"metadata.yaml": metadata, "databases/warehouse.yaml": database, **assets}
    return {
        path: yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        for path, content in contents.items()
    }
