"""A throw-away installation: real servers on free loopback ports in a folder that goes away."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ground.atomic_files import write_json
from ops.control.steps import Steps
from ops.control.up_and_down import bring_down, bring_up
from ops.control.up_options import UpOptions
from ops.control.welcome import role_of
from ops.installation.credentials import load_logins
from ops.installation.instance import PORT_NAMES, Instance, run_folder
from ops.testing.nights import note_nights

ENTITIES = ("finance", "roads", "courts")
EMPTY_ENTITY = "stats"  # for tests that count what they made


def free_ports(count: int) -> list[int]:
    """Ports the kernel calls free, all different."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def new_instance(name: str) -> Instance:
    """Return a fresh, empty installation folder with ports of its own."""
    instance = Instance(run_folder() / "test" / f"{name}-{os.getpid()}")
    shutil.rmtree(instance.root, ignore_errors=True)
    instance.make_folders()
    ports = dict(zip(PORT_NAMES, free_ports(len(PORT_NAMES)), strict=True))
    instance.save(replace(instance.settings(), ports=ports, web_workers=2))
    return instance


@contextmanager
def throwaway_platform(
    name: str, options: UpOptions, show: Any
) -> Iterator[tuple[Instance, Steps]]:
    """Yield a running platform for the length of the block; stopped and deleted afterwards.

    DIWAN_KEEP_TEST=1 keeps the folder for a look at its logs.
    """
    instance = new_instance(name)
    try:
        yield instance, bring_up(instance, options, show)
    finally:
        take_away(instance)


def take_away(instance: Instance) -> None:
    """Stop an installation and delete it; its nights count."""
    bring_down(instance)
    note_nights(instance.root / "warehouse" / "runs", instance.root.name)
    if not os.environ.get("DIWAN_KEEP_TEST"):
        shutil.rmtree(instance.root, ignore_errors=True)


def describe_platform(instance: Instance, erp_python: Path) -> Path:
    """Write what the tests need to know of a platform (owner-only JSON); return the file.

    Keys: front_url, web_url, realtime_url, sites {entity_a, entity_b, entity_c, hub: host names},
    codes, users {site: {role: [e-mail, password]}}, root and instance_dir, sites_dir, erp_python,
    ports.
    """
    ports = instance.settings().ports
    codes = dict(zip(("entity_a", "entity_b", "entity_c"), ENTITIES, strict=True)) | {"hub": "hub"}
    logins = load_logins(instance)
    users = {
        site: {role_of(email): [email, password] for email, password in people.items()}
        for site, people in logins.items()
    }
    facts = {
        "front_url": f"http://127.0.0.1:{ports['front']}",
        "web_url": f"http://127.0.0.1:{ports['web']}",
        "realtime_url": f"http://127.0.0.1:{ports['realtime']}",
        "sites": {key: instance.site(code) for key, code in codes.items()},
        "codes": codes,
        "users": users,
        "root": str(instance.root),
        "instance_dir": str(instance.root),
        "sites_dir": str(instance.sites),
        "erp_python": str(erp_python),
        "ports": ports,
    }
    file = instance.root / "test-platform.json"
    write_json(file, facts)
    return file
