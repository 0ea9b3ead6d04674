"""What differs between the files and a server: a list a person can read. Pure.

Both sides are given as assets by kind and identifier, with the fields that files own and no other;
what Superset adds by itself (its numbers, its defaults) is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

Assets = dict[str, dict[str, Any]]  # "<kind>/<slug>" -> content
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One field of one asset. path: empty when the whole asset is on one side only."""

    asset: str
    path: str
    files: Any
    server: Any

    def __str__(self) -> str:
        if not self.path:
            return f"{self.asset}: only {'in the files' if self.files else 'on the server'}"
        return (
            f"{self.asset}: {self.path}: files {_shown(self.files)}, server {_shown(self.server)}"
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def compare(files: Assets, server: Assets) -> list[Difference]:
    """Return every difference, sorted by asset and path."""
    found = []
    for name in sorted(set(files) | set(server)):
        if name not in server or name not in files:
            found.append(Difference(name, "", name in files, name in server))
            continue
        ours, theirs = dict(_flat(files[name])), dict(_flat(server[name]))
        found += [
            Difference(name, path, ours.get(path), theirs.get(path))
            for path in sorted(set(ours) | set(theirs))
            if ours.get(path, _ABSENT) != theirs.get(path, _ABSENT)
        ]
    return found


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return leaves by their dotted path. Lists of named things go by name, others by number."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _flat(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for number, one in enumerate(value):
            name = number
            if isinstance(one, dict):
                name = one.get("column_name") or one.get("metric_name") or one.get("id") or number
            yield from _flat(one, f"{path}[{name}]")
    else:
        yield path, value


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
