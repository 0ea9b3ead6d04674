"""The dictionary of the warehouse: every model, column, test and dashboard on one page.

Owns dbt's static documentation of one build, kept beside the build it describes. It needs no server
and asks nobody for anything: one file, opened in a browser.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from analytics.transform.dbt_build import PROJECT, Dbt

FILE = "dictionary.html"


def publish(dbt: Dbt) -> Path:
    """Write the documentation of dbt's open build beside it; return the file.

    The build's schemas are still all there. The page is kept in dbt's folder and taken again while
    the models are what they were. Raises: TransformFailedError.
    """
    kept = dbt.work / f"dictionary-{project_digest()}.html"
    if not kept.exists():
        for earlier in dbt.work.glob("dictionary-*.html"):
            earlier.unlink()
        shutil.copyfile(dbt.document(), kept)
    found = dbt.build_file.parent / FILE
    shutil.copyfile(kept, found)
    found.chmod(0o600)
    return found


def project_digest() -> str:
    """Return the digest of every file of the dbt project that its documentation is made of."""
    digest = hashlib.sha256()
    for file in sorted(PROJECT.rglob("*")):
        if file.suffix in (".sql", ".yml", ".csv", ".md") and "target" not in file.parts:
            digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
