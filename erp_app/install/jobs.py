"""Which of the framework's scheduled jobs run on our sites.

Fifty sites share the workers: a job that has nothing to do on any of them still costs a process
fifty times over. Kept are ours and those below; the others are stopped, not deleted, so an
operator can start one again. Jobs of features we refuse (newsletters, follow-ups by e-mail,
third-party backups) stay stopped.
"""

from erp_app.store import desk as store

OURS = "erp_app."
KEPT_JOBS = (
    "frappe.core.doctype.log_settings.log_settings.run_log_clean_up",
    "frappe.core.doctype.prepared_report.prepared_report.expire_stalled_report",
    "frappe.deferred_insert.save_to_db",
    "frappe.desk.notifications.clear_notifications",
    "frappe.email.queue.flush",
    "frappe.model.utils.link_count.update_link_count",
    "frappe.model.utils.user_settings.sync_user_settings",
    "frappe.oauth.delete_oauth2_data",
    "frappe.sessions.clear_expired_sessions",
    "frappe.utils.global_search.sync_global_search",
)


def stop_idle_jobs() -> None:
    """Stop every scheduled job that is neither ours nor kept; running it again changes nothing."""
    store.stop_jobs_except(OURS, KEPT_JOBS)
