"""A night that was asked for a part: some entities, a span, or one model and what follows.

Owns what such a night may be asked, and how the others stand in it: as they stood in the last
build. Refuses names that nobody has, and a model over a lake that has moved since the last build:
marts of two moments would stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.extract.entity import EntityResult
from analytics.extract.manifest import Manifest, all_manifests
from analytics.nightly.standing import BLOCKED, FRESH, MISSING
from analytics.published.builds import last_good_file
from analytics.published.facts import BuildFacts, load_facts
from analytics.settings.places import Places
from analytics.settings.sources import ENTITY, HUB, Sources
from analytics.transform.project import project_names

NEVER_READ = "it was never read"


class NightRefusedError(Exception):
    """What was asked cannot be done; says why, and what can."""


@dataclass(frozen=True)
class Asked:
    """What of a night is wanted; everything when nothing is named.

    entities: codes that are read, the others stand as they are; since: a day, ISO 8601: what
    changed from it on is read again; model: its name, built anew with what follows; nothing is
    read. What is named may not be empty: somebody meant a part.
    """

    entities: tuple[str, ...] = ()
    since: str | None = None
    model: str | None = None

    def __str__(self) -> str:
        """Return it as people say it; "" for a whole night."""
        parts = [f"model {self.model} and what follows"] if self.model else []
        parts += [f"entities {', '.join(self.entities)}"] if self.entities else []
        parts += [f"since {self.since}"] if self.since else []
        return ", ".join(parts)

    @property
    def is_partial(self) -> bool:
        """Return True when some entities are not read."""
        return bool(self.entities or self.model)


def require_possible(asked: Asked, sources: Sources, places: Places, full: bool = False) -> None:
    """Refuse what cannot be done. full: everything is to be read anew. Raises:
    NightRefusedError."""
    codes = sorted(source.code for source in sources.databases if source.scope == ENTITY)
    if strange := [code for code in asked.entities if code not in codes]:
        raise NightRefusedError(
            f"There is no entity '{strange[0]}'. There are: {', '.join(codes)}."
        )
    if asked.model == "":
        raise NightRefusedError("No model is named: write it as --model dim_grade+")
    if asked.since is not None:
        _require_day(asked.since)
    if asked.model and (asked.entities or asked.since):
        raise NightRefusedError("A model is built over the lake as it is: name no entity or day.")
    if full and (asked.model or asked.since):
        named = "day" if asked.since else "model"
        raise NightRefusedError(f"--full reads everything anew: name no {named} beside it.")
    if asked.is_partial and last_facts(places) is None:
        raise NightRefusedError("There is no build to go on from: run ./diwan nightly")
    if asked.model:
        _require_model(asked.model, places)


def _require_day(text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NightRefusedError(f"'{text}' is no day: write it as 2026-01-31.") from error
    if day > date.today():
        raise NightRefusedError(f"{text} is still to come.")


def _require_model(name: str, places: Places) -> None:
    names = project_names()
    if name not in names:
        near = [one for one in names if name.split("__")[-1] in one] or sorted(names)
        raise NightRefusedError(f"There is no model '{name}'. There are: {', '.join(near[:12])}.")
    facts = last_facts(places)
    manifests = [one for one in all_manifests(places) if one.scope == ENTITY]
    moved = [one.code for one in manifests if facts and _has_moved(one, facts)]
    if moved:
        raise NightRefusedError(
            f"The lake has moved since the last build ({', '.join(moved[:3])}): run ./diwan nightly"
        )


def _has_moved(manifest: Manifest, facts: BuildFacts) -> bool:
    """Return True when an entity was read since; blocked ones were read, and do not stand."""
    stood = facts.entities.get(manifest.code)
    if stood is None:
        return True
    is_standing = stood.state not in (BLOCKED, MISSING)
    return is_standing and stood.extracted_at != manifest.extracted_at


def last_facts(places: Places) -> BuildFacts | None:
    """Return what is recorded of the build that a part of a night goes on from."""
    file = last_good_file(places)
    return load_facts(file.parent) if file else None


def left_as_they_are(asked: Asked, sources: Sources, places: Places) -> Iterator[EntityResult]:
    """Yield what stands of everybody who is not read: with the reason of the last build."""
    facts = last_facts(places)
    manifests = {manifest.code: manifest for manifest in all_manifests(places)}
    for source in sources.databases:
        if source.code in asked.entities:
            continue
        manifest = manifests.get(source.code)
        stood = facts.entities.get(source.code) if facts else None
        # Whether a blocked one still is, its rows will say.
        reason = stood.reason if stood and stood.state not in (FRESH, BLOCKED) else ""
        yield _standing_result(source.code, manifest, reason)


def _standing_result(code: str, manifest: Manifest | None, reason: str) -> EntityResult:
    if manifest is None:
        return EntityResult(code, reason or NEVER_READ, 0, 0, 0.0, "")
    rows = sum(state.rows for state in manifest.tables.values())
    return EntityResult(code, reason, 0, rows, 0.0, manifest.extracted_at, manifest.drift)


def blocked_before(asked: Asked, places: Places) -> dict[str, list[str]]:
    """Return code -> why its new rows do not stand, for a night that builds one model: what blocked
    an entity may be in a mart that is not built, and its other marts are of an older reading."""
    facts = last_facts(places) if asked.model else None
    stood = facts.entities.items() if facts else ()
    states = (BLOCKED, MISSING)
    return {code: [one.reason] for code, one in stood if one.state in states and code != HUB}
