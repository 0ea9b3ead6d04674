"""Running the outside programs of the build (uv, node, npm) with readable failures.

Owns finding them and turning a failure into one message that ends with what the program said.
Refuses to guess: a program that is missing is named together with the way to get it.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

OUTPUT_LINES_SHOWN = 30
# Set by whoever started us for another environment or project; none of them may steer a build.
FOREIGN_SETTINGS = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "NODE_ENV", "NODE_OPTIONS")


class RuntimeBuildError(Exception):
    """A step of the runtime's build failed; the text says which, why and what to do next."""


def find_uv() -> str:
    """Return the path of uv: $DIWAN_UV, else the one on PATH.

    Raises: RuntimeBuildError when there is none.
    """
    found = os.environ.get("DIWAN_UV") or shutil.which("uv")
    if not found:
        raise RuntimeBuildError("uv was not found: run ./diwan, which brings it, or set DIWAN_UV.")
    return found


def find_program(name: str, package: str) -> str:
    """Return the path of a system program.

    Raises: RuntimeBuildError naming the Debian `package` that holds it.
    """
    found = shutil.which(name)
    if not found:
        raise RuntimeBuildError(f"{name} was not found: run `apt-get install {package}`.")
    return found


def run_program(
    command: Sequence[str | Path], *, folder: Path | None = None, timeout_seconds: int = 900
) -> str:
    """Run `command` and return what it wrote to standard output.

    Raises: RuntimeBuildError with the last lines of its output when it fails or hangs.
    """
    words = [str(word) for word in command]
    environment = {k: v for k, v in os.environ.items() if k not in FOREIGN_SETTINGS}
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeBuildError(
            f"{Path(words[0]).name} {words[1]} did not end within {timeout_seconds} s. "
            "Check the connection to the package registry and run the same command again."
        ) from error
    if done.returncode:
        said = (done.stderr + done.stdout).strip().splitlines()[-OUTPUT_LINES_SHOWN:]
        raise RuntimeBuildError(
            f"{Path(words[0]).name} {words[1]} ended with {done.returncode}:\n" + "\n".join(said)
        )
    return done.stdout
