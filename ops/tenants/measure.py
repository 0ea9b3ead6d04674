"""Each tenant's vital signs, asked of its database in one go: users, size, activity, health."""

from dataclasses import dataclass
from datetime import datetime

import pymysql

from ops.installation.instance import Instance
from ops.installation.tenant_records import ACTIVE, SUSPENDED, TenantRecord, all_records
from ops.installation.tenant_spec import database_name
from ops.servers.mariadb import connect_admin
from ops.tenants import sites

HEALTHY, DEGRADED, DOWN = "Healthy", "Degraded", "Down"
MIB = 1024 * 1024


@dataclass(frozen=True)
class TenantSigns:
    """One tenant as it is now.

    size_mib: data and indexes as the catalogue estimates them; last_activity: the newest session
    or document log, site time, None when nobody was there; employees: people in service.
    """

    record: TenantRecord
    health: str
    message: str = ""
    users: int = 0
    employees: int = 0
    size_mib: float = 0.0
    last_activity: datetime | None = None


def measure_all(instance: Instance) -> list[TenantSigns]:
    """Return the vital signs of every tenant, by code."""
    records = list(all_records(instance))
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        sizes = _sizes(cursor)
        return [_measure(instance, cursor, record, sizes) for record in records]


def _sizes(cursor: pymysql.cursors.Cursor) -> dict[str, float]:
    cursor.execute(
        "SELECT TABLE_SCHEMA, SUM(DATA_LENGTH + INDEX_LENGTH) FROM information_schema.TABLES"
        " WHERE TABLE_SCHEMA LIKE 'diwan\\_%' GROUP BY TABLE_SCHEMA"
    )
    return {name: float(size or 0) / MIB for name, size in cursor.fetchall()}


def _measure(
    instance: Instance,
    cursor: pymysql.cursors.Cursor,
    record: TenantRecord,
    sizes: dict[str, float],
) -> TenantSigns:
    database = database_name(record.code)
    if record.state not in (ACTIVE, SUSPENDED):
        return TenantSigns(record, DEGRADED, f"left half-way: {record.state}")
    if not sites.read_config(instance, record.code):
        return TenantSigns(record, DOWN, "site configuration is missing")
    try:
        cursor.execute(
            f"SELECT (SELECT COUNT(*) FROM `{database}`.tabUser"
            "          WHERE enabled=1 AND name NOT IN ('Administrator','Guest')),"
            f" (SELECT COUNT(*) FROM `{database}`.tabEmployee WHERE status='Active'),"
            f" (SELECT MAX(lastupdate) FROM `{database}`.tabSessions),"
            f" (SELECT MAX(creation) FROM `{database}`.`tabActivity Log`)"
        )
    except pymysql.Error as error:
        return TenantSigns(record, DOWN, f"database: {error.args[-1]}")
    users, employees, session, activity = cursor.fetchone()
    moments = [moment for moment in (session, activity) if moment]
    return TenantSigns(
        record,
        HEALTHY,
        users=users,
        employees=employees,
        size_mib=sizes.get(database, 0.0),
        last_activity=max(moments) if moments else None,
    )
