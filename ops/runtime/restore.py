"""Frappe's source tree, restored from the package that carries it under another name.

Owns the way from the package registry to a tree whose digest is pinned: fetch by hash, turn the
names back in contents and file names, compare. Refuses any tree but the pinned one. Corrections
come later (corrections/): what is restored here is upstream's, file by file (verify.py).
"""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from ops.runtime.content import content_key, ensure_folder, tree_digest, tree_files
from ops.runtime.process import RuntimeBuildError, find_uv, run_program

UPSTREAM_COMMIT = "fd2efdb0e1a5a4c9338f8bb21b3ee8d5986b3822"
RESTORED_DIGEST = "d8f0f76d9255e9dbc0bbc68ad0e8fd529e161b6b74930a838a0aeda11fc8ac58"
SOURCE_LOCK = Path(__file__).parents[1] / "locks" / "frappe-source.txt"
CARRIER_PACKAGE = "criscostack"

# Applied in this order: the company's short name last, after the longer names that begin with it.
RENAMED = (
    (b"criscostack", b"frappe"),
    (b"Criscostack", b"Frappe"),
    (b"CRISCOSTACK", b"FRAPPE"),
    (b"criscoerp", b"erpnext"),
    (b"Criscoerp", b"ERPNext"),
    (b"Crisco", b"Frappe"),
)
RENAMED_BENCH = re.compile(rb"(?<![A-Za-z])brik(?![A-Za-z])")
NOT_SOURCE = frozenset({".DS_Store", "__pycache__"})


def restore_names(content: bytes) -> bytes:
    """Return `content` (a file, or a path) with upstream's names.

    >>> restore_names(b"from criscostack.utils.brik_helper import Crisco")
    b'from frappe.utils.bench_helper import Frappe'
    """
    for renamed, original in RENAMED:
        content = content.replace(renamed, original)
    return RENAMED_BENCH.sub(b"bench", content)


def restore_tree(carrier: Path, target: Path) -> None:
    """Write every source file of the unpacked `carrier` package below `target` as upstream's."""
    for path in tree_files(carrier, NOT_SOURCE):
        relative = path.relative_to(carrier).as_posix().encode()
        restored = target / restore_names(relative).decode()
        restored.parent.mkdir(parents=True, exist_ok=True)
        restored.write_bytes(restore_names(path.read_bytes()))
        restored.chmod(0o644)


def require_restored(tree: Path) -> None:
    """Raise RuntimeBuildError unless `tree` is the pinned one, byte for byte."""
    digest = tree_digest(tree)
    if digest != RESTORED_DIGEST:
        raise RuntimeBuildError(
            f"The restored Frappe tree has digest {digest}, expected {RESTORED_DIGEST}. "
            "The package or the rules of ops/runtime/restore.py changed: nothing was installed."
        )


def fetch_carrier(target: Path) -> Path:
    """Unpack the carrier package below `target`, its archive checked against the locked hash."""
    run_program(
        [find_uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--link-mode",
         "copy", "--no-compile-bytecode", "--python", sys.executable, "--target", target,
         "--requirement", SOURCE_LOCK]
    )  # fmt: skip
    return target / CARRIER_PACKAGE


def ensure_restored(cache: Path, report: Callable[[str, float], None]) -> Path:
    """Return the folder that holds the restored package `frappe` (before corrections)."""
    key = content_key([RESTORED_DIGEST, SOURCE_LOCK.read_bytes()])

    def build(folder: Path) -> None:
        report("Fetching Frappe's source", 0.02)
        unpacked = folder / ".carrier"
        carrier = fetch_carrier(unpacked)
        report("Restoring its names", 0.10)
        restore_tree(carrier, folder / "frappe")
        shutil.rmtree(unpacked)
        require_restored(folder / "frappe")

    return ensure_folder(cache / f"frappe-source-{key}", build)
