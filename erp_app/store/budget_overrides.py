"""Overrides of the budget in the database: found for vouchers that are being posted, and used up.

An override holds for the document as it was when the override was asked for: one that has been sent
again since has another moment of sending. Never commits.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from erp_app.domain.budget.overrides import Voucher

TABLE = "tabBudget Override"


def overridable_types() -> list[str]:
    """Return the types of documents that an override may let through."""
    options: str = frappe.get_meta("Budget Override").get_field("voucher_type").options
    return options.split("\n")


def lock_overrides(vouchers: Collection[Voucher]) -> dict[Voucher, str]:
    """Return voucher -> override that is in force and not used; locked until the transaction ends.

    The vouchers are locked already, by whoever posts them.
    """
    found: dict[Voucher, str] = {}
    for kind in sorted({kind for kind, _name in vouchers}.intersection(overridable_types())):
        names = sorted(name for of_kind, name in vouchers if of_kind == kind)
        marks = ", ".join(["%s"] * len(names))
        rows = frappe.db.sql(
            f"select o.voucher, o.name from `{TABLE}` o join `tab{kind}` v on v.name = o.voucher"
            f" where o.voucher_type = %s and o.voucher in ({marks}) and o.docstatus = 1"
            " and o.used_at is null and o.voucher_sent_at = v.sent_at order by o.name for update",
            (kind, *names),
        )
        for voucher, name in rows:
            found.setdefault((kind, voucher), name)
    return found


def note_use(names: Collection[str], at: str) -> None:
    """Write when overrides were used; they are locked already."""
    marks = ", ".join(["%s"] * len(names))
    frappe.db.sql(
        f"update `{TABLE}` set used_at = %s where name in ({marks})", (at, *sorted(names))
    )


def is_used(name: str) -> bool:
    """Tell whether an override was used, as it stands now; it stays locked."""
    return bool(frappe.db.get_value("Budget Override", name, "used_at", for_update=True))


def find_in_force(voucher: Voucher, sent_at: object) -> str | None:
    """Return another override that lets a document through as it was sent, None without one."""
    filters = {"voucher_type": voucher[0], "voucher": voucher[1], "docstatus": 1}
    found: str | None = frappe.db.get_value(
        "Budget Override", {**filters, "voucher_sent_at": sent_at, "used_at": ("is", "not set")}
    )
    return found
