"""Set-based counts over appointments: heads and vacancies at any date.

Owns the SQL of the People reports; its definition of a head is `domain.people.headcount`.
One pass over the appointments in force on the day; nothing is computed per employee.
"""

from datetime import date

import frappe

from erp_app.domain.languages import ARABIC, ENGLISH, is_arabic

# How to group heads: (key, label, extra join); labels follow the reader's language.
_GROUPINGS = {
    "Org Unit": (
        "a.org_unit",
        "u.name_{lang}",
        "left join `tabOrg Unit` u on u.name = a.org_unit",
        "min(u.lft)",
    ),
    "Grade": (
        "a.grade",
        "g.name_{lang}",
        "left join `tabGrade` g on g.name = a.grade",
        "min(g.rank)",
    ),
    "Nationality Group": ("e.nationality_group", "e.nationality_group", "", "count(*) desc, 1"),
    "Nationality": (
        "e.nationality",
        "n.name_{lang}",
        "left join `tabNationality` n on n.name = e.nationality",
        "count(*) desc, 1",
    ),
    "Gender": ("e.gender", "e.gender", "", "e.gender"),
}
GROUPINGS = tuple(_GROUPINGS)

_IN_FORCE = "a.from_date <= %(day)s and (a.to_date is null or a.to_date >= %(day)s)"
_SUBTREE = """and a.org_unit in
    (select name from `tabOrg Unit` where lft between %(lft)s and %(rgt)s)"""


def count_heads(
    day: date, grouping: str, bounds: tuple[int, int] | None = None, language: str = "en"
) -> list[frappe._dict]:
    """Return heads on `day`, one row per group of `grouping` (see GROUPINGS).

    Each row: key, label, heads, women, men, nationals. bounds: (lft, rgt) of the org unit
    whose subtree is counted, None for the whole entity. language: en or ar, for labels.
    """
    key, label, join, order = _GROUPINGS[grouping]
    label = label.format(lang=ARABIC if is_arabic(language) else ENGLISH)
    return frappe.db.sql(
        f"""select {key} as `key`, max({label}) as label,
            count(distinct a.employee) as heads,
            count(distinct if(e.gender = 'Female', a.employee, null)) as women,
            count(distinct if(e.gender = 'Male', a.employee, null)) as men,
            count(distinct if(e.nationality_group = 'National', a.employee, null)) as nationals
        from `tabAppointment` a join `tabEmployee` e on e.name = a.employee {join}
        where {_IN_FORCE} {_SUBTREE if bounds else ""}
        group by {key} order by {order}""",
        _build_parameters(day, bounds),
        as_dict=True,
    )


def count_heads_by_month(days: list[date]) -> list[int]:
    """Return the heads on each of `days`, in their order; one query for all of them."""
    if not days:
        return []
    columns = ", ".join(
        f"sum(from_date <= %(d{i})s and (to_date is null or to_date >= %(d{i})s))"
        for i in range(len(days))
    )
    row = frappe.db.sql(
        f"select {columns} from `tabAppointment`",
        {f"d{i}": day for i, day in enumerate(days)},
    )[0]
    return [int(value or 0) for value in row]


def list_vacancies(
    day: date, bounds: tuple[int, int] | None = None, language: str = "en"
) -> list[frappe._dict]:
    """Return the positions that exist on `day`, are not frozen and nobody holds, by unit.

    Each row: position, title, org_unit, org_unit_name, grade, vacant_since (date).
    """
    lang = ARABIC if is_arabic(language) else ENGLISH
    return frappe.db.sql(
        f"""select p.name as position, p.title_{lang} as title, p.org_unit,
            u.name_{lang} as org_unit_name, p.grade,
            coalesce((select adddate(max(h.to_date), 1) from `tabAppointment` h
                      where h.position = p.name and h.to_date < %(day)s),
                     p.established_on) as vacant_since
        from `tabPosition` p left join `tabOrg Unit` u on u.name = p.org_unit
        where {_established("p")} and p.status != 'Frozen'
            and not exists (select 1 from `tabAppointment` a
                            where a.position = p.name and {_IN_FORCE})
            {_SUBTREE.replace("a.org_unit", "p.org_unit") if bounds else ""}
        order by u.lft, p.grade desc, p.name""",
        _build_parameters(day, bounds),
        as_dict=True,
    )


def count_posts(day: date, bounds: tuple[int, int] | None = None) -> frappe._dict:
    """Return established, filled and frozen positions on `day` as whole numbers."""
    row = frappe.db.sql(
        f"""select count(*) as established, coalesce(sum(held.position is not null), 0) as filled,
            coalesce(sum(held.position is null and p.status = 'Frozen'), 0) as frozen
        from `tabPosition` p
        left join (select distinct a.position from `tabAppointment` a where {_IN_FORCE}) held
            on held.position = p.name
        where {_established("p")}
            {_SUBTREE.replace("a.org_unit", "p.org_unit") if bounds else ""}""",
        _build_parameters(day, bounds),
        as_dict=True,
    )[0]
    return frappe._dict({name: int(value) for name, value in row.items()})


def _established(alias: str) -> str:
    return (
        f"{alias}.established_on <= %(day)s and "
        f"({alias}.abolished_on is null or {alias}.abolished_on > %(day)s)"
    )


def _build_parameters(day: date, bounds: tuple[int, int] | None) -> dict:
    lft, rgt = bounds or (None, None)
    return {"day": day, "lft": lft, "rgt": rgt}
