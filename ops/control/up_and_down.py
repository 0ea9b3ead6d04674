"""Bringing an installation up and down: which step needs which, and what may run beside it.

A second `up` takes seconds and a killed one goes on where it was. Steps run beside each other in
order of urgency: what leads to the first log-in comes first; the demonstration, the first night and
the dashboards follow behind.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ground.atomic_files import exclusive
from ground.progress import Report
from ground.schedule import Job, run_jobs
from ops.control import parts
from ops.control.hub_progress import HubProgress
from ops.control.steps import Steps
from ops.control.up_options import UpOptions
from ops.environments.locked import ensure_environment
from ops.environments.pruning import prune_shared
from ops.installation.instance import Instance
from ops.machine.debian_parts import ensure_parts
from ops.servers import superset
from ops.servers.erp_call import call_erp
from ops.servers.health import start_and_wait
from ops.servers.supervisor import Supervisor
from ops.warehouse.dashboards import push as push_dashboards
from ops.warehouse.night import ensure_night, read_models

AT_ONCE = 3  # steps: two for the cores, and one that waits for the network or the database
# Names of steps that others need.
SYSTEM, TREE, ERP, DATA, ASSETS = (
    "System parts",
    "Frappe",
    "ERP environment",
    "Database, cache and queue",
    "Assets",
)
HUB, ENTITIES, SERVERS, LOG_IN = "Template and hub", "Entities", "Web and front", "Log-in"
SUPERSET, TABLES, DASHBOARD_SERVER = "Superset", "Dashboards' tables and rights", "Dashboards"
DEMO, WAREHOUSE = "Demonstration data", "Warehouse"
ANALYTICS, MODELS = "Analytics", "Models"
CHARTS = "Charts"
BEHIND = (DEMO, WAREHOUSE, CHARTS)  # shown on the hub as well


def bring_up(
    instance: Instance,
    options: UpOptions,
    show: Callable[[str], Report],
    on_log_in: Callable[[], None] = lambda: None,
) -> Steps:
    """Install, configure and start everything that is missing. Raises: OpsError.

    on_log_in: called once, in a thread, when people can log in and the rest goes on behind.
    """
    instance.make_folders()
    instance.save(instance.settings())
    steps = Steps(instance, show)
    with exclusive(instance.run / "up.lock"):
        up = Up(instance, options, steps, on_log_in)
        run_jobs(up.jobs(), AT_ONCE)
        up.hub.finish()
        prune_shared()  # the servers have left the earlier environment by now
    return steps


@dataclass
class Up:
    """One `up`: its jobs, and what they hand to each other."""

    instance: Instance
    options: UpOptions
    steps: Steps
    on_log_in: Callable[[], None]
    python: Path | None = None
    is_filled: bool = False
    hub: HubProgress = field(init=False)
    found: list[Job] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hub = HubProgress(self.instance)

    def jobs(self) -> list[Job]:
        """Return every step, the most urgent first."""
        self._add(SYSTEM, lambda report: ensure_parts(False, lambda text: report(0.1, text)))
        self._add(TREE, parts.ensure_frappe)
        self._add(ERP, self._ensure_python, TREE)
        # A supervisor that runs is given all servers at once, so all of them must be there.
        whole = [ERP, ASSETS] if Supervisor(self.instance).is_running else []
        self._add(DATA, lambda say: parts.start_data_servers(self.instance, say), SYSTEM, *whole)
        self._add(ASSETS, lambda say: parts.ensure_assets(self.instance, say), SYSTEM, TREE)
        self._add(HUB, lambda say: self._call(say, "ops.tenants", "setup"), DATA, ERP)
        self._add(ENTITIES, self._add_entities, HUB)
        self._add(SERVERS, lambda say: parts.start_erp_servers(self.instance, say), HUB, ASSETS)
        self.found.append(
            Job(LOG_IN, lambda _: self._note_log_in(), frozenset([ENTITIES, SERVERS]))
        )
        self._add_dashboards()
        if self.options.demo:
            self._add(DEMO, self._fill, LOG_IN)
        if self.options.warehouse:
            self._add_warehouse()
        everything = [job.name for job in self.found]
        self._add("Nights", lambda _: start_and_wait(self.instance, ["night"]), *everything)
        return self.found

    def _add_dashboards(self) -> None:
        # Until the template begins, both cores work for the log-in; the template keeps one busy.
        self._add(SUPERSET, superset.ensure_installed, ERP, ASSETS)
        self._add(TABLES, lambda say: superset.set_up(self.instance, say), SUPERSET, DATA)
        self._add("Dashboards' people", self._let_people_in, LOG_IN)
        start = [superset.NAME]
        self._add(DASHBOARD_SERVER, lambda _: start_and_wait(self.instance, start), LOG_IN, TABLES)

    def _add_warehouse(self) -> None:
        # The template keeps one core busy, so this costs the log-in nothing.
        self._add(ANALYTICS, lambda _: ensure_environment("analytics"), TABLES)
        self._add(MODELS, lambda say: read_models(self.instance, say), ANALYTICS)
        before = DEMO if self.options.demo else LOG_IN
        self._add(WAREHOUSE, self._run_night, before, MODELS)
        self._add(CHARTS, self._push, WAREHOUSE, DASHBOARD_SERVER)

    def _add(self, title: str, work: Callable[[Report], object], *needs: str) -> None:
        def run(_: dict[str, object]) -> None:
            with self.steps.step(title) as report:
                if title in BEHIND:
                    report = self.hub.follow(title, report)
                work(report)
                report(1.0, "")

        self.found.append(Job(title, run, frozenset(needs)))

    def _ensure_python(self, report: Report) -> None:
        self.python = parts.ensure_python(report)

    def _call(self, report: Report, module: str, *arguments: str) -> None:
        call_erp(self.instance, self.python, module, *arguments, on_progress=report)

    def _add_entities(self, report: Report) -> None:
        parts.add_entities(self.instance, self.python, self.options.created, report)

    def _let_people_in(self, report: Report) -> None:
        parts.let_people_in(self.instance, self.python, report)

    def _note_log_in(self) -> None:
        self.steps.note_log_in()
        self.on_log_in()

    def _fill(self, report: Report) -> None:
        self.is_filled = parts.run_demo(self.instance, self.python, self.options, report)

    def _run_night(self, report: Report) -> None:
        ensure_night(self.instance, self.is_filled, report)

    def _push(self, report: Report) -> None:
        push_dashboards(self.instance, report, only_changed=True)


def bring_down(instance: Instance) -> None:
    """Stop every server of this installation and nothing else."""
    Supervisor(instance).shutdown()
