"""A chart's question that cannot be answered is refused in words, with whose fault it is.

Owns what Superset's chart API makes of such a question. It read a body further than it knows the
things in it, and what broke on the way ended as an error of the server (500) or in the middle of an
answer: a source that is no table, columns as a file, a pivot without its figures. What the database
refuses keeps its words; what broke in Superset's own reckoning gets ours, and stands in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import request

from bi.arabic import in_own_language
from bi.errors import BREAKS_ON, UnanswerableError
from bi.sql_lab import put_status

ADDRESS = "/api/v1/chart/data"
SOURCES = frozenset({"table", "query"})
# Results that are rows, by the file that they make; the others say what may be asked.
ROWS = frozenset({"full", "results", "samples", "drill_detail"})
ROWS_OF = {"csv": ROWS | {"post_processed"}, "xlsx": ROWS}

NO_BODY = "A question is an object in JSON, with a source and a list of queries."
NO_SOURCE = "The source of a question is a dataset (table) or a query, and its number."
NO_FILE = "Only rows are taken away as a file; what was asked for is '%s'."
NOT_READ = "The question cannot be read: check its columns, figures, filters and time range."
NOT_SHOWN = "This cannot be shown as it was asked: check columns, figures, form and file."
NOT_RECKONED = "The step '%s' cannot be done with these columns and options."

logger = logging.getLogger(__name__)


def fault_of(body: Any) -> tuple[str, ...]:
    """Return the words of what a question's body cannot be, with what fills them; () when it can.

    >>> fault_of({"datasource": {"id": 1, "type": "saved_query"}, "queries": [{}]}) == (NO_SOURCE,)
    True
    >>> fault_of({"datasource": {"id": 1, "type": "table"}, "queries": [{}]})
    ()
    """
    if not isinstance(body, Mapping) or not _is_list_of_mappings(body.get("queries")):
        return (NO_BODY,)
    if not isinstance(body.get("form_data", {}), Mapping | None):
        return (NO_BODY,)
    if not _is_source(body.get("datasource")):
        return (NO_SOURCE,)
    if rows := ROWS_OF.get(str(body.get("result_format"))):
        asked = (body.get("result_type"), *(one.get("result_type") for one in body["queries"]))
        others = [str(kind)[:40] for kind in asked if kind and str(kind) not in rows]
        return (NO_FILE, others[0]) if others else ()
    return ()


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


def _is_source(source: Any) -> bool:
    return isinstance(source, Mapping) and str(source.get("type")) in SOURCES and "id" in source


def require_answerable() -> None:
    """Before a request: refuse a chart's question whose body is none. Raises: UnanswerableError.

    A body that is no JSON at all is Superset's to refuse.
    """
    if request.path.rstrip("/") != ADDRESS or request.method != "POST" or not request.is_json:
        return
    body = request.get_json(silent=True)
    if body is not None and (fault := fault_of(body)):
        raise UnanswerableError(in_own_language(*fault))


def say_what_cannot_be_answered() -> None:
    """Put our words where Superset's chart API breaks."""
    from superset.charts.data.api import ChartDataRestApi
    from superset.commands.chart.data.get_data_command import ChartDataCommand
    from superset.common.query_object import QueryObject

    if hasattr(ChartDataRestApi._get_data_response, "says_whose_fault"):
        return
    for name, words in (
        ("_create_query_context_from_form", NOT_READ),
        ("_get_data_response", NOT_SHOWN),
    ):
        setattr(ChartDataRestApi, name, _said(getattr(ChartDataRestApi, name), words))
    ChartDataCommand.validate = _said(ChartDataCommand.validate, NOT_READ)
    QueryObject.exec_post_processing = _step_by_step(QueryObject.exec_post_processing)


def _said(original: Callable[..., Any], words: str) -> Callable[..., Any]:
    """Return a part of the chart API that says whose fault it is when it breaks."""
    from jinja2 import TemplateError
    from marshmallow import ValidationError
    from sqlalchemy.exc import ArgumentError, CompileError
    from superset.exceptions import SupersetErrorException, SupersetErrorsException

    @wraps(original)
    def run(*arguments: Any, **facts: Any) -> Any:
        try:
            return original(*arguments, **facts)
        except ValidationError as error:  # Superset says which part of the body it is
            if words is NOT_READ:
                raise
            raise UnanswerableError(" ".join(map(str, error.messages))) from error
        except (SupersetErrorsException, SupersetErrorException) as error:
            put_status(error)
            raise
        except (*BREAKS_ON, ArgumentError, CompileError, TemplateError) as error:
            logger.exception("a chart's question was not answered")
            said = str(error) if _is_about_dates(error) else in_own_language(words)
            raise UnanswerableError(said) from error

    run.says_whose_fault = True
    return run


def _is_about_dates(error: BaseException) -> bool:
    """Tell whether Superset's reading of dates raised an error: its words are for people."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = trace.tb_frame.f_globals["__name__"] if trace else ""
    return isinstance(error, ValueError) and place == "superset.utils.date_parser"


def _step_by_step(original: Callable[..., Any]) -> Callable[..., Any]:
    """Return Superset's reckoning over the rows, which names the step that cannot be done."""
    from superset.exceptions import InvalidPostProcessingError

    def exec_post_processing(self: Any, df: Any) -> Any:
        steps = self.post_processing
        try:
            for step in steps:
                name = step.get("operation")
                self.post_processing = [step]
                df = original(self, df)
        except InvalidPostProcessingError:
            raise
        except BREAKS_ON as error:
            raise InvalidPostProcessingError(in_own_language(NOT_RECKONED, name)) from error
        finally:
            self.post_processing = steps
        return df

    return exec_post_processing
