"""A job keeps its user when it is tried again, and speaks the language of who asked for it."""

import frappe
import pytest

from erp_app.guards.jobs import keep_user_of_retried_job, speak_the_users_language
from tests.erp.factories import as_user, manager

pytestmark = pytest.mark.usefixtures("site")


def test_same_job_again_gets_its_user_back():
    job, user = {"journal": "JV-1"}, manager()
    with as_user(user):
        keep_user_of_retried_job(job)
    assert frappe.session.user == "Administrator"
    keep_user_of_retried_job(job)
    assert frappe.session.user == user


def test_next_job_with_equal_arguments_keeps_its_own_user():
    with as_user(manager()):
        keep_user_of_retried_job({"journal": "JV-1"})
    keep_user_of_retried_job({"journal": "JV-1"})
    assert frappe.session.user == "Administrator"


def test_job_without_arguments_is_never_taken_for_another():
    with as_user(manager()):
        keep_user_of_retried_job(None)
    keep_user_of_retried_job(None)
    assert frappe.session.user == "Administrator"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_job_speaks_the_language_of_who_asked_for_it(language):
    user = manager()
    frappe.db.set_value("User", user, "language", language, update_modified=False)
    before = frappe.local.lang
    try:
        with as_user(user):
            speak_the_users_language()
            said = frappe._("This import is {0}")
    finally:
        frappe.local.lang = before
    assert said.isascii() is (language == "en")
