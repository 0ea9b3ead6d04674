"""The ERP runtime as a whole: what the rest of `ops` asks for.

Owns the order of the steps (source, corrections, environment, realtime server) and the record of
what they gave. Everything below `cache` and `envs` may be deleted: the next call builds it again.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from ops.runtime.environment import ensure_corrected, ensure_environment
from ops.runtime.node import ensure_packages
from ops.runtime.restore import UPSTREAM_COMMIT, ensure_restored
from ops.runtime.wheel import VERSION

REALTIME_SCRIPTS = Path(__file__).parent / "realtime"

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class FrappeTree:
    """Frappe's package folders, before anything is installed from them.

    frappe: the corrected one (read it, do not import it); restored: the same before corrections.
    digest: SHA-256 of the corrected tree.
    """

    frappe: Path
    restored: Path
    digest: str


@dataclass(frozen=True)
class Runtime(FrappeTree):
    """Where the parts of a built runtime are.

    python: the ERP environment's interpreter; environment: its folder. realtime: the folder of the
    realtime server (run `node <realtime>/server.js`). version: of the installed wheel.
    """

    python: Path
    environment: Path
    realtime: Path
    version: str
    upstream_commit: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields as text, for JSON."""
        return {name: str(value) for name, value in asdict(self).items()}


def ensure_tree(cache: Path, report: Report) -> FrappeTree:
    """Return Frappe's trees, restored and corrected when they are missing.

    cache: folder for content-addressed results; report: called with (what happens now, share of
    the work done: 0 to 1) only when building. Raises: RuntimeBuildError, CorrectionMisfitError.
    """
    cache = cache.resolve()
    restored = ensure_restored(cache, report)
    corrected = ensure_corrected(cache, restored, report)
    digest = (corrected / "digest").read_text(encoding="utf-8")
    return FrappeTree(corrected / "frappe", restored / "frappe", digest)


def ensure_interpreter(cache: Path, envs: Path, report: Report) -> Path:
    """Return the ERP environment's interpreter; needs no Node, as the whole runtime does."""
    tree = ensure_tree(cache, report)
    return ensure_environment(envs.resolve(), tree.frappe.parent, report) / "bin" / "python"


def ensure_realtime(cache: Path, report: Report) -> Path:
    """Return the folder of the realtime server with its packages."""
    return ensure_packages(cache.resolve(), REALTIME_SCRIPTS, report)


def ensure_runtime(cache: Path, envs: Path, report: Report) -> Runtime:
    """Return the whole runtime, building what is missing.

    cache, envs: folders for content-addressed results; they are created.
    Raises: RuntimeBuildError (a step failed), CorrectionMisfitError.
    """
    tree = ensure_tree(cache, report)
    python = ensure_interpreter(cache, envs, report)
    return Runtime(
        tree.frappe,
        tree.restored,
        tree.digest,
        python=python,
        environment=python.parents[1],
        realtime=ensure_realtime(cache, report),
        version=VERSION,
        upstream_commit=UPSTREAM_COMMIT,
    )
