"""What a table of the source is, in a few digits that its own database works out: a table that is
as it was last night is not read again.

Owns the digits, and the one question for all tables of an entity. They are of values that the lake
takes. To read fifty quiet entities table by table costs more than the news of one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from analytics.contracts.extraction import Mode, Table
from analytics.extract.manifest import TableState
from analytics.extract.reader import OVERLAP, Reader
from analytics.extract.totals import questions

# Halves of a row's MD5, as numbers. A row's key is among its values, so that no two cancel out.
_HALVES = (1, 17)


@dataclass(frozen=True)
class Said:
    """What a source says of itself in one moment. fingerprints: by table; totals: as `questions` of
    the totals, of an entity."""

    fingerprints: dict[str, str]
    totals: dict[str, str]


Asked = Iterable[tuple[Table, TableState]]


def ask_source(reader: Reader, asked: Asked, key: str, day: date | None = None) -> Said:
    """Return what the source says, all of it in one moment: it is one statement. That moment is not
    the one of the reader's tables, which another connection reads.

    asked: tables, each with how far it was taken: of one that is taken by rows that changed only
    rows since its watermark, less the overlap, are looked at, and all are counted. key: of the
    pseudonyms, which the lake has and the source has not; day: of the totals, None without them.
    Raises: LookupError for a table that cannot be read; duckdb.Error.
    """
    tables = {table.table: (table, state) for table, state in asked}
    forms = {name: _form(reader, table, key) for name, (table, _) in tables.items()}
    parts = [
        question(one, state, reader.columns[one.source_table]) for one, state in tables.values()
    ]
    totals = questions(lambda doctype: f"`tab{doctype}`", day) if day else {}
    parts += [f"select '{name}', {text}, '', ''" for name, text in totals.items()]
    found = {name: digits for name, *digits in reader.of_server(" union all ".join(parts))}
    return Said(
        {name: ":".join((form, *found[name])) for name, form in forms.items()},
        {name: found[name][0] for name in totals},
    )


def _form(reader: Reader, table: Table, key: str) -> str:
    """Return a digest of how values are taken: with other columns, or another key, what was taken
    before is worth nothing."""
    return hashlib.sha256(f"{reader.select(table)} {key}".encode()).hexdigest()[:16]


def question(table: Table, state: TableState, seen: Collection[str]) -> str:
    """Return SQL of the source's own for one row: the table's name, how many rows it has, or its
    last number, and two sums over the values that are looked at. seen: columns that are there."""
    source, names = f"`{table.source_table}`", [c.name for c in table.taken if c.name in seen]
    counted, which = "count(*)", ""
    if table.mode is Mode.APPEND:  # the last row's seal covers every row before it
        counted, which = f"coalesce(max(`{table.watermark}`), 0)", _last(table)
        names += [table.seal] if table.seal else []
    elif table.mode is Mode.MERGE and state.watermark:
        which = f" where `{table.watermark}` >= timestamp '{state.watermark}' - {OVERLAP}"
    # quote() tells null from a text, and leaves no doubt where a value ends.
    values = ", ".join(f"quote(`{name}`)" for name in names)
    rows = f"(select md5(concat_ws(',', {values})) as digest from {source}{which}) as looked_at"
    halves = (f"cast(conv(substr(digest, {place}, 16), 16, 10) as unsigned)" for place in _HALVES)
    sums = ", ".join(f"cast(bit_xor({half}) as char)" for half in halves)
    total = f"(select cast({counted} as char) from {source})"
    return f"select '{table.table}', {total}, {sums} from {rows}"


def _last(table: Table) -> str:
    return f" order by `{table.watermark}` desc limit 1"
