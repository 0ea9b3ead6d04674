"""Removing an entity: a backup first, then nothing of it stays but the backup."""

import shutil
from pathlib import Path

from ground.atomic_files import exclusive
from ground.progress import Report, report_nothing
from ops.installation.credentials import forget_logins
from ops.installation.instance import Instance
from ops.installation.tenant_records import (
    CREATING,
    REMOVING,
    delete_record,
    require_record,
    save_record,
)
from ops.installation.tenant_spec import database_name, require_code
from ops.servers.mariadb import connect_admin
from ops.tenants import database_copy, hub_registry, sites
from ops.tenants.backup import back_up


def remove_entity(instance: Instance, code: str, report: Report = report_nothing) -> Path | None:
    """Back up and remove an entity; return the backup's folder, None when none was possible.

    A half-created entity has nothing worth keeping and is removed without a backup; a removal
    that was killed after its backup goes on without a second one.
    """
    with exclusive(instance.run / f"tenant-{require_code(code)}.lock"):
        record = require_record(instance, code)
        backup = None
        if record.state not in (CREATING, REMOVING):
            report(0.1, f"Backing up {code}")
            backup = back_up(instance, code)
        save_record(instance, record.at(REMOVING))
        report(0.6, f"Removing the site of {code}")
        site = instance.site(code)
        shutil.rmtree(sites.site_folder(instance, code), ignore_errors=True)
        with connect_admin(instance) as connection:
            database_copy.drop_user_and_database(connection, database_name(code))
        sites.forget_cached(instance, code)
        forget_logins(instance, site)
        report(0.9, f"Striking {code} off the registry")
        hub_registry.strike(instance, code)
        delete_record(instance, code)
    (instance.run / f"tenant-{code}.lock").unlink(missing_ok=True)
    report(1.0, f"{code} is removed")
    return backup
