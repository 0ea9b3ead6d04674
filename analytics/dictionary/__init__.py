"""The dictionary of the warehouse: every model, column, test and dashboard on one page.

Owns dbt's static documentation of one build, kept beside the build it describes. It needs no server
and asks nobody for anything: one file, opened in a browser.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from analytics.build.transform import PROJECT

FILE = "dictionary.html"
BUILD_FILE = "warehouse.duckdb"


class DictionaryFailedError(Exception):
    """dbt did not write its documentation; has its last words."""


def publish(build_folder: Path, work: Path) -> Path:
    """Write the documentation of a build into its folder; returns the file.

    build_folder: of an open build, whose schemas are still all there. work: dbt's folder of that
    build, so that nothing is parsed twice; a page is kept there and taken again while the models
    are what they were. Raises: DictionaryFailedError.
    """
    kept = work / f"dictionary-{project_digest()}.html"
    if not kept.exists():
        for earlier in work.glob("dictionary-*.html"):
            earlier.unlink()
        shutil.copyfile(_generate(build_folder, work), kept)
    found = build_folder / FILE
    shutil.copyfile(kept, found)
    found.chmod(0o600)
    return found


def project_digest() -> str:
    """Of every file of the dbt project that its documentation is made of."""
    digest = hashlib.sha256()
    for file in sorted(PROJECT.rglob("*")):
        if file.suffix in (".sql", ".yml", ".csv") and "target" not in file.parts:
            digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _generate(build_folder: Path, work: Path) -> Path:
    target = work / "target"
    command = [
        *(sys.executable, "-m", "dbt.cli.main", "docs", "generate", "--static", "--no-compile"),
        *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        *("--target-path", str(target), "--log-path", str(work / "logs")),
    ]
    environment = {
        **os.environ,
        "DIWAN_BUILD_FILE": str(build_folder / BUILD_FILE),
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=work
    )
    page = target / "static_index.html"
    if done.returncode or not page.exists():
        said = " | ".join(done.stdout.strip().splitlines()[-3:])
        raise DictionaryFailedError(f"dbt docs generate stopped: {said[-500:]}")
    return page
