"""The one database that Superset knows: the warehouse.

Owns its record. It names the pointer `current`; which file opens is decided at each connection
(`bi.connection`).
"""

from __future__ import annotations

import uuid
from typing import Any

NAME = "Diwan warehouse"
UUID = uuid.uuid5(uuid.NAMESPACE_URL, "diwan:database:warehouse")


def address(warehouse: Any) -> str:
    """Return the SQLAlchemy address in the record."""
    return f"duckdb:///{warehouse / 'current' / 'warehouse.duckdb'}"


def sync_database(warehouse: Any) -> Any:
    """Make the record, or bring it to what it must be; the caller commits."""
    from superset import db
    from superset.models.core import Database
    from superset.utils import json

    record = db.session.query(Database).filter_by(uuid=UUID).one_or_none()
    if record is None:
        record = Database(uuid=UUID)
        db.session.add(record)
    record.database_name = NAME
    record.set_sqlalchemy_uri(address(warehouse))
    record.expose_in_sqllab = True
    record.allow_run_async = False
    record.allow_ctas = record.allow_cvas = record.allow_dml = record.allow_file_upload = False
    record.cache_timeout = None
    # How DuckDB is opened is not in the record, where an administrator could change it.
    extra = {"allows_virtual_table_explore": True, "cost_estimate_enabled": False}
    record.extra = json.dumps({**extra, "engine_params": {}, "metadata_params": {}})
    db.session.flush()
    return record
