"""The ERP's own processes (web, workers, scheduler, realtime, provisioner, exchange)
and their settings."""

import os
import shutil
from pathlib import Path

from ground.atomic_files import read_json, write_atomic, write_json
from ops.installation.instance import REPO, Instance
from ops.installation.shared import shared_folder
from ops.servers import redis
from ops.servers.gunicorn import gunicorn_text
from ops.servers.mariadb import machine_memory_bytes
from ops.servers.program import Program

WEB_WORKER_MIB = 160  # proportional memory of a warm worker, with room to spare
THREADS_PER_WORKER = 4


def web_workers(instance: Instance) -> int:
    """Return how many web processes: one more than the cores, as memory allows; settings may
    override."""
    chosen = instance.settings().web_workers
    affordable = machine_memory_bytes() // (1024 * 1024) // 8 // WEB_WORKER_MIB
    return chosen or max(2, min((os.cpu_count() or 2) + 1, affordable))


def process_environment(instance: Instance) -> dict[str, str]:
    """Environment of everything that imports Frappe on this instance."""
    return {
        "PYTHONPATH": str(REPO),
        "SITES_PATH": str(instance.sites),
        "FRAPPE_BENCH_ROOT": str(instance.root),
        "DIWAN_INSTANCE": str(instance.root),
        "DIWAN_CACHE": str(shared_folder()),
        "DIWAN_RUN": os.environ.get("DIWAN_RUN", str(instance.root.parent)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }


def write_common_config(instance: Instance) -> None:
    """common_site_config.json (owner-only: it holds Redis passwords) and apps.txt."""
    # Imported late: the guards' table of settings is data, but lives with the app it protects.
    from erp_app.guards.site_config import harden_site_config

    settings = instance.settings()
    file = instance.sites / "common_site_config.json"
    config = {
        **harden_site_config(read_json(file, {})),
        "bench_id": settings.instance_id,
        "db_host": "127.0.0.1",
        "db_port": settings.ports["mariadb"],
        "db_type": "mariadb",
        "redis_cache": redis.url(instance, "cache"),
        "redis_queue": redis.url(instance, "queue"),
        "redis_socketio": redis.url(instance, "queue"),
        "socketio_port": settings.ports["front"],
        "webserver_port": settings.ports["front"],
        "file_watcher_port": 0,
        "dormant_days": 3650,
        "keep_backups_for_hours": 24 * 30,
        "diwan_reader_epochs": str(instance.reader_epochs),
        "serve_default_site": False,
        "live_reload": False,
        "developer_mode": 0,
    }
    write_json(file, config)
    write_atomic(instance.sites / "apps.txt", "frappe\nerp_app\n", 0o644)


def realtime_environment(instance: Instance) -> dict[str, str]:
    """Return settings of the realtime server; the Redis address is read from an owner-only file."""
    settings = instance.settings()
    file = instance.etc / "realtime-redis.url"
    write_atomic(file, redis.url(instance, "queue", "realtime") + "\n")
    return {
        "DIWAN_REALTIME_PORT": str(settings.ports["realtime"]),
        "DIWAN_REALTIME_HOST": "127.0.0.1",
        "DIWAN_REALTIME_REDIS_FILE": str(file),
        "DIWAN_REALTIME_WEB": f"http://127.0.0.1:{settings.ports['web']}",
    }


def programs(instance: Instance, python: Path, realtime_folder: Path) -> list[Program]:
    """Return every ERP process, in start order."""
    environment = process_environment(instance)
    config = instance.etc / "gunicorn.conf.py"
    # Threads, because a request waits for the database half of its time.
    workers = web_workers(instance)
    write_atomic(config, gunicorn_text(instance, "web", workers, THREADS_PER_WORKER))
    gunicorn = f"{python.with_name('gunicorn')} -c {config}"
    worker = f"{python} -m ops.workers"

    code = (REPO / "erp_app", REPO / "ground", REPO / "ops" / "tenants", REPO / "ops" / "workers")

    def program(name: str, command: str, priority: int, patience: int = 20) -> Program:
        files = (*code, config) if name == "web" else code
        return Program(
            name,
            command,
            priority,
            instance.sites,
            environment,
            stop_wait_seconds=patience,
            depends_on=files,
        )

    return [
        program("web", f"{gunicorn} frappe.app:application", 30),
        program("worker-short", f"{worker} queue short,default", 40, patience=60),
        program("worker-long", f"{worker} queue long,default,short", 40, patience=60),
        program("scheduler", f"{worker} scheduler", 40),
        program("provisioner", f"{python} -m ops.tenants.provisioner", 50, patience=60),
        program("exchange", f"{python} -m ops.tenants.exchange", 50),
        _realtime(instance, realtime_folder),
    ]


def _realtime(instance: Instance, folder: Path) -> Program:
    node = shutil.which("node") or "node"
    environment = realtime_environment(instance)
    return Program("realtime", f"{node} {folder / 'server.js'}", 50, instance.run, environment)
