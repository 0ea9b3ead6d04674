"""Lines that stand from the last build are not written again; nobody sees a difference."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from analytics.build.continued import LINES, Continued
from analytics.build.slices import entity_marts
from analytics.nightly.record import PUBLISHED, WITH_FINDINGS
from analytics.places import Places
from analytics.publish.builds import current_file
from analytics.publish.facts import FILE_NAME as FACTS
from analytics.publish.facts import LedgerMark, load_facts
from tests.warehouse.conftest import ENTITY
from tests.warehouse.nights import ask, before, change_totals, night, rows_by_entity, seen

OTHER = "courts"
# What a night says of itself differs from night to night.
OF_THE_NIGHT = ("rpt_nightly_", "rpt_entity_freshness", "rpt_reconciliation")


def watched_night(sources, places: Places, **options) -> tuple[str, Continued]:
    """A night's result, and what it continued."""
    found: list[Continued] = []
    steps = before("publish", lambda night: found.append(night.continued))
    record = night(sources, places, steps, **options)
    return record.result, found[0] if found else Continued()


@pytest.fixture
def places(places_with_build):
    return places_with_build


def rewrite_facts(places: Places, change) -> None:
    """Let the last build's facts say something else: change(facts as stored)."""
    file = current_file(places).parent / FACTS
    stored = json.loads(file.read_text())
    change(stored)
    file.write_text(json.dumps(stored))


def rows_that_differ(one: Path, other: Path) -> dict[str, int]:
    """Mart -> rows that only one of two files has, without what a night says of itself."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as warehouse (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        names = entity_marts(connection)
        marts = [name for name in names if not name.startswith(OF_THE_NIGHT)]
        assert LINES in marts
        assert len(marts) > 10
        found = {}
        for mart in marts:
            ours, theirs = f"from warehouse.marts.{mart}", f"from other.marts.{mart}"
            [count] = connection.execute(
                f"select count(*) from ((select * {ours} except all select * {theirs})"
                f" union all (select * {theirs} except all select * {ours}))"
            ).fetchone()
            if count:
                found[mart] = count
        return found


def test_continued_night_is_the_same_as_a_full_one(sources, places, post_journal):
    held = rows_by_entity(current_file(places), LINES)
    name = post_journal("warehouse-continued")
    result, continued = watched_night(sources, places)
    assert result == PUBLISHED
    assert continued.lines == held
    own = current_file(places)
    asked = f"select count(*) from marts.{LINES} where journal_code = '{name}'"
    assert ask(own, asked) == [(2,)]
    assert ask(own.parent / "by_entity" / f"{ENTITY}.duckdb", asked) == [(2,)]
    result, continued = watched_night(sources, places, full=True)
    assert (result, continued) == (PUBLISHED, Continued())
    whole = current_file(places)
    assert whole != own
    assert rows_that_differ(own, whole) == {}
    for code in held:
        slices = [file.parent / "by_entity" / f"{code}.duckdb" for file in (own, whole)]
        assert rows_that_differ(*slices) == {}, code


def test_file_does_not_grow_with_the_nights(sources, places):
    sizes = []
    for _ in range(3):
        assert watched_night(sources, places)[0] == PUBLISHED
        file = current_file(places)
        slices = sorted((file.parent / "by_entity").glob("*.duckdb"))
        sizes.append([one.stat().st_size for one in (file, *slices)])
    assert all(last <= 1.1 * second for second, last in zip(sizes[1], sizes[2], strict=True))


def test_rewritten_ledger_is_not_continued(sources, places):
    """A site restored from a backup: the extraction takes it whole, so its lines are new ones."""
    file = places.manifests / f"{OTHER}.json"
    stored = json.loads(file.read_text())
    stored["tables"]["ledger_line"]["seal"] = "0" * 64
    file.write_text(json.dumps(stored))
    result, continued = watched_night(sources, places)
    assert result == PUBLISHED
    assert OTHER not in continued.lines
    assert ENTITY in continued.lines


@pytest.mark.parametrize("what", ["contract", "models"])
def test_other_contract_or_models_continue_nothing(sources, places, what):
    rewrite_facts(places, lambda facts: facts.update({what: "another"}))
    assert watched_night(sources, places) == (PUBLISHED, Continued())


def test_last_build_with_lines_missing_is_not_continued_for_that_entity(sources, places):
    rows = rows_by_entity(current_file(places), LINES)
    with duckdb.connect(str(current_file(places))) as connection:
        lost = f"delete from marts.{LINES} where entity_code = '{OTHER}'"
        connection.execute(f"{lost} and ledger_line_number = 2")
    result, continued = watched_night(sources, places)
    assert result == PUBLISHED
    assert set(continued.lines) == set(rows) - {OTHER}
    assert rows_by_entity(current_file(places), LINES)[OTHER] >= rows[OTHER]


def test_period_that_moved_to_another_year_writes_the_entity_anew(sources, places):
    with duckdb.connect(str(current_file(places))) as connection:
        for mart in (LINES, "fct_ledger_balance_month"):
            connection.execute(
                f"update marts.{mart} set fiscal_year = '1999' where entity_code = '{OTHER}'"
            )
    result, continued = watched_night(sources, places)
    assert result == PUBLISHED
    assert OTHER not in continued.lines
    asked = f"select count(*) from marts.{LINES} where fiscal_year = '1999'"
    assert seen(places, asked) == [(0,)]


def test_blocked_entity_is_written_anew_the_night_after(sources, places):
    off = before("build", lambda night: change_totals(places, OTHER, debit="1.01"))
    assert night(sources, places, off).result == WITH_FINDINGS
    assert OTHER not in load_facts(current_file(places).parent).ledgers
    result, continued = watched_night(sources, places)
    assert result == PUBLISHED
    assert OTHER not in continued.lines
    assert ENTITY in continued.lines


def test_entity_file_that_cannot_be_read_is_written_whole(sources, places):
    spoiled = current_file(places).parent / "by_entity" / f"{OTHER}.duckdb"
    spoiled.write_bytes(b"no database" * 1000)
    result, continued = watched_night(sources, places)
    assert result == PUBLISHED
    assert OTHER in continued.lines
    fresh = current_file(places).parent / "by_entity" / f"{OTHER}.duckdb"
    [(found,)] = ask(fresh, f"select count(*) from marts.{LINES}")
    assert found == rows_by_entity(current_file(places), LINES)[OTHER]


def test_damaged_last_build_is_made_anew_and_the_record_says_so(sources, places, monkeypatch):
    def broken(*_):
        raise duckdb.IOException("checksum of block 7 differs")

    monkeypatch.setattr("analytics.nightly.steps.keep_lines", broken)
    record = night(sources, places)
    assert record.result == WITH_FINDINGS
    assert any("was not continued" in note for note in record.notes)
    assert rows_by_entity(current_file(places), LINES)[OTHER] > 0


@pytest.mark.parametrize(
    ("earlier", "later", "is_continued"),
    [
        (LedgerMark("a", 10), LedgerMark("a", 10), True),
        (LedgerMark("a", 10), LedgerMark("a", 12), True),
        (LedgerMark("a", 10), LedgerMark("a", 9), False),
        (LedgerMark("a", 10), LedgerMark("b", 12), False),
        (LedgerMark("", 10), LedgerMark("", 12), False),
    ],
)
def test_ledger_is_continued_by_the_same_lineage_with_as_many_lines(earlier, later, is_continued):
    assert earlier.is_continued_by(later) is is_continued
