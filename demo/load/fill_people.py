"""Puts an entity's master data and people into the connected site, as sets."""

import frappe

from demo.generate.books import EntityBooks
from demo.generate.organisation import ROOT_COST_CENTRE, Position
from demo.generate.people import Person
from erp_app.domain.people.records import AppointmentRecord, EmployeeRecord, PositionRecord
from erp_app.people.banking import parse_iban
from erp_app.store.people_bulk import (
    create_appointments,
    create_employees,
    create_org_units,
    create_positions,
)
from erp_app.store.reference_data import insert_missing


def fill_masters(books: EntityBooks) -> None:
    """Add cost centres, programmes and projects, where missing."""
    function = books.function
    centres = [
        {
            "cost_centre_code": centre.code,
            "parent_cost_centre": centre.parent,
            "cost_centre_name": centre.name.en,
            "cost_centre_name_ar": centre.name.ar,
            "is_group": int(centre.is_group),
            "function": function,
        }
        for centre in books.workforce.organisation.cost_centres
        if centre.code != ROOT_COST_CENTRE
    ]
    programmes = [
        {
            "programme_code": programme.code,
            "programme_name": programme.name.en,
            "programme_name_ar": programme.name.ar,
            "function": function,
        }
        for programme in books.programmes
    ]
    projects = [
        {
            "project_code": project.code,
            "project_name": project.name.en,
            "project_name_ar": project.name.ar,
            "programme": books.programmes[0].code,
            "fund": "CF",
            "is_capital": 1,
            "start_date": project.start,
            "end_date": project.end,
        }
        for project in books.projects
    ]
    insert_missing("Cost Centre", centres, "parent_cost_centre")
    insert_missing("Programme", programmes, None)
    insert_missing("Project", projects, None)
    settings = frappe.get_doc("Finance Settings")
    settings.default_function = function
    settings.save(ignore_permissions=True)


def _position_record(position: Position) -> PositionRecord:
    return PositionRecord(
        position.title.en,
        position.title.ar,
        position.unit,
        position.grade_code,
        position.established_on,
        position.cost_centre,
        None,
        "Frozen" if position.is_frozen else "Vacant",
    )


def fill_people(books: EntityBooks) -> int:
    """Return units, positions, employees and appointments; return how many employees."""
    organisation, people = books.workforce.organisation, books.workforce.people
    create_org_units([unit.record for unit in organisation.units])
    positions = organisation.positions
    numbers_of_positions = create_positions([_position_record(one) for one in positions])
    linked = _person_of_first_user(books)
    numbers = create_employees([_employee_record(person, linked) for person in people])
    create_appointments(
        [
            AppointmentRecord(
                employee, numbers_of_positions[spell.position], positions[spell.position].unit,
                positions[spell.position].grade_code, spell.start, spell.end, spell.step,
                spell.kind, spell.end_reason,
            )
            for employee, person in zip(numbers, people, strict=True)
            for spell in person.spells
        ],
        frappe.utils.getdate(),
    )  # fmt: skip
    return len(numbers)


def _employee_record(person: Person, linked: tuple[int, str]) -> EmployeeRecord:
    serial, user = linked
    return EmployeeRecord(
        full_name_en=person.name.en,
        full_name_ar=person.name.ar,
        gender=person.gender,
        birth_date=person.birth_date,
        nationality=person.nationality,
        joined_on=person.joined_on,
        left_on=person.left_on,
        identity_number=person.identity_number,
        iban=person.iban,
        bank_name=_bank_name(person.iban),
        work_email=_work_email(person),
        user=user if user and person.serial == serial else None,
    )


def _work_email(person: Person) -> str:
    first, *_middle, last = person.name.en.lower().split()
    return f"{first}.{last}{person.serial + 1}@{frappe.local.site}"


def _person_of_first_user(books: EntityBooks) -> tuple[int, str]:
    """Return (serial, user): the first user 'employee' is somebody on the staff, of a middle
    grade."""
    user = f"employee@{frappe.local.site}"
    if not frappe.db.exists("User", user):
        return -1, ""
    staff = books.workforce.in_service(books.plan.until)
    return sorted(staff, key=lambda person: person.grade)[len(staff) // 2].serial, user


def _bank_name(iban: str) -> str | None:
    """Return the bank of an IBAN, asked of the registry once for each bank code."""
    code = iban[4:7]
    if code not in _bank_names:
        _bank_names[code] = parse_iban(iban).bank_name
    return _bank_names[code]


_bank_names: dict[str, str | None] = {}
