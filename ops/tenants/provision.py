"""Creating, suspending and resuming entities. Each may be killed at any moment and run again."""

import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pymysql
from passlib.hash import pbkdf2_sha256

from ground.atomic_files import exclusive
from ground.errors import OpsError
from ground.progress import Report, report_nothing
from ops.installation.credentials import new_secret, save_logins
from ops.installation.instance import Instance
from ops.installation.tenant_records import (
    ACTIVE,
    CREATING,
    REMOVING,
    SUSPENDED,
    TenantRecord,
    load_record,
    require_record,
    save_record,
)
from ops.installation.tenant_spec import (
    TEMPLATE_MAIL_DOMAIN,
    EntitySpec,
    database_name,
    require_code,
)
from ops.servers.mariadb import connect_admin
from ops.tenants import database_copy, hub_registry, sites
from ops.tenants.template import require_template

PASSWORD_ROUNDS = 29_000  # what Frappe's own password context uses


def add_entity(
    instance: Instance, spec: EntitySpec, report: Report = report_nothing
) -> TenantRecord:
    """Create an entity's site, or finish one that was left half-made; the hub must exist.

    Returns: the record, Active. Raises: OpsError when the entity is being removed, or the hub does
    not know its category; then nothing is made.
    """
    with exclusive(instance.run / f"tenant-{spec.code}.lock"):
        existing = load_record(instance, spec.code)
        if existing and existing.state in (ACTIVE, SUSPENDED):
            return existing
        if existing and existing.state == REMOVING:
            raise OpsError(
                f"Entity {spec.code} is half removed.", f"Run: ./diwan entity remove {spec.code}"
            )
        hub_registry.require_category(instance, spec)
        digest = require_template(instance)
        record = replace(TenantRecord.from_spec(spec, CREATING), template=digest)
        save_record(instance, record)
        number = hub_registry.enrol(instance, record)
        report(0.25, f"Copying the template to {spec.code}")
        make_site(instance, spec.code, "entity", _entity_config(spec, number))
        record = record.at(ACTIVE)
        hub_registry.announce(instance, record)
        save_record(instance, record)
    report(1.0, f"{spec.code} is ready")
    return record


def _entity_config(spec: EntitySpec, number: int) -> dict[str, str | int]:
    return {
        "diwan_name_en": spec.name_en,
        "diwan_name_ar": spec.name_ar,
        "diwan_entity_number": number,
    }


def make_site(instance: Instance, code: str, role: str, more: dict[str, str | int]) -> None:
    """Make a site from the template: database, user, keys, first users; visible only when whole."""
    sites.make_folder(instance, code)
    sites.forget_cached(instance, code)
    target, template = database_name(code), database_name("template")
    with connect_admin(instance) as connection:
        password = database_copy.create_user_and_database(connection, target)
    database_copy.copy_tables(lambda name: connect_admin(instance, name), template, target)
    with connect_admin(instance, target) as connection, connection.cursor() as cursor:
        connection.begin()
        _name_site(instance, cursor, code)
        _start_clocks(cursor)
        logins = _set_passwords(cursor)
        connection.commit()
    save_logins(instance, instance.site(code), logins)
    # Without this file the site does not exist for anyone, so it comes last.
    sites.write_config(instance, code, sites.new_config(code, role, password, **more))


def _start_clocks(cursor: pymysql.cursors.Cursor) -> None:
    """Let scheduled jobs wait for their first turn: fifty new sites must not run all at once."""
    cursor.execute(
        "SELECT value FROM tabSingles WHERE doctype='System Settings' AND field='time_zone'"
    )
    now = datetime.now(ZoneInfo(cursor.fetchone()[0])).replace(tzinfo=None)
    cursor.execute("UPDATE `tabScheduled Job Type` SET last_execution=%s", (now,))


def renew_passwords(instance: Instance, code: str) -> None:
    """Give every user of a site a new password and remember them as its first logins."""
    with connect_admin(instance, database_name(code)) as connection, connection.cursor() as cursor:
        connection.begin()
        logins = _set_passwords(cursor)
        connection.commit()
    save_logins(instance, instance.site(code), logins)


def _name_site(instance: Instance, cursor: pymysql.cursors.Cursor, code: str) -> None:
    """Put the site's own name wherever the template holds its placeholder."""
    places = json.loads((instance.etc / "template-placeholders.json").read_text())
    database_copy.replace_placeholders(cursor, places, TEMPLATE_MAIL_DOMAIN, instance.site(code))


def _set_passwords(cursor: pymysql.cursors.Cursor) -> dict[str, str]:
    """Give every enabled user a new password; return them by e-mail but Administrator's.

    Nobody knows Administrator's password: operators log in as named people.
    """
    cursor.execute("SELECT name FROM tabUser WHERE enabled=1 AND name<>'Guest'")
    logins = {name: new_secret(20) for (name,) in cursor.fetchall()}
    hasher = pbkdf2_sha256.using(rounds=PASSWORD_ROUNDS)
    cursor.execute("DELETE FROM `__Auth`")
    cursor.executemany(
        "INSERT INTO `__Auth` (doctype, name, fieldname, password, encrypted)"
        " VALUES ('User', %s, 'password', %s, 0)",
        [(name, hasher.hash(password)) for name, password in logins.items()],
    )
    logins.pop("Administrator", None)
    return logins


def suspend_entity(instance: Instance, code: str, report: Report = report_nothing) -> TenantRecord:
    """Nobody logs in, nothing runs, data stays. Repeating it changes nothing."""
    return _switch(instance, code, SUSPENDED, report)


def resume_entity(instance: Instance, code: str, report: Report = report_nothing) -> TenantRecord:
    """Undo a suspension."""
    return _switch(instance, code, ACTIVE, report)


def _switch(instance: Instance, code: str, state: str, report: Report) -> TenantRecord:
    with exclusive(instance.run / f"tenant-{require_code(code)}.lock"):
        record = require_record(instance, code)
        if record.state not in (ACTIVE, SUSPENDED):
            raise OpsError(
                f"Entity {code} is {record.state}.",
                f"Finish that first: ./diwan entity show {code}",
            )
        config = sites.read_config(instance, code)
        stopped = int(state == SUSPENDED)
        config |= {"maintenance_mode": stopped, "pause_scheduler": stopped}
        sites.write_config(instance, code, config)
        if stopped:
            _end_sessions(instance, code)
        report(0.7, f"{code} is {state.lower()}")
        hub_registry.announce(instance, record.at(state))
        save_record(instance, record.at(state))
    return record.at(state)


def _end_sessions(instance: Instance, code: str) -> None:
    with connect_admin(instance, database_name(code)) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM tabSessions")
    sites.forget_cached(instance, code)
