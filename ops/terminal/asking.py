"""Asking a running installation's ERP environment for something, with a progress bar."""

from typing import Any

from ops.control.running import running_python
from ops.installation.instance import Instance
from ops.servers.erp_call import call_erp
from ops.terminal.screen import progress_steps


def ask_erp(title: str, module: str, *arguments: str) -> Any:
    """Return the result of a verb of an ERP module. Raises: OpsError when the platform is down."""
    instance = Instance.current()
    python = running_python(instance)
    with progress_steps() as show:
        report = show(title)
        result = call_erp(instance, python, module, *arguments, on_progress=report)
        report(1.0, "")
    return result
