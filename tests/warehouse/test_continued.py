"""Lines that stand from the last build are not written again; nobody sees a difference."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from analytics.contracts.extraction import load_contract
from analytics.extract.manifest import all_manifests
from analytics.nightly.night import Step
from analytics.nightly.record import PUBLISHED, WITH_FINDINGS, RunRecord
from analytics.nightly.steps import STEPS, begin
from analytics.published.builds import FILE_NAME, current_file
from analytics.published.facts import FILE_NAME as FACTS
from analytics.published.facts import AppendMark
from analytics.settings.places import Places
from analytics.transform.appended import appended_tables
from analytics.transform.continued import Continued, append_marks, begin_from_last
from tests.warehouse.conftest import ENTITY
from tests.warehouse.nights import (
    ask,
    before,
    copied,
    night,
    rows_by_entity,
    rows_that_differ,
    without,
)
from tests.warehouse.recorded import REWRITTEN, replayed

TABLE, LINES, BALANCES = "ledger_line", "fct_ledger_line", "fct_ledger_balance_month"
MOVED, SPOILED = "finance", ENTITY
# A night up to where dbt begins: what it continues is decided by then.
UNTIL_BUILT = (STEPS[0], Step("build", 1, begin))


@dataclass
class Nights:
    """Nights over one warehouse: their records, what each continued, the build it published."""

    places: Places
    records: list[RunRecord] = field(default_factory=list)
    continued: list[Continued] = field(default_factory=list)
    builds: list[Path] = field(default_factory=list)
    posted: str = ""

    def run(self, sources, steps, **options) -> None:
        """One more night."""
        watched = before("reconcile", lambda night: self.continued.append(night.continued), steps)
        self.records.append(night(sources, self.places, watched, **options))
        self.builds.append(current_file(self.places))


def slice_of(build: Path, code: str) -> Path:
    return build.parent / "by_entity" / f"{code}.duckdb"


@pytest.fixture(scope="module")
def nights(sources, recorded, tmp_path_factory):
    """Return a night after a journal was posted, a site restored, a file spoiled; then a full one.

    The ledger of one entity was rewritten in the ERP since; periods of another were in another year
    when its lines were written; the third's own file cannot be read.
    """
    found = Nights(
        copied(recorded.first, tmp_path_factory.mktemp("nights")), posted=recorded.posted
    )
    last = current_file(found.places)
    with duckdb.connect(str(last)) as connection:
        for mart in (LINES, BALANCES):
            where = f"where entity_code = '{MOVED}'"
            connection.execute(f"update marts.{mart} set fiscal_year = '1999' {where}")
    slice_of(last, SPOILED).write_bytes(b"no database" * 1000)
    untested = without(STEPS, "test")
    found.run(sources, replayed(recorded.later, untested))
    found.run(sources, replayed(recorded.anew, untested), full=True)
    return found


def test_lines_are_continued_where_they_stand_and_written_anew_where_not(nights):
    assert [record.result for record in nights.records[:2]] == [PUBLISHED, PUBLISHED]
    continued, full = nights.continued[:2]
    assert ENTITY in continued.of(TABLE)
    assert not {REWRITTEN, MOVED} & set(continued.of(TABLE))
    assert full == Continued()


def test_continued_night_is_the_same_as_a_full_one(nights):
    own, whole = nights.builds[:2]
    assert own != whole
    asked = f"select count(*) from marts.{LINES} where voucher_code = '{nights.posted}'"
    assert ask(own, asked) == ask(slice_of(own, ENTITY), asked) == [(2,)]
    assert rows_that_differ(own, whole) == {}
    for code in rows_by_entity(whole, LINES):
        assert rows_that_differ(slice_of(own, code), slice_of(whole, code)) == {}, code


def test_last_build_with_a_line_missing_is_not_continued_for_that_entity(
    sources, recorded, places_with_build
):
    found = Nights(places_with_build)
    with duckdb.connect(str(current_file(found.places))) as connection:
        lost = f"delete from marts.{LINES} where entity_code = '{MOVED}'"
        connection.execute(f"{lost} and ledger_line_number = 2")
    seen: list[Continued] = []
    note = Step("note", 1, lambda night, say: seen.append(night.continued))
    night(sources, found.places, replayed(recorded.later, (*UNTIL_BUILT, note)))
    assert MOVED not in seen[0].of(TABLE)
    assert ENTITY in seen[0].of(TABLE)


def test_damaged_last_build_is_made_anew_and_the_record_says_so(
    sources, recorded, places_with_build, monkeypatch
):
    def broken(*_):
        raise duckdb.IOException("checksum of block 7 differs")

    monkeypatch.setattr("analytics.nightly.steps.keep_rows", broken)
    record = night(sources, places_with_build, replayed(recorded.later, UNTIL_BUILT))
    assert record.result == WITH_FINDINGS
    assert any("was not continued" in note for note in record.notes)


@pytest.mark.parametrize("what", ["contract", "models"])
def test_other_contract_or_models_continue_nothing(places_with_build, tmp_path, what):
    places, target = places_with_build, tmp_path / FILE_NAME
    appended = appended_tables(load_contract())
    marks = append_marks(all_manifests(places), appended)
    assert begin_from_last(places, load_contract(), marks, target).rows
    assert target.exists()
    target.unlink()
    file = current_file(places).parent / FACTS
    file.write_text(json.dumps({**json.loads(file.read_text()), what: "another"}))
    assert begin_from_last(places, load_contract(), marks, target) == Continued()
    assert not target.exists()


@pytest.mark.parametrize(
    ("earlier", "later", "is_continued"),
    [
        (AppendMark("a", 10), AppendMark("a", 10), True),
        (AppendMark("a", 10), AppendMark("a", 12), True),
        (AppendMark("a", 10), AppendMark("a", 9), False),
        (AppendMark("a", 10), AppendMark("b", 12), False),
        (AppendMark("", 10), AppendMark("", 12), False),
    ],
)
def test_table_is_continued_by_the_same_lineage_with_as_many_rows(earlier, later, is_continued):
    assert earlier.is_continued_by(later) is is_continued
