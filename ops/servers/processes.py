"""Which processes on this machine belong to an instance.

Every server we start carries DIWAN_INSTANCE_ID in its environment. After a crash of the supervisor
its children live on and hold their ports: this finds them without trusting pid files.
"""

import os
import signal
import time
from pathlib import Path

MARK = "DIWAN_INSTANCE_ID"


def processes_of(instance_id: str) -> list[int]:
    """Process ids that carry the instance's mark, without this process and its ancestors."""
    wanted = f"{MARK}={instance_id}".encode()
    own = _ancestors()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in own:
            continue
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment:
            found.append(int(entry.name))
    return found


def _ancestors() -> set[int]:
    pids, pid = set(), os.getpid()
    while pid > 1:
        pids.add(pid)
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            break
    return pids


def memory_mib(pid: int) -> float:
    """Proportional memory of a process in MiB (shared pages counted in part); 0 when it ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def children_of(pid: int) -> list[int]:
    """Direct and indirect children of a process."""
    found: list[int] = []
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return found
    for task in tasks:
        try:
            direct = [int(word) for word in (task / "children").read_text().split()]
        except OSError:
            continue
        for child in direct:
            found += [child, *children_of(child)]
    return found


def stop_processes(pids: list[int], patience_seconds: float = 15.0) -> None:
    """Ask processes to end, then insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + patience_seconds
        while pids and time.monotonic() < deadline:
            pids = [pid for pid in pids if _is_running(pid)]
            time.sleep(0.1)
        if not pids:
            return


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
