"""The life of opening balances: that of a journal, with questions of its own."""

from dataclasses import replace

from erp_app.domain.findings import _
from erp_app.domain.workflow import Workflow
from erp_app.finance.doctype.journal.workflow import WORKFLOW as JOURNAL

_QUESTIONS = {
    "Approve": _("Approve these balances and post them as the year's opening?"),
    "Cancel": _("Why are these opening balances taken back?"),
}

WORKFLOW = Workflow(
    document_type="Opening Balances",
    states=JOURNAL.states,
    steps=tuple(
        replace(step, question=_QUESTIONS.get(step.action, step.question), date_label="")
        for step in JOURNAL.steps
    ),
    editable=JOURNAL.editable,
    waits_for_others=JOURNAL.waits_for_others,
    waits_for_preparers=JOURNAL.waits_for_preparers,
    amount_field=JOURNAL.amount_field,
)
