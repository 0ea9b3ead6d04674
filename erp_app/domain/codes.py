"""The form of codes: accounts by number, other master data by letters and digits."""

import re

CODE_LENGTH_MAX = 20
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
_ACCOUNT_CODE = re.compile(r"[1-9][0-9]{4,5}")


def is_master_code(code: str | None) -> bool:
    """Return whether a code can stand in a balance's key and in a file name.

    >>> is_master_code("CC-100"), is_master_code("a/b"), is_master_code("")
    (True, False, False)
    """
    return bool(_CODE.fullmatch(code or ""))


def is_account_code(code: str | None) -> bool:
    """Return whether a code is five or six digits, not beginning with 0.

    >>> is_account_code("52604"), is_account_code("2604")
    (True, False)
    """
    return bool(_ACCOUNT_CODE.fullmatch(code or ""))
