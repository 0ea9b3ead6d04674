"""How the dashboards say no: an error that Superset shows to people as it is, with its status."""

from __future__ import annotations

from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
from superset.exceptions import SupersetErrorException


class RefusedError(SupersetErrorException):
    """What is asked may not be done, or cannot be done now; subclasses say which status that is."""

    status = 403

    def __init__(self, message: str) -> None:
        kind = SupersetErrorType.DATASOURCE_SECURITY_ACCESS_ERROR
        said = {"status": type(self).status}  # kept where Superset hands errors on without it
        error = SupersetError(message=message, error_type=kind, level=ErrorLevel.ERROR, extra=said)
        super().__init__(error, status=type(self).status)
