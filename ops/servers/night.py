"""The scheduler of the night as a supervised program; it runs in the command line's environment."""

import os
import sys

from ops.installation.instance import REPO, Instance, run_folder
from ops.installation.shared import shared_folder
from ops.servers.program import Program


def program(instance: Instance) -> Program:
    """Return the supervised program. Its settings are read anew at every look: no restart is
    needed."""
    environment = {
        "PYTHONPATH": str(REPO),
        "DIWAN_INSTANCE": str(instance.root),
        "DIWAN_RUN": str(run_folder()),
        "DIWAN_CACHE": str(shared_folder()),
        "DIWAN_UV": os.environ.get("DIWAN_UV", ""),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }
    return Program(
        "night",
        f"{sys.executable} -m ops.warehouse.scheduler",
        90,
        instance.run,
        environment,
        stop_wait_seconds=30,
        depends_on=(REPO / "ops" / "warehouse",),
    )
