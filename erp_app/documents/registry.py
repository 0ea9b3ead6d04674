"""Which document types have a workflow: those with a `workflow.py` beside their controller.

Owns the finding of them. A new document type is known by being there; nothing is listed twice.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from erp_app.domain.findings import RuleError, _
from erp_app.domain.workflow import Workflow

APP = Path(__file__).parents[1]


class WorkflowMissingError(RuleError):
    """The document type has no workflow."""


@cache
def load_workflows() -> dict[str, Workflow]:
    """Return every workflow of the app by document type, in order of name."""
    found = [
        import_module(".".join(("erp_app", *path.relative_to(APP).with_suffix("").parts))).WORKFLOW
        for path in sorted(APP.glob("*/doctype/*/workflow.py"))
    ]
    return {workflow.document_type: workflow for workflow in found}


def workflow_of(document_type: str) -> Workflow:
    """Return the workflow of a document type.

    Raises:
        WorkflowMissingError: it has none.
    """
    try:
        return load_workflows()[document_type]
    except (KeyError, TypeError):
        raise WorkflowMissingError(_("{0} has no steps"), str(document_type)[:140]) from None
