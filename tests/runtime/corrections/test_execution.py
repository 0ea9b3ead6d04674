"""Corrections to where code runs: jobs, scripts, the choice of the site, limits, errors."""

from tests.runtime.corrections.proofs import Function, InErp, Source, proves


@proves("retried-job-keeps-user")
def test_retried_job_runs_as_the_same_user(in_erp: InErp) -> None:
    told = in_erp("""
from contextlib import ExitStack
from unittest.mock import patch, MagicMock
import frappe.utils.background_jobs as jobs
users, tries = [], []
def job():
    tries.append(frappe.local.current)
    if len(tries) < 3: raise frappe.RetryBackgroundJobError
class InternalError(Exception): pass
db = MagicMock(InternalError=InternalError)
def set_user(name): frappe.local.current = name
def connect(site): frappe.local.current = "Administrator"
with ExitStack() as stack:
    for name, value in dict(connect=connect, set_user=set_user, destroy=lambda: None,
                            get_hooks=lambda *a: [], db=db).items():
        stack.enter_context(patch.object(frappe, name, value))
    stack.enter_context(patch.object(jobs.time, "sleep"))
    jobs.execute_job("site", job, None, "job", {}, user="officer@example.com")
return tries
""")
    assert told == ["officer@example.com"] * 3


@proves("retried-job-ends-once")
def test_retried_job_runs_its_closing_hooks_once_and_on_its_site(in_erp: InErp) -> None:
    told = in_erp("""
from contextlib import ExitStack
from unittest.mock import patch, MagicMock
import frappe.utils.background_jobs as jobs
tries, done = [], []
def job():
    tries.append(1)
    if len(tries) < 3: raise frappe.RetryBackgroundJobError
    return "result"
class InternalError(Exception): pass
def connect(site): frappe.local.is_on_site = True
def destroy(): frappe.local.is_on_site = False
def get_hooks(name):
    if not frappe.local.is_on_site: raise RuntimeError("no site")
    return [name] if name == "after_job" else []
def call(hook, **values): done.append([hook, values["result"]])
names = dict(connect=connect, destroy=destroy, get_hooks=get_hooks, call=call, set_user=print,
             db=MagicMock(InternalError=InternalError))
with ExitStack() as stack:
    for name, value in names.items():
        stack.enter_context(patch.object(frappe, name, value))
    stack.enter_context(patch.object(jobs.time, "sleep"))
    result = jobs.execute_job("site", job, None, "job", {}, user="officer@example.com")
return [result, done, frappe.local.is_on_site]
""")
    assert told == ["result", [["after_job", "result"]], False]


@proves("site-from-host-only")
def test_header_does_not_choose_the_site(source: Source) -> None:
    assert "X-Frappe-Site-Name" not in source("app.py")
    assert "site = _site or get_site_name(request.host)" in source("app.py")


@proves("server-scripts-off")
def test_server_scripts_are_off_unless_switched_on(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils.safe_exec import ServerScriptNotEnabled, safe_exec
frappe.local.message_log, frappe.local.lang = [], "en"
frappe._ = lambda text, *a, **k: text
import frappe.utils.safe_exec as module
module._ = frappe._
try: safe_exec("x = 1")
except ServerScriptNotEnabled: return "refused"
""")
    assert told == "refused"


@proves("tracebacks-for-developers-only")
def test_answers_carry_no_traceback(source: Source, function: Function) -> None:
    for path in ("app.py", "utils/response.py"):
        assert "allow_error_traceback" not in source(path)
    logs = function("utils/response.py", "make_logs")
    assert "if frappe.error_log and frappe.conf.developer_mode:" in logs
    for path, name in (("utils/response.py", "report_error"), ("app.py", "handle_exception")):
        assert '.get("developer_mode")' in function(path, name)


@proves("logs-without-values")
def test_logged_traceback_holds_no_local_values(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils import get_traceback
def fail():
    iban = "value-of-a-local-variable-" + str(1)
    raise ValueError("broken")
try: fail()
except ValueError: return get_traceback(with_context=True)
""")
    assert "ValueError: broken" in told
    assert "value-of-a-local-variable-1" not in told


@proves("rate-limit-per-site")
def test_rate_limits_are_counted_per_site(function: Function) -> None:
    limit = function("rate_limiter.py", "rate_limit")
    assert "frappe.cache.make_key(" in limit
    assert "frappe.form_dict.cmd" not in limit


@proves("report-stays-on-the-screen")
def test_slow_report_is_not_turned_into_one_of_the_background(in_erp: InErp) -> None:
    told = in_erp("""
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import MagicMock, patch
import frappe.core.doctype.report.report as module
start, asked = module.datetime.datetime(2026, 1, 1), []
times = iter([start, start + timedelta(minutes=10)])
clock = SimpleNamespace(datetime=SimpleNamespace(now=lambda: next(times)))
report = SimpleNamespace(is_standard="Yes", prepared_report=0, name="Trial Balance",
                         execute_module=lambda filters: ["drawn"])
with patch.object(module, "datetime", clock), patch.object(frappe, "cache", MagicMock()), \\
        patch.object(frappe, "enqueue", lambda *a, **k: asked.append(k)):
    result = module.Report.execute_script_report(report, {})
return [result, asked]
""")
    assert told == [["drawn"], []]


@proves("unreadable-body-is-said")
def test_body_that_is_no_object_is_a_bad_request(in_erp: InErp) -> None:
    told = in_erp("""
import frappe.app
from werkzeug.exceptions import BadRequest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request
def ask(body):
    built = EnvironBuilder(method="POST", data=body, content_type="application/json")
    try: frappe.app.make_form_dict(Request(built.get_environ()))
    except BadRequest as refusal:
        return [refusal.response.status_code, refusal.response.json["exc_type"]]
    return dict(frappe.local.form_dict)
frappe.local.lang = "en"
return [ask(body) for body in ('{"a"', "[]", "null", "[" * 100_000, "", '{"a": 1}')]
""")
    refused = [400, "BadRequest"]
    assert told == [refused, refused, refused, refused, {}, {"a": 1}]


@proves("written-markup-stays-in-its-place")
def test_written_markup_neither_covers_the_screen_nor_looks_like_a_part(in_erp: InErp) -> None:
    told = in_erp("""
from frappe.utils.html_utils import sanitize_html
return [sanitize_html(text) for text in (
    '<div style="position:fixed;top:0;z-index:9;width:100%;color:red">Sign in</div>',
    '<p class="modal show">x</p>', '<p class="ql-align-right">x</p>',
    '<p style="margin-top:-900px;text-align:right">x</p>')]
""")
    assert told == [
        '<div style="color:red;">Sign in</div>', "<p>x</p>",
        '<p class="ql-align-right">x</p>', '<p style="text-align:right;">x</p>',
    ]  # fmt: skip
