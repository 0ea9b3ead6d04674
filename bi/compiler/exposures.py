"""Dashboards as exposures of dbt: which models a screen would miss. Written, never by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bi.compiler.form import load_form
from bi.compiler.marts import MODELS, Mart, load_marts
from bi.compiler.parts import Dashboard, Form

FILE = MODELS / "exposures.yml"
_HEAD = "# Written by ./diwan dashboards dictionary from dashboards/*.yml: do not edit.\n"


def exposures_text(form: Form, marts: dict[str, Mart]) -> str:
    """Return the file's content."""
    content = {
        "version": 2,
        "exposures": [_exposure(form, one, marts) for one in form.dashboards.values()],
    }
    return _HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=98)


def _exposure(form: Form, dashboard: Dashboard, marts: dict[str, Mart]) -> dict[str, Any]:
    tables = sorted({form.datasets[tile.dataset].table for tile in dashboard.tiles})
    return {
        "name": f"dashboard_{dashboard.slug.replace('-', '_')}",
        "label": f"{dashboard.title.en} · {dashboard.title.ar}",
        "type": "dashboard",
        "maturity": "high",
        "description": dashboard.about.en,
        "owner": {"name": "Data team", "email": "data@diwan.example"},
        "depends_on": [_reference(marts[table]) for table in tables],
    }


def _reference(mart: Mart) -> str:
    if mart.is_analysis:
        return f"source('analyses', '{mart.name}')"
    return f"ref('{mart.name}')"


def write_exposures() -> Path:
    """Write the file anew."""
    FILE.write_text(exposures_text(load_form(), load_marts()), encoding="utf-8")
    return FILE
