"""Which build of the warehouse a request reads: the one that was current when it first asked.

Owns the reading of the pointer `current`. A request keeps its build to its end, so that the key of
a cached answer and the connection that computes it always speak of the same one. Refuses to answer
when nothing has been published yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import g, has_app_context

from bi.errors import RefusedError
from erp_app.domain.hub.lifecycle import CODE_PATTERN


class WarehouseMissingError(RefusedError):
    """There is no published build, or it holds nothing of an entity."""

    status = 503


@dataclass(frozen=True)
class Build:
    """One published build. folder: its real path, never through the pointer."""

    folder: Path

    @property
    def build_id(self) -> str:
        return self.folder.name

    def file_of(self, entity: str | None) -> Path:
        """Return the database file of the whole government (None), or of one entity.

        Raises: WarehouseMissingError when the build has no such file.
        """
        if entity is not None and not CODE_PATTERN.fullmatch(entity):
            raise WarehouseMissingError(f"{entity!r} is not an entity code.")
        name = "warehouse.duckdb" if entity is None else f"by_entity/{entity}.duckdb"
        file = self.folder / name
        if not file.exists():
            raise WarehouseMissingError(
                f"Build {self.build_id} has no {name}. Ask the data team to run: ./diwan nightly"
            )
        return file


def current_build(warehouse: Path) -> Build:
    """Return the published build at this moment. Raises: WarehouseMissingError."""
    pointer = warehouse / "current"
    if not pointer.exists():
        raise WarehouseMissingError(
            "Nothing has been published yet. Ask the data team to run: ./diwan nightly"
        )
    return Build(pointer.resolve())


def build_of_request(warehouse: Path) -> Build:
    """Return the build this request keeps to; outside a request, the published one."""
    if not has_app_context():
        return current_build(warehouse)
    if "diwan_build" not in g:
        g.diwan_build = current_build(warehouse)
    return g.diwan_build
