"""Check digits of the numbers people carry; refuses any text that is not digits.

Owns the two algorithms only. What a number looks like belongs to `identity`.
"""


def build_luhn_digit(payload: str) -> int:
    """Return the Luhn check digit of `payload` (digits, the check digit left out).

    Raises: ValueError when payload is empty or not digits.
    Source: ISO/IEC 7812-1 annex B.

    >>> build_luhn_digit("7992739871")
    3
    """
    _require_digits(payload)
    total = 0
    for position, character in enumerate(reversed(payload)):
        digit = int(character)
        if position % 2 == 0:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return -total % 10


def is_luhn_valid(number: str) -> bool:
    """Tell whether the last digit of `number` is the Luhn digit of those before it.

    >>> is_luhn_valid("79927398713")
    True
    """
    return _is_number(number) and build_luhn_digit(number[:-1]) == int(number[-1])


def build_mod_11_10_digit(payload: str) -> int:
    """Return the ISO 7064 MOD 11,10 check digit of `payload` (digits, check digit left out).

    It finds every single wrong digit and almost every swap of neighbours, and stays a digit.

    Raises: ValueError when payload is empty or not digits.
    Source: ISO/IEC 7064:2003, hybrid system MOD 11,10.

    >>> build_mod_11_10_digit("0794")
    5
    """
    _require_digits(payload)
    product = 10
    for character in payload:
        remainder = (product + int(character)) % 10 or 10
        product = remainder * 2 % 11
    return (11 - product) % 10


def is_mod_11_10_valid(number: str) -> bool:
    """Tell whether the last digit of `number` is the MOD 11,10 digit of those before it.

    >>> is_mod_11_10_valid("07945")
    True
    """
    return _is_number(number) and build_mod_11_10_digit(number[:-1]) == int(number[-1])


def _is_number(text: str) -> bool:
    return len(text) > 1 and text.isascii() and text.isdigit()


def _require_digits(payload: str) -> None:
    if not (payload and payload.isascii() and payload.isdigit()):
        raise ValueError(f"a check digit needs digits, got {payload!r}")
