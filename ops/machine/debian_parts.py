"""Parts that come from Debian: which are missing, and how they get installed."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ground.errors import OpsError


@dataclass(frozen=True)
class Part:
    """A Debian package and what proves that it is there."""

    package: str
    proof: str  # a program name, or an absolute path
    purpose: str

    @property
    def is_present(self) -> bool:
        if self.proof.startswith("/"):
            return Path(self.proof).exists()
        return shutil.which(self.proof, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is not None


PLATFORM = (
    Part("mariadb-server-core", "mariadbd", "databases of the hub and the entities"),
    Part("mariadb-client", "mariadb-dump", "backups"),
    Part("redis-server", "redis-server", "cache, job queue, live events"),
    Part("nodejs", "node", "asset build and live events"),
    Part("npm", "npm", "asset build"),
    Part("nginx-light", "nginx", "the front"),
    Part("libpango-1.0-0", "/usr/share/doc/libpango-1.0-0", "PDF"),
    Part("libpangoft2-1.0-0", "/usr/share/doc/libpangoft2-1.0-0", "PDF"),
    Part("libharfbuzz-subset0", "/usr/share/doc/libharfbuzz-subset0", "PDF"),
    Part("fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "PDF"),
    Part("fonts-noto-core", "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf", "Arabic"),
)
TESTING = (Part("chromium", "chromium", "browser tests, dashboards by mail"),)


def missing_parts(testing: bool = False) -> list[Part]:
    """Parts not on this machine."""
    wanted = PLATFORM + (TESTING if testing else ())
    return [part for part in wanted if not part.is_present]


def ensure_parts(testing: bool, say: Callable[[str], None]) -> list[str]:
    """Install what is missing when root; otherwise stop with the exact command.

    Returns: names of the packages installed. Raises: OpsError.
    """
    packages = [part.package for part in missing_parts(testing)]
    if not packages:
        return []
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if os.getuid() != 0:
        wanted = ", ".join(packages)
        raise OpsError(
            f"These Debian packages are missing: {wanted}.",
            f"Run: sudo apt-get update && sudo {' '.join(command)}",
        )
    say("Installing from Debian: " + ", ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for step in (["apt-get", "update", "-q"], command):
        done = subprocess.run(
            step, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            tail = " | ".join((done.stdout + done.stderr).strip().splitlines()[-4:])
            raise OpsError(f"{' '.join(step[:2])} failed: {tail}", f"Run: {' '.join(step)}")
    return packages
