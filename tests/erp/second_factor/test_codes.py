"""Codes and secrets on a real site: used once, counted when wrong, never seen again."""

import os
import subprocess
import sys

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime

from erp_app.second_factor import enrolment
from erp_app.second_factor.codes import SecondFactorWrongError
from erp_app.second_factor.proof import (
    SecondFactorNeededError,
    Standing,
    proven_at,
    standing_of_session,
)
from erp_app.store import second_factors as store
from tests.erp.second_factor.conftest import sign_in

MANAGER = "phone.manager"


def stored(user, field):
    return frappe.db.get_value("Second Factor", user, field)


def test_setting_up_takes_the_first_code_and_makes_the_session_whole(telephone):
    phone = telephone(MANAGER, is_enrolled=False)
    sign_in(phone.user)
    offer = enrolment.begin()
    assert offer.picture.startswith("<svg")
    assert standing_of_session() is Standing.WHOLE, "nothing is in force yet"
    phone.secret = offer.secret.replace(" ", "")
    with pytest.raises(SecondFactorWrongError):
        enrolment.confirm("000000" if phone.code() != "000000" else "000001")
    codes = enrolment.confirm(phone.code())
    assert len(set(codes)) == 10
    assert proven_at()
    assert standing_of_session() is Standing.WHOLE
    sign_in(phone.user)
    assert standing_of_session() is Standing.MUST_PROVE


def test_code_counts_once_and_an_older_one_not_after_it(telephone):
    phone = telephone(MANAGER)
    sign_in(phone.user)
    with pytest.raises(SecondFactorWrongError):
        phone.prove()  # the one that confirmed
    phone.prove(phone.code(steps=1))
    for steps in (1, 0, -1):
        with pytest.raises(SecondFactorWrongError):
            phone.prove(phone.code(steps))
    phone.wait(60)
    phone.prove()
    assert standing_of_session() is Standing.WHOLE


def test_code_typed_with_arabic_digits_counts(telephone):
    phone = telephone(MANAGER)
    phone.wait()
    sign_in(phone.user)
    arabic = phone.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    phone.prove(f"{arabic[:3]} {arabic[3:]}")


def test_recovery_code_counts_once(telephone):
    phone = telephone(MANAGER)
    sign_in(phone.user)
    assert phone.prove(phone.recovery_codes[0].lower()) == 9
    with pytest.raises(SecondFactorWrongError):
        phone.prove(phone.recovery_codes[0])
    assert phone.prove(phone.recovery_codes[1].replace("-", "")) == 8
    subjects = frappe.get_all("Activity Log", {"reference_name": phone.user}, pluck="subject")
    assert sum("recovery code" in subject for subject in subjects) == 2


def test_five_wrong_codes_close_the_door_for_the_right_one_too(telephone):
    phone = telephone(MANAGER)
    phone.wait()
    sign_in(phone.user)
    for _attempt in range(5):
        with pytest.raises(SecondFactorWrongError):
            enrolment.prove("123")
        frappe.db.rollback()  # what the request would have done does not forget it
    assert stored(phone.user, "wrong_codes") == 5
    for code in (phone.code(), phone.recovery_codes[0]):
        with pytest.raises(SecondFactorWrongError, match="Too many wrong codes"):
            phone.prove(code)
    past = add_to_date(now_datetime(), minutes=-1)
    frappe.db.set_value("Second Factor", phone.user, "locked_until", past)
    phone.prove()
    assert stored(phone.user, "wrong_codes") == 0


def test_nothing_is_stored_that_a_reader_of_the_table_could_use(telephone):
    phone = telephone(MANAGER)
    tables = ("Second Factor", "Activity Log", "Version", "__Auth", "Sessions")
    secrets = [phone.secret, *phone.recovery_codes]
    secrets += [code.replace("-", "") for code in phone.recovery_codes]
    for table in tables:
        name = table if table.startswith("__") else f"tab{table}"
        text = repr(frappe.db.sql(f"select * from `{name}`")).upper()
        assert [secret for secret in secrets if secret in text] == [], table
    assert store.load_secret(phone.user) == phone.secret
    assert store.load_secret(phone.user, store.NEW_SECRET) == ""


def test_document_is_written_and_read_by_nobody(site, telephone):
    phone = telephone(MANAGER)
    with pytest.raises(frappe.PermissionError, match="by its person alone"):
        frappe.new_doc("Second Factor").insert(ignore_permissions=True)
    with pytest.raises(frappe.PermissionError):
        frappe.get_doc("Second Factor", phone.user).save(ignore_permissions=True)
    for user in (phone.user, "phone.keeper@test.example"):
        sign_in(user)
        assert not frappe.has_permission("Second Factor", "read")


def test_session_that_proved_nothing_does_not_overwrite_what_is_in_force(telephone):
    phone = telephone(MANAGER)
    sign_in(phone.user)  # a thief who has the password
    for act in (enrolment.begin, lambda: enrolment.confirm("123456")):
        with pytest.raises(SecondFactorNeededError):
            act()
    assert store.load_secret(phone.user) == phone.secret


def test_who_has_proved_lately_replaces_it(telephone):
    phone = telephone(MANAGER)
    old = (phone.code(steps=1), phone.recovery_codes[0])
    sign_in(phone.user)
    phone.prove(phone.recovery_codes[1])
    phone.secret = enrolment.begin().secret.replace(" ", "")
    with pytest.raises(SecondFactorWrongError):
        enrolment.confirm(phone.recovery_codes[2])  # proves no telephone
    enrolment.confirm(phone.code())
    frappe.db.commit()
    for code in old:
        with pytest.raises(SecondFactorWrongError):
            phone.prove(code)


def test_lost_one_is_removed_by_somebody_else_with_a_fresh_proof(telephone):
    lost, keeper = telephone("phone.second"), telephone("phone.keeper")
    sign_in(keeper.user)
    with pytest.raises(SecondFactorNeededError):
        enrolment.remove(lost.user)
    keeper.wait()
    keeper.prove()
    with pytest.raises(frappe.PermissionError, match="by somebody else"):
        enrolment.remove(keeper.user)
    with pytest.raises(frappe.PermissionError, match="may not remove"):
        enrolment.remove("Administrator")
    enrolment.remove(lost.user)
    assert not store.is_enrolled(lost.user)
    assert store.load_secret(lost.user) == ""
    row = frappe.get_last_doc("Activity Log", {"reference_name": lost.user})
    assert (row.user, row.subject) == (keeper.user, "The second factor was removed")
    with pytest.raises(frappe.DoesNotExistError):
        enrolment.remove(lost.user)


@pytest.mark.parametrize("name", [MANAGER, "phone.officer", "phone.clerk", "phone.auditor"])
def test_others_remove_nobodys(telephone, name):
    lost, thief = telephone("phone.second"), telephone(name)
    thief.wait()
    sign_in(thief.user)
    thief.prove()
    with pytest.raises(frappe.PermissionError, match="may not remove"):
        enrolment.remove(lost.user)


def test_deleted_user_leaves_no_second_factor(telephone):
    phone = telephone("phone.clerk")
    sign_in("Administrator")
    enrolment.forget(frappe.get_doc("User", phone.user))
    assert not store.is_enrolled(phone.user)


RACER = """
import sys, frappe
from erp_app.second_factor import enrolment
frappe.init(site=sys.argv[1], sites_path="."); frappe.connect(); frappe.set_user(sys.argv[2])
print("ready", flush=True); sys.stdin.readline()
try:
    enrolment.prove(sys.argv[3]); frappe.db.commit(); print("in")
except frappe.PermissionError:
    print("out")
"""


def test_of_two_at_once_with_one_code_one_is_let_in(telephone):
    phone = telephone(MANAGER)
    for code in (phone.code(steps=1), phone.recovery_codes[3]):
        racers = [
            subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", RACER, frappe.local.site, phone.user, code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=os.environ,
            )
            for _number in range(3)
        ]
        for one in racers:
            assert one.stdout.readline() == "ready\n"
        for one in racers:
            one.stdin.write("\n")
            one.stdin.flush()
        said = sorted(one.communicate()[0].strip() for one in racers)
        assert said == ["in", "out", "out"]
