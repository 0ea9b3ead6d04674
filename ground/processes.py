"""Which processes on this machine belong to an instance.

Every server we start carries DIWAN_INSTANCE_ID in its environment. After a crash of the supervisor
its children live on and hold their ports: this finds them without trusting pid files.
"""

import os
import signal
import time
from pathlib import Path

MARK = "DIWAN_INSTANCE_ID"
LISTENING = "0A"  # the state in /proc/net/tcp


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


def listens(pids: list[int], port: int) -> bool:
    """True when one of the processes holds the TCP port: that it answers says not whose it is."""
    sockets = _listening_sockets(port)
    return bool(sockets) and any(sockets & _sockets_of(pid) for pid in pids)


def _listening_sockets(port: int) -> set[str]:
    """Inodes of the sockets that listen on a port, from the kernel's tables."""
    found = set()
    for table in ("tcp", "tcp6"):
        file = Path("/proc/net") / table
        for line in file.read_text().splitlines()[1:] if file.exists() else ():
            words = line.split()
            if words[3] == LISTENING and int(words[1].rsplit(":", 1)[1], 16) == port:
                found.add(words[9])
    return found


def _sockets_of(pid: int) -> set[str]:
    try:
        entries = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return set()
    links = (_link(f"/proc/{pid}/fd/{entry}") for entry in entries)
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def _link(path: str) -> str:
    """What a link names; nothing when it has gone: a busy server closes files while we look."""
    try:
        return os.readlink(path)
    except OSError:
        return ""


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
