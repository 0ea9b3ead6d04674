"""What the marts are made by: the dbt project and the analyses, as one digest.

Standard library only: the platform asks whether a build is of this version.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

REPO = Path(__file__).parents[2]
FOLDERS = ("dbt_project", "analytics/analyses")
ENDINGS = (".sql", ".yml", ".csv", ".py")


def project_names() -> set[str]:
    """Return the names of all models and seeds."""
    project = REPO / FOLDERS[0]
    files = [*(project / "models").rglob("*.sql"), *(project / "seeds").glob("*.csv")]
    return {file.stem for file in files}


def models_digest() -> str:
    """Return the SHA-256, 16 hex digits, of every file that decides what marts hold."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for file in sorted((REPO / folder).rglob("*")):
            if file.suffix in ENDINGS and "target" not in file.parts:
                digest.update(str(file.relative_to(REPO)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
