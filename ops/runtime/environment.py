"""The `erp` environment: Python packages of our lock, and the local wheel `frappe`.

Owns the folder `<envs>/erp-<key>`; the key names the Python version, the lock and Frappe's tree.
Refuses packages whose hash is not in the lock, packages built from source included.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from ops.runtime.content import content_key, ensure_folder, tree_digest
from ops.runtime.corrections import SERIES, apply_corrections
from ops.runtime.process import find_uv, run_program
from ops.runtime.wheel import build_wheel, metadata

LOCKS = Path(__file__).parents[1] / "locks"
ERP_LOCK = LOCKS / "erp.txt"
BUILD_LOCK = LOCKS / "erp-build.txt"


def ensure_corrected(cache: Path, restored: Path, report: Callable[[str, float], None]) -> Path:
    """Return the folder that holds the corrected package `frappe` and its wheel.

    restored: the folder of the restored tree (restore.ensure_restored).
    """
    key = content_key([restored.name, repr(SERIES), metadata()])

    def build(folder: Path) -> None:
        report("Correcting Frappe and building its wheel", 0.15)
        tree = folder / "frappe"
        shutil.copytree(restored / "frappe", tree)
        apply_corrections(tree, SERIES)
        (folder / "digest").write_text(tree_digest(tree), encoding="utf-8")
        build_wheel(tree, folder)

    return ensure_folder(cache / f"frappe-{key}", build)


def install_packages(environment: Path, wheel: Path, report: Callable[[str, float], None]) -> None:
    """Make the virtual environment in the empty folder `environment`."""
    uv = find_uv()
    python = environment / "bin" / "python"
    run_program([uv, "venv", "--quiet", "--relocatable", "--clear", "--python", sys.executable,
                 environment])  # fmt: skip
    report("Installing the ERP environment", 0.25)
    install = [uv, "pip", "install", "--quiet", "--python", python]
    run_program([*install, "--require-hashes", "--build-constraints", BUILD_LOCK, "--requirement",
                 ERP_LOCK])  # fmt: skip
    report("Installing Frappe", 0.80)
    run_program([*install, "--no-deps", wheel])
    # Compiled once here: web, workers and scheduler would otherwise all do it at their first start.
    run_program([python, "-m", "compileall", "-q", "-j", "0", environment / "lib"])


def ensure_environment(envs: Path, corrected: Path, report: Callable[[str, float], None]) -> Path:
    """Return the environment's folder, built when it does not exist.

    corrected: the folder that ensure_corrected returned.
    """
    version = ".".join(str(number) for number in sys.version_info[:2])
    locks = [ERP_LOCK.read_bytes(), BUILD_LOCK.read_bytes()]
    key = content_key([version, sys.base_prefix, corrected.name, *locks])

    def build(folder: Path) -> None:
        install_packages(folder, next(corrected.glob("*.whl")), report)

    return ensure_folder(envs / f"erp-{key}", build)
