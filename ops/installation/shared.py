"""The folder that every clone of this user shares: what is made once per content.

Python environments, parts of the runtime (Frappe, assets, Node packages) and recordings of the
template are named by what is in them, so a second clone, or a second test run, finds them made.
Owner-only: programs are started from here.
"""

import hashlib
import os
from pathlib import Path

from ground.errors import OpsError
from ops.installation.instance import Instance, run_folder


def shared_folder() -> Path:
    """$DIWAN_CACHE, else `diwan` in the user's cache folder, else `shared` in the run folder.

    Created when missing. Raises: OpsError when it is another user's.
    """
    folder = _chosen_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise OpsError(
            f"{folder} belongs to another user.", "Set DIWAN_CACHE to a folder of your own."
        )
    folder.chmod(0o700)
    return folder


def _chosen_folder() -> Path:
    if chosen := os.environ.get("DIWAN_CACHE"):
        return Path(chosen).absolute()
    if caches := os.environ.get("XDG_CACHE_HOME"):
        return Path(caches).absolute() / "diwan"
    if home := os.environ.get("HOME"):
        return Path(home) / ".cache" / "diwan"
    return run_folder() / "shared"


def environments_folder() -> Path:
    """Python environments: <name>-<key>."""
    return shared_folder() / "envs"


def parts_folder() -> Path:
    """Parts of the runtime: Frappe's source and corrected tree, Node packages, assets."""
    return shared_folder() / "parts"


def templates_folder() -> Path:
    """Return recordings of the template's database: template-<key>."""
    return shared_folder() / "templates"


def note_assets(instance: Instance) -> None:
    """Remember which assets an installation serves, so that they are not pruned while it does."""
    folder = shared_folder() / "installations"
    folder.mkdir(mode=0o700, exist_ok=True)
    link = folder / hashlib.sha256(str(instance.root).encode()).hexdigest()[:16]
    if not link.is_symlink():
        link.symlink_to(instance.sites / "assets")


def served_assets() -> set[Path]:
    """Return the folders of parts that some installation of this user serves."""
    found: set[Path] = set()
    for link in (shared_folder() / "installations").glob("*"):
        if not link.exists():
            link.unlink()
            continue
        composed = link.resolve()
        found |= {composed, *(app.resolve().parent for app in composed.iterdir())}
    return found
