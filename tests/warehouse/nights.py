"""Running nights in a folder of the test's own, and asking what readers see afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb

from analytics.contracts.extraction import load_contract
from analytics.nightly.night import NightOptions, Step, run_night
from analytics.nightly.record import RunRecord
from analytics.nightly.steps import STEPS
from analytics.published.builds import current_file
from analytics.settings.places import Places
from analytics.settings.sources import Sources
from analytics.transform.slices import entity_marts
from ops.installation.instance import REPO
from ops.testing.nights import note_nights

_parsed: list[Path] = []  # folders of dbt, the first who ran it first
# What dbt has read of the project, and the tests it made of that.
_LENT = ("target/partial_parse.msgpack", "data_tests.json")
# What a night says of itself differs from night to night.
OF_THE_NIGHT = ("rpt_nightly_", "rpt_entity_freshness", "rpt_reconciliation")


def lend_parsed(work: Path) -> None:
    """Put what dbt has made of the project already into a dbt folder: it takes seconds."""
    for name in _LENT:
        file = work / name
        if _parsed and (_parsed[0] / name).exists() and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_parsed[0] / name, file)
    _parsed.append(work)


def night(sources: Sources, places: Places, steps=STEPS, contract=None, **options) -> RunRecord:
    """Run a night over the test's lake; it counts, as all nights of the tests do."""
    lend_parsed(places.dbt)
    chosen = NightOptions(**options)
    record = run_night(sources, contract or load_contract(), places, chosen, steps)
    note_nights(places.runs / f"{record.run_id}.json", "warehouse")
    return record


# Kills itself at the n-th word of the night that begins so.
KILLED_NIGHT = """
import os, signal, sys
from pathlib import Path
from analytics.contracts.extraction import load_contract
from analytics.nightly.asked import Asked
from analytics.nightly.night import NightOptions, run_night
from analytics.nightly.steps import STEPS
from analytics.settings.places import Places
from analytics.settings.sources import load_sources
from tests.warehouse.nights import without
from tests.warehouse.recorded import replayed
begins, left, asked = sys.argv[3], int(sys.argv[4]), Asked(tuple(sys.argv[5:]))
def report(share, said):
    global left
    left -= said.startswith(begins)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
sources, places = load_sources(Path(sys.argv[1])), Places(Path(sys.argv[2]))
reads = begins.startswith("extract") or asked.is_partial
steps = STEPS if reads else replayed(places, without(STEPS, "test"))
run_night(sources, load_contract(), places, NightOptions(asked=asked), steps, report)
"""


def killed_night(described: Path, places: Places, begins: str, which: int, *entities: str) -> int:
    """Run a night that kills itself at the n-th word that begins so; return how it ended.

    described: the file of the sources. Only one that is killed while it reads, or is asked for some
    entities, does read; the others find the lake as it stands.
    """
    arguments = [described, places.root, begins, which, *entities]
    command = [sys.executable, "-c", KILLED_NIGHT, *map(str, arguments)]
    return subprocess.run(command, cwd=REPO, check=False).returncode


def copied(places: Places, folder: Path) -> Places:
    """Return a warehouse of its own that begins as this one."""
    copy = Places(folder / "warehouse")
    shutil.copytree(places.root, copy.root, symlinks=True)
    return copy


def before(name: str, work, steps=STEPS) -> tuple:
    """Return the steps with something done before the one of this name: work(night)."""

    def done_first(original):
        def run(night, say):
            work(night)
            original(night, say)

        return run

    return tuple(
        replace(step, work=done_first(step.work)) if step.name == name else step for step in steps
    )


def broken(sources: Sources, *codes: str) -> Sources:
    """Return the sources with these entities' databases gone."""
    databases = tuple(
        replace(s, database="diwan_gone") if s.code in codes else s for s in sources.databases
    )
    return replace(sources, databases=databases)


def ask(file: Path, question: str) -> list[tuple]:
    """Return rows of a question to a DuckDB file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(question).fetchall()


def seen(places: Places, question: str) -> list[tuple]:
    """Return what readers are answered now."""
    return ask(current_file(places), question)


def rows_by_entity(file: Path, mart: str) -> dict[str, int]:
    """Return rows of a build's mart, by entity."""
    return dict(ask(file, f"select entity_code, count(*) from marts.{mart} group by 1"))


def freshness(file: Path, code: str) -> dict:
    """Return what a build's freshness mart says of an entity."""
    columns = (
        "freshness_status",
        "freshness_reason",
        "freshness_reason_ar",
        "data_as_of",
        "is_stale",
        "is_reconciled",
    )
    [row] = ask(
        file,
        f"select {', '.join(columns)} from marts.rpt_entity_freshness where entity_code = '{code}'",
    )
    return dict(zip(columns, row, strict=True))


def change_totals(places: Places, code: str, **totals: str) -> None:
    """Let an entity's last extraction say other control totals than the ERP did."""
    file = places.manifests / f"{code}.json"
    stored = json.loads(file.read_text())
    stored["totals"].update(totals)
    file.write_text(json.dumps(stored))


def add_to_debits(places: Places, code: str, amount: str) -> str:
    """Let the ERP have said that an entity's debits are greater; return what it then said."""
    stored = json.loads((places.manifests / f"{code}.json").read_text())
    debit = str(Decimal(stored["totals"]["debit"]) + Decimal(amount))
    change_totals(places, code, debit=debit)
    return debit


def change_ledger(places: Places, code: str, **state: str) -> None:
    """Let an entity's last extraction say something else of its ledger, which has to be read."""
    file = places.manifests / f"{code}.json"
    stored = json.loads(file.read_text())
    stored["tables"]["ledger_line"].update(state, fingerprint="")
    file.write_text(json.dumps(stored))


def without(steps: Sequence[Step], *names: str) -> tuple[Step, ...]:
    """Return the steps but these: what a test does not ask about need not be done."""
    return tuple(step for step in steps if step.name not in names)


def damage(places: Places, code: str, table: str) -> str:
    """Spoil one byte of an entity's file; return the file's path in the lake."""
    stored = json.loads((places.manifests / f"{code}.json").read_text())
    path = stored["tables"][table]["files"][0]["path"]
    content = bytearray((places.raw / path).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (places.raw / path).write_bytes(content)
    return path


def rows_that_differ(one: Path, other: Path) -> dict[str, int]:
    """Mart -> rows that only one of two files has, without what a night says of itself."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as warehouse (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        names = entity_marts(connection)
        marts = [name for name in names if not name.startswith(OF_THE_NIGHT)]
        assert "fct_ledger_line" in marts
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
