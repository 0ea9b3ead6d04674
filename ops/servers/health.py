"""Is each server doing its work? Asked of the servers themselves, never of pid files."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from ground.errors import OpsError
from ground.processes import family_of, listens, shared_memory_mib
from ops.installation.instance import Instance
from ops.servers import mariadb, redis
from ops.servers.supervisor import Supervisor

# A machine with other work is slow, not broken; a server that will not stay up is seen at once.
PATIENCE_SECONDS = 300.0
PORT_OF = {"redis-cache": "redis_cache", "redis-queue": "redis_queue"}


@dataclass(frozen=True)
class ServerStatus:
    """One server now. port: None when it has none; memory in MiB with its children."""

    name: str
    state: str
    is_healthy: bool
    port: int | None
    pid: int
    memory_mib: float


def _answers(url: str, host: str, expected: tuple[int, ...]) -> bool:
    try:
        answer = httpx.get(url, headers={"Host": host}, timeout=10, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code in expected


def checks(instance: Instance) -> dict[str, Callable[[], bool]]:
    """Return a question for every server that can be asked one, by program name."""
    ports, hub = instance.settings().ports, instance.site("hub")

    def serves(name: str, path: str = "/api/method/ping") -> bool:
        url = f"http://127.0.0.1:{ports[name]}{path}"
        return _answers(url, hub, (200,)) and is_own_port(instance, name)

    return {
        "mariadb": lambda: mariadb.is_healthy(instance),
        "redis-cache": lambda: redis.is_healthy(instance, "cache"),
        "redis-queue": lambda: redis.is_healthy(instance, "queue"),
        "web": lambda: serves("web"),
        "realtime": lambda: serves("realtime", "/health"),
        "front": lambda: serves("front"),
        "superset": lambda: serves("superset", "/health"),
    }


def is_own_port(instance: Instance, group: str) -> bool:
    """Return True when this instance's server holds its port.

    Another platform on the machine, which has a hub of the same name, may have taken the port
    while this one was down: it would answer just as well.
    """
    port = instance.settings().ports[PORT_OF.get(group, group)]
    for process in Supervisor(instance).processes():
        if process["group"] == group and (pid := process["pid"]):
            return listens(family_of(pid), port)
    return False


def server_statuses(instance: Instance) -> list[ServerStatus]:
    """Return every supervised server with its health, port and memory. Raises: OpsError when
    down."""
    questions = checks(instance)
    ports = instance.settings().ports
    found = []
    for process in Supervisor(instance).processes():
        group, pid = process["group"], process["pid"]
        running = process["statename"] == "RUNNING"
        pids = family_of(pid) if pid else []
        found.append(
            ServerStatus(
                name=group,
                state=process["statename"].lower(),
                is_healthy=running and questions.get(group, lambda: True)(),
                port=ports.get(PORT_OF.get(group, group)),
                pid=pid,
                memory_mib=sum(shared_memory_mib(one) for one in pids),
            )
        )
    return found


def start_and_wait(instance: Instance, groups: list[str]) -> None:
    """Start these servers and wait until each one answers. Raises: OpsError with its last words."""
    supervisor, questions = Supervisor(instance), checks(instance)
    for group in groups:
        supervisor.start(group)
    for group in set(groups) - set(questions):
        questions[group] = lambda group=group: supervisor.is_up(group)
    deadline = time.monotonic() + PATIENCE_SECONDS
    waiting = list(groups)
    while waiting:
        waiting = [group for group in waiting if not questions[group]()]
        lost = [group for group in waiting if supervisor.has_given_up(group)]
        if waiting and (lost or time.monotonic() > deadline):
            name = (lost or waiting)[0]
            raise OpsError(
                f"{name} does not answer: {last_words(instance, name)}",
                f"Run: ./diwan logs {name}",
            )
        time.sleep(0.15 if waiting else 0)


def last_words(instance: Instance, group: str, lines: int = 3) -> str:
    """Return the end of a server's log."""
    file = instance.logs / f"{group}.log"
    return (
        " | ".join(file.read_text(errors="replace").splitlines()[-lines:]) if file.exists() else ""
    )
