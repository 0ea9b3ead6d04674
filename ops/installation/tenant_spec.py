"""What an entity is: its code, its class, and every name that is derived from the code.

Refuses what no site could be made of, before anything is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from erp_app.domain.hub.classification import FUNCTIONS, SIZES
from erp_app.domain.hub.lifecycle import CODE_PATTERN, RESERVED_CODES
from ground.errors import OpsError

NAME_LENGTH_MAX = 140  # characters; the registry's columns hold no more
TEMPLATE_MAIL_DOMAIN = "template.invalid"  # placeholder in the template, replaced at each copy


@dataclass(frozen=True)
class EntitySpec:
    """An entity to create.

    code: lower-case letters and digits, 2-12, starting with a letter; also its host name.
    function: COFOG division as the registry lists it ("07 Health"); size: Small, Medium or Large.
    """

    code: str
    name_en: str
    name_ar: str
    category: str
    function: str = ""
    size: str = ""

    def __post_init__(self) -> None:
        require_code(self.code)
        for option, name in (("--name-en", self.name_en), ("--name-ar", self.name_ar)):
            _require_name(self.code, option, name)
        require_choice(self.code, "function", self.function, FUNCTIONS)
        require_choice(self.code, "size", self.size, SIZES)


def _require_name(code: str, option: str, name: str) -> None:
    if not name.strip():
        raise OpsError(f"Entity {code} has no {option}.", f"Give {option} a name.")
    if len(name) > NAME_LENGTH_MAX:
        raise OpsError(
            f"Entity {code}: {option} has {len(name)} characters.",
            f"Use at most {NAME_LENGTH_MAX}.",
        )


def require_choice(code: str, what: str, chosen: str, choices: Iterable[str]) -> None:
    """Refuse a value that is given and not among the choices, naming them. Raises: OpsError.

    >>> require_choice("parks", "size", "", SIZES)
    """
    if chosen and chosen not in choices:
        raise OpsError(
            f"Entity {code}: there is no {what} '{chosen}'.",
            f"Choose one of: {'; '.join(choices)}",
        )


def require_code(code: str) -> str:
    """Return the code itself when it is well formed and not reserved. Raises: OpsError."""
    if not CODE_PATTERN.fullmatch(code):
        raise OpsError(
            f"'{code}' is not an entity code.",
            "Use 2-12 lower-case letters and digits, a letter first, such as 'finance'.",
        )
    if code in RESERVED_CODES:
        raise OpsError(f"'{code}' is reserved.", "Choose another code.")
    return code


def database_name(code: str) -> str:
    """Database, and database user, of a site."""
    return f"diwan_{code}"
