"""What a running installation is made of, for verbs that work on it."""

from pathlib import Path

from ground.errors import OpsError
from ground.progress import report_nothing
from ops.control.parts import build_runtime
from ops.installation.instance import Instance
from ops.runtime import Runtime
from ops.servers import mariadb


def installed_runtime() -> Runtime:
    """Return the runtime of this checkout, built when missing, with no progress shown."""
    return build_runtime(report_nothing)


def running_python(instance: Instance) -> Path:
    """Return the ERP interpreter of an installation that is up. Raises: OpsError when it is
    down."""
    if not instance.exists or not mariadb.is_healthy(instance):
        raise OpsError("The platform is not running.", "Run: ./diwan up")
    return installed_runtime().python
