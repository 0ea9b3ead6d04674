"""A database as one compressed file of statements, written and read by MariaDB's own programs.

Their password is in a file that only its owner reads, so that nobody sees it in ps.
"""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ground.atomic_files import write_atomic
from ground.errors import OpsError
from ops.installation.credentials import load_secrets
from ops.installation.instance import Instance


def dump_database(
    instance: Instance, database: str, target: Path, without_rows: Sequence[str] = ()
) -> None:
    """Write a consistent dump, gzipped. without_rows: tables of which only the form is kept.

    Raises: OpsError when it fails; what is then in target is of no use.
    """
    command = [
        *_client(instance, "mariadb-dump"),
        *("--single-transaction", "--quick", "--triggers", "--routines", "--hex-blob"),
        *(f"--ignore-table-data={database}.{table}" for table in without_rows),
        *("--default-character-set=utf8mb4", database),
    ]
    with open(target, "wb") as file:
        dump = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        squeeze = subprocess.run(["gzip", "-3"], stdin=dump.stdout, stdout=file, check=False)
        _, said = dump.communicate()
    target.chmod(0o600)
    if dump.returncode or squeeze.returncode:
        raise OpsError(f"The dump of {database} failed: {said.decode().strip()[-300:]}")


def load_database(instance: Instance, database: str, source: Path) -> None:
    """Run a dump's statements in an empty database. Raises: OpsError."""
    command = [*_client(instance, "mariadb"), "--default-character-set=utf8mb4", database]
    with subprocess.Popen(["gzip", "-dc", str(source)], stdout=subprocess.PIPE) as unpacked:
        done = subprocess.run(command, stdin=unpacked.stdout, capture_output=True, check=False)
    if done.returncode or unpacked.returncode:
        said = done.stderr.decode(errors="replace").strip()[-300:]
        raise OpsError(f"{source} could not be loaded into {database}: {said}")


def _client(instance: Instance, program: str) -> list[str]:
    """Return a client program as the installation's database administrator."""
    file = instance.etc / "backup-client.cnf"
    password = load_secrets(instance)["mariadb_admin"]
    port = instance.settings().ports["mariadb"]
    write_atomic(
        file, f"[client]\nhost=127.0.0.1\nport={port}\nuser=diwan_admin\npassword={password}\n"
    )
    return [shutil.which(program) or program, f"--defaults-extra-file={file}"]
