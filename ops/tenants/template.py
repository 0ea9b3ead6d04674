"""The template: one fully set up site that no one visits and every entity is copied from.

Built with Frappe's own installer once per content of the app, then loaded as it was recorded; a
half-made one is thrown away.
"""

import hashlib
import io
import os
from contextlib import redirect_stdout
from pathlib import Path

import frappe
import pymysql
from frappe.database.db_manager import DbManager
from frappe.installer import _new_site

from ground.atomic_files import exclusive, write_json
from ground.errors import OpsError
from ground.progress import Report
from ops.installation.credentials import load_secrets, new_secret
from ops.installation.instance import REPO, Instance
from ops.installation.tenant_spec import TEMPLATE_MAIL_DOMAIN, database_name
from ops.servers.mariadb import connect_admin
from ops.tenants import database_copy, sites
from ops.tenants.template_recording import (
    CODE,
    load_recording,
    recording_folder,
    save_recording,
)

SCHEMA_SUFFIXES = {".json", ".csv", ".txt"}
SCHEMA_SOURCES = (
    "hooks.py",
    "install",
    "guards/harden.py",
    "store/triggers.py",
    "store/trigger_sql.py",
    "store/ledger_schema.py",
    "domain/general_ledger.py",
)
FACT = "template"


def schema_digest() -> str:
    """Return the SHA-256 of what a site's tables and first rows depend on: Frappe's version and our
    schema."""
    app = REPO / "erp_app"
    digest = hashlib.sha256(str(Path(frappe.__file__).parent).encode())
    for file in sorted(app.rglob("*")):
        name = str(file.relative_to(app))
        counts = file.suffix in SCHEMA_SUFFIXES or file.name == "setup.py"
        if "__pycache__" in name or not file.is_file():
            continue
        if counts or name.startswith(SCHEMA_SOURCES):
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def ensure_template(instance: Instance, report: Report) -> str:
    """Build the template when it is missing or older than the app; return its digest."""
    digest = schema_digest()
    with exclusive(instance.run / "template.lock"):
        if instance.settings().facts.get(FACT) == digest:
            return digest
        _make(instance, report)
        instance.remember(**{FACT: digest})
    return digest


def require_template(instance: Instance) -> str:
    """Return the digest of the template there is; an older app's one is fine, `up` upgrades its
    copies.

    Raises: OpsError when there is none.
    """
    digest = instance.settings().facts.get(FACT)
    if not digest:
        raise OpsError("The template has not been built.", "Run: ./diwan up")
    return digest


def _make(instance: Instance, report: Report) -> None:
    """Load the recording of this content, or build it and record it for the next one."""
    folder = recording_folder(instance)
    if folder.exists():
        report(0.1, "Loading the template as it was recorded")
        places = load_recording(instance, folder)
    else:
        places = _build(instance, report)
        save_recording(instance, folder, places)
    write_json(instance.etc / "template-placeholders.json", places)


def _build(instance: Instance, report: Report) -> list[str]:
    """Install the template from nothing; return the columns that hold placeholders."""
    report(0.02, "Installing Frappe and the app into the template")
    output = io.StringIO()
    DbManager.restore_database = staticmethod(_restore_without_command_line)
    with connect_admin(instance) as connection:
        database_copy.drop_user_and_database(connection, database_name(CODE))
    sites.forget_cached(instance, CODE)
    try:
        with redirect_stdout(output):
            install_plainly(instance, CODE)
    except (Exception, SystemExit) as error:
        _keep_log(instance, output)
        raise OpsError(
            f"The template could not be installed: {error}", "Run: ./diwan up"
        ) from error
    report(0.75, "Setting up the template")
    config = sites.read_config(instance, CODE)
    config |= {"diwan_role": CODE, "diwan_entity": ""}
    sites.write_config(instance, CODE, config)
    with sites.connected(instance, CODE):
        from erp_app.install.site_setup import prepare_site

        prepare_site(CODE)
    report(0.95, "Tidying the template")
    return _tidy(instance)


def install_plainly(instance: Instance, code: str) -> None:
    """Make a site with Frappe's own installer and install the app: tens of seconds."""
    site = instance.site(code)
    folder = sites.make_folder(instance, code)
    os.chdir(instance.sites)
    (folder / "site_config.json").unlink(missing_ok=True)
    frappe.init(site=site, new_site=True, force=True)
    _new_site(
        database_name(code),
        site,
        db_root_username="diwan_admin",
        db_root_password=load_secrets(instance)["mariadb_admin"],
        db_password=new_secret(),
        admin_password=new_secret(),
        install_apps=["erp_app"],
        force=True,
        no_mariadb_socket=True,
        db_type="mariadb",
        db_host="127.0.0.1",
        db_port=instance.settings().ports["mariadb"],
    )
    frappe.destroy()


def _restore_without_command_line(target: str, source: str, user: str, password: str) -> None:
    """Load Frappe's base schema over our own connection: its client shows the password in ps."""
    connection = pymysql.connect(
        host=frappe.conf.db_host,
        port=int(frappe.conf.db_port),
        user=user,
        password=password,
        database=target,
        charset="utf8mb4",
        client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS,
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(Path(source).read_text(encoding="utf-8"))
        while cursor.nextset():
            pass


def _keep_log(instance: Instance, output: io.StringIO) -> None:
    text = output.getvalue().replace("\r", "\n")
    lines = [line for line in text.splitlines() if not line.startswith("Updating DocTypes")]
    (instance.logs / "template.log").write_text("\n".join(lines) + "\n")


def _tidy(instance: Instance) -> list[str]:
    """InnoDB everywhere, no log rows; return the columns that hold placeholders."""
    database = database_name(CODE)
    with connect_admin(instance, database) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT TABLE_NAME FROM information_schema.TABLES"
            " WHERE TABLE_SCHEMA=%s AND ENGINE IN ('MyISAM','Aria')",
            (database,),
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE `{table}` ENGINE=InnoDB ROW_FORMAT=DYNAMIC")
        for table in sorted(database_copy.NOT_COPIED - {"__Auth"}):
            cursor.execute("SHOW TABLES LIKE %s", (table,))
            if cursor.fetchone():
                cursor.execute(f"DELETE FROM `{table}`")
        cursor.execute("UPDATE `tabScheduled Job Type` SET last_execution=NULL")
        return database_copy.find_placeholders(cursor, database, TEMPLATE_MAIL_DOMAIN)
