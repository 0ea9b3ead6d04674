"""The list of entities of the demo government, read from demo/generate/government.yml and checked.

Owns reading and checking the file: standard library and PyYAML only, because the command line
reads it without Frappe. Refuses a file with any mistake, naming every one of them at once.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from erp_app.domain.hub.classification import FUNCTIONS, SIZES
from ground.errors import OpsError

FILE = Path(__file__).with_name("government.yml")

CATEGORIES = frozenset(
    {"department", "authority", "council", "establishment", "centre", "judiciary", "security"}
)
SPEND_KINDS = frozenset(
    {
        "office", "rent", "utilities", "communication", "maintenance", "consulting",
        "outsourcing", "software", "training", "travel", "events", "fuel", "vehicles",
        "uniforms", "catering", "medical", "teaching", "waste", "benefits",
    }
)  # fmt: skip
GRADE_SHIFT_MAX = 2
_CODE = re.compile(r"^[a-z][a-z0-9]{1,11}$")
_COFOG = re.compile(r"^\d\d(\.\d){0,2}$")
_ENTITY_KEYS = {
    "code", "en", "ar", "category", "function", "cofog", "size", "heads", "budget", "profile",
}  # fmt: skip
_SHARES = ("national", "female", "shift_work", "own_revenue", "capital")


class GovernmentFileInvalidError(OpsError):
    """The file has mistakes; `problems` lists each with its place and what to write instead."""

    def __init__(self, file: Path, problems: list[str]) -> None:
        self.problems = problems
        listed = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"{file.name} has mistakes:\n{listed}\n", f"Correct them in {file}.")


@dataclass(frozen=True, slots=True)
class Profile:
    """How an entity's staff and spending look. Shares are 0-1; season and spend are weights.

    grade_shift: whole grades the pyramid moves up (down when negative); price: level against 1.
    """

    name: str
    national: float
    female: float
    grade_shift: int
    shift_work: float
    price: float
    own_revenue: float
    capital: float
    spend: dict[str, float]
    season: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DemoEntity:
    """One entity. heads: employees at scale 1; budget: AED million a year at scale 1."""

    code: str
    name_en: str
    name_ar: str
    category: str
    function: str
    cofog: str
    size: str
    heads: int
    budget: int
    profile: Profile


def load_entities(file: Path = FILE) -> list[dict[str, str]]:
    """Return every entity as the platform creates it: code, name_en, name_ar, category, function,
    size.

    Raises: GovernmentFileInvalidError.
    """
    keys = ("code", "name_en", "name_ar", "category", "function", "size")
    return [{key: getattr(entity, key) for key in keys} for entity in load_government(file)]


def load_profiles(file: Path = FILE) -> dict[str, Profile]:
    """Return the profiles by name. Raises: GovernmentFileInvalidError."""
    content = _read(file)
    return {name: _build_profile(name, values) for name, values in content["profiles"].items()}


def load_government(file: Path = FILE) -> list[DemoEntity]:
    """Return every entity with its staff, budget and profile, in the file's order.

    Raises: GovernmentFileInvalidError.
    """
    content = _read(file)
    profiles = {n: _build_profile(n, values) for n, values in content["profiles"].items()}
    return [
        DemoEntity(
            row["code"], row["en"], row["ar"], row["category"], row["function"], row["cofog"],
            row["size"], row["heads"], row["budget"], profiles[row["profile"]],
        )
        for row in content["entities"]
    ]  # fmt: skip


def _build_profile(name: str, values: dict[str, Any]) -> Profile:
    return Profile(
        name=name,
        national=values["national"],
        female=values["female"],
        grade_shift=values["grade"],
        shift_work=values["shift_work"],
        price=values["price"],
        own_revenue=values["own_revenue"],
        capital=values["capital"],
        spend=dict(values["spend"]),
        season=tuple(values["season"]),
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OpsError(f"{file} is missing.", "Restore it from the repository.") from None
    except yaml.YAMLError as error:
        raise GovernmentFileInvalidError(file, [f"not YAML: {error}"]) from None
    problems = list(check_government(content))
    if problems:
        raise GovernmentFileInvalidError(file, problems)
    return content


def check_government(content: Any) -> list[str]:
    """Return everything wrong with the file's content, each with its place; empty when it is
    sound."""
    if not isinstance(content, dict):
        return ["the file is not a mapping: it needs totals, profiles and entities"]
    profiles, entities = content.get("profiles"), content.get("entities")
    if not (isinstance(profiles, dict) and profiles):
        return ["profiles is missing: describe at least one profile"]
    if not (isinstance(entities, list) and entities):
        return ["entities is missing: list at least one entity"]
    problems = []
    for name, values in profiles.items():
        problems += _check_profile(f"profile {name}", values)
    for number, row in enumerate(entities, 1):
        problems += _check_entity(number, row, profiles)
    return problems or _check_whole(content.get("totals"), entities)


def _check_profile(place: str, values: Any) -> list[str]:
    if not isinstance(values, dict):
        return [f"{place}: not a mapping"]
    problems = [
        f"{place}: {key} is {values.get(key)!r}, write a share from 0 to 1"
        for key in _SHARES
        if not _is_number(values.get(key), 0, 1)
    ]
    if values.get("grade") not in range(-GRADE_SHIFT_MAX, GRADE_SHIFT_MAX + 1):
        problems.append(f"{place}: grade is {values.get('grade')!r}, write a whole number -2..2")
    if not _is_number(values.get("price"), 0.1, 10):
        problems.append(f"{place}: price is {values.get('price')!r}, write a level such as 1.05")
    spend, season = values.get("spend"), values.get("season")
    if not (isinstance(spend, dict) and spend and set(spend) <= SPEND_KINDS):
        unknown = ", ".join(sorted(map(str, set(spend or ()) - SPEND_KINDS))) or "nothing"
        problems.append(f"{place}: spend names {unknown}; use {', '.join(sorted(SPEND_KINDS))}")
    elif not all(_is_number(weight, 0.001, 1000) for weight in spend.values()):
        problems.append(f"{place}: every weight of spend is a number above 0")
    if not (
        isinstance(season, list) and len(season) == 12 and all(_is_number(m, 0, 9) for m in season)
    ):
        problems.append(f"{place}: season needs twelve weights, January first")
    return problems


def _check_entity(number: int, row: Any, profiles: dict[str, Any]) -> list[str]:
    if not isinstance(row, dict):
        return [f"entity {number}: not a mapping"]
    place = f"entity {number} ({row.get('code', 'no code')})"
    problems = []
    for label, keys in (
        ("misses", _ENTITY_KEYS - row.keys()),
        ("has unknown", row.keys() - _ENTITY_KEYS),
    ):
        if keys:
            problems.append(f"{place}: {label} {', '.join(sorted(map(str, keys)))}")
    if problems:
        return problems
    for key, choices in (
        ("category", CATEGORIES),
        ("function", FUNCTIONS),
        ("size", SIZES),
        ("profile", profiles),
    ):
        if row[key] not in choices:
            problems.append(f"{place}: {key} is {row[key]!r}, use one of {', '.join(choices)}")
    if not (isinstance(row["code"], str) and _CODE.match(row["code"])):
        problems.append(f"{place}: code needs 2-12 small letters and digits, a letter first")
    cofog = row["cofog"]
    if not (isinstance(cofog, str) and _COFOG.match(cofog)):
        problems.append(f"{place}: cofog is {cofog!r}, write it in quotes like '07.3'")
    elif not str(row["function"]).startswith(cofog[:2]):
        problems.append(f"{place}: cofog {cofog} is not within function {row['function']}")
    for key in ("en", "ar"):
        if not (isinstance(row[key], str) and row[key].strip()):
            problems.append(f"{place}: the name '{key}' is empty")
    for key in ("heads", "budget"):
        if not (isinstance(row[key], int) and row[key] > 0):
            problems.append(f"{place}: {key} is {row[key]!r}, write a whole number above 0")
    return problems


def _check_whole(totals: Any, entities: list[dict[str, Any]]) -> list[str]:
    problems = []
    for key in ("code", "en", "ar"):
        for value, count in Counter(row[key] for row in entities).items():
            if count > 1:
                problems.append(f"{key} {value!r} is used {count} times: make each one its own")
    totals = totals if isinstance(totals, dict) else {}
    found = {"entities": len(entities), "heads": sum(row["heads"] for row in entities)}
    for key, value in found.items():
        if totals.get(key) != value:
            problems.append(f"totals: {key} says {totals.get(key)}, the list gives {value}")
    return problems


def _is_number(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
