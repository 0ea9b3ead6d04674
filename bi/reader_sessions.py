"""A session of the dashboards ends when the hub says so: asked at every request.

The hub raises a person's epoch at sign-out, when the account is disabled and when access changes;
a session that began before is over. What cannot be read counts as raised.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from flask import session
from flask_login import login_user, logout_user

from bi.environment import epochs_folder
from erp_app.domain.hub.reader_epochs import current_epoch, raise_epoch

READER, BEGUN = "diwan_reader", "diwan_begun"
logger = logging.getLogger(__name__)


def begin(user: Any, email: str, language: str, asked_at: int) -> None:
    """Make this session the reader's, and nothing of what it was before. asked_at: before the hub
    was asked about them."""
    session.clear()
    session["locale"] = language
    session.permanent = True
    session[READER], session[BEGUN] = email, asked_at
    login_user(user)


def now() -> int:
    """Return the moment as epochs count: nanoseconds."""
    return time.time_ns()


def end_when_over() -> None:
    """Leave a session that was ended elsewhere; the local administrator's has no reader."""
    reader = session.get(READER)
    if reader and is_over(epochs_folder(), reader, session.get(BEGUN, 0)):
        language = session.get("locale")
        logout_user()
        session.clear()
        session["locale"] = language or "en"


def is_over(folder: Path, reader: str, begun: int) -> bool:
    """Return True when the reader's sessions were ended after this one began."""
    try:
        return current_epoch(folder, reader) >= begun
    except (OSError, ValueError) as error:
        logger.warning("sessions end: %s", error)
        return True


def end_everywhere() -> None:
    """End every session of who signs out here: a copy of the cookie is worth nothing."""
    if reader := session.get(READER):
        raise_epoch(epochs_folder(), reader)
