"""A site's folder, configuration and connection: the file side of a tenant."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe
from cryptography.fernet import Fernet

from ground.atomic_files import read_json, write_json
from ops.installation.instance import Instance
from ops.installation.tenant_spec import database_name

FOLDERS = ("public/files", "private/files", "private/backups", "locks", "logs", "task-logs")


def site_folder(instance: Instance, code: str) -> Path:
    """Return the folder of an entity's site (or of 'hub', 'template')."""
    return instance.sites / instance.site(code)


def read_config(instance: Instance, code: str) -> dict[str, Any]:
    """Return the site's own configuration; empty when there is no such site."""
    return read_json(site_folder(instance, code) / "site_config.json", {})


def write_config(instance: Instance, code: str, config: dict[str, Any]) -> None:
    """Replace the site's configuration, owner-only."""
    write_json(site_folder(instance, code) / "site_config.json", config)


def make_folder(instance: Instance, code: str) -> Path:
    """Return an empty site folder (what was there is removed)."""
    folder = site_folder(instance, code)
    shutil.rmtree(folder, ignore_errors=True)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    return folder


def new_config(code: str, role: str, password: str, **more: Any) -> dict[str, Any]:
    """Return a site configuration with a fresh encryption key.

    role: hub, entity or template; password: of the site's database user.
    """
    return {
        "db_name": database_name(code),
        "db_password": password,
        "db_type": "mariadb",
        "encryption_key": Fernet.generate_key().decode(),
        "diwan_role": role,
        "diwan_entity": code if role == "entity" else "",
        **more,
    }


@contextmanager
def connected(instance: Instance, code: str) -> Iterator[None]:
    """Frappe connected to a site as Administrator; commits when the block ends well."""
    frappe.init(site=instance.site(code), sites_path=str(instance.sites), force=True)
    frappe.connect()
    try:
        yield
        frappe.db.commit()
    finally:
        frappe.destroy()


def forget_cached(instance: Instance, code: str) -> None:
    """Drop everything the cache server holds for a site: a new site must not see an old one's."""
    import redis as redis_client

    from ops.servers import redis

    with redis_client.Redis.from_url(redis.url(instance, "cache")) as client:
        keys = list(client.scan_iter(match=f"{database_name(code)}|*", count=1000))
        if keys:
            client.delete(*keys)
