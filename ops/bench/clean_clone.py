"""Cold and warm `up` as a newcomer has it: a clean clone, an empty run folder, nothing cached.

Debian's packages are on the machine already when this runs (installing them is the network's
time, not ours); what Python and npm download comes from their registries again.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ground.atomic_files import read_json
from ground.errors import OpsError
from ops.installation.instance import REPO

SMALL = ["--entities", "finance,roads", "--scale", "0.02", "--months", "2"]


def measure_clean_clone(quick: bool, report: Callable[[float, str], None]) -> dict[str, Any]:
    """Clone HEAD, run `up` twice and `down`; seconds by step, cold and warm."""
    with tempfile.TemporaryDirectory(prefix="diwan-clone-") as folder:
        clone = Path(folder) / "diwan"
        _run(["git", "clone", "--quiet", str(REPO), str(clone)], Path(folder))
        options = SMALL if quick else []
        report(0.1, "cold up")
        try:
            cold = _up(clone, options)
            steps = read_json(clone / ".run" / "instance" / "logs" / "up.json")
            report(0.9, "warm up")
            warm = _up(clone, options)
        finally:
            _run([str(clone / "diwan"), "down"], clone)
        shutil.rmtree(clone / ".run", ignore_errors=True)
    return {"cold_seconds": cold, "warm_seconds": warm, "cold_steps_seconds": steps}


def _up(clone: Path, options: list[str]) -> float:
    started = time.monotonic()
    _run([str(clone / "diwan"), "up", *options], clone)
    return round(time.monotonic() - started, 1)


def _run(command: list[str], folder: Path) -> None:
    own = ("DIWAN_RUN", "DIWAN_INSTANCE", "DIWAN_UV", "PYTHONPATH")
    environment = {key: value for key, value in os.environ.items() if key not in own}
    environment |= {"UV_NO_CACHE": "1", "npm_config_cache": str(folder / ".npm-cache")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise OpsError(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-800:]}")
