"""What an `up` does, one function per step. Each looks first and does only what is missing."""

import json
import tempfile
from pathlib import Path

from demo.generate.government import load_entities
from ground.progress import Report
from ops.control.up_options import UpOptions
from ops.installation.instance import REPO, Instance
from ops.installation.ports import settle_ports
from ops.installation.shared import environments_folder, note_assets, parts_folder
from ops.runtime import (
    Runtime,
    build_assets,
    ensure_interpreter,
    ensure_realtime,
    ensure_runtime,
    ensure_tree,
)
from ops.servers import erp, front, mariadb, night, redis, superset
from ops.servers.erp_call import call_erp
from ops.servers.health import is_own_port, start_and_wait
from ops.servers.program import Program
from ops.servers.supervisor import Supervisor

DATA_SERVERS = ["mariadb", "redis-cache", "redis-queue"]
ERP_SERVERS = [
    "web",
    "worker-short",
    "worker-long",
    "scheduler",
    "realtime",
    "provisioner",
    "exchange",
    "front",
]


def ensure_frappe(report: Report) -> None:
    """Frappe's source, restored and corrected."""
    ensure_tree(parts_folder(), lambda text, share: report(share, text))


def ensure_python(report: Report) -> Path:
    """Return the ERP environment's interpreter, built when its content changed."""
    return ensure_interpreter(
        parts_folder(), environments_folder(), lambda text, share: report(share, text)
    )


def build_runtime(report: Report) -> Runtime:
    """Return the whole runtime, built when its content changed."""
    return ensure_runtime(
        parts_folder(), environments_folder(), lambda text, share: report(share, text)
    )


def ensure_assets(instance: Instance, report: Report) -> None:
    """Build the assets and put them where the front and Frappe look for them; also what the
    server of live events needs of Node.
    """
    cache = parts_folder()

    def say(text: str, share: float) -> None:
        report(share, text)

    ensure_realtime(cache, say)
    tree = ensure_tree(cache, say)
    apps = {"frappe": tree.frappe, "erp_app": REPO / "erp_app"}
    assets = build_assets(cache, tree, apps, say)
    link = instance.sites / "assets"
    if not link.is_symlink() or link.readlink() != assets:
        fresh = instance.sites / ".assets.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(assets)
        fresh.replace(link)
        _forget_asset_map(instance)
    note_assets(instance)


def _forget_asset_map(instance: Instance) -> None:
    """Frappe keeps the map of bundle names in the cache server, shared by all sites."""
    import redis as redis_client

    if not instance.settings().ports or not redis.is_healthy(instance, "cache"):
        return
    with redis_client.Redis.from_url(redis.url(instance, "cache")) as client:
        client.delete("assets_json", "rtl_assets_json")


def data_programs(instance: Instance) -> list[Program]:
    """MariaDB and both Redis servers."""
    return [mariadb.program(instance), *redis.programs(instance)]


def all_programs(instance: Instance, runtime: Runtime) -> list[Program]:
    """Return every supervised server of an installation, data servers first."""
    return [
        *data_programs(instance),
        *erp.programs(instance, runtime.python, runtime.realtime),
        superset.program(instance),
        front.program(instance),
        night.program(instance),
    ]


def start_data_servers(instance: Instance, report: Report) -> None:
    """Ports, configuration, supervisor, then MariaDB and both Redis servers.

    A supervisor that runs already is given every server: it stops what it is not given.
    """
    supervisor = Supervisor(instance)
    running = supervisor.is_running

    def is_ours(name: str) -> bool:
        # Whose it is, not how it does: a front without a web server behind it keeps its port.
        return running and is_own_port(instance, name.replace("_", "-"))

    settle_ports(instance, is_ours, lambda text: report(0.1, text))
    mariadb.prepare(instance)
    redis.prepare(instance)
    superset.prepare(instance)
    erp.write_common_config(instance)
    all_of_them = running and all_programs(instance, build_runtime(report))
    supervisor.ensure_running(all_of_them or data_programs(instance))
    report(0.5, "Waiting for MariaDB and Redis")
    start_and_wait(instance, DATA_SERVERS)


def start_erp_servers(instance: Instance, report: Report) -> None:
    """Web, workers, live events and the front; the supervisor knows every server from now on."""
    Supervisor(instance).ensure_running(all_programs(instance, build_runtime(report)))
    start_and_wait(instance, ERP_SERVERS)


def let_people_in(instance: Instance, python: Path, report: Report) -> None:
    """Make the dashboards' client and first people at the hub, when something has changed."""
    digest = superset.sign_in_digest(instance)
    if instance.settings().facts.get("dashboards_sign_in") != digest:
        call_erp(instance, python, "ops.tenants", "dashboards", on_progress=report)
        instance.remember(dashboards_sign_in=digest)


def add_entities(instance: Instance, python: Path, codes: list[str] | None, report: Report) -> None:
    """Create the demo government's entities that do not exist yet."""
    wanted = [entity for entity in load_entities() if codes is None or entity["code"] in codes]
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=instance.run) as file:
        json.dump(wanted, file)
        file.flush()
        call_erp(instance, python, "ops.tenants", "add", file.name, on_progress=report)


def run_demo(instance: Instance, python: Path, options: UpOptions, report: Report) -> bool:
    """Fill the entities with the demo government's people and books; True when it filled any."""
    arguments = [f"--scale={options.scale}", f"--months={options.months}", f"--seed={options.seed}"]
    if not options.demo_must_fit:
        arguments.append("--keep")
    if options.entities is not None:
        arguments.append("--entities=" + ",".join(options.entities))
    done = call_erp(instance, python, "demo.load", *arguments, on_progress=report)
    return bool(done["filled"])
