"""Queries behind employees, positions and appointments.

Owns the current-position columns (employee's and position's copy of the appointment in force).
Refuses to judge: whether an overlap is allowed is decided in `domain.people.tenure`.
"""

from collections.abc import Sequence
from datetime import date

import frappe

from erp_app.domain.findings import RuleError, _
from erp_app.domain.people.identity import PERSON_SEQUENCE_MAX, build_person_number
from erp_app.domain.people.tenure import Span

# An appointment is found by its employee or by its position; nothing else is a valid key.
_OWNER_COLUMNS = {"Employee": "employee", "Position": "position"}


class OrgUnitUnknownError(RuleError):
    """There is no such unit."""


def load_spans_locked(owner_doctype: str, owner: str, except_name: str) -> list[Span]:
    """Return the appointment spans of an employee or a position, holding its row lock.

    The lock makes two people who appoint at the same moment queue up, so that the second
    one sees what the first one wrote. except_name: the appointment being saved.
    """
    column = _OWNER_COLUMNS[owner_doctype]
    frappe.db.sql(f"select name from `tab{owner_doctype}` where name = %s for update", owner)
    rows = frappe.db.sql(
        f"""select name, from_date, to_date from `tabAppointment`
            where `{column}` = %s and name != %s order by from_date for update""",
        (owner, except_name),
    )
    return [Span(start, end, name) for name, start, end in rows]


def load_open_appointment(employee: str, day: date) -> str | None:
    """Return the name of the employee's appointment in force on `day`, None without one."""
    rows = frappe.db.sql(
        """select name from `tabAppointment` where employee = %s and from_date <= %s
           and (to_date is null or to_date >= %s) order by from_date desc, name desc limit 1""",
        (employee, day, day),
    )
    return rows[0][0] if rows else None


def load_position_terms(position: str) -> frappe._dict | None:
    """Return title, unit, grade, status and dates of a position, None when unknown."""
    fields = ["title_en", "org_unit", "grade", "status", "established_on", "abolished_on"]
    return frappe.db.get_value("Position", position, fields, as_dict=True)


def load_service_dates(employee: str) -> tuple[date, date | None] | None:
    """Return (joined_on, left_on) of an employee, None when unknown."""
    return frappe.db.get_value("Employee", employee, ["joined_on", "left_on"])


def has_appointment_outside(employee: str, joined_on: date, left_on: date | None) -> str | None:
    """Return one appointment that starts before joining or runs on after leaving, else None."""
    rows = frappe.db.sql(
        """select name from `tabAppointment` where employee = %(employee)s
           and (from_date < %(joined_on)s
                or (%(left_on)s is not null and (to_date is null or to_date > %(left_on)s)))
           order by from_date, name limit 1""",
        {"employee": employee, "joined_on": joined_on, "left_on": left_on},
    )
    return rows[0][0] if rows else None


def find_appointment_outside_position(
    position: str, established_on: date, abolished_on: date | None
) -> str | None:
    """Return one appointment that starts before a position exists or runs when it is abolished."""
    rows = frappe.db.sql(
        """select name from `tabAppointment` where position = %(position)s
           and (from_date < %(start)s
                or (%(end)s is not null and (to_date is null or to_date >= %(end)s)))
           order by from_date, name limit 1""",
        {"position": position, "start": established_on, "end": abolished_on},
    )
    return rows[0][0] if rows else None


def load_superiors_locked(position: str | None) -> set[str]:
    """Return a position and all above it, held until the transaction ends: two people cannot close
    a circle from both sides."""
    found: set[str] = set()
    while position and position not in found:
        found.add(position)
        rows = frappe.db.sql(
            "select reports_to from `tabPosition` where name = %s for update", position
        )
        position = rows[0][0] if rows else None
    return found


def load_services_locked(field: str, value: str, except_name: str) -> list[Span]:
    """Return the days of service of the other employees that carry `value`, by their names. Held
    until the transaction ends: two people do not enter the same person at one moment.

    field: person_id, identity_number, user or iban.
    """
    if field not in ("person_id", "identity_number", "user", "iban"):
        raise ValueError(f"{field} is not a number that one employee owns")
    rows = frappe.db.sql(
        f"select name, joined_on, left_on from `tabEmployee` where `{field}` = %s and name != %s"
        " order by joined_on for update",
        (value, except_name),
    )
    return [Span(joined, left, name) for name, joined, left in rows]


def ensure_service_keys() -> None:
    """Let the database refuse a second service of the same person from the same day on."""
    for number in ("person_id", "identity_number"):
        frappe.db.add_unique("Employee", [number, "joined_on"])


def load_employee_of_user(user: str) -> str | None:
    """Return the employee record linked to `user`, None when there is none."""
    return frappe.db.get_value("Employee", {"user": user})


def is_step_of_grade(grade: str, step: int) -> bool:
    """Tell whether `grade` has `step`; a grade without steps has only step 1."""
    steps = frappe.get_all("Grade Step", {"parent": grade, "parenttype": "Grade"}, pluck="step")
    return step in (steps or [1])


def load_org_unit_bounds(org_unit: str) -> tuple[int, int] | None:
    """Return (lft, rgt) of a unit: its subtree is every unit whose lft lies between them.

    None for no unit. Raises: OrgUnitUnknownError.
    """
    if not org_unit:
        return None
    bounds = frappe.db.get_value("Org Unit", {"name": org_unit}, ["lft", "rgt"])
    if not bounds:
        raise OrgUnitUnknownError(_("There is no {0} {1}"), "Org Unit", org_unit)
    return bounds


def issue_person_numbers(count: int) -> list[str]:
    """Return `count` new person numbers from the block of this site's entity, in order.

    The counter row stays locked until the transaction ends, so no number is given twice.
    """
    block = int(frappe.conf.get("diwan_entity_number") or 0)
    last = reserve_series(f"diwan-person-{block:03d}-", count)
    first = last - count + 1
    if last > PERSON_SEQUENCE_MAX:
        raise ValueError(f"block {block:03d} has only {PERSON_SEQUENCE_MAX} person numbers")
    return [build_person_number(block, sequence) for sequence in range(first, last + 1)]


def reserve_series(prefix: str, count: int) -> int:
    """Advance the name series `prefix` by `count` and return its new last number.

    The same counters give names to documents saved one by one, so both ways in never
    collide. The series row stays locked until commit.
    """
    frappe.db.sql(
        """insert into `tabSeries` (name, current) values (%s, %s)
           on duplicate key update current = current + values(current)""",
        (prefix, count),
    )
    return int(frappe.db.sql("select current from `tabSeries` where name = %s", prefix)[0][0])


def refresh_current_positions(
    today: date, employees: Sequence[str] | None = None, positions: Sequence[str] | None = None
) -> None:
    """Copy the appointment in force today into employees and positions.

    employees, positions: names to refresh; None means all of them, an empty list none.
    Leaves `modified` alone: the copy is not an edit and must not disturb an open form.
    """
    if employees is None or employees:
        _refresh_employees(today, employees)
    if positions is None or positions:
        _refresh_positions(today, positions)


def _refresh_employees(today: date, names: Sequence[str] | None) -> None:
    only = "" if names is None else "where e.name in %(names)s"
    frappe.db.sql(
        f"""update `tabEmployee` e
        left join `tabAppointment` a on a.employee = e.name and a.from_date <= %(today)s
            and (a.to_date is null or a.to_date >= %(today)s)
        left join `tabPosition` p on p.name = a.position
        left join `tabOrg Unit` u on u.name = a.org_unit
        set e.position = a.position, e.position_title = p.title_en, e.org_unit = a.org_unit,
            e.grade = a.grade, e.step = coalesce(a.step, 0),
            e.cost_centre = coalesce(nullif(p.cost_centre, ''), u.cost_centre),
            e.status = case when e.left_on < %(today)s then 'Left'
                            when a.name is not null then 'Active'
                            else 'Awaiting Appointment' end
        {only}""",
        {"today": today, "names": tuple(names or ())},
    )


def _refresh_positions(today: date, names: Sequence[str] | None) -> None:
    only = "" if names is None else "where p.name in %(names)s"
    frappe.db.sql(
        f"""update `tabPosition` p
        left join `tabAppointment` a on a.position = p.name and a.from_date <= %(today)s
            and (a.to_date is null or a.to_date >= %(today)s)
        left join `tabEmployee` e on e.name = a.employee
        set p.incumbent = a.employee, p.incumbent_name = e.full_name_en,
            p.status = case when a.name is not null then 'Filled'
                            when p.status in ('Frozen', 'Abolished') then p.status
                            else 'Vacant' end
        {only}""",
        {"today": today, "names": tuple(names or ())},
    )


def load_current_position(employee: str) -> frappe._dict:
    """Return the current-position columns of an employee as stored."""
    fields = ["position", "position_title", "org_unit", "grade", "step", "cost_centre", "status"]
    return frappe.db.get_value("Employee", employee, fields, as_dict=True)


def build_own_employee_condition(user: str) -> str:
    """Return the list condition "linked to this user", escaped."""
    return f"`tabEmployee`.`user` = {frappe.db.escape(user)}"


def build_own_appointment_condition(user: str) -> str:
    """Return the list condition "of the employee linked to this user", escaped."""
    own = load_employee_of_user(user)
    return f"`tabAppointment`.`employee` = {frappe.db.escape(own)}" if own else "1 = 0"
