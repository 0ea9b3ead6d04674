"""One tenant's backup: database, files and configuration in one owner-only folder."""

import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from ground.atomic_files import write_atomic
from ground.errors import OpsError
from ops.installation.credentials import load_secrets
from ops.installation.instance import Instance
from ops.installation.tenant_spec import database_name
from ops.tenants import sites


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
        _dump(instance, database_name(code), building / "database.sql.gz")
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


def _dump(instance: Instance, database: str, target: Path) -> None:
    """A consistent dump through a client file, so that no password is seen in ps."""
    client = instance.etc / "backup-client.cnf"
    password = load_secrets(instance)["mariadb_admin"]
    port = instance.settings().ports["mariadb"]
    write_atomic(
        client,
        f"[client]\nhost=127.0.0.1\nport={port}\nuser=diwan_admin\npassword={password}\n",
    )
    command = [
        shutil.which("mariadb-dump") or "mariadb-dump",
        f"--defaults-extra-file={client}",
        *("--single-transaction", "--quick", "--triggers", "--routines", "--hex-blob"),
        *("--default-character-set=utf8mb4", database),
    ]
    with open(target, "wb") as file:
        dump = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        squeeze = subprocess.run(["gzip", "-3"], stdin=dump.stdout, stdout=file, check=False)
        _, said = dump.communicate()
    target.chmod(0o600)
    if dump.returncode or squeeze.returncode:
        raise OpsError(f"The backup of {database} failed: {said.decode().strip()[-300:]}")
