"""Superset as a supervised server: its environment, its secrets, its set-up, its command.

Owns what `bi` is told (folders, addresses, a file of secrets). Set-up (tables, roles, row filter,
database) runs only when something it depends on has changed: each start of Superset's command line
costs seconds. Refuses nothing by itself; `bi.environment` refuses to start without its secrets.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from ground.atomic_files import write_atomic, write_json
from ops.environments.locked import (
    COMPLETE,
    ensure_environment,
    environment_folder,
    interpreter_version,
    lock_file,
)
from ops.environments.module_call import call_module
from ops.installation.credentials import load_secrets
from ops.installation.instance import REPO, Instance
from ops.installation.tenant_records import all_records
from ops.servers.gunicorn import gunicorn_text
from ops.servers.mariadb import machine_memory_bytes
from ops.servers.program import Program

NAME = "superset"
CODE = "analytics"  # the host: analytics.<domain>
WORKER_MIB = 420  # of one process under load, without what DuckDB takes
WORKERS_MAX = 4
THREADS_PER_WORKER = 8
FACT = "superset"
# What only a larger installation has; its operator writes them into secrets.json.
OPTIONAL_SECRETS = {"superset_metadata_uri": "metadata_uri", "superset_redis_url": "redis_url"}


def home(instance: Instance) -> Path:
    """Return Superset's own folder: metadata and caches."""
    return instance.root / "superset"


def warehouse(instance: Instance) -> Path:
    """Return the folder of the builds that Superset reads."""
    return instance.root / "warehouse"


def workers() -> int:
    """Return how many processes: as many as cores, as an eighth of memory allows, at most four."""
    affordable = machine_memory_bytes() // (1024 * 1024) // 8 // WORKER_MIB
    return max(1, min(os.cpu_count() or 1, affordable, WORKERS_MAX))


def process_environment(instance: Instance) -> dict[str, str]:
    """Return what everything that imports Superset on this instance finds in its environment."""
    front = instance.settings().ports["front"]
    return {
        "PYTHONPATH": str(REPO),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "FLASK_APP": "superset.app:create_app()",
        "DIWAN_SUPERSET_HOME": str(home(instance)),
        "DIWAN_SUPERSET_SECRETS": str(secrets_file(instance)),
        "DIWAN_SUPERSET_WORKERS": str(workers()),
        "DIWAN_WAREHOUSE": str(warehouse(instance)),
        "DIWAN_READER_EPOCHS": str(instance.reader_epochs),
        "DIWAN_PUBLIC_URL": instance.url(CODE),
        "DIWAN_HUB_URL": instance.url("hub"),
        "DIWAN_HUB_INTERNAL_URL": f"http://127.0.0.1:{front}",
        # Talking to the hub on this machine never takes a detour through a proxy.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def secrets_file(instance: Instance) -> Path:
    """Return the owner-only file with what Superset needs of the installation's secrets."""
    return instance.etc / "superset-secrets.json"


def prepare(instance: Instance) -> None:
    """Write folders, secrets and the server's configuration."""
    secrets = load_secrets(instance)
    home(instance).mkdir(exist_ok=True)
    home(instance).chmod(0o700)
    told = {
        "secret_key": secrets["superset_secret_key"],
        "oauth_client_secret": secrets["superset_oauth_client"],
        "admin_password": secrets["superset_admin"],
    }
    told |= {short: secrets[name] for name, short in OPTIONAL_SECRETS.items() if name in secrets}
    write_json(secrets_file(instance), told)
    # Threads, because processes of one request each collapse when twenty tiles load at once. The
    # application is loaded once and shared; connections made before the fork are not kept.
    template = "superset-gunicorn.conf.py"
    text = gunicorn_text(instance, "superset", workers(), THREADS_PER_WORKER, template)
    write_atomic(_gunicorn_file(instance), text)


def _gunicorn_file(instance: Instance) -> Path:
    return instance.etc / "superset-gunicorn.conf.py"


def ensure_installed(report: Callable[[float, str], None]) -> Path:
    """Build the environment when it is missing; return the interpreter. Raises: OpsError."""
    if not (environment_folder(NAME) / COMPLETE).exists():
        report(0.05, "Installing Superset")
    return ensure_environment(NAME) / "bin" / "python"


def set_up(instance: Instance, report: Callable[[float, str], None]) -> None:
    """Superset's tables, administrator, database, roles and row filter, when something changed.

    Raises: OpsError with the set-up's own words.
    """
    python, digest = ensure_installed(report), setup_digest(instance)
    if instance.settings().facts.get(FACT) != digest:
        call_module(instance, python, "bi", ["setup"], process_environment(instance), report)
        instance.remember(**{FACT: digest})


def setup_digest(instance: Instance) -> str:
    """Return the digest of everything the set-up writes into Superset's tables."""
    digest = hashlib.sha256(lock_file(NAME).read_bytes() + secrets_file(instance).read_bytes())
    for file in sorted([*(REPO / "bi").glob("*.py"), *(REPO / "bi").glob("*.yml")]):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    digest.update((REPO / "superset_config.py").read_bytes())
    digest.update(str(process_environment(instance)).encode())
    return digest.hexdigest()[:16]


def tables_digest(instance: Instance) -> str:
    """Return the digest of where Superset's own tables are: others are empty."""
    address = load_secrets(instance).get("superset_metadata_uri") or str(home(instance))
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def sign_in_digest(instance: Instance) -> str:
    """Return the digest of what the hub knows of the dashboards: secret, address, entities."""
    secret, address = load_secrets(instance)["superset_oauth_client"], instance.url(CODE)
    codes = sorted(record.code for record in all_records(instance))
    return hashlib.sha256(f"{secret} {address} {codes}".encode()).hexdigest()[:16]


def static_folder() -> Path:
    """Return Superset's compiled front end, which the front serves by itself."""
    folder = f"python{interpreter_version(NAME)}"
    return environment_folder(NAME) / "lib" / folder / "site-packages" / "superset" / "static"


def program(instance: Instance) -> Program:
    """Return the supervised program."""
    python = environment_folder(NAME) / "bin" / "python"
    config = _gunicorn_file(instance)
    command = f"{python.with_name('gunicorn')} -c {config} superset.app:create_app()"
    files = (config, REPO / "superset_config.py", REPO / "bi", secrets_file(instance))
    return Program(
        NAME,
        command,
        55,
        home(instance),
        {**process_environment(instance), "DIWAN_SUPERSET_SERVING": "1"},
        depends_on=tuple(file for file in files if file.exists()),
    )
