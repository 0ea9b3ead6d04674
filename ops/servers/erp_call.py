"""Asking the ERP environment of an installation to do something."""

from pathlib import Path
from typing import Any

from ground.progress import Report
from ops.environments.module_call import call_module
from ops.installation.instance import Instance
from ops.servers.erp import process_environment


def call_erp(
    instance: Instance,
    python: Path,
    module: str,
    *arguments: str,
    on_progress: Report | None = None,
) -> Any:
    """Run `python -m module arguments` in the ERP environment and return its result.

    As call_module, which says the rest.
    """
    environment = process_environment(instance)
    return call_module(instance, python, module, list(arguments), environment, on_progress)
