"""Why the demo leaves an entity alone: plain errors, known without a site."""

import json
from typing import Any

from demo.generate.plan import Plan
from ground.errors import OpsError

PLAN, COMPLETE = "plan", "complete"  # stages the state of a site is read by


class DemoPlanDiffersError(OpsError):
    """The entity was filled with other parameters."""

    def __init__(self, code: str, stored: dict[str, Any], asked: dict[str, Any]) -> None:
        differing = ", ".join(
            f"{key} {stored.get(key)} (asked: {value})"
            for key, value in asked.items()
            if stored.get(key) != value
        )
        super().__init__(
            f"{code} holds demo data of another plan: {differing}. Posted journals stay, so it "
            "cannot be filled again in place.",
            f"To start it over: ./diwan entity remove {code}, then ./diwan up; "
            "or repeat the demo with the plan it has.",
        )


class DemoSiteOccupiedError(OpsError):
    """The entity holds data that the demo did not make."""

    def __init__(self, code: str, employees: int, journals: int) -> None:
        super().__init__(
            f"{code} already holds {employees} employees and {journals} journals that the demo "
            "did not make. It is left as it is.",
            "Name other entities with --entities, or create a new one for the demo.",
        )


class DemoEntitiesLeftError(OpsError):
    """Some entities could not be filled; the others were."""

    def __init__(self, refused: dict[str, dict[str, str]]) -> None:
        first = next(iter(refused.values()))
        if len(refused) == 1:
            super().__init__(first["what"], first["next"])
            return
        super().__init__(
            f"{len(refused)} entities were left as they are: {', '.join(refused)}. "
            f"The first: {first['what']}",
            first["next"],
        )


def require_same_plan(code: str, state: dict[str, str], plan: Plan) -> None:
    """Refuse to go on with another plan; a site without any is fine.

    state: stage -> note, as the site keeps it. Raises: DemoPlanDiffersError.
    """
    if PLAN not in state:
        return
    stored, asked = json.loads(state[PLAN]), plan.describe()
    if stored != asked:
        raise DemoPlanDiffersError(code, stored, asked)
