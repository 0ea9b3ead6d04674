"""The supervisor of an instance: one supervisord that starts, restarts and stops its servers."""

import hashlib
import os
import subprocess
import sys
import time
import xmlrpc.client
from http.client import HTTPException
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport

from ground.atomic_files import write_atomic
from ground.errors import OpsError
from ground.processes import processes_marked, stop_processes
from ops.configuration.render import render
from ops.installation.instance import Instance
from ops.servers.program import Program

MARK = "DIWAN_INSTANCE_ID"  # every server we start carries it in its environment


def config_text(instance: Instance, programs: list[Program]) -> str:
    """Return supervisord.conf: a unix socket only its owner may use, and every program."""
    return render(
        "supervisord.conf",
        socket=instance.socket("supervisor.sock"),
        logs=instance.logs,
        run=instance.run,
        programs=[(program, _environment(instance, program)) for program in programs],
    )


def _environment(instance: Instance, program: Program) -> dict[str, str]:
    return {
        MARK: instance.settings().instance_id,
        "DIWAN_CONTENT": content_digest(program.depends_on),
        **program.environment,
    }


def content_digest(paths: tuple[Path, ...]) -> str:
    """Return a short SHA-256 of files and of the Python and YAML files below folders."""
    digest = hashlib.sha256()
    for path in paths:
        files = [path]
        if path.is_dir():
            files = sorted([*path.rglob("*.py"), *path.rglob("*.yml")])
        for file in files:
            digest.update(str(file).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


class Supervisor:
    """Talks to the instance's supervisord."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._address = f"unix://{instance.socket('supervisor.sock')}"

    @property
    def is_running(self) -> bool:
        """True when supervisord answers on its socket."""
        try:
            return self._call("getState")["statename"] == "RUNNING"
        except OpsError:
            return False

    def _call(self, method: str, *arguments: Any) -> Any:
        # A transport keeps a broken connection after supervisord restarts: use each one once.
        transport = SupervisorTransport("", "", self._address)
        server = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
        try:
            return getattr(server.supervisor, method)(*arguments)
        except (OSError, HTTPException, xmlrpc.client.ProtocolError) as error:
            raise OpsError("The platform is not running.", "Run: ./diwan up") from error

    def ensure_running(self, programs: list[Program]) -> None:
        """Start supervisord with these programs, or make a running one take the changes."""
        file = self.instance.etc / "supervisord.conf"
        write_atomic(file, config_text(self.instance, programs))
        if self.is_running:
            self._take_changes()
            return
        stop_processes(processes_marked(MARK, self.instance.settings().instance_id))
        environment = {**os.environ, MARK: self.instance.settings().instance_id}
        command = [str(Path(sys.executable).with_name("supervisord")), "-c", str(file)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        deadline = time.monotonic() + 15
        while not self.is_running:
            if done.returncode or time.monotonic() > deadline:
                raise OpsError(f"supervisord did not start: {(done.stdout + done.stderr).strip()}")
            time.sleep(0.1)

    def _take_changes(self) -> None:
        added, changed, removed = self._call("reloadConfig")[0]
        for group in [*changed, *removed]:
            self._call("stopProcessGroup", group)
            self._call("removeProcessGroup", group)
        for group in [*added, *changed]:
            self._call("addProcessGroup", group)

    def processes(self) -> list[dict[str, Any]]:
        """supervisord's own view: name, group, statename, pid, start (epoch seconds)."""
        return self._call("getAllProcessInfo")

    def start(self, group: str) -> None:
        """Start every stopped process of a group."""
        for process in self.processes():
            if process["group"] != group or process["statename"] in ("RUNNING", "STARTING"):
                continue
            try:
                self._call("startProcess", f"{group}:{process['name']}", False)
            except xmlrpc.client.Fault as fault:
                if fault.faultCode != Faults.ALREADY_STARTED:  # it was on its way up by itself
                    raise

    def restart(self, group: str) -> None:
        """Stop a group's processes and start them again, with the code as it is now."""
        self._call("stopProcessGroup", group)
        self.start(group)

    def is_up(self, group: str) -> bool:
        """Return True when every process of the group has stayed up long enough to count as
        running."""
        states = [p["statename"] for p in self.processes() if p["group"] == group]
        return bool(states) and all(state == "RUNNING" for state in states)

    def has_given_up(self, group: str) -> bool:
        """Return True when a process of the group ended again and again, so that nobody starts it
        now."""
        return any(p["statename"] == "FATAL" for p in self.processes() if p["group"] == group)

    def shutdown(self) -> None:
        """Stop every server of the instance, supervisord last; also what it lost sight of."""
        if self.is_running:
            self._call("stopAllProcesses")
            self._call("shutdown")
            deadline = time.monotonic() + 60
            while self.is_running and time.monotonic() < deadline:
                time.sleep(0.1)
        stop_processes(processes_marked(MARK, self.instance.settings().instance_id))
