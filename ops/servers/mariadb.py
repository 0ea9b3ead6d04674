"""MariaDB as a private instance: sized for the machine and for 50-200 sites.

A Frappe site is about 250 tables, so 52 sites are some 13,000: the table caches and the number of
open files decide whether the server breathes or thrashes. See docs/operators.md for the sums.
"""

import os
import resource
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pymysql

from ground.atomic_files import write_atomic
from ground.errors import OpsError
from ops.configuration.render import render
from ops.installation.credentials import load_secrets
from ops.installation.instance import Instance
from ops.servers.program import Program

TABLES_PER_SITE = 260
MIB = 1024 * 1024


@dataclass(frozen=True)
class Sizing:
    """Memory and handle limits computed from the machine (bytes and counts)."""

    buffer_pool_bytes: int
    log_file_bytes: int
    table_open_cache: int
    table_definition_cache: int
    open_files: int
    max_connections: int
    sort_buffer_bytes: int = 2 * MIB


def machine_memory_bytes() -> int:
    """Memory of the machine, bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def size_for(memory_bytes: int, sites: int, open_files_limit: int) -> Sizing:
    """Limits for a machine with memory_bytes and a number of sites.

    A quarter of memory (256 MiB to 16 GiB) for the buffer pool: ERP workers, Superset and the
    nightly share the machine. A busy site keeps about a fifth of its tables open.
    """
    pool = min(max(memory_bytes // 4, 256 * MIB), 16 * 1024 * MIB) // (128 * MIB) * (128 * MIB)
    tables = sites * TABLES_PER_SITE
    open_cache = min(max(tables // 4, 4000), max(open_files_limit // 2 - 600, 400))
    return Sizing(
        buffer_pool_bytes=pool,
        log_file_bytes=min(max(pool // 8, 96 * MIB), 512 * MIB),
        table_open_cache=open_cache,
        table_definition_cache=min(max(tables + 2000, 6000), 65000),
        open_files=open_files_limit,
        max_connections=min(max(sites * 4, 200), 1000),
    )


def open_files_limit() -> int:
    """Return how many files this process's children may open (the hard limit, at most 200,000)."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 200_000 if hard == resource.RLIM_INFINITY else min(hard, 200_000)


def config_text(instance: Instance, sizing: Sizing) -> str:
    """Return my.cnf; owner-only because the init file beside it holds passwords."""
    return render(
        "my.cnf",
        run_as_root=os.getuid() == 0,
        data=instance.data / "mariadb",
        socket=instance.socket("mariadb.sock"),
        run=instance.run,
        port=instance.settings().ports["mariadb"],
        init_file=instance.etc / "mariadb-init.sql",
        sizing=sizing,
    )


def init_sql(secrets: dict[str, str]) -> str:
    """Return the statements of each start: accounts as they must be, nobody anonymous."""
    return render(
        "mariadb-init.sql",
        root_password=secrets["mariadb_root"],
        admin_password=secrets["mariadb_admin"],
    )


def prepare(instance: Instance, sites: int = 60) -> None:
    """Write the configuration and make the data folder when missing or half-made."""
    sizing = size_for(machine_memory_bytes(), sites, open_files_limit())
    write_atomic(instance.etc / "my.cnf", config_text(instance, sizing))
    write_atomic(instance.etc / "mariadb-init.sql", init_sql(load_secrets(instance)))
    data = instance.data / "mariadb"
    if (data / "mysql").exists():
        return
    building = instance.data / "mariadb.building"
    shutil.rmtree(building, ignore_errors=True)
    _install_database(building)
    shutil.rmtree(data, ignore_errors=True)
    building.rename(data)


def _install_database(folder: Path) -> None:
    command = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={folder}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
        "--force",  # a machine whose own host name is not in DNS is no reason to stop
    ]
    if os.getuid() == 0:
        command.append("--user=root")
    folder.mkdir(parents=True, mode=0o700)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = (done.stdout + done.stderr).strip().splitlines()[-5:]
        raise OpsError("mariadb-install-db failed: " + " | ".join(tail), "Run: ./diwan doctor")


def program(instance: Instance) -> Program:
    """Return the supervised program."""
    binary = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    config = instance.etc / "my.cnf"
    return Program(
        "mariadb",
        f"{binary} --defaults-file={config}",
        10,
        instance.run,
        {},
        stop_wait_seconds=60,
        depends_on=(config,),
    )


def connect_admin(instance: Instance, database: str | None = None) -> pymysql.Connection:
    """Return a connection as the installation's database administrator; autocommit is on."""
    return pymysql.connect(
        host="127.0.0.1",
        port=instance.settings().ports["mariadb"],
        user="diwan_admin",
        password=load_secrets(instance)["mariadb_admin"],
        database=database,
        charset="utf8mb4",
        autocommit=True,
        connect_timeout=5,
    )


def is_healthy(instance: Instance) -> bool:
    """Return True when the administrator can log in and ask a question."""
    try:
        with connect_admin(instance) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except (pymysql.Error, OSError):
        return False
