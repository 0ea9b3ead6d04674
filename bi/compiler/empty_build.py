"""A warehouse without rows, built from the contract by the real models: does every name still fit?

Owns a build in a temporary file: raw views as the contract types them, dbt's models over them,
the analyses over those. Nothing is read from a lake or a server. A name that does not fit is found
by the engine that would have to run it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from analytics.analyses import ANALYSES
from analytics.analyses.declared import declared_mart
from analytics.contracts.extraction import Contract
from analytics.nightly.record import RunRecord
from analytics.nightly.tables import Stood, write_night
from analytics.settings.places import Places
from analytics.transform.dbt_build import PROJECT
from analytics.transform.raw import create_raw
from bi.compiler.findings import Finding

MEMORY_MIB = 512


@contextmanager
def empty_warehouse(contract: Contract) -> Iterator[tuple[Path, list[Finding]]]:
    """Build one; gives its file and what did not fit. It is gone afterwards."""
    with TemporaryDirectory(prefix="diwan-models-") as folder:
        file = Path(folder) / "warehouse.duckdb"
        now = datetime.now(UTC)
        with duckdb.connect(str(file)) as connection:
            create_raw(connection, Places(Path(folder)), contract, [], now.date())
            run = RunRecord(now.strftime("%Y%m%dT%H%M%S"), now.isoformat(), MEMORY_MIB)
            stood = Stood({}, {}, now.isoformat(timespec="seconds"))
            write_night(connection, stood, run, [])
        findings = _run_models(file, Path(folder))
        if not findings:
            findings = _run_analyses(file)
        yield file, findings


def _run_models(file: Path, folder: Path) -> list[Finding]:
    """Return dbt's models and seeds, as the night runs them; one finding per model that fails."""
    environment = {
        **os.environ,
        "DIWAN_BUILD_FILE": str(file),
        "DIWAN_BUILD_MEMORY": f"{MEMORY_MIB}MiB",
        "DO_NOT_TRACK": "1",
    }
    command = [
        *(sys.executable, "-m", "dbt.cli.main", "build", "--exclude-resource-type", "test"),
        *("unit_test", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
    ]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=folder
    )
    results = folder / "target" / "run_results.json"
    if not results.exists():
        return [Finding("dbt_project", done.stdout.strip()[-600:], "mend the project")]
    return [
        Finding(_place(one["unique_id"], folder), _first_words(one["message"]), "")
        for one in json.loads(results.read_text())["results"]
        if one["status"] in ("error", "fail")
    ]


def _place(unique_id: str, folder: Path) -> str:
    """Return a model's file, as a person finds it."""
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    node = manifest["nodes"].get(unique_id, {})
    return f"dbt_project/{node.get('original_file_path', unique_id)}"


def _first_words(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return " ".join(lines[:4])


def _run_analyses(file: Path) -> list[Finding]:
    """Return every analysis over empty marts; then its mart as declared, for the datasets over
    it."""
    findings = []
    with duckdb.connect(str(file)) as connection:
        for name, analyse in ANALYSES.items():
            columns = ", ".join(f"{c} {kind}" for c, kind in declared_mart(name).columns.items())
            connection.execute(f"create or replace table marts.{name} ({columns})")
            try:
                analyse(connection)
            except duckdb.Error as error:
                place = f"{analyse.__module__.replace('.', '/')}.py"
                findings.append(Finding(place, _first_words(str(error)), ""))
    return findings
