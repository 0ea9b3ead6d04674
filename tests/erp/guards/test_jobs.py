"""A job that is tried again keeps its user; another job does not inherit one."""

import frappe
import pytest

from erp_app.guards.jobs import keep_user_of_retried_job
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
