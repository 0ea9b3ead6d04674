"""Rows of people data as they travel between importers, generators and the store.

Owns the shape only: every rule about the values lives in `identity` and `tenure`.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OrgUnitRecord:
    """A unit of the organisation; `parent` is the code of the unit above, None at the top."""

    code: str
    name_en: str
    name_ar: str
    unit_type: str = "Department"
    parent: str | None = None
    cost_centre: str | None = None


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """An establishment position. status: Vacant, Frozen or Abolished; Filled follows by itself."""

    title_en: str
    title_ar: str
    org_unit: str
    grade: str
    established_on: date
    cost_centre: str | None = None
    abolished_on: date | None = None
    status: str = "Vacant"


@dataclass(frozen=True, slots=True)
class EmployeeRecord:
    """A person in service. person_number None: one is issued from the entity's block.

    identity_number and iban are in printed form and already checked by the caller.
    left_on: last day of service, None while in service.
    """

    full_name_en: str
    full_name_ar: str
    gender: str
    birth_date: date
    nationality: str
    joined_on: date
    person_number: str | None = None
    left_on: date | None = None
    identity_number: str | None = None
    iban: str | None = None
    bank_name: str | None = None
    work_email: str | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class AppointmentRecord:
    """Who holds which position, in which grade and step, from which day to which day."""

    employee: str
    position: str
    org_unit: str
    grade: str
    from_date: date
    to_date: date | None = None
    step: int = 1
    kind: str = "Appointment"
    end_reason: str | None = None
