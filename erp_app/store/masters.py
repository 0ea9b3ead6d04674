"""Master data a journal refers to: accounts, dimensions, rules, settings.

Reads exactly the codes asked for, with one query, and remembers them until a master is changed:
every change is announced with its commit, and whoever begins afterwards reads anew. Rules are read
whole and remembered in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import frappe

from erp_app.domain.dimensions import DIMENSIONS, DimensionRule, DimensionRules, Requirement
from erp_app.domain.entry import Posting
from erp_app.domain.entry_check import AccountFacts, Masters
from erp_app.store import currency
from erp_app.store.policy_cache import remembered, remembered_rows
from erp_app.store.rows import Literals

# Table, and the columns that say whether the record takes postings.
_DIMENSION_TABLES = {
    "cost_centre": ("tabCost Centre", "is_group or disabled", "`function`"),
    "fund": ("tabFund", "disabled", "null"),
    "programme": ("tabProgramme", "disabled", "`function`"),
    "project": ("tabProject", "disabled", "fund"),
    "function": ("tabFunction", "is_group or disabled", "null"),
}
_ACCOUNT_FLAGS = ",".join(f"requires_{dimension}" for dimension in DIMENSIONS)


def load_masters(postings: Iterable[Posting]) -> Masters:
    """Return the masters of all codes that the postings name, and the entity's defaults."""
    fund, function = default_dimensions()
    wanted: dict[str, set[str]] = {name: set() for name in ("account", *DIMENSIONS)}
    wanted["fund"].add(fund)
    wanted["function"].add(function)
    dimension_sets = set()
    for posting in postings:
        wanted["account"].add(posting.account)
        dimension_sets.add(posting.dimensions)
    for dimensions in dimension_sets:
        for name, value in zip(DIMENSIONS, dimensions, strict=True):
            wanted[name].add(value)
    found = _masters_of({kind: codes - {""} for kind, codes in wanted.items()})
    return replace(
        found, default_fund=fund, default_function=function, decimals=currency.decimals()
    )


def _masters_of(wanted: dict[str, set[str]]) -> Masters:
    """Return the masters of the codes per kind ("account" and the dimensions)."""
    accounts: dict[str, AccountFacts] = {}
    dimensions: dict[str, dict[str, bool]] = {name: {} for name in DIMENSIONS}
    functions: dict[str, str] = {}
    keys = [(kind, code) for kind, codes in wanted.items() for code in codes]
    for (kind, code), master in remembered_rows("masters", keys, _read_masters).items():
        if kind == "account":
            accounts[code] = master
            continue
        dimensions[kind][code], function = master
        if kind == "cost_centre" and function:
            functions[code] = function
    return Masters(accounts, dimensions, load_rules(), functions)


def _read_masters(keys: set[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Return by (kind, code): the facts of an account; of any other (takes postings, what its
    lines imply)."""
    wanted: dict[str, set[str]] = {}
    for kind, code in keys:
        wanted.setdefault(kind, set()).add(code)
    found: dict[tuple[str, str], Any] = {}
    for kind, code, unusable, disabled, extra in _read_codes(wanted):
        if kind == "account":
            required = tuple(n for n, flag in zip(DIMENSIONS, extra, strict=True) if flag == "1")
            found[kind, code] = AccountFacts(code, bool(unusable), not disabled, required)
        else:
            found[kind, code] = (not unusable, extra or "")
    return found


def _read_codes(wanted: dict[str, set[str]]) -> Iterable[tuple]:
    parts, text = [], Literals()
    if codes := wanted.get("account"):
        flags = f"concat({_ACCOUNT_FLAGS})"
        parts.append(_select("account", "tabAccount", "is_group", "disabled", flags, codes, text))
    for kind, (table, unusable, extra) in _DIMENSION_TABLES.items():
        if codes := wanted.get(kind):
            parts.append(_select(kind, table, unusable, "0", extra, codes, text))
    return frappe.db.sql(" union all ".join(parts)) if parts else ()


def _select(
    kind: str, table: str, unusable: str, disabled: str, extra: str, codes, text: Literals
) -> str:
    names = ",".join([text[str(code)] for code in sorted(codes)])
    return (
        f"select '{kind}', name, {unusable}, {disabled}, {extra}"
        f" from `{table}` where name in ({names})"
    )


def load_rules() -> DimensionRules:
    """Return the enabled dimension rules, at most a few seconds old."""
    return DimensionRules(tuple(remembered("rules", _read_rules)))


def _read_rules() -> list[DimensionRule]:
    columns = ", ".join(f"`{name}`" for name in DIMENSIONS)
    rows = frappe.db.sql(
        f"select title, account_from, account_to, {columns} from `tabDimension Rule`"
        " where enabled = 1 order by title"
    )
    return [
        DimensionRule(
            title,
            account_from,
            account_to,
            {n: Requirement(word) for n, word in zip(DIMENSIONS, words, strict=True) if word},
        )
        for title, account_from, account_to, *words in rows
    ]


def default_dimensions() -> tuple[str, str]:
    """Return the default fund and function of the entity, empty when not set."""
    settings = frappe.get_cached_doc("Finance Settings")
    return settings.default_fund or "", settings.default_function or ""


def posted_use(doctype: str, name: str) -> bool:
    """Return True when a ledger balance refers to this account or dimension."""
    column = frappe.scrub(doctype)
    return bool(
        frappe.db.sql(f"select 1 from `tabLedger Balance` where `{column}` = %s limit 1", (name,))
    )


def has_any_posting() -> bool:
    """Return True when the books hold anything at all."""
    return bool(frappe.db.sql("select 1 from `tabAccount Balance` limit 1"))


def load_root_types(accounts: Collection[str]) -> dict[str, str]:
    """Return account -> root type of the accounts that exist."""
    if not accounts:
        return {}
    marks = ", ".join(["%s"] * len(accounts))
    query = f"select name, root_type from `tabAccount` where name in ({marks})"
    return dict(frappe.db.sql(query, tuple(accounts)))
