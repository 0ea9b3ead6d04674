"""One tenant's backup: database, files and configuration in one owner-only folder."""

import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from ground.atomic_files import write_atomic
from ops.installation.instance import Instance
from ops.installation.tenant_spec import database_name
from ops.tenants import sites
from ops.tenants.database_dump import dump_database


def back_up(instance: Instance, code: str) -> Path:
    """Write a backup of a site and return its folder; it appears only when it is whole.

    Raises: OpsError when the dump fails (nothing is left behind).
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    final = instance.backups / f"{code}-{stamp}"
    building = final.with_name(f".{final.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True, mode=0o700)
    try:
        dump_database(instance, database_name(code), building / "database.sql.gz")
        with tarfile.open(building / "files.tar.gz", "w:gz") as archive:
            for part in ("public", "private"):
                folder = sites.site_folder(instance, code) / part
                if folder.exists():
                    archive.add(folder, arcname=part)
        config = sites.site_folder(instance, code) / "site_config.json"
        if config.exists():
            write_atomic(building / "site_config.json", config.read_text())
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    building.rename(final)
    return final
