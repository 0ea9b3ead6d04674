"""A background job that is tried again after a deadlock stays its user's own, in their language.

Owns one memory per thread: the job that runs and its user. An upstream base calls a job again
without its user, and it would go on as Administrator; the platform's own base is corrected. Refuses
nothing by itself: the job then meets the permissions of its user.
"""

import threading

import frappe

from erp_app.store.users import load_people

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


def speak_the_users_language() -> None:
    """Let a job say what it found in the language of who asked for it. Frappe's before_job hook.

    A request learns it from the browser; a job of the base begins in English.
    """
    if person := load_people({frappe.session.user}).get(frappe.session.user):
        frappe.local.lang = person.language
