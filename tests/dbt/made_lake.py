"""A small lake made by hand: entities of a few rows each, of every table that the contract takes.

What an entity holds is a plain dictionary, so that a test can spoil one row of it and ask what a
night makes of that. Totals are what the ERP would say of the same rows, faults and all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from analytics.contracts.extraction import Column, Contract, Table, Treatment, load_contract
from analytics.extract.entity import EntityResult
from analytics.extract.manifest import LakeFile, Manifest, TableState, checksum, save_manifest
from analytics.nightly.night import Night, Step
from analytics.nightly.steps import STEPS, take
from analytics.settings.days import day_in
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY, HUB, Source, Sources

Row = dict[str, Any]
MADE = "made"  # the name of the step that stands where a real night reads
TODAY = date(2026, 11, 30)
DIMENSIONS = {"cost_centre": "1100", "fund": "GF", "function": "01.1"}  # of expenses


@dataclass
class Books:
    """What an entity holds. tables: table -> rows, by the contract's columns; zone: its time zone;
    read_at: when it is read; in_registry: what the hub says of it; spoil_balances: changes those
    that the ERP keeps of the lines."""

    tables: dict[str, list[Row]]
    zone: str = ""
    read_at: datetime = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    in_registry: Row = field(default_factory=dict)
    spoil_balances: Callable[[list[Row]], object] = list

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    def find(self, table: str, **values: object) -> Row:
        """Return the first row with these values."""
        return next(
            row for row in self.tables[table] if all(row.get(k) == v for k, v in values.items())
        )

    @property
    def day(self) -> date:
        return day_in(self.read_at, self.zone)


def post(books: Books, period: str, day: date, *legs: tuple[str, object, object], **more) -> None:
    """Post an entry. legs: account, debit, credit each."""
    lines = books["ledger_line"]
    posting = max((line["posting_number"] for line in lines), default=0) + 1
    for number, (account, debit, credit) in enumerate(legs, 1):
        where = DIMENSIONS if account.startswith("5") else {}
        lines.append(
            {
                "name": len(lines) + 1,
                "posting_number": posting,
                "voucher_type": "Journal",
                "voucher": f"JV-{posting:05d}",
                "line_number": number,
                "posting_date": day,
                "period": period,
                "account": account,
                "debit": Decimal(str(debit)),
                "credit": Decimal(str(credit)),
                "description": f"Entry {posting}",
                "posted_at": datetime(2026, 1, 1),
                **where,
                **more,
            }
        )


def sound_books() -> Books:
    """Return an entity that nothing is wrong with: two years, the first one's result not closed."""
    books = Books({table.table: [] for table in load_contract().taken(ENTITY)})
    _add_masters(books)
    _add_people(books)
    post(books, "2025-00", date(2025, 1, 1), ("11102", 1000, 0), ("31101", 0, 1000))
    post(books, "2025-03", date(2025, 3, 5), ("51101", "60.25", 0), ("11102", 0, "60.25"))
    post(books, "2025-12", date(2025, 12, 9), ("11102", 200, 0), ("82310", 0, 200))
    post(books, "2026-01", date(2026, 1, 15), ("51101", "70.5", 0), ("11102", 0, "70.5"))
    post(books, "2026-10", date(2026, 10, 15), ("11102", 90, 0), ("82310", 0, 90))
    post(books, "2026-11", date(2026, 11, 3), ("51101", "80.005", 0), ("11102", 0, "80.005"))
    return books


def _add_masters(books: Books) -> None:
    for year in (2025, 2026):
        add_year(books, year)
    for code, root, gfsm in (
        ("11102", "Asset", "6202"),
        ("31101", "Net Assets", None),
        ("51101", "Expense", "2111"),
        ("82310", "Revenue", "1422"),
    ):
        names = {"account_name": f"Account {code}", "account_name_ar": f"حساب {code}"}
        flags = {"is_group": False, "disabled": False}
        row = {"name": code, "account_code": code, "root_type": root, "gfsm_class": gfsm}
        books["account"].append({**row, **names, **flags})
    _master(books, "cost_centre", "cost_centre_code", "cost_centre_name", "1100", function="01.1")
    _master(books, "function", "function_code", "function_name", "01.1")
    _master(books, "fund", "fund_code", "fund_name", "GF", fund_type="General")


def _master(books: Books, table: str, key: str, named: str, code: str, **more: object) -> None:
    names = {key: code, "name": code, named: f"Name {code}", f"{named}_ar": f"اسم {code}"}
    books[table].append({**names, "is_group": False, "disabled": False, **more})


def add_year(books: Books, year: int) -> None:
    """Add a fiscal year with its fourteen periods."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    name = str(year)
    span = {"start_date": first, "end_date": last, "is_closed": False}
    books["fiscal_year"].append({"name": name, "year_name": name, **span})
    for number in range(14):
        start = first if number == 0 else last if number == 13 else date(year, number, 1)
        end = start if number in (0, 13) else date(year + number // 12, number % 12 + 1, 1)
        end = end if number in (0, 13) else end - timedelta(days=1)
        code = f"{year}-{number:02d}"
        row = {"name": code, "period_code": code, "parent": name, "period_number": number}
        books["fiscal_period"].append(
            {**row, "start_date": start, "end_date": end, "status": "Open"}
        )


def _add_people(books: Books) -> None:
    books.tables["grade"] += [
        {
            **{"name": code, "grade_code": code, "rank": rank, "grade_family": "Technical"},
            **{"name_en": f"Grade {rank}", "name_ar": f"درجة {rank}", "disabled": False},
        }
        for rank, code in ((5, "G05"), (6, "G06"))
    ]
    nation = {"name": "AE", "nationality_code": "AE", "nationality_group": "National"}
    books["nationality"].append({**nation, "name_en": "Emirates", "name_ar": "الإمارات"})
    for place, (code, above) in enumerate((("TOP", None), ("U1", "TOP"), ("U2", "TOP"))):
        unit = {"name": code, "unit_code": code, "unit_type": "Unit", "parent_org_unit": above}
        names = {"name_en": f"Unit {code}", "name_ar": f"وحدة {code}"}
        tree = {"lft": place, "rgt": place + 1, "is_group": above is None, "disabled": False}
        books["org_unit"].append({**unit, **names, **tree, "cost_centre": "1100"})
    for number in range(1, 6):
        add_position(books, f"POS-{number}", "U1" if number < 4 else "U2")
    hire(books, "E1", "POS-1", date(2018, 5, 1))
    hire(books, "E2", "POS-2", date(2025, 6, 1), last=date(2026, 8, 31))
    hire(books, "E3", "POS-3", date(2026, 4, 10), last=date(2026, 6, 30), until=None)
    appoint(books, "E3", "POS-4", date(2026, 7, 1))
    hire(books, "E4", "POS-5", TODAY)


def add_position(books: Books, code: str, unit: str) -> None:
    """Add a vacant position at grade G05."""
    row = {"name": code, "title_en": f"Post {code}", "title_ar": f"منصب {code}", "org_unit": unit}
    dates = {"status": "Vacant", "cost_centre": "1100", "established_on": date(2015, 1, 1)}
    books["position"].append({**row, **dates, "grade": "G05"})


def hire(
    books: Books, key: str, position: str, day: date, last: date | None = None, **more: object
) -> None:
    """Add an employee with one appointment. last: its last day; until: the last day of service,
    when it is another."""
    left = more.pop("until", last)
    status = "Active" if day <= TODAY and (left is None or left >= TODAY) else "Left"
    books["employee"].append(
        {
            **{"name": key, "person_id": f"person-{key}", "gender": "Female", "birth_date": 1985},
            **{"status": status if day <= TODAY else "Awaiting Appointment", "nationality": "AE"},
            **{"nationality_group": "National", "joined_on": day, "left_on": left},
            **{"position": position, "org_unit": "U1", "grade": "G05", "step": 1, **more},
        }
    )
    appoint(books, key, position, day, last)


def appoint(
    books: Books, key: str, position: str, day: date, last: date | None = None, **more: object
) -> None:
    """Add an appointment in the position's unit."""
    number = f"APT-{len(books['appointment']) + 1}"
    unit = books.find("position", name=position)["org_unit"]
    row = {"name": number, "employee": key, "kind": "Appointment", "from_date": day}
    terms = {"position": position, "org_unit": unit, "grade": "G05", "step": 1}
    books["appointment"].append({**row, "to_date": last, **terms, **more})


def totals_of(books: Books) -> dict[str, str]:
    """Return what the ERP says of its rows."""
    lines, day = books["ledger_line"], books.day
    serving = {
        row["employee"]
        for row in books["appointment"]
        if row["from_date"] <= day and (row["to_date"] is None or row["to_date"] >= day)
    }
    return {
        "lines": str(max((line["name"] for line in lines), default=0)),
        "debit": str(sum((line["debit"] or 0 for line in lines), Decimal(0))),
        "credit": str(sum((line["credit"] or 0 for line in lines), Decimal(0))),
        "heads": str(sum(row["status"] == "Active" for row in books["employee"])),
        "in_service": str(len(serving)),
    }


def _balances(books: Books) -> list[Row]:
    """Return the balances that the ERP keeps of the lines."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for line in books["ledger_line"]:
        found = sums.setdefault((line["period"], line["account"]), [Decimal(0), Decimal(0)])
        found[0] += line["debit"] or 0
        found[1] += line["credit"] or 0
    return [
        {
            "name": f"{period}-{account}",
            "period": period,
            "account": account,
            "debit": d,
            "credit": c,
        }
        for (period, account), (d, c) in sums.items()
    ]


# --- into files -----------------------------------------------------------------------------


def write_lake(
    places: Places, entities: Mapping[str, Books], run_id: str, lineage: str = ""
) -> list[EntityResult]:
    """Put entities and their registry into a lake, as if they had just been read.

    lineage: of their ledgers, one that was in the lake before when they were only added to since;
    "" for ledgers taken whole.
    """
    contract = load_contract()
    places.make()
    registry = {
        "entity": [_registered(code, books) for code, books in entities.items()],
        "entity_category": [
            {"name": "D", "category_code": "D", "name_en": "Department", "name_ar": "دائرة"}
        ],
    }
    with duckdb.connect() as connection:
        hub = Books(registry)
        results = [_write(connection, places, contract, HUB, HUB, hub, run_id, lineage)]
        for code, books in entities.items():
            books.tables["account_balance"] = _balances(books)
            books.spoil_balances(books["account_balance"])
            results.append(
                _write(connection, places, contract, ENTITY, code, books, run_id, lineage)
            )
    return results


def _registered(code: str, books: Books) -> Row:
    return {
        **{"name": code, "entity_code": code, "name_en": code.title(), "name_ar": f"جهة {code}"},
        **{"category": "D", "status": "Active", "cofog_function": "01 General public services"},
        **{"size": "Small", **books.in_registry},
    }


def _write(
    connection: duckdb.DuckDBPyConnection,
    places: Places,
    contract: Contract,
    scope: str,
    code: str,
    books: Books,
    run_id: str,
    lineage: str,
) -> EntityResult:
    tables = {
        table.table: _write_table(connection, places.raw, table, code, books, run_id, lineage)
        for table in contract.taken(scope)
    }
    moment = books.read_at.isoformat(timespec="seconds")
    totals = totals_of(books) if scope == ENTITY else {}
    day = books.day.isoformat()
    save_manifest(places, Manifest(code, scope, contract.digest, moment, tables, totals, (), day))
    rows = sum(state.rows for state in tables.values())
    return EntityResult(code, "", rows, rows, 0.0, moment)


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    raw: Path,
    table: Table,
    code: str,
    books: Books,
    run_id: str,
    lineage: str,
) -> TableState:
    rows, names = books.tables[table.table], [column.name for column in table.taken]
    columns = ", ".join(f'"{column.name}" {column.lake_type}' for column in table.taken)
    connection.execute(f"create or replace table made ({columns})")
    if rows:
        marks = f"({', '.join('?' for _ in names)})"
        values = [_left(column, row, code) for row in rows for column in table.taken]
        connection.execute(f"insert into made values {', '.join([marks] * len(rows))}", values)
    file = raw / table.table / f"entity={code}" / f"data-{run_id}.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(f"copy made to '{file}' (format parquet)")
    types = {column.name: column.lake_form for column in table.taken}
    watermark = str(max((row["name"] for row in rows), default="")) if table.seal else ""
    path = file.relative_to(raw).as_posix()
    described = LakeFile(path, len(rows), file.stat().st_size, checksum(file))
    return TableState((described,), len(rows), watermark, "", types, lineage or run_id)


def _left(column: Column, row: Row, code: str) -> Any:
    """Return a value as it leaves: an employee's number is one in its entity alone."""
    value = row.get(column.name)
    is_own = column.treatment is Treatment.PSEUDONYM and value is not None
    return f"{code}:{value}" if is_own else value


def sources_of(entities: Iterable[str]) -> Sources:
    """Return sources that name these entities; nobody is there to be asked."""
    databases = [Source(HUB, "hub", HUB), *(Source(code, code, ENTITY) for code in entities)]
    return Sources("127.0.0.1", 1, "nobody", "nothing", "key", tuple(databases))


def made(
    entities: Callable[[], Mapping[str, Books]], steps: Sequence[Step] = STEPS, lineage: str = ""
) -> tuple[Step, ...]:
    """Return the steps of a night, with these entities in place of the reading. lineage: as of
    write_lake."""

    def work(night: Night, say) -> None:
        take(night, write_lake(night.places, entities(), night.record.run_id, lineage), say)

    return tuple(
        replace(step, name=MADE, work=work) if step.name == STEPS[0].name else step
        for step in steps
    )
