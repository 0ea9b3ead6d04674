"""The template as it was built once, kept for every installation that has the same content.

Installing Frappe and the app runs for half a minute and more; loading its result takes seconds.
A recording holds no secret: user, keys and passwords are made anew. Refuses one that did not load
whole.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import frappe

from ground.atomic_files import read_json, write_json
from ground.errors import OpsError
from ops.installation.instance import REPO, Instance
from ops.installation.shared import templates_folder
from ops.installation.tenant_spec import database_name
from ops.runtime.content import content_key, ensure_folder
from ops.servers.mariadb import connect_admin
from ops.tenants import database_copy, sites
from ops.tenants.database_dump import dump_database, load_database

CODE = "template"
DUMP, FACTS = "database.sql.gz", "facts.json"
# Browsers' files make no rows; everything else of the app may have a part in them.
NOT_IN_ROWS = ("public", "__pycache__")


def recording_folder(instance: Instance) -> Path:
    """Return where the recording of this content is, or will be: app, Frappe, MariaDB and this
    code."""
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        version = cursor.fetchone()[0]
    parts = [str(Path(frappe.__file__).parent), version, *_content()]
    return templates_folder() / f"template-{content_key(parts)}"


def _content() -> Iterator[str]:
    """Yield a line per file that may decide what is in the template's tables."""
    files = [*(REPO / "erp_app").rglob("*"), *Path(__file__).parent.glob("*.py")]
    for file in sorted(files):
        name = file.relative_to(REPO)
        if file.is_file() and not set(name.parts) & set(NOT_IN_ROWS):
            yield f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def save_recording(instance: Instance, folder: Path, placeholders: list[str]) -> None:
    """Keep the template that has just been built. Raises: OpsError."""
    database = database_name(CODE)

    def build(target: Path) -> None:
        without = sorted(database_copy.NOT_COPIED & _tables(instance))
        dump_database(instance, database, target / DUMP, without)
        facts = {"parts": _count_parts(instance), "placeholders": placeholders}
        write_json(target / FACTS, facts)

    ensure_folder(folder, build)


def load_recording(instance: Instance, folder: Path) -> list[str]:
    """Make the template's site from a recording; return its placeholders. Raises: OpsError."""
    facts, database = read_json(folder / FACTS), database_name(CODE)
    sites.make_folder(instance, CODE)
    sites.forget_cached(instance, CODE)
    with connect_admin(instance) as connection:
        database_copy.drop_user_and_database(connection, database)
        password = database_copy.create_user_and_database(connection, database)
    load_database(instance, database, folder / DUMP)
    if _count_parts(instance) != facts["parts"]:
        raise OpsError(f"The recording in {folder} is not whole.", "Remove that folder; ./diwan up")
    sites.write_config(instance, CODE, sites.new_config(CODE, CODE, password))
    return facts["placeholders"]


def _tables(instance: Instance) -> set[str]:
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA=%s",
            (database_name(CODE),),
        )
        return {name for (name,) in cursor.fetchall()}


def _count_parts(instance: Instance) -> dict[str, int]:
    """Return how many tables, sequences and triggers the template has."""
    database = database_name(CODE)
    with connect_admin(instance) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT TABLE_TYPE, COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA=%s"
            " GROUP BY TABLE_TYPE UNION ALL SELECT 'TRIGGER', COUNT(*)"
            " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA=%s",
            (database, database),
        )
        return {kind: int(count) for kind, count in cursor.fetchall()}
