"""What a refused request is told: always something, never all of what it sent.

The base answers an error that nobody has put into words with an empty object, and quotes a value of
ten million letters whole. Owns the last look at the words of such an answer, and the answer to two
people who write the same rows at once: nothing was stored, so it is no fault of the server. An
answer to what was done names no error: the base leaves there what it met and got over on the way.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from html import escape
from typing import Any

import frappe
from frappe import _
from frappe.utils import response as base
from pymysql.err import MySQLError

MARK = "diwan_says_errors"
CONFLICT = 409
WORD_SHOWN, WORD_MAX, MESSAGE_MAX = 60, 300, 20_000
LONG_WORD = re.compile(rf"(\S{{{WORD_SHOWN}}})\S{{{WORD_MAX - WORD_SHOWN},}}")
# Of MariaDB: a row changed since it was read, a wait for a lock that ended, a deadlock.
AT_ONCE = frozenset({1020, 1205, 1213})
# Too large, cut off, of another type, too long, beyond what can be reckoned.
NOT_OF_ITS_COLUMN = frozenset({1264, 1292, 1366, 1406, 1690, 1916})
REFUSED_BY_THE_LEDGER = 1644  # a trigger's own refusal: its rows are never changed


def install() -> None:
    """Put our words in place of the base's; once per process, cheap afterwards."""
    original = base.report_error
    if getattr(original, MARK, False):
        return

    def report_error(status_code: int) -> Any:
        error = sys.exc_info()[1]
        if error is not None and is_at_once(error):
            status_code = CONFLICT
            frappe.clear_messages()
        elif _number_of(error) in (REFUSED_BY_THE_LEDGER, *NOT_OF_ITS_COLUMN):
            status_code = frappe.ValidationError.http_status_code
            frappe.clear_messages()
        said = [one for one in frappe.local.message_log if has_words(one)]
        frappe.local.message_log = [shortened(one) for one in said]
        if not frappe.local.message_log:
            frappe.msgprint(words_for(error, status_code), indicator="red")
        return original(status_code)

    setattr(report_error, MARK, True)
    base.report_error = report_error
    base.as_json = _without_old_errors(base.as_json)


def _without_old_errors(original: Callable[[], Any]) -> Callable[[], Any]:
    """Return the base's answer in JSON, without the kind of an error that ended nothing. Loading
    a form says so for a document that there is not, and the Desk reads it."""

    def as_json() -> Any:
        answer = frappe.local.response
        is_refusal = sys.exc_info()[1] is not None or (answer.get("http_status_code") or 200) >= 400
        if not is_refusal and not getattr(frappe.local, "diwan_loads_form", False):
            answer.pop("exc_type", None)
        return original()

    return as_json


def is_at_once(error: BaseException) -> bool:
    """Tell whether somebody else wrote the same rows at the same time."""
    if isinstance(error, frappe.QueryDeadlockError | frappe.QueryTimeoutError):
        return True
    return _number_of(error) in AT_ONCE


def _number_of(error: BaseException | None) -> int:
    """Return the database's number of an error, 0 for another one."""
    is_its = isinstance(error, MySQLError) and bool(error.args)
    return error.args[0] if is_its and isinstance(error.args[0], int) else 0


def words_for(error: BaseException | None, status_code: int) -> str:
    """Return the words of an error without a message of its own, as HTML."""
    if status_code == CONFLICT and error is not None and is_at_once(error):
        return _(
            "Somebody else was writing the same at this moment. Nothing was stored: try again."
        )
    if _number_of(error) == REFUSED_BY_THE_LEDGER:
        return _("The ledger keeps what was written: post a reversal instead.")
    if _number_of(error) in NOT_OF_ITS_COLUMN:
        return _("A value is too long or too large, or not of its kind. Nothing was stored.")
    if status_code >= 500:
        return _("Something failed here, and nothing was stored. Tell your administrator when.")
    said = error.args[0] if error is not None and error.args else ""
    if isinstance(said, str) and said:
        return shortened_text(escape(said, quote=False))
    if status_code == 404:
        return _("This does not exist, or you may not see it.")
    if status_code in (401, 403):
        return _("You may not do this. Ask your administrator if you need it.")
    return _(
        "This cannot be done as it was sent. Reload the page, check what you entered, try again."
    )


def has_words(said: Any) -> bool:
    """Tell whether a message of the base's log says something: some of its refusals do not."""
    message = (json.loads(said) if isinstance(said, str) else said).get("message")
    return bool(message and str(message).strip())


def shortened(said: Any) -> Any:
    """Return a message of the base's log, its text shortened: JSON in one version of it, a mapping
    in the other."""
    if isinstance(said, str):
        found = json.loads(said)
        return json.dumps({**found, "message": _shortened_any(found.get("message"))})
    said["message"] = _shortened_any(said.get("message"))
    return said


def _shortened_any(text: Any) -> Any:
    if isinstance(text, list):
        return [_shortened_any(one) for one in text]
    return shortened_text(text) if isinstance(text, str) else text


def shortened_text(text: str) -> str:
    """Return a text without words that nobody reads, and without what is beyond any message.

    >>> shortened_text("no " + "x" * 500) == "no " + "x" * 60 + "…"
    True
    """
    return LONG_WORD.sub(r"\1…", text)[:MESSAGE_MAX]
