"""People with a telephone: made and committed first, left without a second factor afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass

import frappe
import pyotp
import pytest

from erp_app.second_factor import enrolment, proof
from erp_app.store.policy_cache import forget_policies
from tests.erp.factories import make_user

NAMES = {
    "phone.manager": "Finance Manager",
    "phone.officer": "Finance Officer",
    "phone.keeper": "Entity Administrator",
    "phone.second": "Entity Administrator",
    "phone.clerk": "HR Officer",
    "phone.auditor": "Auditor",
}


@dataclass
class Telephone:
    """What a person holds: the secret, and the moment that its clock shows."""

    user: str
    now: float
    secret: str = ""
    recovery_codes: tuple[str, ...] = ()

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(self.now) + steps * 30)

    def wait(self, seconds: float = 30) -> None:
        self.now += seconds

    def enrol(self) -> None:
        """Set the second factor up as this person does, and commit."""
        sign_in(self.user)
        self.secret = enrolment.begin().secret.replace(" ", "")
        self.recovery_codes = tuple(enrolment.confirm(self.code()))
        frappe.db.commit()

    def prove(self, code: str | None = None) -> int:
        left = enrolment.prove(code or self.code())
        frappe.db.commit()
        return left


def sign_in(user: str) -> None:
    """Begin a session of this process: with a password, no more."""
    frappe.set_user(user)


@pytest.fixture(scope="session", autouse=True)
def people(frappe_site):
    frappe_site.set_user("Administrator")
    for name, role in NAMES.items():
        make_user(name, role)


@pytest.fixture(autouse=True)
def clean(site):
    yield
    frappe.db.rollback()
    sign_in("Administrator")
    for (user,) in frappe.db.sql("select name from `tabSecond Factor`"):
        enrolment.forget(frappe._dict(name=user))
    frappe.db.delete("Second Factor Rule")  # a code that was given has kept the test's own rows
    frappe.db.delete("Activity Log", {"subject": ["like", "%recovery code%"]})
    forget_policies()
    frappe.db.commit()
    site.clear_messages()


@pytest.fixture
def telephone(site, monkeypatch):
    """Return a maker of telephones, whose clock the server's follows."""
    held: list[Telephone] = []
    start = time.time()

    def make(name: str, is_enrolled: bool = True) -> Telephone:
        one = Telephone(f"{name}@test.example", start)
        held.append(one)
        if is_enrolled:
            one.enrol()
        return one

    monkeypatch.setattr(time, "time", lambda: max([start, *(one.now for one in held)]))
    return make


@pytest.fixture
def asked(monkeypatch):
    """Let what follows be asked for by a web request, as far as the second factor looks."""
    monkeypatch.setattr(proof, "is_web_request", lambda: True)
