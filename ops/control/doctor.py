"""What an operator would check by hand: machine, parts, folder, secrets, servers."""

import os
import shutil
import sys
from dataclasses import dataclass

from ground.errors import OpsError
from ops.installation.instance import Instance, run_folder
from ops.machine.account import account_name
from ops.machine.debian_parts import missing_parts
from ops.servers.mariadb import machine_memory_bytes, open_files_limit

GIB = 1024**3
FREE_DISK_GIB_MIN = 8
MEMORY_GIB_MIN = 4
OPEN_FILES_MIN = 16_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at. said: what is so, and what to do when it is not good."""

    subject: str
    is_good: bool
    said: str


def examine(instance: Instance) -> list[Finding]:
    """Look at everything; never raises, never changes anything."""
    return [*_machine(), _parts(), _account(instance), *_installation(instance)]


def _machine() -> list[Finding]:
    existing = run_folder()
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free / GIB
    memory = machine_memory_bytes() / GIB
    files = open_files_limit()
    version = ".".join(map(str, sys.version_info[:3]))
    return [
        Finding("Python", sys.version_info >= (3, 11), version),
        Finding("Memory", memory >= MEMORY_GIB_MIN, f"{memory:.1f} GiB, {MEMORY_GIB_MIN} needed"),
        Finding(
            "Disk", free >= FREE_DISK_GIB_MIN, f"{free:.0f} GiB free, {FREE_DISK_GIB_MIN} needed"
        ),
        Finding(
            "Open files",
            files >= OPEN_FILES_MIN,
            f"limit {files:,}; {OPEN_FILES_MIN:,} needed for 52 entities (ulimit -Hn)",
        ),
    ]


def _parts() -> Finding:
    missing = [part.package for part in missing_parts(testing=False)]
    said = "all there" if not missing else "missing: sudo apt-get install " + " ".join(missing)
    return Finding("Debian parts", not missing, said)


def _account(instance: Instance) -> Finding:
    """Whose servers these are. Root's own are a finding unless somebody decided so: the launcher
    leaves the reason (ops/machine/account.sh)."""
    if os.getuid() != 0:
        return Finding("Account", True, account_name())
    if reason := os.environ.get("DIWAN_STAYS_ROOT"):
        return Finding("Account", False, f"servers run as root: {reason}")
    if not instance.exists and os.environ.get("DIWAN_USER") != "root":
        return Finding("Account", True, "root now; ./diwan up goes on as a service account")
    return Finding("Account", True, "root, as DIWAN_USER says")


def _installation(instance: Instance) -> list[Finding]:
    if not instance.exists:
        return [Finding("Installation", True, f"none yet in {instance.root}: ./diwan up")]
    secrets = instance.root / "secrets.json"
    private = not secrets.exists() or not secrets.stat().st_mode & 0o077
    owned = instance.root.stat().st_uid == os.getuid()
    return [
        Finding("Secrets", private, "owner-only" if private else f"run: chmod 600 {secrets}"),
        Finding("Owner", owned, str(instance.root) + ("" if owned else " belongs to another user")),
        _servers(instance),
    ]


def _servers(instance: Instance) -> Finding:
    from ops.servers.health import server_statuses

    try:
        sick = [server.name for server in server_statuses(instance) if not server.is_healthy]
    except OpsError as error:
        return Finding("Servers", True, f"{error.what} {error.next_step}")
    said = "all healthy" if not sick else f"look at: ./diwan logs {sick[0]}"
    return Finding("Servers", not sick, said)
