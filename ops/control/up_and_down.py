"""Bringing an installation up and down: the order of the steps and what each one leaves behind.

Every step looks first and does only what is missing, so a second `up` takes seconds and a killed
one goes on where it was.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from demo.generate.government import load_entities
from ground.atomic_files import exclusive, write_json
from ops.environments.pruning import prune_besides
from ops.installation.instance import Instance, run_folder
from ops.installation.ports import settle_ports
from ops.machine.debian_parts import ensure_parts
from ops.runtime import Runtime, ensure_runtime
from ops.servers import erp, front, mariadb, night, redis, superset
from ops.servers.erp_call import call_erp
from ops.servers.health import is_own_port, start_and_wait
from ops.servers.program import Program
from ops.servers.supervisor import Supervisor
from ops.warehouse.dashboards import push as push_dashboards
from ops.warehouse.night import ensure_night

Show = Callable[[float, str], None]
DATA_SERVERS = ["mariadb", "redis-cache", "redis-queue"]
ERP_SERVERS = [
    "web",
    "worker-short",
    "worker-long",
    "scheduler",
    "realtime",
    "provisioner",
    "superset",
    "front",
]


@dataclass
class UpOptions:
    """What `up` is asked for. entities: codes, None for the whole demo government; left_empty:
    further entities that are created and not filled.

    demo_must_fit: True refuses entities that hold another demo or somebody's own data; False
    leaves them as they are. warehouse: run the first night when readers would miss something.
    """

    demo: bool = True
    scale: float = 0.1
    months: int = 12
    seed: int = 42
    entities: list[str] | None = None
    demo_must_fit: bool = False
    left_empty: list[str] = field(default_factory=list)
    warehouse: bool = True


@dataclass
class Steps:
    """Names, shows and times the steps; the seconds are kept in logs/up.json."""

    instance: Instance
    show: Callable[[str], Show]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, title: str) -> Iterator[Show]:
        started = time.monotonic()
        report = self.show(title)
        yield report
        report(1.0, "")
        self.seconds[title] = round(time.monotonic() - started, 2)
        write_json(self.instance.logs / "up.json", self.seconds)


def bring_up(instance: Instance, options: UpOptions, show: Callable[[str], Show]) -> Steps:
    """Install, configure and start everything that is missing. Raises: OpsError."""
    instance.make_folders()
    steps = Steps(instance, show)
    with exclusive(instance.run / "up.lock"):
        with steps.step("System parts") as report:
            ensure_parts(testing=False, say=lambda text: report(0.1, text))
        runtime = prepare_runtime(steps)
        with steps.step("Database, cache and queue") as report:
            start_data_servers(instance, runtime, report)
        with steps.step("Template and hub") as report:
            call_erp(instance, runtime.python, "ops.tenants", "setup", on_progress=report)
        with steps.step("Entities") as report:
            wanted = options.entities and [*options.entities, *options.left_empty]
            add_entities(instance, runtime, wanted, report)
        with steps.step("Dashboards' tables and rights") as report:
            superset.set_up(instance, report)
            let_people_in(instance, runtime, report)
        with steps.step("Web, workers, live events, dashboards, front") as report:
            start_and_wait(instance, ERP_SERVERS)
        prune_besides(runtime)  # the servers have left the earlier environment by now
        is_filled = False
        if options.demo:
            with steps.step("Demonstration data") as report:
                is_filled = run_demo(instance, runtime, options, report)
        if options.warehouse:
            with steps.step("Warehouse") as report:
                ensure_night(instance, is_filled, report)
            with steps.step("Dashboards") as report:
                push_dashboards(instance, report, only_changed=True)
        start_and_wait(instance, ["night"])
    return steps


def prepare_runtime(steps: Steps) -> Runtime:
    """The ERP environment and the assets, built when their content changed."""
    cache, envs = run_folder() / "cache", run_folder() / "envs"
    with steps.step("ERP runtime") as report:
        runtime = ensure_runtime(cache, envs, lambda text, share: report(share, text))
    with steps.step("Assets") as report:
        ensure_assets(steps.instance, runtime, report)
    with steps.step("Superset") as report:
        superset.ensure_installed(report)
    return runtime


def ensure_assets(instance: Instance, runtime: Runtime, report: Show) -> None:
    """Build the assets and put them where the front and Frappe look for them."""
    from ops.installation.instance import REPO
    from ops.runtime import build_assets

    apps = {"frappe": runtime.frappe, "erp_app": REPO / "erp_app"}
    assets = build_assets(run_folder() / "cache", runtime, apps, lambda t, s: report(s, t))
    link = instance.sites / "assets"
    if link.is_symlink() and link.readlink() == assets:
        return
    fresh = instance.sites / ".assets.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(assets)
    fresh.replace(link)
    _forget_asset_map(instance)


def _forget_asset_map(instance: Instance) -> None:
    """Frappe keeps the map of bundle names in the cache server, shared by all sites."""
    import redis as redis_client

    if not instance.exists or not redis.is_healthy(instance, "cache"):
        return
    with redis_client.Redis.from_url(redis.url(instance, "cache")) as client:
        client.delete("assets_json", "rtl_assets_json")


def all_programs(instance: Instance, runtime: Runtime) -> list[Program]:
    """Every supervised server of an installation, data servers first."""
    data = [mariadb.program(instance), *redis.programs(instance)]
    return [
        *data,
        *erp.programs(instance, runtime.python, runtime.realtime),
        superset.program(instance),
        front.program(instance),
        night.program(instance),
    ]


def start_data_servers(instance: Instance, runtime: Runtime, report: Show) -> None:
    """Ports, configuration, supervisor, then MariaDB and both Redis servers."""
    instance.save(instance.settings())
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
    supervisor.ensure_running(all_programs(instance, runtime))
    report(0.5, "Waiting for MariaDB and Redis")
    start_and_wait(instance, DATA_SERVERS)


def let_people_in(instance: Instance, runtime: Runtime, report: Show) -> None:
    """The dashboards' client and first people at the hub, when something of it has changed."""
    digest = superset.sign_in_digest(instance)
    if instance.settings().facts.get("dashboards_sign_in") != digest:
        call_erp(instance, runtime.python, "ops.tenants", "dashboards", on_progress=report)
        instance.remember(dashboards_sign_in=digest)


def add_entities(
    instance: Instance, runtime: Runtime, codes: list[str] | None, report: Show
) -> None:
    """Create the demo government's entities that do not exist yet."""
    wanted = [entity for entity in load_entities() if codes is None or entity["code"] in codes]
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=instance.run) as file:
        json.dump(wanted, file)
        file.flush()
        call_erp(instance, runtime.python, "ops.tenants", "add", file.name, on_progress=report)


def run_demo(instance: Instance, runtime: Runtime, options: UpOptions, report: Show) -> bool:
    """Fill the entities with the demo government's people and books; True when it filled any."""
    arguments = [f"--scale={options.scale}", f"--months={options.months}", f"--seed={options.seed}"]
    if not options.demo_must_fit:
        arguments.append("--keep")
    if options.entities is not None:
        arguments.append("--entities=" + ",".join(options.entities))
    done = call_erp(instance, runtime.python, "demo.load", *arguments, on_progress=report)
    return bool(done["filled"])


def bring_down(instance: Instance) -> None:
    """Stop every server of this installation and nothing else."""
    Supervisor(instance).shutdown()
