"""What of the budget is policy: groups, control rules, the tree of cost centres.

Small tables, read whole and remembered until one of their rows changes (`policy_cache`), as the
value that is asked: what it has found out is remembered with it.
"""

from __future__ import annotations

from typing import cast

import frappe

from erp_app.domain.budget.control import ControlRule, ControlRules, Level, Span
from erp_app.domain.budget.groups import BudgetGroup, GroupTree
from erp_app.domain.budget.virement import VirementRule
from erp_app.domain.budget.year_end import Treatment, YearEndRule
from erp_app.store.amounts import amount_from_text
from erp_app.store.document_policy import WAS_CONFIRMED
from erp_app.store.policy_cache import remembered


def load_groups() -> GroupTree:
    """Return the tree of budget groups, with the accounts below the nodes that they name."""
    [found] = remembered("budget groups", lambda: [GroupTree(tuple(read_groups()))])
    return cast(GroupTree, found)


def read_groups() -> list[BudgetGroup]:
    """Return all groups from the database, in order of their codes."""
    accounts: dict[str, set[str]] = {}
    for group, account in frappe.db.sql(
        "select g.name, a.name from `tabBudget Group` g join `tabAccount` n on n.name = g.account"
        " join `tabAccount` a on a.lft between n.lft and n.rgt where a.is_group = 0"
    ):
        accounts.setdefault(group, set()).add(account)
    rows = frappe.db.sql(
        "select name, coalesce(parent_budget_group, ''), coalesce(account_from, ''),"
        " coalesce(account_to, '') from `tabBudget Group` order by name"
    )
    return [BudgetGroup(*row, frozenset(accounts.get(row[0], ()))) for row in rows]


def accounts_below(account: str) -> frozenset[str]:
    """Return the accounts that take postings below a node of the chart, or the account itself."""
    rows = frappe.db.sql(
        "select a.name from `tabAccount` n join `tabAccount` a on a.lft between n.lft and n.rgt"
        " where n.name = %s and a.is_group = 0",
        (account,),
    )
    return frozenset(row[0] for row in rows)


def load_control_rules() -> ControlRules:
    """Return every control rule that was ever in force: each still says what held on its days."""
    [found] = remembered("budget control", _read_control_rules)
    return cast(ControlRules, found)


def _read_control_rules() -> list[ControlRules]:
    return [ControlRules(tuple(_read_rules()), load_centres())]


def load_virement_rules() -> list[VirementRule]:
    """Return every virement rule that was ever in force."""
    return remembered("virement rules", _read_virement_rules)


def _read_virement_rules() -> list[VirementRule]:
    rows = frappe.db.sql(
        "select name, coalesce(group_from, ''), coalesce(group_to, ''), is_allowed,"
        " cast(share_max as char), coalesce(role, ''), valid_from, valid_to"
        f" from `tabVirement Rule` where {WAS_CONFIRMED}"
    )
    return [
        VirementRule(name, giving, taking, bool(is_allowed), amount_from_text(share), *rest)
        for name, giving, taking, is_allowed, share, *rest in rows
    ]


def load_year_end_rules() -> list[YearEndRule]:
    """Return every year end rule that was ever in force."""
    return remembered("year end rules", _read_year_end_rules)


def _read_year_end_rules() -> list[YearEndRule]:
    rows = frappe.db.sql(
        "select name, treatment, coalesce(budget_group, ''), coalesce(fund, ''), valid_from,"
        f" valid_to from `tabBudget Year End Rule` where {WAS_CONFIRMED}"
    )
    return [YearEndRule(name, Treatment(treatment), *rest) for name, treatment, *rest in rows]


def load_centres() -> dict[str, str]:
    """Return cost centre -> the one above, "" at the top."""
    [found] = remembered("cost centre parents", _read_centres)
    return cast(dict[str, str], found)


def _read_centres() -> list[dict[str, str]]:
    query = "select name, coalesce(parent_cost_centre, '') from `tabCost Centre`"
    return [dict(frappe.db.sql(query))]


def _read_rules() -> list[ControlRule]:
    rows = frappe.db.sql(
        "select name, account_from, account_to, level, span, coalesce(fund, ''),"
        " coalesce(cost_centre, ''), cast(tolerance_percent as char),"
        " cast(tolerance_amount as char), valid_from, valid_to from `tabBudget Control Rule`"
        f" where {WAS_CONFIRMED}"
    )
    return [_rule_of(*row) for row in rows]


def _rule_of(name, first, last, level, span, fund, centre, percent, amount, *days) -> ControlRule:
    """Return a row as a rule, its words and amounts read."""
    tolerances = amount_from_text(percent), amount_from_text(amount)
    words = Level(level), Span(span)
    return ControlRule(name, first, last, *words, fund, centre, *tolerances, *days)
