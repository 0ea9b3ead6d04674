"""Imports employees, and with a position also their first appointment.

A person is known by person number or identity number, so one of them must be given: the same
file again makes nobody twice, and who joins again after leaving begins a second service. Refuses
what the employee form refuses, all rows before any is written. Leaves records that exist as they
are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from frappe import _
from frappe.utils import getdate, nowdate, validate_email_address

from erp_app.documents.refusals import tell
from erp_app.domain.findings import RuleError
from erp_app.domain.people.identity import (
    get_identity_birth_year,
    parse_identity_number,
    parse_person_number,
)
from erp_app.domain.people.records import AppointmentRecord, EmployeeRecord
from erp_app.domain.people.service import require_working_age
from erp_app.domain.people.tenure import Span, SpanInvalidError, find_overlaps, require_free
from erp_app.domain.policies import MINIMUM_AGE
from erp_app.imports.findings import ImportFindings
from erp_app.imports.kinds import ImportContext, Written
from erp_app.imports.table import Row
from erp_app.people.banking import parse_iban
from erp_app.store import people_bulk, people_reference
from erp_app.store.people import refresh_current_positions
from erp_app.store.policies import whole_policy

T = TypeVar("T")
CHUNK_ROWS = 2_000
NAME_LENGTH_MAX = 140
GENDERS = ("Female", "Male")


class EmployeeImport:
    """Rows: names, numbers, dates of a person; optionally the position held and the step."""

    def __init__(self) -> None:
        self.nationalities = people_reference.load_nationality_codes()
        self.stored = people_reference.load_services()
        self.vacant = people_reference.load_vacant_positions()
        self.held = people_reference.load_spans_of_vacant()
        self.accounts = people_reference.load_bank_accounts()
        self.steps = people_reference.load_grade_steps()
        self.seen: dict[tuple[str, str], int] = {}

    def check(self, rows: Iterator[Row], findings: ImportFindings) -> None:
        """Check every row by itself, then against the rows before it and the site."""
        for row in rows:
            self._check_texts(row, findings)
            joined = self._check_dates(row, findings)
            self._check_numbers(row, findings)
            if row.text("position"):
                self._check_position(row, joined, findings)

    def write(self, rows: Iterator[Row], context: ImportContext) -> Written:
        """Insert the people the site does not know yet, in chunks, then their appointments."""
        appointments: list[AppointmentRecord] = []
        made = skipped = 0
        chunk: list[Row] = []
        for row in rows:
            if self._find_stored(row):
                skipped += 1
                continue
            chunk.append(row)
            if len(chunk) == CHUNK_ROWS:
                appointments += self._write_chunk(chunk, context.user)
                made, chunk = made + len(chunk), []
        appointments += self._write_chunk(chunk, context.user)
        today = getdate(nowdate())
        people_bulk.create_appointments(appointments, today, owner=context.user)
        refresh_current_positions(today)
        return Written(made + len(chunk), skipped)

    def _write_chunk(self, rows: list[Row], owner: str) -> list[AppointmentRecord]:
        names = people_bulk.create_employees([_build_record(row) for row in rows], owner=owner)
        return [
            self._build_appointment(name, row)
            for name, row in zip(names, rows, strict=True)
            if row.text("position")
        ]

    def _build_appointment(self, employee: str, row: Row) -> AppointmentRecord:
        position = self.vacant[row.text("position")]
        return AppointmentRecord(
            employee=employee,
            position=row.text("position"),
            org_unit=position.org_unit,
            grade=position.grade,
            from_date=row.value("appointed_on") or row.value("joined_on"),
            to_date=row.value("left_on"),
            step=row.value("step") or 1,
        )

    def _check_texts(self, row: Row, findings: ImportFindings) -> None:
        for column in ("full_name_en", "full_name_ar"):
            if not row.text(column):
                findings.add(row.number, column, _("The name is missing"))
            elif len(row.text(column)) > NAME_LENGTH_MAX:
                reason = _("Longer than {0} characters").format(NAME_LENGTH_MAX)
                findings.add(row.number, column, reason)
        if row.text("gender") not in GENDERS:
            findings.add(row.number, "gender", _("Write Female or Male"))
        if row.text("nationality") not in self.nationalities:
            reason = _("{0} is not the two-letter code of a nationality")
            findings.add(row.number, "nationality", reason.format(row.text("nationality")))

    def _check_dates(self, row: Row, findings: ImportFindings) -> date | None:
        """Return the joining date when it can be read."""
        for column in ("birth_date", "joined_on"):
            if not row.text(column):
                findings.add(row.number, column, _("The date is missing"))
        joined, left, born = map(row.value, ("joined_on", "left_on", "birth_date"))
        if joined and left and left < joined:
            findings.add(row.number, "left_on", tell(SpanInvalidError(joined, left)))
        if joined and born:
            least = whole_policy(MINIMUM_AGE, joined)
            _find_broken(
                row,
                "birth_date",
                findings,
                lambda: require_working_age(born, joined, least),
            )
        return joined

    def _check_numbers(self, row: Row, findings: ImportFindings) -> None:
        if not (row.text("person_id") or row.text("identity_number")):
            reason = _("Give the person number or the identity number, to know the person again")
            findings.add(row.number, "person_id", reason)
        self._check_number(row, "person_id", parse_person_number, findings)
        identity = self._check_number(row, "identity_number", parse_identity_number, findings)
        born = row.value("birth_date")
        if identity and born and born.year != get_identity_birth_year(identity):
            reason = _("The number names another year of birth than the birth date")
            findings.add(row.number, "identity_number", reason)
        if row.text("iban"):
            self._check_account(row, findings)
        if (email := row.text("work_email")) and not validate_email_address(email):
            reason = _("{0} is not an e-mail address").format(email)
            findings.add(row.number, "work_email", reason)

    def _check_account(self, row: Row, findings: ImportFindings) -> None:
        account = _find_broken(row, "iban", findings, lambda: parse_iban(row.text("iban")))
        if account is None or self._find_stored(row):
            return
        first = self.seen.setdefault(("iban", account.iban), row.number)
        if first != row.number:
            reason = _("The number comes twice, first in row {0}").format(first)
            findings.add(row.number, "iban", reason)
        own = _service_of(row)
        others = self.accounts.get(account.iban, ())
        if own and (taken := find_overlaps(own, others)):
            reason = _("{0} {1} already belongs to employee {2}.")
            findings.add(row.number, "iban", reason.format("IBAN", account.iban, taken[0].name))

    def _check_number(
        self, row: Row, column: str, parse: Callable[[str], str], findings: ImportFindings
    ) -> str | None:
        """Return the number in printed form; add a finding when it is wrong or doubled."""
        if not row.text(column):
            return None
        number = _find_broken(row, column, findings, lambda: parse(row.text(column)))
        if number is None:
            return None
        first = self.seen.setdefault((column, number), row.number)
        if first != row.number:
            reason = _("The number comes twice, first in row {0}").format(first)
            findings.add(row.number, column, reason)
        for service in self.stored.get(number, ())[:1]:
            if service.full_name != row.text("full_name_en"):
                reason = _("{0} exists with another name: {1}").format(number, service.full_name)
                findings.add(row.number, column, reason)
        return number

    def _check_position(self, row: Row, joined: date | None, findings: ImportFindings) -> None:
        if self._find_stored(row):
            return
        name = row.text("position")
        position = self.vacant.get(name)
        if position is None:
            reason = _("Position {0} is not vacant, or does not exist").format(name)
            findings.add(row.number, "position", reason)
            return
        first = self.seen.setdefault(("position", name), row.number)
        if first != row.number:
            reason = _("The position comes twice, first in row {0}").format(first)
            findings.add(row.number, "position", reason)
        start = row.value("appointed_on") or joined
        if start and start < position.established_on:
            reason = _("The position exists only from {0}").format(
                position.established_on.isoformat()
            )
            findings.add(row.number, "position", reason)
        if start and joined and start < joined:
            findings.add(row.number, "appointed_on", _("The appointment is before joining"))
        if start:
            self._check_free(row, name, start, findings)
        step = row.value("step") or 1
        if step not in self.steps.get(position.grade, {1}):
            reason = _("Grade {0} has no step {1}.").format(position.grade, step)
            findings.add(row.number, "step", reason)

    def _check_free(self, row: Row, name: str, start: date, findings: ImportFindings) -> None:
        """Refuse days on which the position was, or will be, held by somebody else, and those on
        which it is abolished."""
        left, abolished = row.value("left_on"), self.vacant[name].abolished_on
        if left and left < start:
            return  # reported with the dates
        subject = _("Position {0}").format(name)
        held = self.held.get(name, ())
        _find_broken(
            row, "position", findings, lambda: require_free(Span(start, left), held, subject)
        )
        if abolished and (left is None or left >= abolished):
            reason = _("Position {0} is abolished on {1}: end the appointment before.")
            day = abolished.isoformat()
            findings.add(row.number, "position", reason.format(name, day))

    def _find_stored(self, row: Row) -> bool:
        """Tell whether the site knows this person's service; who comes back after leaving has a
        second one."""
        for column, parse in (
            ("person_id", parse_person_number),
            ("identity_number", parse_identity_number),
        ):
            try:
                known = self.stored.get(parse(row.text(column))) if row.text(column) else None
            except ValueError:
                continue  # reported by the check of the number itself
            own = _service_of(row)
            if known and (own is None or find_overlaps(own, [one.days for one in known])):
                return True
        return False


def _service_of(row: Row) -> Span | None:
    """Return the days of service, None while the row's dates are wrong."""
    joined, left = row.value("joined_on"), row.value("left_on")
    return Span(joined, left) if joined and (left is None or left >= joined) else None


def _build_record(row: Row) -> EmployeeRecord:
    account = parse_iban(row.text("iban")) if row.text("iban") else None
    person, identity = row.text("person_id"), row.text("identity_number")
    return EmployeeRecord(
        full_name_en=row.text("full_name_en"),
        full_name_ar=row.text("full_name_ar"),
        gender=row.text("gender"),
        birth_date=row.value("birth_date"),
        nationality=row.text("nationality"),
        joined_on=row.value("joined_on"),
        left_on=row.value("left_on"),
        person_number=parse_person_number(person) if person else None,
        identity_number=parse_identity_number(identity) if identity else None,
        iban=account and account.iban,
        bank_name=account and account.bank_name,
        work_email=row.text("work_email") or None,
    )


def _find_broken(
    row: Row, column: str, findings: ImportFindings, read: Callable[[], T]
) -> T | None:
    """Return what was read; None, and a finding in the rule's own words, when a rule refuses."""
    try:
        return read()
    except RuleError as error:
        findings.add_error(row.number, column, error)
        return None
