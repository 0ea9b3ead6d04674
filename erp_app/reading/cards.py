"""Number cards: one figure over the documents that the reader may see.

What is counted or added up is the stored card's; the filters are the reader's, checked as those of
any list.
"""

from __future__ import annotations

from typing import Any

import frappe

from erp_app.domain.findings import RuleError
from erp_app.domain.reading.columns import Column, Selected
from erp_app.domain.reading.conditions import read_conditions
from erp_app.domain.reading.values import as_json
from erp_app.reading.lists import answer
from erp_app.reading.question import Question, as_refusal

FUNCTIONS = {"Count": "count", "Sum": "sum", "Average": "avg", "Minimum": "min", "Maximum": "max"}


@frappe.whitelist()
def get_result(doc: Any, filters: Any = None) -> int:
    """Return a card's figure, a whole number. doc: the card, of which only the name counts."""
    card = frappe.get_doc("Number Card", as_json(doc)["name"])
    card.check_permission("read")
    try:
        question = Question(
            card.document_type,
            (_figure(card),),
            read_conditions(as_json(filters)),
            parent=card.parent_document_type or "",
        )
    except RuleError as error:
        raise as_refusal(error) from None
    [(figure,)] = answer(question)[1]
    return frappe.utils.cint(figure)


@frappe.whitelist()
def get_percentage_difference(**_form: Any) -> None:
    """Return no comparison: the base's is of the days on which documents were typed in."""


def _figure(card: Any) -> Selected:
    function = FUNCTIONS[card.function]
    if function == "count":
        return Selected(None, function, alias="result")
    return Selected(Column(card.aggregate_function_based_on), function, alias="result")
