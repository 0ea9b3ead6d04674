"""Python environments from lock files with hashes: built once per content, whole or absent."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ground.atomic_files import exclusive
from ground.errors import OpsError
from ops.environments.compression import compress_files
from ops.environments.front_end import CORRECTIONS, correct_front_end
from ops.installation.instance import REPO
from ops.installation.shared import environments_folder

COMPLETE = ".complete"
# Superset holds back pandas, whose builds end with this Python.
PYTHON_MAX = {"superset": (3, 12)}
# What is published as source only is built with packages of this lock, and no others.
BUILT_WITH = {"spark": "erp-build"}
# What browsers fetch from a package, below site-packages.
FOR_BROWSERS = {"superset": "superset/static/assets"}


def uv_binary() -> str:
    """Return the uv program: the one of the ops environment, or of the caller."""
    beside = Path(sys.executable).with_name("uv")
    found = os.environ.get("DIWAN_UV") or (str(beside) if beside.exists() else shutil.which("uv"))
    if not found:
        raise OpsError("uv is not installed in the ops environment.", "Run: ./diwan doctor")
    return found


def lock_file(name: str) -> Path:
    """Return the compiled lock of an environment."""
    return REPO / "ops" / "locks" / f"{name}.txt"


def environment_folder(name: str) -> Path:
    """Return where environment `name` of this content is, or will be."""
    seed = f"{sys.version_info[:3]}{FOR_BROWSERS.get(name, '')}{CORRECTIONS.get(name, '')}".encode()
    seed += b"".join(lock_file(one).read_bytes() for one in _locks(name))
    return environments_folder() / f"{name}-{hashlib.sha256(seed).hexdigest()[:12]}"


def _locks(name: str) -> list[str]:
    return [name, BUILT_WITH[name]] if name in BUILT_WITH else [name]


def _built_with(name: str) -> list[str]:
    return [f"--build-constraints={lock_file(one)}" for one in _locks(name)[1:]]


def ensure_environment(name: str) -> Path:
    """Return the folder of environment `name`, built from ops/locks/<name>.txt when missing.

    Raises: OpsError with the installer's last words when it fails.
    """
    lock, folder = lock_file(name), environment_folder(name)
    with exclusive(folder.with_suffix(".lock")):
        if not (folder / COMPLETE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            _uv("venv", "--quiet", "--python", interpreter(name), str(folder))
            _uv(
                *("pip", "sync", "--quiet", "--require-hashes", *_built_with(name)),
                *("--python", str(folder / "bin" / "python"), str(lock)),
            )
            _prepare_for_browsers(name, folder)
            (folder / COMPLETE).touch()
    os.utime(folder)  # used now: see pruning
    return folder


def _prepare_for_browsers(name: str, folder: Path) -> None:
    if name in FOR_BROWSERS:
        [packages] = folder.glob("lib/python*/site-packages")
        correct_front_end(name, packages / FOR_BROWSERS[name])
        compress_files(packages / FOR_BROWSERS[name])


def interpreter(name: str) -> str:
    """Return the Python an environment is made with: ours, or an older one where ours is too new
    for it.

    Raises: OpsError when the machine has none that suits.
    """
    latest = PYTHON_MAX.get(name)
    if latest is None or sys.version_info[:2] <= latest:
        return sys.executable
    for minor in range(latest[1], 10, -1):
        found = shutil.which(f"python3.{minor}")
        works = found and subprocess.run([found, "-c", ""], capture_output=True, check=False)
        if found and works and works.returncode == 0:
            return found
    raise OpsError(
        f"{name} needs Python 3.11 or 3.12, and this is 3.{sys.version_info[1]}.",
        "Install python3.12 beside it, or set DIWAN_PYTHON to one.",
    )


def interpreter_version(name: str) -> str:
    """Major and minor version of an environment's Python, as "3.12". Raises: OpsError."""
    python = interpreter(name)
    if python == sys.executable:
        return f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Path(python).name.removeprefix("python")


def _uv(*arguments: str) -> None:
    done = subprocess.run([uv_binary(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        tail = " | ".join(done.stderr.strip().splitlines()[-4:])
        raise OpsError(f"uv {arguments[0]} {arguments[1]} failed: {tail}", "Run it again.")
