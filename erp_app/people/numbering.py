"""Person and identity numbers as people write them, for the form and for imports.

Owns the way from what was typed to the printed form. Refuses a wrong number in the reader's words.
"""

from collections.abc import Callable

from erp_app.domain.people.identity import (
    IdentityNumberInvalidError,
    PersonNumberInvalidError,
    parse_identity_number,
    parse_person_number,
)
from erp_app.people.messages import describe_identity_problem, describe_person_number_problem

ReadNumber = Callable[[str], str]


class NumberInvalidError(ValueError):
    """The text is no such number; says why, translated."""


def read_person_number(text: str) -> str:
    """Return a person number in printed form. Raises: NumberInvalidError."""
    try:
        return parse_person_number(text)
    except PersonNumberInvalidError as error:
        raise NumberInvalidError(describe_person_number_problem(error)) from error


def read_identity_number(text: str) -> str:
    """Return an identity number in printed form. Raises: NumberInvalidError."""
    try:
        return parse_identity_number(text)
    except IdentityNumberInvalidError as error:
        raise NumberInvalidError(describe_identity_problem(error)) from error
