"""Files of an installation that hold what others must not see."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from ground.atomic_files import read_json
from ground.errors import OpsError


def read_private_json(file: Path, default: Any) -> Any:
    """Return an owner-only file's content; default when there is none.

    Raises: OpsError when others may read it; ValueError when it is no JSON.
    """
    if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise OpsError(f"{file} can be read by other users.", f"Run: chmod 600 {file}")
    return read_json(file, default)
