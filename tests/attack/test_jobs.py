"""Trap 8: a background job stays its user's own, also when it is tried again."""

import pytest

pytestmark = pytest.mark.platform

RETRIED = """
import frappe.utils.background_jobs as jobs
jobs.time.sleep = lambda seconds: None
seen = []
def work():
    seen.append(frappe.session.user)
    if len(seen) == 1:
        raise frappe.RetryBackgroundJobError
site, user = frappe.local.site, {user!r}
frappe.destroy()
try:
    jobs.execute_job(site, work, None, 'attack', dict(), user=user)
except RuntimeError:  # the base's own clean-up after a retry; who ran is what matters here
    pass
result = seen
frappe.init(site=site, sites_path='.')
frappe.connect()
"""


def test_retried_job_keeps_its_user(platform):
    user = platform.login_of("Finance Officer")
    assert platform.run_inside(RETRIED.format(user=user), fresh=True) == [user, user]
