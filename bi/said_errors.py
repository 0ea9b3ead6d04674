"""What Superset's API says when something fails: in JSON, with the status of whose fault it is.

Owns the handlers of errors that nobody caught, and a few addresses that ended in an error of the
server for everybody. What the warehouse refuses is its asker's. Superset takes "any kind of answer"
for the wish for a page, and its page of a refused command is that of a broken server. What it did
not foresee is told by its own text there, which may name what the machine holds: here it says that
something failed, and the log says what.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import duckdb
from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from bi.arabic import in_own_language
from bi.errors import BREAKS_ON, UnanswerableError

FAILED = "Something failed here. Tell your data team when it was."
NO_CHART = "There is no kind of chart named '%s'."
NO_LIST = "This list cannot be read as it was asked: check its filters, columns and order."
NO_DATABASE = "The query '%s' has no database: choose one and save it again."
# Of features that are switched off: live events of queries, results that are kept elsewhere, things
# brought in as files (dashboards are the repository's), everything that hangs on the database; and
# the version, which only whoever looks for its faults needs.
SWITCHED_OFF = re.compile(
    r"/api/v1/(async_event|sqllab/results|\w+/import|assets/(import|export)"
    r"|database/[^/]+/related_objects)/?|/version/?"
)
NUMBER_MAX = 2**63 - 1  # of a row, in any database
_NUMBER_IN_Q = re.compile(r"(?<=[(:,!])-?\d{10,}(?=[),]|$)")  # not in a text, which has quotes
logger = logging.getLogger(__name__)


def say_errors_in_one_way() -> None:
    """Leave the errors of an API to the handlers below: its own net answers each with the same
    two words and 500. Comes before the parts of Superset that take that net over."""
    import flask_appbuilder.api as base

    def safe(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def answer(self: Any, *arguments: Any, **facts: Any) -> Any:
            try:
                return method(self, *arguments, **facts)
            except BadRequest as error:
                return self.response_400(message=str(error))

        return answer

    base.safe = safe


def close_what_is_off() -> None:
    """Before a request: addresses of features that are off are not there. Raises: NotFound."""
    if SWITCHED_OFF.fullmatch(request.path):
        raise NotFound


def require_numbers_that_are_some() -> None:
    """Before a request: nothing has a number that no row can have. Raises: NotFound."""
    asked = [*(request.view_args or {}).values(), *request.args.values()]
    asked += _NUMBER_IN_Q.findall(request.args.get("q", ""))
    for one in map(str, asked):
        if one.removeprefix("-").isdigit() and (len(one) > 20 or abs(int(one)) > NUMBER_MAX):
            raise NotFound


def handle_errors() -> None:
    """Put our handlers over Superset's own, which it sets when it starts."""
    from superset.views import error_handling

    set_theirs = error_handling.set_app_error_handlers
    if set_theirs.__module__ == __name__:
        return

    def set_app_error_handlers(app: Flask) -> None:
        set_theirs(app)
        _set_ours(app)

    error_handling.set_app_error_handlers = set_app_error_handlers


def _set_ours(app: Flask) -> None:
    from superset.commands.exceptions import CommandException
    from superset.exceptions import SupersetException

    pages = {
        kind: app.error_handler_spec[None][None][kind] for kind in (CommandException, Exception)
    }

    def say(error: SupersetException) -> Any:
        page = pages[CommandException if isinstance(error, CommandException) else Exception]
        if is_page() or error.status >= 500:
            return page(error) if is_page() else say_failure(error)
        return _answer(str(error.message), error.status)

    def say_failure(error: Exception) -> Any:
        if isinstance(error, DBAPIError) and isinstance(error.orig, duckdb.Error):
            return _answer(str(error.orig), BadRequest.code)
        if is_page() or isinstance(error, HTTPException):
            return pages[Exception](error)
        logger.exception("a request failed", exc_info=error)
        return _answer(in_own_language(FAILED), 500)

    app.register_error_handler(CommandException, say)
    app.register_error_handler(SupersetException, say)
    app.register_error_handler(Exception, say_failure)


def is_page() -> bool:
    """Tell whether a person opens a page: an API is asked by programs, whatever they take."""
    wanted = {kind for kind, _weight in request.accept_mimetypes}
    return not request.path.startswith("/api/") and "text/html" in wanted


def name_unknown_things() -> None:
    """Say no to a chart by a name, to a kind of chart that does not exist, and to a file of a query
    that was saved without a database."""
    from superset import viz
    from superset.commands.chart.exceptions import ChartNotFoundError
    from superset.commands.query.export import ExportSavedQueriesCommand
    from superset.daos.chart import ChartDAO

    find = ChartDAO.get_by_id_or_uuid
    if find.__module__ == __name__:
        return

    def get_by_id_or_uuid(named: str) -> Any:
        if not (named.isascii() and named.isdigit()) and not _is_uuid(named):
            raise ChartNotFoundError
        return find(named)

    name_file = ExportSavedQueriesCommand._file_name

    def _file_name(query: Any) -> str:
        if query.database is None:
            raise UnanswerableError(in_own_language(NO_DATABASE, str(query.label)[:40]))
        return name_file(query)

    ChartDAO.get_by_id_or_uuid = staticmethod(get_by_id_or_uuid)
    ExportSavedQueriesCommand._file_name = staticmethod(_file_name)
    viz.viz_types = _Kinds(viz.viz_types)


def tell_known_fields() -> None:
    """Leave out of an API's description what its form does not have: it names a field of
    databases by the name that it had before."""
    from superset.views.base_api import BaseSupersetModelRestApi as Api

    tell = Api._get_fields_info
    if tell.__module__ == __name__:
        return

    def _get_fields_info(self: Any, names: list[str], schema: Any, *more: Any, **asked: Any) -> Any:
        known = [name for name in names if name in schema.fields]
        return tell(self, known, schema, *more, **asked)

    Api._get_fields_info = _get_fields_info


def read_filters_of_lists() -> None:
    """Say so when a list is to be filtered by a value that its comparison cannot take."""
    from flask_appbuilder.api import ModelRestApi

    read = ModelRestApi.get_list_headless
    if read.__module__ == __name__:
        return

    def get_list_headless(self: Any, **asked: Any) -> Any:
        try:
            return read(self, **asked)
        except BREAKS_ON as error:
            logger.exception("a list was not read")
            raise UnanswerableError(in_own_language(NO_LIST)) from error

    ModelRestApi.get_list_headless = get_list_headless


class _Kinds(dict):
    """Superset's old kinds of charts by name."""

    def __missing__(self, name: object) -> Any:
        raise UnanswerableError(in_own_language(NO_CHART, str(name)[:40]))


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _answer(message: str, status: int) -> Response:
    from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
    from superset.views.error_handling import json_error_response

    kind = SupersetErrorType.GENERIC_BACKEND_ERROR if status >= 500 else None
    error = SupersetError(
        message=message,
        error_type=kind or SupersetErrorType.GENERIC_COMMAND_ERROR,
        level=ErrorLevel.ERROR if kind else ErrorLevel.WARNING,
        extra={"status": status},
    )
    return json_error_response([error], status=status)
