"""Node packages: one folder per lock file, our scripts beside `node_modules`.

Owns installing them as locked, without running any package's install script. Refuses a package
whose hash differs from the lock (npm does).
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from ops.runtime.content import content_key, ensure_folder, tree_digest
from ops.runtime.process import RuntimeBuildError, find_program, run_program

NODE_MAJOR_MIN = 18
NOT_CONTENT = frozenset({"node_modules", "__pycache__"})


def require_node() -> str:
    """Return Node's path. Raises: RuntimeBuildError when it is missing or too old."""
    node = find_program("node", "nodejs npm")
    version = run_program([node, "--version"]).strip()
    if int(version.lstrip("v").split(".")[0]) < NODE_MAJOR_MIN:
        raise RuntimeBuildError(f"Node {version} is too old: version {NODE_MAJOR_MIN} is needed.")
    return node


def ensure_packages(cache: Path, scripts: Path, report: Callable[[str, float], None]) -> Path:
    """Return the folder with a copy of `scripts` (package.json and lock) and its packages."""
    version = run_program([require_node(), "--version"])
    key = content_key([tree_digest(scripts, NOT_CONTENT), version])

    def build(folder: Path) -> None:
        report(f"Installing Node packages ({scripts.name})", 0.85)
        shutil.copytree(
            scripts, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NOT_CONTENT)
        )
        npm = find_program("npm", "nodejs npm")
        run_program(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"], folder=folder
        )

    return ensure_folder(cache / f"node-{scripts.name}-{key}", build)
