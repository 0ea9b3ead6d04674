"""Corrections to where code runs: jobs, scripts, the choice of the site, limits and errors."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

# A request for an unknown host fails before the configuration is read.
IN_DEVELOPMENT = (
    '\tallow_traceback = (getattr(frappe.local, "conf", None) or {}).get("developer_mode")\n'
)

SERIES = (
    Correction(
        name="retried-job-keeps-user",
        why="A job retried after a deadlock lost its user and ran as Administrator.",
        source="trap 8",
        edits=(
            Edit(
                path="utils/background_jobs.py",
                find="return execute_job(site, method, event, job_name, kwargs, is_async=is_async, "
                "retry=retry + 1)",
                replace="return execute_job(\n\t\t\t\tsite,\n\t\t\t\tmethod,\n\t\t\t\tevent,\n"
                "\t\t\t\tjob_name,\n\t\t\t\tkwargs,\n\t\t\t\tuser=user,\n\t\t\t\tis_async=is_async,\n"
                "\t\t\t\tretry=retry + 1,\n\t\t\t)",
            ),
        ),
    ),
    Correction(
        name="retried-job-ends-once",
        why="A job retried after a deadlock asked for its closing hooks a second time, after it had "
        "left its site: that failed, and a job that had done its work was counted as failed.",
        source="own finding",
        edits=(
            Edit(
                path="utils/background_jobs.py",
                find="\tretval = None\n\tif is_async:\n",
                replace="\tretval = None\n\tis_retried = False\n\tif is_async:\n",
            ),
            Edit(
                path="utils/background_jobs.py",
                find="\t\t\tfrappe.destroy()\n\t\t\ttime.sleep(retry + 1)\n",
                replace="\t\t\tfrappe.destroy()\n\t\t\tis_retried = True\n"
                "\t\t\ttime.sleep(retry + 1)\n",
            ),
            Edit(
                path="utils/background_jobs.py",
                find='\t\tfor after_job_task in frappe.get_hooks("after_job"):\n',
                replace="\t\t# The last try has run the hooks and left the site.\n"
                '\t\tfor after_job_task in [] if is_retried else frappe.get_hooks("after_job"):\n',
            ),
            Edit(
                path="utils/background_jobs.py",
                find="result=retval)\n\n\t\tif is_async:\n\t\t\tfrappe.destroy()\n",
                replace="result=retval)\n\n\t\tif is_async and not is_retried:\n\t\t\tfrappe.destroy()\n",
            ),
        ),
    ),
    Correction(
        name="site-from-host-only",
        why="A header named the site, even with '../': a request of one entity reached another.",
        source="trap 5",
        edits=(
            Edit(
                path="app.py",
                find='_site or request.headers.get("X-Frappe-Site-Name") or get_site_name(request.host)',
                replace="_site or get_site_name(request.host)",
            ),
        ),
    ),
    Correction(
        name="server-scripts-off",
        why="Scripts written in the browser ran unless a setting forbade them.",
        source="list of the base: Server Scripts on by default",
        edits=(
            Edit(
                path="utils/safe_exec.py",
                find="\telse:\n\t\tenabled = True\n",
                replace="\telse:\n\t\tenabled = False\n",
            ),
        ),
    ),
    Correction(
        name="tracebacks-for-developers-only",
        why="Answers carried tracebacks (file paths, queries) because of a default in the settings.",
        source="trap 7",
        edits=(
            Edit(
                path="utils/response.py",
                find='\tallow_traceback = frappe.get_system_settings("allow_error_traceback") if frappe.db '
                "else False\n",
                replace=IN_DEVELOPMENT,
            ),
            Edit(
                path="utils/response.py",
                find="\tif frappe.error_log:\n",
                replace="\tif frappe.error_log and frappe.conf.developer_mode:\n",
            ),
            Edit(
                path="app.py",
                find='\tallow_traceback = frappe.get_system_settings("allow_error_traceback") if frappe.db '
                "else False\n",
                replace=IN_DEVELOPMENT,
            ),
        ),
    ),
    Correction(
        name="logs-without-values",
        why="Error and job logs stored the value of every local variable: personal data and keys.",
        source="trap 7",
        edits=(
            Edit(
                path="utils/__init__.py",
                find="\tif with_context:\n\t\ttrace_list",
                replace="\tif with_context and frappe.conf.developer_mode:\n\t\ttrace_list",
            ),
        ),
    ),
    Correction(
        name="rate-limit-per-site",
        why="The counters of all sites were one: an attack on one entity locked the others out.",
        source="list of the base: rate limit keys shared between sites",
        edits=(
            Edit(
                path="rate_limiter.py",
                find='\t\t\tcache_key = f"rl:{frappe.form_dict.cmd}:{identity}"\n',
                replace='\t\t\tname = f"{fun.__module__}.{fun.__qualname__}"\n'
                '\t\t\tcache_key = frappe.cache.make_key(f"rl:{name}:{identity}")\n',
            ),
        ),
    ),
    Correction(
        name="report-stays-on-the-screen",
        why="A report that took 15 seconds once, on a busy machine, was no longer drawn for anybody "
        "but asked to be prepared in the background, and no setting said so.",
        source="own finding",
        edits=(
            Edit(
                path="core/doctype/report/report.py",
                find="\t\t# save the timestamp to automatically set to prepared\n\t\tthreshold = 15\n",
                replace="",
            ),
            Edit(
                path="core/doctype/report/report.py",
                find="\t\t# automatically set as prepared\n",
                replace="",
            ),
            Edit(
                path="core/doctype/report/report.py",
                find="\t\tif execution_time > threshold and not self.prepared_report:\n"
                "\t\t\tfrappe.enqueue(enable_prepared_report, report=self.name)\n\n",
                replace="",
            ),
        ),
    ),
    Correction(
        name="unreadable-body-is-said",
        why="A body that is no JSON, is a list or is nested too deep ended as an error of the server, "
        "on a page even without an answer, because the session is read later.",
        source="own finding",
        edits=(
            Edit(
                path="app.py",
                find="\t\targs = json.loads(request_data)\n",
                replace="\t\ttry:\n\t\t\targs = json.loads(request_data)\n"
                "\t\texcept (ValueError, RecursionError):\n\t\t\targs = None\n",
            ),
            Edit(
                path="app.py",
                find='\t\tfrappe.throw(_("Invalid request arguments"))\n',
                replace='\t\tmessage = json.dumps({"message": _("Invalid request arguments")})\n'
                '\t\tsaid = json.dumps({"exc_type": "BadRequest", "_server_messages": json.dumps([message])})\n'
                '\t\traise BadRequest(response=Response(said, status=400, mimetype="application/json"))\n',
            ),
            Edit(
                path="app.py",
                find="from werkzeug.exceptions import HTTPException, NotFound\n",
                replace="from werkzeug.exceptions import BadRequest, HTTPException, NotFound\n",
            ),
        ),
    ),
    Correction(
        name="written-markup-stays-in-its-place",
        why="What people write with an editor kept every style and class: a comment covered the "
        "reader's whole screen with a form that asked for a password.",
        source="own finding of a test of the wall",
        edits=(
            Edit(
                path="utils/html_utils.py",
                find='\t\tif name.startswith("data-"):\n\t\t\treturn True\n'
                "\t\treturn name in acceptable_attributes\n",
                replace='\t\tif name.startswith("data-"):\n\t\t\treturn True\n'
                '\t\tif name == "class":\n'
                '\t\t\treturn all(one == "mention" or one.startswith("ql-") for one in value.split())\n'
                "\t\treturn name in acceptable_attributes\n",
            ),
            Edit(
                path="utils/html_utils.py",
                find="CSSSanitizer(allowed_css_properties=bleach_allowlist.all_styles)",
                replace="CSSSanitizer(\n\t\tallowed_css_properties=[\n"
                '\t\t\t"color", "background-color", "direction", "font-style", "font-weight",\n'
                '\t\t\t"list-style-type", "text-align", "text-decoration", "vertical-align",\n'
                "\t\t]\n\t)",
            ),
        ),
    ),
)
