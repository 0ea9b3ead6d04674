"""The warehouse's marts as their YAML declares them: columns with types and descriptions.

Reads dbt_project/models/marts; knows neither dbt nor a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analytics.contracts.descriptions import described

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"


@dataclass(frozen=True)
class MartColumn:
    """One column. type: DuckDB's, in small letters."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Mart:
    """One table of schema marts. is_analysis: written by analytics/analyses instead of dbt."""

    name: str
    description: str
    columns: dict[str, MartColumn]
    is_analysis: bool


@cache
def load_marts(folder: Path = MODELS / "marts") -> dict[str, Mart]:
    """Return every declared mart by name."""
    found: dict[str, Mart] = {}
    for file in sorted(folder.rglob("*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for model in content.get("models", ()):
            found[model["name"]] = _mart(model, is_analysis=False)
        for source in content.get("sources", ()):
            found |= {table["name"]: _mart(table, is_analysis=True) for table in source["tables"]}
    return found


def _mart(facts: dict[str, Any], is_analysis: bool) -> Mart:
    columns = {
        column["name"]: MartColumn(
            column["name"], column["data_type"], described(column["description"])
        )
        for column in facts["columns"]
    }
    return Mart(facts["name"], described(facts["description"]), columns, is_analysis)
