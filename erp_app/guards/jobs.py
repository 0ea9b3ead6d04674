"""A background job that is tried again after a deadlock stays its user's own.

Owns one memory per thread: the job that runs and its user. An upstream base calls a job again
without its user, and it would go on as Administrator; the platform's own base is corrected. Refuses
nothing by itself: the job then meets the permissions of its user.
"""

import threading

import frappe

_job = threading.local()


def keep_user_of_retried_job(kwargs: dict | None = None) -> None:
    """Give the user back to a job that starts again. Frappe's before_job hook.

    kwargs: the job's own arguments; the same object, not an equal one, is the same job.
    """
    if kwargs is not None and kwargs is getattr(_job, "kwargs", None):
        if frappe.session.user != _job.user:
            frappe.set_user(_job.user)
        return
    _job.kwargs, _job.user = kwargs, frappe.session.user
