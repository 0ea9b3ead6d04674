"""Queries of installation and of the Desk's charts.

Owns set-based writes to the framework's own settings documents. Refuses nothing by rule.
"""

from collections.abc import Collection, Mapping
from datetime import date

import frappe

from erp_app.domain.languages import is_arabic


def exists(doctype: str, name: str) -> bool:
    """Tell whether a document exists."""
    return bool(frappe.db.exists(doctype, name))


def set_value(doctype: str, name: str, field: str, value: object) -> None:
    """Write one column of one document, past its controller."""
    frappe.db.set_value(doctype, name, field, value, update_modified=False)


def save_single(doctype: str, values: Mapping[str, object]) -> None:
    """Write fields of a single document that this Frappe knows; others are left out."""
    meta = frappe.get_meta(doctype)
    for field, value in values.items():
        if meta.has_field(field):
            frappe.db.set_single_value(doctype, field, value)


def set_default(key: str, value: str) -> None:
    """Write a site-wide default."""
    frappe.db.set_default(key, value)


def enable_only_languages(codes: Collection[str]) -> None:
    """Offer only these languages."""
    frappe.db.sql("update `tabLanguage` set enabled = (name in %(codes)s)", {"codes": tuple(codes)})


def hide_navbar_items(kept: Collection[str]) -> None:
    """Hide every standard item of the navigation bar whose label is not kept."""
    frappe.db.sql(
        """update `tabNavbar Item` set hidden = 1
           where is_standard = 1 and item_type != 'Separator' and item_label not in %(kept)s""",
        {"kept": tuple(kept)},
    )


def set_administrator_time_zone(zone: str) -> None:
    """Give Administrator the site's time zone."""
    frappe.db.set_value("User", "Administrator", "time_zone", zone, update_modified=False)


def delete_role_grants(role: str, except_user: str) -> None:
    """Take a role from every user but one."""
    frappe.db.sql(
        "delete from `tabHas Role` where role = %s and parenttype = 'User' and parent != %s",
        (role, except_user),
    )


def hide_foreign_workspaces(own: Collection[str]) -> None:
    """Hide the public workspaces that are not in `own` from everyone but Administrator."""
    frappe.db.sql(
        "update `tabWorkspace` set is_hidden = 1 where public = 1 and name not in %(own)s",
        {"own": tuple(own)},
    )


def delete_workspaces(names: Collection[str]) -> None:
    """Remove workspaces that do not belong on this site."""
    for name in names:
        if frappe.db.exists("Workspace", name):
            frappe.delete_doc("Workspace", name, force=True, ignore_permissions=True)


def list_users_of_site() -> list[str]:
    """Return the users other than Administrator and Guest."""
    return frappe.get_all("User", {"name": ("not in", ["Administrator", "Guest"])}, pluck="name")


def set_user_language(user: str, language: str) -> None:
    """Set the language of a user's screens."""
    frappe.db.set_value("User", user, "language", language)
    frappe.clear_cache(user=user)


def count_by_field(doctype: str, field: str, filters: dict | None = None) -> list[tuple]:
    """Return (value, documents) pairs, most first."""
    return frappe.get_all(
        doctype,
        filters=filters,
        fields=[f"{field} as value", "count(*) as documents"],
        group_by=field,
        order_by=f"documents desc, {field}",
        as_list=True,
    )


def load_result_by_period(first: date, last: date) -> list[tuple]:
    """Return (period, revenue, expense) per period that starts in [first, last].

    Amounts in entity currency, both as positive numbers; read from the balances.
    """
    return frappe.db.sql(
        """select b.period,
            sum(if(a.root_type = 'Revenue', b.credit - b.debit, 0)),
            sum(if(a.root_type = 'Expense', b.debit - b.credit, 0))
        from `tabAccount Balance` b
        join `tabAccount` a on a.name = b.account and a.root_type in ('Revenue', 'Expense')
        join `tabFiscal Period` p on p.period_code = b.period
        where p.start_date between %s and %s
        group by b.period order by min(p.start_date)""",
        (first, last),
    )


def load_largest_expenses(day: date, language: str) -> list[tuple]:
    """Return (account name, amount) of all expense accounts in a day's year, the largest first: a
    share is one of the whole."""
    name = "a.account_name_ar" if is_arabic(language) else "a.account_name"
    return frappe.db.sql(
        f"""select max({name}), sum(b.debit - b.credit) as amount
        from `tabAccount Balance` b
        join `tabAccount` a on a.name = b.account and a.root_type = 'Expense'
        join `tabFiscal Period` p on p.period_code = b.period
        join `tabFiscal Year` y on y.name = p.parent and %s between y.start_date and y.end_date
        group by b.account having amount > 0 order by amount desc, b.account""",
        (day,),
    )


def count_posted_journals_by_month(first: date) -> dict[tuple[int, int], int]:
    """Return posted journals per (year, month) from `first` on."""
    rows = frappe.db.sql(
        """select year(posting_date), month(posting_date), count(*) from `tabJournal`
           where docstatus = 1 and posting_date >= %s group by 1, 2""",
        first,
    )
    return {(year, month): count for year, month, count in rows}


def load_category_titles(language: str) -> dict[str, str]:
    """Return {category: title} in the reader's language."""
    field = "name_ar" if is_arabic(language) else "name_en"
    return dict(frappe.get_all("Entity Category", fields=["name", field], as_list=True))


def load_largest_entities(limit: int) -> list[tuple[str, int]]:
    """Return (code, employees) of the entities with most employees."""
    return frappe.get_all(
        "Entity",
        filters={"employees": (">", 0)},
        fields=["entity_code", "employees"],
        order_by="employees desc, entity_code",
        limit=limit,
        as_list=True,
    )


def load_titles(doctype: str, field: str, limit: int) -> dict[str, str]:
    """Return {name: value of `field`} of a small document type."""
    return dict(frappe.get_all(doctype, fields=["name", field], as_list=True, limit=limit))


def stop_jobs_except(prefix: str, kept: Collection[str]) -> None:
    """Stop the scheduled jobs whose method neither begins with `prefix` nor is in `kept`."""
    frappe.db.sql(
        """update `tabScheduled Job Type` set stopped = 1
           where stopped = 0 and method not like %s and method not in %s""",
        (f"{prefix}%", tuple(kept)),
    )


def load_own_types(is_searched: bool = False) -> list[str]:
    """Return our document types, rows and settings left out, in the order of their names.

    is_searched: only those that the search of the site looks through, which have a title or a
    number by which people know them.
    """
    return frappe.db.sql(
        """select d.name from tabDocType d join `tabModule Def` m on m.name = d.module
           where m.app_name = 'erp_app' and d.istable = 0 and d.issingle = 0
             and (not %s or ifnull(d.title_field, '') != '' or d.autoname like '%%#'
                  or d.autoname like 'field:%%')
           order by d.name""",
        (is_searched,),
        pluck=True,
    )
