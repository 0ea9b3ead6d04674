"""Tables that are only added to, and the marts that may therefore be continued from night to night.

Every table of the contract with `mode: append` is one, when the mart `fct_TABLE` holds its rows,
by `entity_code` and their number `TABLE_number`. What else depends on the rows is said in the
marts' own YAML, under `config: meta:`

    sums: fct_TABLE          a mart of sums over the rows, which the last build's sums are added to
    stands_while: {TABLE: {COLUMN: SOURCE}}
                             columns of the mart that come from another table: rows stand only while
                             that table still says the same
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analytics.contracts.extraction import Contract, Mode
from analytics.settings.sources import ENTITY
from analytics.transform.dbt_build import PROJECT

MODELS = PROJECT / "models" / "marts"


@dataclass(frozen=True)
class Sums:
    """A mart of sums over an appended table. columns: name -> type, as its contract has them."""

    mart: str
    columns: Mapping[str, str]

    @property
    def before(self) -> str:
        """The raw table of the sums that stand."""
        return f"{self.mart}_before"


@dataclass(frozen=True)
class Appended:
    """A table that is only added to. stands_while: another table -> mart's column -> its column."""

    table: str
    sums: tuple[Sums, ...] = ()
    stands_while: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def mart(self) -> str:
        return f"fct_{self.table}"

    @property
    def number(self) -> str:
        """The mart's column with the row's number in the entity, gapless from 1."""
        return f"{self.table}_number"

    @property
    def before(self) -> str:
        """The raw table that says how many rows of each entity stand."""
        return f"{self.table}_before"


def appended_tables(contract: Contract) -> tuple[Appended, ...]:
    """Return the tables of entities that are only added to and whose rows have a mart."""
    models = described(MODELS)
    return tuple(
        _appended(table.table, models)
        for table in contract.taken(ENTITY)
        if table.mode is Mode.APPEND and f"fct_{table.table}" in models
    )


def continued_marts(appended: Iterable[Appended]) -> set[str]:
    """Return the marts whose rows stay in a build that begins as the last one."""
    return {one.mart for one in appended}


def _appended(table: str, models: Mapping[str, dict[str, Any]]) -> Appended:
    mart = f"fct_{table}"
    sums = tuple(
        Sums(name, {column["name"]: column["data_type"] for column in model["columns"]})
        for name, model in models.items()
        if meta_of(model).get("sums") == mart
    )
    return Appended(table, sums, meta_of(models[mart]).get("stands_while", {}))


def meta_of(model: dict[str, Any]) -> dict[str, Any]:
    """Return what a mart's YAML says for the night."""
    found: dict[str, Any] = model.get("config", {}).get("meta", {})
    return found


@cache
def described(models: Path) -> dict[str, dict[str, Any]]:
    """Return the marts' YAML by model, as written."""
    files = sorted(models.rglob("*.yml"))
    contents = [yaml.safe_load(file.read_text(encoding="utf-8")) or {} for file in files]
    return {model["name"]: model for content in contents for model in content.get("models", [])}
