"""SQL Lab keeps to what was written, and says no as a refusal.

Owns three corrections of Superset. It replaces the limit that a query has by its own of the page,
so that `limit 0` brought every row and `limit 2 + 3` a thousand. What DuckDB or a check of ours
refuses came back as a fault of the server (500), and so did a text without any query.
"""

from __future__ import annotations

from typing import Any

FORBIDDEN, WRONG = 403, 400
NO_QUERY = "You have no query of this client_id."
KNOWN_ALREADY = "Another query has this client_id: send one of its own."
_FORBIDDING = ("SECURITY_ACCESS", "NOT_ALLOWED", "FORBIDDEN", "DISALLOWED")
_OF_THE_SERVER = ("BACKEND", "TIMEOUT", "WORKERS")


def keep_own_limits() -> None:
    """Let a query's own limit stand unless the page's is smaller."""
    from superset.commands.sql_lab.execute import ExecuteSqlCommand
    from superset.sql.parse import LimitMethod, SQLStatement
    from superset.sqllab.limiting_factor import LimitingFactor

    replace, choose = SQLStatement.set_limit_value, ExecuteSqlCommand._set_query_limit
    if replace.__module__ == __name__:
        return

    def set_limit_value(self: Any, limit: int, method: Any = LimitMethod.FORCE_LIMIT) -> None:
        if self._parsed.args.get("limit") is None:
            replace(self, limit, method)
            return
        own = self.get_limit_value()
        if own is None:  # computed, a share, or FETCH: only DuckDB knows how many that is
            replace(self, limit, LimitMethod.WRAP_SQL)
        elif own > limit:
            replace(self, limit, method)

    def _set_query_limit(self: Any, rendered_query: str) -> None:
        require_query(rendered_query)
        choose(self, rendered_query)
        query = self._execution_context.query
        if query.limiting_factor != LimitingFactor.DROPDOWN:
            query.limiting_factor = LimitingFactor.NOT_LIMITED  # an export leaves no row out

    SQLStatement.set_limit_value = set_limit_value
    ExecuteSqlCommand._set_query_limit = _set_query_limit


def require_query(sql: str) -> None:
    """Refuse a text in which nothing is asked: empty, or comments alone.

    Raises: UnanswerableError.
    """
    import duckdb

    from bi.errors import UnanswerableError

    try:
        is_empty = not duckdb.extract_statements(sql)
    except duckdb.Error:
        return  # DuckDB explains best what is wrong with it
    if is_empty:
        raise UnanswerableError("There is no query in it: write one, as select 1.")


def answer_refusals_as_such() -> None:
    """Give what a query was refused for a status that says whose fault it is."""
    from sqlalchemy.exc import IntegrityError
    from superset.commands.sql_lab.execute import ExecuteSqlCommand
    from superset.exceptions import SupersetErrorException, SupersetErrorsException
    from superset.sqllab.exceptions import SqlLabException

    from bi.arabic import in_own_language
    from bi.errors import UnanswerableError

    run_query = ExecuteSqlCommand.run
    if run_query.__module__ == __name__:
        return

    def run(self: Any) -> Any:
        require_query(self._execution_context.sql)
        try:
            return run_query(self)
        except (SupersetErrorsException, SupersetErrorException) as error:
            put_status(error)
            raise
        except SqlLabException as error:  # a check before the query is run
            if isinstance(error.exception, IntegrityError):
                raise UnanswerableError(in_own_language(KNOWN_ALREADY)) from error
            error.status = status_of([error.to_dict()], error.status)
            raise

    ExecuteSqlCommand.run = run


def stop_own_queries_alone() -> None:
    """Let a query be stopped by whoever asked it; for others there is none of that name."""
    from superset import db, security_manager
    from superset.daos.query import QueryDAO
    from superset.models.sql_lab import Query
    from superset.utils.core import get_user_id

    from bi.arabic import in_own_language
    from bi.errors import UnanswerableError

    stop = QueryDAO.stop_query
    if stop.__module__ == __name__:
        return

    def stop_query(client_id: str) -> None:
        query = db.session.query(Query).filter_by(client_id=client_id).one_or_none()
        if query is None or (query.user_id != get_user_id() and not security_manager.is_admin()):
            raise UnanswerableError(in_own_language(NO_QUERY))
        stop(client_id)

    QueryDAO.stop_query = staticmethod(stop_query)


def put_status(error: Any) -> None:
    """Give an error of Superset the status that says whose fault it is."""
    told = error.errors if hasattr(error, "errors") else [error.error]
    error.status = status_of([one.to_dict() for one in told], error.status)


def status_of(errors: list[dict[str, Any]], given: int) -> int:
    """Return the HTTP status of a query's errors. given: what Superset would answer.

    errors: of Superset's form; one of ours says its status itself (bi.errors).

    >>> status_of([{"error_type": "GENERIC_DB_ENGINE_ERROR"}], 500)
    400
    >>> status_of([{"error_type": "DATASOURCE_SECURITY_ACCESS_ERROR"}], 500)
    403
    >>> status_of([{"error_type": "GENERIC_BACKEND_ERROR"}], 500)
    500
    """
    if given < 500 or not errors:
        return given
    for error in errors:
        if said := (error.get("extra") or {}).get("status"):
            return int(said)
    kinds = [str(error.get("error_type") or "BACKEND") for error in errors]
    if any(part in kind for kind in kinds for part in _OF_THE_SERVER):
        return given
    is_forbidden = any(part in kind for kind in kinds for part in _FORBIDDING)
    return FORBIDDEN if is_forbidden else WRONG
