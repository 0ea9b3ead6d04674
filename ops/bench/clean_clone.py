"""`up` as a newcomer has it: a clean clone and nothing cached; a second clone; a small look.

Debian's packages are on the machine already when this runs (installing them is the network's time,
not ours); what Python and npm download comes from their registries again.
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


LOOK = ["--entities", "3"]


def measure_clean_clone(quick: bool, report: Callable[[float, str], None]) -> dict[str, Any]:
    """Return seconds by step and until people can log in: cold, in a second clone, again, and a
    look.

    cold: nothing cached; clone: another clone of the same user; warm: the same clone again; look:
    three entities, nothing cached.
    """
    options = SMALL if quick else []
    with tempfile.TemporaryDirectory(prefix="diwan-clone-") as folder:
        root = Path(folder)
        found = {}
        report(0.0, "nothing cached")
        found["cold"], found["warm"] = _measure(root / "first", root / "cache", options, again=True)
        report(0.5, "a second clone")
        found["clone"], _ = _measure(root / "second", root / "cache", options)
        report(0.8, "three entities, nothing cached")
        found["look"], _ = _measure(root / "third", root / "other-cache", LOOK)
    return found


def _measure(
    clone: Path, cache: Path, options: list[str], again: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Figures of `up` in a fresh clone, and of a second `up` when asked for; brings it down."""
    clone.parent.mkdir(exist_ok=True)
    _run(["git", "clone", "--quiet", str(REPO), str(clone)], clone.parent, cache)
    try:
        first = _up(clone, cache, options)
        return first, _up(clone, cache, options) if again else {}
    finally:
        _run([str(clone / "diwan"), "down"], clone, cache)
        shutil.rmtree(clone / ".run", ignore_errors=True)


def _up(clone: Path, cache: Path, options: list[str]) -> dict[str, Any]:
    """Return what logs/up.json says, and the whole with what comes before the first step."""
    started = time.monotonic()
    _run([str(clone / "diwan"), "up", *options], clone, cache)
    whole = round(time.monotonic() - started, 1)
    said = read_json(clone / ".run" / "instance" / "logs" / "up.json")
    before = whole - said["whole"]
    return {**said, "whole": whole, "can_log_in": round(said["can_log_in"] + before, 1)}


def _run(command: list[str], folder: Path, cache: Path) -> None:
    own = ("DIWAN_RUN", "DIWAN_INSTANCE", "DIWAN_UV", "PYTHONPATH")
    environment = {key: value for key, value in os.environ.items() if key not in own}
    environment |= {"UV_NO_CACHE": "1", "npm_config_cache": str(folder / ".npm-cache")}
    environment["DIWAN_CACHE"] = str(cache)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise OpsError(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-800:]}")
