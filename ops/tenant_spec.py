"""What an entity is called: its code, and every name that is derived from the code."""

import re
from dataclasses import dataclass

from ops.errors import OpsError

CODE = re.compile(r"^[a-z][a-z0-9]{1,11}$")
RESERVED = frozenset({"hub", "template", "www", "api", "app", "mail", "localhost", "assets"})
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
        for label, value in (("--name-en", self.name_en), ("--name-ar", self.name_ar)):
            if not value.strip():
                raise OpsError(f"Entity {self.code} has no {label}.", f"Give {label} a name.")


def require_code(code: str) -> str:
    """The code itself when it is well formed and not reserved. Raises: OpsError."""
    if not CODE.match(code):
        raise OpsError(
            f"'{code}' is not an entity code.",
            "Use 2-12 lower-case letters and digits, a letter first, such as 'finance'.",
        )
    if code in RESERVED:
        raise OpsError(f"'{code}' is reserved.", "Choose another code.")
    return code


def database_name(code: str) -> str:
    """Database, and database user, of a site."""
    return f"diwan_{code}"
