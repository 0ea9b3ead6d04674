"""Secrets of one installation: generated once, kept owner-only, never printed or passed on argv."""

import secrets as random_source
import string

from ground.atomic_files import read_json, write_json
from ops.installation.instance import Instance
from ops.installation.private_files import read_private_json

ALPHABET = string.ascii_letters + string.digits
NAMES = (
    "mariadb_root",
    "mariadb_admin",
    "mariadb_extract",
    "pseudonym_key",
    "redis_cache",
    "redis_queue",
    "redis_realtime",
    "superset_secret_key",
    "superset_oauth_client",
    "superset_admin",
)


def new_secret(length: int = 40) -> str:
    """Return a random password of letters and digits (~6 bits a character)."""
    return "".join(random_source.choice(ALPHABET) for _ in range(length))


def load_secrets(instance: Instance) -> dict[str, str]:
    """Return the installation's server secrets, making the missing ones.

    Raises: OpsError when the file can be read by others.
    """
    path = instance.root / "secrets.json"
    stored = read_private_json(path, {})
    missing = [name for name in NAMES if name not in stored]
    if missing:
        stored.update({name: new_secret() for name in missing})
        write_json(path, stored)
    return stored


def load_logins(instance: Instance) -> dict[str, dict[str, str]]:
    """Demo logins by site: {site: {email: password}}; empty when there are none."""
    return read_json(instance.root / "logins.json", {})


def save_logins(instance: Instance, site: str, logins: dict[str, str]) -> None:
    """Remember the first users' passwords of a site for `./diwan status --logins`."""
    every = load_logins(instance)
    every[site] = logins
    write_json(instance.root / "logins.json", every)


def forget_logins(instance: Instance, site: str) -> None:
    """Drop what is remembered of a removed site's users."""
    every = load_logins(instance)
    if every.pop(site, None) is not None:
        write_json(instance.root / "logins.json", every)
