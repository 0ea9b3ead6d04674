"""Tiles that were released in the browser, as the command line finds them in Superset's tables.

Owns that none is lost: until the files that are pushed hold a tile, every push compiles it beside
them. Only then it is noted as pulled, and from then on the files alone decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bi.compiler.additions import Addition, AdditionInvalidError, missing
from bi.compiler.parts import Form
from bi.compiler.tiles import check_dashboards


@dataclass(frozen=True)
class Released:
    """not_in_files: what was released and the files lack, in the order of release; in_files: rows
    of the proposals whose tiles the files hold by now."""

    not_in_files: list[Addition]
    in_files: list[Any]

    @classmethod
    def load(cls) -> Released:
        """Read them; Superset's application is in its context."""
        from bi import proposal_store as store

        store.make_table()
        rows = store.released()
        lacking = missing(Addition.of(one) for one in rows)
        slugs = {one.slug for one in lacking}
        return cls(lacking, [one for one in rows if one.slug not in slugs])

    def require_fitting(self, form: Form) -> None:
        """Refuse to go on without a released tile that the datasets no longer fit. form: with these
        tiles. Raises: AdditionInvalidError."""
        places = {f"tile {one.slug}": one.slug for one in self.not_in_files}
        for found in check_dashboards(form):
            if found.place.rsplit(": ", 1)[-1] in places:
                raise AdditionInvalidError(
                    f"{found}. It was released in the browser: put back what it names, or run"
                    " ./diwan dashboards pull and change its line"
                )

    def note_pulled(self) -> None:
        """Note that the files that were pushed hold them; commits."""
        from bi import proposal_store as store

        store.mark_pulled(self.in_files)
