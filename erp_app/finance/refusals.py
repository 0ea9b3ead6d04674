"""How broken rules reach the user: translated, with every finding listed.

Owns the mapping from rule errors to the framework's exceptions (and so to HTTP codes):
who may not is a permission error, what may not is a validation error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import frappe
from frappe import _

from erp_app.domain.approval import ApprovalLimitError
from erp_app.domain.entry import EntriesInvalidError
from erp_app.domain.findings import Finding, RuleError
from erp_app.domain.workflow import RoleMissingError, SelfApprovalError, SystemUserError

FINDINGS_SHOWN = 20
_PERMISSION_RULES = (RoleMissingError, SelfApprovalError, SystemUserError, ApprovalLimitError)


class JournalInvalidError(frappe.ValidationError):
    """A journal's content breaks the rules of the ledger."""


class JournalLockedError(frappe.ValidationError):
    """A journal that was sent or posted was to be changed."""


def translate(template: str, values: Sequence[object]) -> str:
    """Return a rule's text in the user's language; texts among the values are translated too."""
    return _(template).format(*(_(v) if isinstance(v, str) and v else v for v in values))


def finding_text(finding: Finding) -> str:
    """Return a finding in the user's language, with its line."""
    text = translate(finding.template, finding.values)
    return _("Line {0}: {1}").format(finding.line, text) if finding.line else text


def throw_rule(error: RuleError) -> NoReturn:
    """Refuse because of a broken rule."""
    kind = frappe.PermissionError if isinstance(error, _PERMISSION_RULES) else None
    frappe.throw(
        translate(error.template, error.values),
        exc=kind or frappe.ValidationError,
        title=_("Not Allowed") if kind else _("Cannot Continue"),
    )


def throw_findings(findings: Sequence[Finding]) -> NoReturn:
    """Refuse because of findings; the first ones are listed, the rest are counted."""
    texts = [finding_text(found) for found in findings[:FINDINGS_SHOWN]]
    if len(findings) > FINDINGS_SHOWN:
        texts.append(_("and {0} more").format(len(findings) - FINDINGS_SHOWN))
    as_list = len(texts) > 1
    frappe.throw(
        texts if as_list else texts[0],
        exc=JournalInvalidError,
        title=_("The journal has errors"),
        as_list=as_list,
    )


@contextmanager
def rules() -> Iterator[None]:
    """Turn rule errors raised inside into refusals the user can read."""
    try:
        yield
    except RuleError as error:
        throw_rule(error)
    except EntriesInvalidError as error:
        throw_findings([found.finding for found in error.findings])
