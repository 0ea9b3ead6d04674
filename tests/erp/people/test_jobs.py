"""Scheduled jobs: ours and the kept ones run, the others are stopped."""

from erp_app.install.jobs import KEPT_JOBS, OURS, stop_idle_jobs


def test_only_our_jobs_and_the_kept_ones_run(site):
    site.db.sql("update `tabScheduled Job Type` set stopped = 0")
    stop_idle_jobs()
    running = set(site.get_all("Scheduled Job Type", {"stopped": 0}, pluck="method"))
    stopped = set(site.get_all("Scheduled Job Type", {"stopped": 1}, pluck="method"))
    assert {method for method in running if not method.startswith(OURS)} <= set(KEPT_JOBS)
    assert any(method.startswith(OURS) for method in running)
    assert "frappe.email.doctype.email_account.email_account.pull" in stopped
