"""Comparing the warehouse's engines on this installation: which environment, over which lake."""

from __future__ import annotations

from typing import Any

from ground.progress import Report
from ops.environments.locked import ensure_environment
from ops.environments.module_call import call_module
from ops.installation.instance import Instance
from ops.warehouse.night import analytics_environment, warehouse_folder


def compare_engines(instance: Instance, report: Report) -> dict[str, Any]:
    """Return what `python -m analytics.parity` found: every mart, and what differs in it.

    Spark and its Java are installed at the first call. Raises: OpsError.
    """
    instance.make_folders()
    report(0.0, "Spark and its Java")
    python = ensure_environment("spark") / "bin" / "python"
    arguments = [f"--warehouse={warehouse_folder(instance)}"]
    environment = analytics_environment(instance)
    return call_module(instance, python, "analytics.parity", arguments, environment, report)
