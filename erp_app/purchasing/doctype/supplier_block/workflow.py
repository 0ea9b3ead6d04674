"""The life of a block: it counts at once, by one person; another one takes it back.

Keeping money back must not wait for anybody; letting it go again is a decision for two.
"""

from erp_app.domain.findings import _
from erp_app.domain.purchasing.roles import APPROVERS
from erp_app.domain.workflow import Effect, Step, Workflow

DRAFT, BLOCKED, UNBLOCKED = "Draft", "Blocked", "Unblocked"
BLOCK, UNBLOCK = "Block", "Unblock"

WORKFLOW = Workflow(
    document_type="Supplier Block",
    states={DRAFT: "grey", BLOCKED: "red", UNBLOCKED: "grey"},
    steps=(
        Step(
            DRAFT,
            BLOCK,
            BLOCKED,
            APPROVERS,
            Effect.SUBMIT,
            is_decision=True,
            is_personal=True,
            is_main=True,
            question=_("Block this supplier in every entity?"),
        ),
        Step(
            BLOCKED,
            UNBLOCK,
            UNBLOCKED,
            APPROVERS,
            Effect.CANCEL,
            is_decision=True,
            is_personal=True,
            needs_other=True,
            needs_reason=True,
            question=_("Why is it unblocked?"),
        ),
    ),
    editable=frozenset({DRAFT}),
)
