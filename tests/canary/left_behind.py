"""What a run leaves behind: secrets in logs, in published files, in files of somebody else.

Looked at when everything has been asked. A secret that was itself part of a request is not looked
for: whoever asks with it knows it. Private files are where they belong, at their own site.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tests.canary.oracle import Outcome, Tokens
from tests.canary.planting import Secret

LONGEST = 64 * 1024 * 1024  # bytes read of a file, from its end
# Relative to an installation's folder: everything that is written as it goes, and all that is shown
# to everybody.
WATCHED = (
    "logs/**/*", "sites/*/logs/**/*", "sites/logs/**/*", "sites/*/public/**/*", "sites/assets/*",
    "superset/cache/**/*.log", "superset/*.log", "warehouse/dbt/logs/**/*", "warehouse/runs/**/*",
    "tenants/**/*",
)  # fmt: skip


def passwords(root: Path, users: dict[str, dict[str, list[str]]]) -> Iterator[Secret]:
    """Yield what opens doors and must stand in no log: passwords of people and of servers."""
    for site, people in users.items():
        for role, (_login, password) in people.items():
            yield Secret(password, site, "password of", role, "", frozenset())
    for name in ("secrets.json", "etc/superset-secrets.json"):
        for key, value in json.loads((root / name).read_text()).items():
            if len(str(value)) >= 16 and not str(value).startswith(("redis:", "sqlite:")):
                yield Secret(str(value), name, "secret", key, "", frozenset())


def look(root: Path, secrets: Iterable[Secret], spoken: Collection[str], outcome: Outcome) -> int:
    """Add a finding for each secret in a watched file; return how many files were read. spoken:
    what requests named themselves."""
    tokens = Tokens([secret for secret in secrets if secret.token not in spoken])
    count = 0
    for file in _files(root):
        count += 1
        for secret in tokens.in_text(_end_of(file), frozenset(), frozenset()):
            where = str(file.relative_to(root))
            outcome.add("left behind", where, f"{secret.place} ({secret.token[:6]}...)", where)
    return count


def _files(root: Path) -> Iterator[Path]:
    seen = {file for pattern in WATCHED for file in root.glob(pattern)}
    for file in sorted(seen):
        if file.is_file() and not file.is_symlink():
            yield file


def _end_of(file: Path) -> str:
    with file.open("rb") as opened:
        size = opened.seek(0, 2)
        opened.seek(max(0, size - LONGEST))
        return opened.read().decode("utf-8", "replace")
