"""Python environments from lock files with hashes: built once per content, whole or absent."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ops.atomic import exclusive
from ops.errors import OpsError
from ops.instance import REPO, run_folder

COMPLETE = ".complete"


def uv_binary() -> str:
    """The uv program: the one of the ops environment, or of the caller."""
    beside = Path(sys.executable).with_name("uv")
    found = os.environ.get("DIWAN_UV") or (str(beside) if beside.exists() else shutil.which("uv"))
    if not found:
        raise OpsError("uv is not installed in the ops environment.", "Run: ./diwan doctor")
    return found


def lock_file(name: str) -> Path:
    """The compiled lock of an environment."""
    return REPO / "ops" / "locks" / f"{name}.txt"


def environment_folder(name: str) -> Path:
    """Where environment `name` of this content is, or will be."""
    seed = f"{sys.version_info[:3]}".encode() + lock_file(name).read_bytes()
    return run_folder() / "envs" / f"{name}-{hashlib.sha256(seed).hexdigest()[:12]}"


def ensure_environment(name: str) -> Path:
    """The folder of environment `name`, built from ops/locks/<name>.txt when missing.

    Raises: OpsError with the installer's last words when it fails.
    """
    lock, folder = lock_file(name), environment_folder(name)
    with exclusive(folder.with_suffix(".lock")):
        if not (folder / COMPLETE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            _uv("venv", "--quiet", "--python", sys.executable, str(folder))
            _uv(
                *("pip", "sync", "--quiet", "--require-hashes"),
                *("--python", str(folder / "bin" / "python"), str(lock)),
            )
            (folder / COMPLETE).touch()
    return folder


def _uv(*arguments: str) -> None:
    done = subprocess.run([uv_binary(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        tail = " | ".join(done.stderr.strip().splitlines()[-4:])
        raise OpsError(f"uv {arguments[0]} {arguments[1]} failed: {tail}", "Run it again.")
