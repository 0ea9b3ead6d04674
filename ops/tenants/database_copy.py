"""A new site database as a copy of the template's, made with plain statements in about a second.

CREATE TABLE LIKE keeps indexes and column types but neither sequences nor triggers: both are
recreated. Everything that identifies the template (keys, passwords, sessions, logs) is reset.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pymysql

from ops.installation.credentials import new_secret

# Rows of these tables belong to the site they were made on: a copy starts without them.
NOT_COPIED = frozenset(
    {
        "__Auth",
        "__global_search",
        "tabSessions",
        "tabActivity Log",
        "tabAccess Log",
        "tabView Log",
        "tabVersion",
        "tabComment",
        "tabError Log",
        "tabRoute History",
        "tabScheduled Job Log",
        "tabEmail Queue",
        "tabEmail Queue Recipient",
        "tabDocShare",
        "tabOAuth Bearer Token",
        "tabOAuth Authorization Code",
        "tabOAuth Client",
        "tabDeleted Document",
        "tabNotification Log",
        "tabAccess Refusal Log",
        "tabIntegration Request",
        "tabData Import Log",
    }
)


def _names(cursor: pymysql.cursors.Cursor, database: str, kind: str) -> list[str]:
    cursor.execute(
        "SELECT TABLE_NAME FROM information_schema.TABLES"
        " WHERE TABLE_SCHEMA=%s AND TABLE_TYPE=%s ORDER BY TABLE_NAME",
        (database, kind),
    )
    return [row[0] for row in cursor.fetchall()]


def create_user_and_database(
    connection: pymysql.Connection, database: str, password: str | None = None
) -> str:
    """Return an empty database with a user of its own that may use only it; return the
    password."""
    password = password or new_secret()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{database}`")
        cursor.execute(f"CREATE DATABASE `{database}`")
        user = f"'{database}'@'127.0.0.1'"
        cursor.execute(f"CREATE OR REPLACE USER {user} IDENTIFIED BY %s", (password,))
        # Frappe's own grants: everything inside the database, nothing outside, no GRANT OPTION.
        cursor.execute(f"GRANT ALL PRIVILEGES ON `{database}`.* TO {user}")
    return password


def drop_user_and_database(connection: pymysql.Connection, database: str) -> None:
    """Remove the database and its user; nothing happens when they are gone already."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{database}`")
        cursor.execute(f"DROP USER IF EXISTS '{database}'@'127.0.0.1'")
        cursor.execute(f"DROP USER IF EXISTS '{database}'@'%'")


def copy_tables(
    connect: Callable[[str], pymysql.Connection], template: str, target: str, threads: int = 6
) -> int:
    """Copy every table of template into the empty database target; return how many.

    connect: opens an administrator's connection to a database (one for each thread).
    """
    with connect(target) as connection, connection.cursor() as cursor:
        tables = _names(cursor, template, "BASE TABLE")
        filled = _filled_tables(cursor, template, tables)
    shares = [tables[start::threads] for start in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda share: _copy_share(connect, template, target, share, filled), shares))
    with connect(target) as connection, connection.cursor() as cursor:
        _copy_sequences(cursor, template)
        _copy_triggers(cursor, template)
    return len(tables)


def _filled_tables(
    cursor: pymysql.cursors.Cursor, template: str, tables: Sequence[str]
) -> frozenset[str]:
    """Return tables that hold rows; asked of the tables because the catalogue's counts are
    estimates."""
    parts = [
        f"SELECT '{name}' FROM DUAL WHERE EXISTS (SELECT 1 FROM `{template}`.`{name}`)"
        for name in tables
        if name not in NOT_COPIED
    ]
    cursor.execute(" UNION ALL ".join(parts))
    return frozenset(row[0] for row in cursor.fetchall())


def _copy_share(
    connect: Callable[[str], pymysql.Connection],
    template: str,
    target: str,
    tables: Sequence[str],
    filled: frozenset[str],
) -> None:
    with connect(target) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_mode='', unique_checks=0, foreign_key_checks=0")
        for name in tables:
            cursor.execute(f"CREATE TABLE `{name}` LIKE `{template}`.`{name}`")
        connection.begin()  # one commit for all rows: one flush to disk instead of a hundred
        for name in tables:
            if name in filled:
                cursor.execute(f"INSERT INTO `{name}` SELECT * FROM `{template}`.`{name}`")
        connection.commit()


def _copy_sequences(cursor: pymysql.cursors.Cursor, template: str) -> None:
    for name in _names(cursor, template, "SEQUENCE"):
        cursor.execute(f"SHOW CREATE SEQUENCE `{template}`.`{name}`")
        statement = cursor.fetchone()[1]
        cursor.execute(statement.replace(f"`{template}`.", "", 1))


def _copy_triggers(cursor: pymysql.cursors.Cursor, template: str) -> None:
    cursor.execute(
        "SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE,"
        " ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA=%s",
        (template,),
    )
    for name, timing, event, table, body in cursor.fetchall():
        cursor.execute(f"CREATE TRIGGER `{name}` {timing} {event} ON `{table}` FOR EACH ROW {body}")


def find_placeholders(cursor: pymysql.cursors.Cursor, database: str, needle: str) -> list[str]:
    """`table`.`column` names whose text holds needle: what a copy must rewrite.

    Asked once when the template is made (a scan of every text column), remembered afterwards.
    """
    cursor.execute(
        "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA=%s"
        " AND DATA_TYPE IN ('varchar','text','longtext','mediumtext')",
        (database,),
    )
    found = []
    for table, column in cursor.fetchall():
        if table in NOT_COPIED:
            continue
        cursor.execute(
            f"SELECT 1 FROM `{database}`.`{table}` WHERE `{column}` LIKE %s LIMIT 1",
            (f"%{needle}%",),
        )
        if cursor.fetchone():
            found.append(f"{table}.{column}")
    return found


def replace_placeholders(
    cursor: pymysql.cursors.Cursor, places: Sequence[str], needle: str, text: str
) -> None:
    """Put text in place of needle in the columns found_placeholders named."""
    for place in places:
        table, column = place.split(".", 1)
        cursor.execute(
            f"UPDATE `{table}` SET `{column}`=REPLACE(`{column}`, %s, %s) WHERE `{column}` LIKE %s",
            (needle, text, f"%{needle}%"),
        )
