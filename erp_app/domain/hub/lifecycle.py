"""The life of an entity at the hub: which act is allowed when, and where it leads.

Owns the state machine. Refuses an act the present status does not allow. Performing the act
(databases, folders, users) belongs to the platform.
"""

import re
from typing import NamedTuple

CODE_PATTERN = re.compile(r"[a-z][a-z0-9]{1,11}")
# Names the platform keeps for itself: their sites are not entities.
RESERVED_CODES = frozenset(
    {"hub", "template", "analytics", "www", "api", "app", "mail", "localhost", "assets"}
)


class _Act(NamedTuple):
    """An act's statuses: those it may start from, while it runs, when done, when failed."""

    starts: tuple[str, ...]
    running: str
    done: str
    failed: str


_ACTIONS = {
    "Create": _Act(("Requested", "Failed", "Removed"), "Creating", "Active", "Failed"),
    "Suspend": _Act(("Active",), "Active", "Suspended", "Active"),
    "Resume": _Act(("Suspended",), "Suspended", "Active", "Suspended"),
    "Remove": _Act(("Suspended", "Failed", "Requested"), "Removing", "Removed", "Failed"),
}
ACTIONS = tuple(_ACTIONS)


class EntityActionRefusedError(ValueError):
    """The act is not allowed in the entity's present status."""

    def __init__(self, code: str, action: str, status: str):
        self.code = code
        self.action = action
        self.status = status
        self.allowed = list_allowed_actions(status)
        possible = ", ".join(self.allowed) or "nothing until the running task ends"
        super().__init__(
            f"Entity {code} is {status}: {action} is not possible now. Possible: {possible}."
        )


class EntityCodeInvalidError(ValueError):
    """An entity code has the wrong form or is kept for the platform."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(
            f"Entity code {code!r} will not do: use 2 to 12 small letters and digits, a letter "
            f"first, and none of {', '.join(sorted(RESERVED_CODES))}."
        )


def require_entity_code(code: str) -> str:
    """Return `code` when it can name an entity.

    Raises: EntityCodeInvalidError.

    >>> require_entity_code("roads")
    'roads'
    """
    if not CODE_PATTERN.fullmatch(code) or code in RESERVED_CODES:
        raise EntityCodeInvalidError(code)
    return code


def list_allowed_actions(status: str) -> list[str]:
    """Return the acts possible in `status`.

    >>> list_allowed_actions("Active")
    ['Suspend']
    """
    return [action for action, act in _ACTIONS.items() if status in act.starts]


def require_action(code: str, action: str, status: str) -> None:
    """Refuse `action` on an entity in `status`.

    Raises: EntityActionRefusedError.
    """
    if action not in _ACTIONS or status not in _ACTIONS[action].starts:
        raise EntityActionRefusedError(code, action, status)


def get_status_while(action: str) -> str:
    """Return the status of an entity while `action` runs."""
    return _ACTIONS[action].running


def get_status_after(action: str, succeeded: bool) -> str:
    """Return the status of an entity when `action` has ended well or badly.

    >>> get_status_after("Create", True), get_status_after("Suspend", False)
    ('Active', 'Active')
    """
    act = _ACTIONS[action]
    return act.done if succeeded else act.failed
