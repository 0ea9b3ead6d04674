"""Processes of this machine: whose they are, what they hold, how they are ended. By psutil.

A process that ends while it is asked about counts as one that was never there.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil

GONE = (psutil.NoSuchProcess, psutil.AccessDenied)


def processes_marked(name: str, value: str) -> list[int]:
    """Return ids of processes with this environment variable, but not of us and our ancestors.

    After a crash of a supervisor its children live on and hold their ports: this finds them without
    trusting files of process ids.
    """
    own = {os.getpid(), *(one.pid for one in psutil.Process().parents())}
    found = []
    for process in psutil.process_iter():
        with suppress(*GONE):
            if process.pid not in own and process.environ().get(name) == value:
                found.append(process.pid)
    return found


def family_of(pid: int) -> list[int]:
    """Return the id of a process and of those it started, directly or not; empty when it ended."""
    return [process.pid for process in _family(pid)]


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except GONE:
        return []


def shared_memory_mib(pid: int) -> float:
    """Return the memory of a process in MiB, shared pages counted in part; 0 when it ended."""
    try:
        return psutil.Process(pid).memory_full_info().pss / 1024**2
    except GONE:
        return 0.0


def resident_bytes(pid: int) -> int:
    """Return the bytes that a process and those it started hold in memory."""
    held = 0
    for process in _family(pid):
        with suppress(*GONE):
            held += process.memory_info().rss
    return held


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and those it started have had, in seconds."""
    spent = 0.0
    for process in _family(pid):
        with suppress(*GONE):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


def listens(pids: Iterable[int], port: int) -> bool:
    """Return True when one of the processes holds the TCP port: that it answers says not whose it
    is."""
    return any(listener == port for pid in pids for listener in _listening_ports(pid))


def _listening_ports(pid: int) -> Iterator[int]:
    with suppress(*GONE):
        for connection in psutil.Process(pid).net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN:
                yield connection.laddr.port


def stop_processes(pids: Iterable[int], patience_seconds: float = 15.0) -> None:
    """Ask processes to end, then insist."""
    left = [process for pid in pids for process in _family(pid)[:1]]
    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in left:
            with suppress(*GONE):
                end(process)
        left = psutil.wait_procs(left, timeout=patience_seconds)[1]
