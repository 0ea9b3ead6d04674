"""Codes, compared on the server: each counts once, and wrong ones close the door for a while.

Owns the comparison under the lock of the person's row. A wrong code is counted with a commit of its
own before it is refused, so that no rollback forgets it. Refuses to say which kind was wrong.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import NoReturn

import frappe
import pyotp
from frappe import _
from frappe.utils import format_time, now_datetime

from erp_app.audit.access_refusals import note_refusal
from erp_app.domain.second_factor import (
    RECOVERY_CODES,
    find_time_step,
    in_groups,
    is_recovery_code,
    lock_until,
    make_recovery_code,
    normalise_code,
)
from erp_app.store import second_factors as store
from erp_app.store.second_factors import Factor

# What a guess of a recovery code costs whoever has stolen the hashes.
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


class SecondFactorWrongError(frappe.PermissionError):
    """The code is wrong, was used before, or comes while the door is closed."""


def use_code(factor: Factor, text: str, secret: str, with_recovery: bool = True) -> None:
    """Use up a code of a locked row. The caller commits.

    secret: whose codes count; with_recovery: recovery codes count as well.

    Raises: SecondFactorWrongError; the wrong code is counted then.
    """
    _require_open(factor)
    code = normalise_code(text)
    step = find_time_step(code, pyotp.TOTP(secret).generate_otp, time.time(), factor.last_step)
    if step is not None:
        factor.last_step = step
    elif not (with_recovery and _take_recovery_code(factor, code)):
        _count_wrong(factor)
    factor.wrong_codes, factor.locked_until = 0, None
    store.save_factor(factor)


def make_recovery_codes(factor: Factor) -> list[str]:
    """Give a locked row new recovery codes; return them as people read them, this one time."""
    codes = [make_recovery_code(secrets.choice) for _number in range(RECOVERY_CODES)]
    factor.salt = secrets.token_hex(16)
    factor.recovery_codes = [_hash(code, factor.salt) for code in codes]
    return [in_groups(code, "-") for code in codes]


def _take_recovery_code(factor: Factor, code: str) -> bool:
    """Return True for a code that was not used yet, which is gone then."""
    if not is_recovery_code(code):
        return False
    given = _hash(code, factor.salt)
    left = [one for one in factor.recovery_codes if not hmac.compare_digest(one, given)]
    is_taken = len(left) < len(factor.recovery_codes)
    factor.recovery_codes = left
    if is_taken:
        store.note_activity(
            factor.user, _("A recovery code was used: {0} are left").format(len(left))
        )
    return is_taken


def _hash(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=salt.encode(), **_SCRYPT).hex()


def _require_open(factor: Factor) -> None:
    if factor.locked_until and now_datetime() < factor.locked_until:
        until = format_time(factor.locked_until)
        text = _("Too many wrong codes: try again after {0}").format(until)
        _throw(factor.user, "the second factor is locked", text)


def _count_wrong(factor: Factor) -> NoReturn:
    factor.wrong_codes += 1
    factor.locked_until = lock_until(factor.wrong_codes, now_datetime())
    store.save_factor(factor)
    frappe.db.commit()
    text = _("This code is not right, or was used already: wait for the next one")
    _throw(factor.user, "a wrong code", text)


def _throw(user: str, reason: str, text: str) -> NoReturn:
    note_refusal("Second Factor", user, reason)
    frappe.flags.disable_traceback = True
    frappe.throw(text, SecondFactorWrongError, title=_("Second Factor"))
