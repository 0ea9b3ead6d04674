"""The account we run as: its name, and what it may write.

Which account that is when root starts a command is decided by the launcher (account.sh).
"""

import os
import pwd
from pathlib import Path

from ground.errors import OpsError


def account_name() -> str:
    """Return the name of the account we run as; its number when the machine has no name for it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def require_writable(*places: Path) -> None:
    """Refuse, before any work is done, to write where we may not: a checkout is often root's.

    Raises: OpsError.
    """
    for place in places:
        if not os.access(place if os.path.exists(place) else place.parent, os.W_OK):
            raise OpsError(
                f"The account {account_name()} may not write {place}.",
                f"Run: sudo chown -R {account_name()} {place} (or work in a clone of your own).",
            )
