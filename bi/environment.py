"""What Superset is told by its surroundings: folders, addresses, secrets. Standard library only.

Owns the names of the variables and of the secrets. Refuses to give settings when one is missing or
when the file of secrets can be read by others: Superset then does not start, and says why.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("DIWAN_SUPERSET_HOME", "DIWAN_WAREHOUSE", "DIWAN_READER_EPOCHS")
ADDRESSES = ("DIWAN_PUBLIC_URL", "DIWAN_HUB_URL", "DIWAN_HUB_INTERNAL_URL")
SECRETS_FILE = "DIWAN_SUPERSET_SECRETS"
SECRETS = ("secret_key", "oauth_client_secret", "admin_password")
SECRET_LENGTH_MIN = 20


class EnvironmentMissingError(Exception):
    """A setting or a secret is not there; says which and what to do."""

    def __init__(self, what: str, next_step: str) -> None:
        self.what = what
        self.next_step = next_step
        super().__init__(f"Superset does not start: {what} {next_step}")


@dataclass(frozen=True)
class Environment:
    """Settings of one installation.

    public_url: where browsers find the dashboards; hub_url: where they find the hub;
    hub_internal_url: where this machine finds the hub's front. metadata_uri: SQLAlchemy address of
    Superset's own tables. redis_url: None keeps caches in files of this machine.
    """

    home: Path
    warehouse: Path
    public_url: str
    hub_url: str
    hub_internal_url: str
    secret_key: str
    oauth_client_secret: str
    admin_password: str
    metadata_uri: str
    redis_url: str | None

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_embedded(self) -> bool:
        """Whether Superset's own tables are a file of this machine."""
        return self.metadata_uri == embedded_metadata_uri(self.home)


def load_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the variables and the file of secrets. Raises: EnvironmentMissingError."""
    for name in (*FOLDERS, *ADDRESSES, SECRETS_FILE):
        if not variables.get(name):
            raise EnvironmentMissingError(
                f"the variable {name} is not set.", "Start it with ./diwan up, which sets it."
            )
    secrets = _load_secrets(Path(variables[SECRETS_FILE]))
    home = Path(variables["DIWAN_SUPERSET_HOME"])
    return Environment(
        home=home,
        warehouse=Path(variables["DIWAN_WAREHOUSE"]),
        **{name.removeprefix("DIWAN_").lower(): variables[name].rstrip("/") for name in ADDRESSES},
        **{name: secrets[name] for name in SECRETS},
        metadata_uri=secrets.get("metadata_uri") or embedded_metadata_uri(home),
        redis_url=secrets.get("redis_url") or None,
    )


def warehouse_folder() -> Path:
    """Return where the builds are, alone: asked at every page and connection of a running
    Superset."""
    return Path(os.environ["DIWAN_WAREHOUSE"])


def epochs_folder() -> Path:
    """Return where the hub says whose sessions are over; asked at every request."""
    return Path(os.environ["DIWAN_READER_EPOCHS"])


def embedded_metadata_file(home: Path) -> Path:
    """Return where Superset's own tables are when no database server is named."""
    return home / "superset.db"


def embedded_metadata_uri(home: Path) -> str:
    """Return one file, for one machine. Threads share it, so the same-thread check is off."""
    return f"sqlite:///{embedded_metadata_file(home)}?check_same_thread=false"


def _load_secrets(file: Path) -> dict[str, str]:
    if not file.exists():
        raise EnvironmentMissingError(f"its secrets {file} do not exist.", "Run: ./diwan up")
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise EnvironmentMissingError(
            f"its secrets {file} can be read by other users.", f"Run: chmod 600 {file}"
        )
    secrets = json.loads(file.read_text())
    for name in SECRETS:
        if len(secrets.get(name) or "") < SECRET_LENGTH_MIN:
            raise EnvironmentMissingError(
                f"the secret {name} in {file} is missing or shorter than {SECRET_LENGTH_MIN}.",
                "Run: ./diwan up, which makes it.",
            )
    return secrets
