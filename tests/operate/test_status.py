"""status, doctor, logs, up again: what an operator looks at."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ground.processes import processes_marked
from ops.installation.credentials import load_logins, load_secrets
from ops.servers.supervisor import MARK, Supervisor
from ops.warehouse.night import warehouse_folder

SERVERS = {
    "mariadb",
    "redis-cache",
    "redis-queue",
    "web",
    "worker-short",
    "worker-long",
    "scheduler",
    "provisioner",
    "exchange",
    "realtime",
    "superset",
    "night",
    "front",
}


def test_status_names_every_server_healthy_with_memory(platform):
    done = platform.run("status", "--json")
    servers = {server["name"]: server for server in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert set(servers) == SERVERS
    assert all(server["is_healthy"] and server["memory_mib"] > 0 for server in servers.values())
    assert servers["front"]["port"] == platform.instance.settings().ports["front"]


def test_doctor_finds_a_sound_installation(platform):
    done = platform.run("doctor", "--json")
    findings = json.loads(done.stdout)
    assert {"Python", "Debian parts", "Secrets", "Servers"} <= {f["subject"] for f in findings}
    assert [f for f in findings if not f["is_good"] and f["subject"] != "Open files"] == []


def test_doctor_names_readable_secrets_and_the_mend(platform):
    secrets = platform.instance.root / "secrets.json"
    secrets.chmod(0o644)
    try:
        done = platform.run("doctor", "--json")
    finally:
        secrets.chmod(0o600)
    found = next(f for f in json.loads(done.stdout) if f["subject"] == "Secrets")
    assert done.returncode == 1
    assert not found["is_good"]
    assert "chmod 600" in found["said"]


def test_logs_show_a_server_and_refuse_an_unknown_one(platform):
    assert platform.run("logs", "web", "--lines", "2").returncode == 0
    unknown = platform.run("logs", "nosuch")
    assert unknown.returncode == 2
    assert "nosuch" in unknown.stderr


def test_no_secret_is_on_a_command_line_or_in_a_log(platform):
    words = {*load_secrets(platform.instance).values()}
    for people in load_logins(platform.instance).values():
        words |= set(people.values())
    pids = processes_marked(MARK, platform.instance.settings().instance_id)
    assert len(pids) >= len(SERVERS)
    lines = []
    for pid in pids:
        try:
            lines.append(Path(f"/proc/{pid}/cmdline").read_text(errors="replace"))
        except OSError:
            continue
    text = "\n".join(lines)
    assert "gunicorn" in text
    assert [word for word in words if word in text] == []
    for log in platform.instance.logs.rglob("*.log*"):
        content = log.read_text(errors="replace")
        assert [word for word in words if word in content] == [], log.name


def test_files_of_the_installation_are_its_owners_alone(platform):
    root = platform.instance.root
    assert root.stat().st_mode & 0o077 == 0
    private = [root / "secrets.json", root / "logins.json", *root.glob("sites/*/site_config.json")]
    private += [root / "sites" / "common_site_config.json", *root.glob("etc/*")]
    assert len(private) > 10
    assert [str(file) for file in private if file.stat().st_mode & 0o077] == []


def test_servers_listen_on_loopback_only(platform):
    ports = set(platform.instance.settings().ports.values())
    listening = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            host, port = address.rsplit(":", 1)
            if state == "0A" and int(port, 16) in ports:
                listening[int(port, 16)] = host
    assert set(listening) == ports
    assert set(listening.values()) == {"0100007F"}


def test_second_up_changes_nothing(platform):
    before = {p["name"]: p["pid"] for p in json.loads(platform.run("status", "--json").stdout)}
    nights = sorted((warehouse_folder(platform.instance) / "runs").iterdir())
    done = platform.run(
        "up", "--entities", "finance,roads,courts", "--scale", "0.02", "--months", "3",
        "--seed", "7", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    after = {p["name"]: p["pid"] for p in json.loads(platform.run("status", "--json").stdout)}
    assert after == before
    assert sorted((warehouse_folder(platform.instance) / "runs").iterdir()) == nights


def test_a_wrong_word_is_refused_with_the_right_ones(platform):
    for arguments, hint in (
        (["entity", "show", "nosuch"], "entity list"),
        (["import", "poems", "x.csv", "--entity", "roads"], "journals"),
        (["import", "journals", "/nonexistent.csv", "--entity", "roads"], "no file"),
        (["check", "weather"], "check ledger"),
        (["bench", "weather"], "provision"),
    ):
        done = platform.run(*arguments)
        assert done.returncode == 2, arguments
        assert hint in done.stdout + done.stderr, arguments


class Impostor(BaseHTTPRequestHandler):
    """Answers everything, as another platform's web server would."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"somebody else")

    def log_message(self, *_):
        pass


@contextmanager
def impostor(port):
    server = ThreadingHTTPServer(("127.0.0.1", port), Impostor)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def give_port_back(instance, port):
    Supervisor(instance)._call("stopProcessGroup", "web")
    settings = instance.settings()
    instance.save(replace(settings, ports={**settings.ports, "web": port}))


def test_port_that_another_platform_took_is_not_called_healthy_and_up_leaves_it(platform):
    instance = platform.instance
    ports = instance.settings().ports
    port = ports["web"]
    up = ("up", "--no-demo", "--entities", "finance,roads,courts")
    Supervisor(instance)._call("stopProcessGroup", "web")
    try:
        with impostor(port):
            servers = json.loads(platform.run("status", "--json").stdout)
            assert not next(s for s in servers if s["name"] == "web")["is_healthy"]
            assert platform.run(*up).returncode == 0
            moved = instance.settings().ports
            assert {name for name in ports if moved[name] != ports[name]} == {"web"}
            answer = platform.client(instance.site("hub")).get("/api/method/ping")
            assert answer.json() == {"message": "pong"}
    finally:
        give_port_back(instance, port)
        assert platform.run(*up).returncode == 0
    assert platform.run("status").returncode == 0
    assert instance.settings().ports == ports
