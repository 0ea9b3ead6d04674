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
class Runtime:
    """Where the parts of a built runtime are.

    python: the ERP environment's interpreter; environment: its folder.
    frappe: the corrected package folder the environment was built from (read it, do not import it);
    restored: the folder of the same package before corrections.
    realtime: the folder of the realtime server (run `node <realtime>/server.js`).
    digest: SHA-256 of the corrected tree. version: of the installed wheel.
    """

    python: Path
    environment: Path
    frappe: Path
    restored: Path
    realtime: Path
    digest: str
    version: str
    upstream_commit: str

    def as_dict(self) -> dict[str, str]:
        """Return the fields as text, for JSON."""
        return {name: str(value) for name, value in asdict(self).items()}


def ensure_runtime(cache: Path, envs: Path, report: Report) -> Runtime:
    """Return the runtime, building what is missing.

    cache, envs: folders for content-addressed results; they are created.
    report: called with (what happens now, share of the work done: 0 to 1); only when building.
    Raises: RuntimeBuildError (a step failed), CorrectionMisfitError.
    """
    cache, envs = cache.resolve(), envs.resolve()
    restored = ensure_restored(cache, report)
    corrected = ensure_corrected(cache, restored, report)
    environment = ensure_environment(envs, corrected, report)
    return Runtime(
        python=environment / "bin" / "python",
        environment=environment,
        frappe=corrected / "frappe",
        restored=restored / "frappe",
        realtime=ensure_packages(cache, REALTIME_SCRIPTS, report),
        digest=(corrected / "digest").read_text(encoding="utf-8"),
        version=VERSION,
        upstream_commit=UPSTREAM_COMMIT,
    )
