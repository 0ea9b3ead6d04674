"""`python -m bi setup`: Superset's tables, administrator, database, roles and row filter.
`python -m bi sync`: roles, grants of datasets and the row filter alone.

One process, because each start of Superset costs seconds. Speaks JSON lines: progress, then a
result or an error. May run any number of times.
"""

from __future__ import annotations

import sys

from bi import tables_upgrade
from bi.environment import EnvironmentMissingError, load_environment
from ground.json_lines import fail_with, finish_with, report_as_json

ADMINISTRATOR = "admin"


def set_up() -> dict[str, int]:
    """Bring Superset's own tables to this version; return what `bi.roles.sync` counts."""
    environment = load_environment()
    report_as_json(0.1, "Starting Superset")
    tables_upgrade.put_back_broken_off(environment)
    from flask_migrate import upgrade
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        report_as_json(0.3, "Bringing Superset's tables up to date")
        tables_upgrade.bring_up_to_date(app, environment, upgrade)
        from superset import security_manager

        from bi import proposal_store, roles, scope_store
        from bi.database import sync_database

        # Before anything is written: SQLite waits for no second writer within a process.
        scope_store.make_table()
        proposal_store.make_table()
        report_as_json(0.6, "Rights and roles")
        app.appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        _bring_administrator(environment.admin_password)
        sync_database(environment.warehouse)
        report_as_json(0.9, "Datasets and row filter")
        return roles.sync()


def _bring_administrator(password: str) -> None:
    """Make the user for emergencies, with the installation's generated password."""
    from superset import security_manager as manager

    user = manager.find_user(ADMINISTRATOR)
    if user is None:
        admin = manager.find_role("Admin")
        manager.add_user(
            ADMINISTRATOR, "Local", "Administrator", "admin@localhost", admin, password
        )
    else:
        manager.reset_password(user.id, password)


def sync() -> dict[str, int]:
    """Return what follows from the datasets there are; return what `bi.roles.sync` counts."""
    from superset.app import create_app

    with create_app().app_context():
        from bi import roles

        return roles.sync()


VERBS = {"setup": set_up, "sync": sync}


def main(arguments: list[str]) -> int:
    """Run one verb; return the exit code."""
    verb = VERBS.get(arguments[0]) if len(arguments) == 1 else None
    if verb is None:
        return fail_with(f"Say one of: {', '.join(VERBS)}")
    try:
        finish_with(verb())
    except EnvironmentMissingError as error:
        return fail_with(error.what, error.next_step)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
