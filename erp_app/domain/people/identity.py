"""The two numbers of a person: the government-wide person number and the identity card number.

Owns their format and their printed form; check digits are computed by python-stdnum. Refuses a
number whose digits do not check. Whether a number is already taken is a question for the store.
"""

import re
from typing import ClassVar

from stdnum import luhn
from stdnum.iso7064 import mod_11_10

from erp_app.domain.findings import RuleError, _
from erp_app.domain.text import clean_code

IDENTITY_COUNTRY_PREFIX = "784"
IDENTITY_LENGTH = 15
PERSON_BLOCK_MAX = 999
PERSON_SEQUENCE_MAX = 99_999

_PERSON_PATTERN = re.compile(r"^P?(\d{3})-?(\d{5})-?(\d)$")
_SEPARATORS = re.compile(r"[\s\-]")


_IDENTITY_PROBLEMS = {
    "length": _("Identity number {0} must have 15 digits. Copy it again from the card."),
    "prefix": _("Identity number {0} must begin with 784. Copy it again from the card."),
    "check digit": _(
        "Identity number {0} has a wrong digit: its check digit disagrees. Copy it again from the"
        " card."
    ),
}
_PERSON_PROBLEMS = {
    "length": _(
        "Person number {0} must have nine digits: PBBB-NNNNN-C. Copy it from the earlier record, or"
        " leave it empty to have a new one issued."
    ),
    "check digit": _(
        "Person number {0} has a wrong digit: its check digit disagrees. Copy it from the earlier"
        " record, or leave it empty to have a new one issued."
    ),
}


class NumberInvalidError(RuleError):
    """A number of a person does not have the form or the check digit it must have.

    problem: "length", "prefix" or "check digit".
    """

    problems: ClassVar[dict[str, str]] = {}

    def __init__(self, number: str, problem: str):
        self.number = number
        self.problem = problem
        super().__init__(self.problems[problem], number)


class IdentityNumberInvalidError(NumberInvalidError):
    """An identity card number is none."""

    problems = _IDENTITY_PROBLEMS


class PersonNumberInvalidError(NumberInvalidError):
    """A person number is none; its problems have no prefix."""

    problems = _PERSON_PROBLEMS


def parse_identity_number(text: str) -> str:
    """Return the identity number in its printed form, 784-YYYY-NNNNNNN-C.

    Accepts spaces or dashes anywhere and Arabic digits.

    Raises: IdentityNumberInvalidError when length, prefix or check digit is wrong.
    Source: the printed form on the card of the federal identity authority; the last digit is
    a Luhn digit over the fourteen before it.

    >>> parse_identity_number("784198512345673")
    '784-1985-1234567-3'
    """
    digits = _SEPARATORS.sub("", clean_code(text))
    if not (digits.isascii() and digits.isdigit() and len(digits) == IDENTITY_LENGTH):
        raise IdentityNumberInvalidError(text, "length")
    if not digits.startswith(IDENTITY_COUNTRY_PREFIX):
        raise IdentityNumberInvalidError(text, "prefix")
    if not luhn.is_valid(digits):
        raise IdentityNumberInvalidError(text, "check digit")
    return f"{digits[:3]}-{digits[3:7]}-{digits[7:14]}-{digits[14]}"


def get_identity_birth_year(identity_number: str) -> int:
    """Return the year of birth that a valid identity number carries.

    >>> get_identity_birth_year("784-1985-1234567-3")
    1985
    """
    return int(parse_identity_number(identity_number)[4:8])


def build_identity_number(birth_year: int, serial: int) -> str:
    """Return a well-formed identity number; for synthetic people only.

    Raises: ValueError when the serial does not fit seven digits.

    >>> build_identity_number(1985, 1234567)
    '784-1985-1234567-3'
    """
    if not 0 <= serial <= 9_999_999:
        raise ValueError(f"serial {serial} does not fit seven digits")
    payload = f"{IDENTITY_COUNTRY_PREFIX}{birth_year:04d}{serial:07d}"
    return parse_identity_number(f"{payload}{luhn.calc_check_digit(payload)}")


def parse_person_number(text: str) -> str:
    """Return the person number in its printed form, PBBB-NNNNN-C.

    BBB is the block of the entity that issued it, NNNNN its sequence there, C the check
    digit (ISO 7064 MOD 11,10). A person keeps the number when moving to another entity.

    Raises: PersonNumberInvalidError.

    >>> parse_person_number("p 001 00042 3")
    'P001-00042-3'
    """
    compact = _SEPARATORS.sub("", clean_code(text)).upper()
    match = _PERSON_PATTERN.match(compact)
    if not match:
        raise PersonNumberInvalidError(text, "length")
    block, sequence, check = match.groups()
    if not mod_11_10.is_valid(block + sequence + check):
        raise PersonNumberInvalidError(text, "check digit")
    return f"P{block}-{sequence}-{check}"


def build_person_number(block: int, sequence: int) -> str:
    """Return the person number number `sequence` of the issuing entity's `block`.

    Raises: ValueError when either does not fit, which means a block is exhausted.

    >>> build_person_number(1, 42)
    'P001-00042-3'
    """
    if not 0 <= block <= PERSON_BLOCK_MAX:
        raise ValueError(f"block {block} is outside 0..{PERSON_BLOCK_MAX}")
    if not 1 <= sequence <= PERSON_SEQUENCE_MAX:
        raise ValueError(f"block {block:03d} has no number {sequence}: give the entity a new block")
    payload = f"{block:03d}{sequence:05d}"
    return f"P{payload[:3]}-{payload[3:]}-{mod_11_10.calc_check_digit(payload)}"
