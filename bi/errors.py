"""How the dashboards say no: an error that Superset shows to people as it is, with its status."""

from __future__ import annotations

from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
from superset.exceptions import SupersetErrorException, SupersetSecurityException

# What Superset's reading of a question breaks on when it is none of its kind. Whatever else fails
# (memory, files, Superset's own tables) is a fault of the server.
BREAKS_ON = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip


class RefusedError(SupersetErrorException):
    """What is asked may not be done, or cannot be done now; subclasses say which status that is."""

    status = 403
    kind = SupersetErrorType.DATASOURCE_SECURITY_ACCESS_ERROR

    def __init__(self, message: str) -> None:
        error = _told(message, type(self).kind, type(self).status)
        super().__init__(error, status=type(self).status)


class AccessRefusedError(SupersetSecurityException):
    """Something of somebody else's; where Superset asks whether it is open, the answer is no."""

    def __init__(self, message: str) -> None:
        super().__init__(_told(message, RefusedError.kind, RefusedError.status))


class UnanswerableError(RefusedError):
    """The question is none that can be answered: its asker's to mend, no fault of the server."""

    status = 400
    kind = SupersetErrorType.INVALID_PAYLOAD_SCHEMA_ERROR


def _told(message: str, kind: SupersetErrorType, status: int) -> SupersetError:
    """Return Superset's form of an error; the status is kept where it is handed on without it."""
    return SupersetError(
        message=message, error_type=kind, level=ErrorLevel.ERROR, extra={"status": status}
    )
