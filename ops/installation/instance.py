"""One installation: where its folders are, which ports and names it uses.

An instance is a folder. Several may live on one machine; nothing outside the folder (save a short
socket folder when paths are too long for the kernel) belongs to it.
"""

import hashlib
import os
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ground.atomic_files import exclusive, read_json, write_json

REPO = Path(__file__).resolve().parents[2]
SOCKET_PATH_LENGTH_MAX = 100  # the kernel's limit is 107 bytes; leave room for temporary suffixes
PORT_NAMES = ("front", "web", "realtime", "mariadb", "redis_cache", "redis_queue", "superset")
PREFERRED_PORTS = {
    "front": 8080,
    "web": 8100,
    "realtime": 8101,
    "mariadb": 8103,
    "redis_cache": 8104,
    "redis_queue": 8105,
    "superset": 8106,
}


def run_folder() -> Path:
    """Return the folder that holds environments, caches and the instance ($DIWAN_RUN or .run)."""
    return Path(os.environ.get("DIWAN_RUN") or REPO / ".run").absolute()


@dataclass(frozen=True)
class Settings:
    """What an installation remembers of itself (instance.json)."""

    instance_id: str
    domain: str = "localhost"
    bind: str = "127.0.0.1"
    ports: dict[str, int] = field(default_factory=dict)
    web_workers: int = 0  # 0: computed from the machine
    facts: dict[str, str] = field(default_factory=dict)  # digests of what has been set up


@dataclass(frozen=True)
class Instance:
    """The folders of one installation; settings are read from disk when asked."""

    root: Path

    @classmethod
    def current(cls) -> "Instance":
        """Return the instance of $DIWAN_INSTANCE, or `instance` in the run folder."""
        chosen = os.environ.get("DIWAN_INSTANCE")
        return cls(Path(chosen).absolute() if chosen else run_folder() / "instance")

    @property
    def etc(self) -> Path:
        return self.root / "etc"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def sites(self) -> Path:
        return self.root / "sites"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def reader_epochs(self) -> Path:
        """Where the hub tells the dashboards whose sessions are over."""
        return self.root / "reader-epochs"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def settings_file(self) -> Path:
        return self.root / "instance.json"

    @property
    def exists(self) -> bool:
        return self.settings_file.exists()

    def make_folders(self) -> None:
        """Create the folders, owner-only."""
        own = (self.etc, self.data, self.sites, self.logs, self.backups, self.run)
        for folder in (*own, self.reader_epochs):
            folder.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def settings(self) -> Settings:
        """Return what instance.json says; a fresh identity when there is none yet."""
        stored = read_json(self.settings_file)
        if stored is None:
            return Settings(instance_id=uuid.uuid4().hex[:12])
        return Settings(**stored)

    def save(self, settings: Settings) -> None:
        write_json(self.settings_file, asdict(settings))

    def remember(self, **facts: str) -> None:
        """Add facts (digests of finished steps) to instance.json."""
        with exclusive(self.run / "settings.lock"):  # steps of an `up` run beside each other
            settings = self.settings()
            self.save(replace(settings, facts={**settings.facts, **facts}))

    def socket(self, name: str) -> Path:
        """Return a unix socket path the kernel accepts, in an owner-only folder."""
        path = self.run / name
        if len(str(path)) <= SOCKET_PATH_LENGTH_MAX:
            return path
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        folder = Path("/tmp") / f"diwan-{os.getuid()}-{digest}"  # noqa: S108 - owner-only, checked
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{folder} belongs to another user: remove it and run again.")
        return folder / name

    def site(self, code: str) -> str:
        """Return the site (host) name of an entity code, or of 'hub' and 'template'."""
        return f"{code}.{self.settings().domain}"

    def url(self, code: str) -> str:
        """Return what a browser on this machine opens for an entity code or the hub."""
        settings = self.settings()
        return f"http://{code}.{settings.domain}:{settings.ports['front']}"
