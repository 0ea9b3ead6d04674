"""Superset's own tables from one version to the next: wholly, or not at all.

SQLite commits each statement that changes a table by itself, so an upgrade killed in the middle
leaves tables that fit no version and that no second try can finish. A copy is kept while an upgrade
runs; whoever finds one puts it back first. A database server of the installation's own is left to
its operator's backup (docs/operators.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bi.environment import Environment, embedded_metadata_file


def put_back_broken_off(environment: Environment) -> bool:
    """Undo an upgrade that did not end; True when there was one. Before Superset is loaded: it
    makes tables of its own as soon as it starts."""
    kept = _kept_file(environment)
    if not kept.exists():
        return False
    _copy(kept, embedded_metadata_file(environment.home))
    kept.unlink()
    return True


def bring_up_to_date(app: Any, environment: Environment, upgrade: Callable[[], None]) -> None:
    """Run an upgrade of Superset's tables, when they are not at the newest version.

    app: Superset's application, in its context. upgrade: what changes the tables.
    """
    if _is_newest(app):
        return
    if not environment.is_embedded:
        upgrade()
        return
    kept = _kept_file(environment)
    unfinished = kept.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    _copy(embedded_metadata_file(environment.home), unfinished)
    unfinished.replace(kept)
    upgrade()
    kept.unlink()


def _kept_file(environment: Environment) -> Path:
    return environment.home / "superset-before-upgrade.db"


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite database as one transaction: who has the target open sees all or nothing."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _is_newest(app: Any) -> bool:
    """Return whether the tables are at the last of Superset's migrations."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from superset.extensions import db

    scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(scripts.get_heads())
