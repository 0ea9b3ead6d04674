"""Corrections to sessions, logins, keys and passwords."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

ACCOUNT_TRACKER = '''

class AccountTracker:
	"""Count an account's failures from this address, and with a higher limit from all of them.

	A sign-in forgives the failures of its own address only.
	"""

	EVERYWHERE_FACTOR = 20

	def __init__(self, user_name, **limits):
		self.here = LoginAttemptTracker(f"{user_name} {frappe.local.request_ip}", **limits)
		self.everywhere = LoginAttemptTracker(user_name, **limits)
		self.everywhere.max_failed_logins *= self.EVERYWHERE_FACTOR

	def add_failure_attempt(self):
		self.here.add_failure_attempt()
		self.everywhere.add_failure_attempt()

	def add_success_attempt(self):
		self.here.add_success_attempt()

	def is_user_allowed(self) -> bool:
		return self.here.is_user_allowed() and self.everywhere.is_user_allowed()
'''

SERIES = (
    Correction(
        name="session-literals",
        why="A session's data came back from the database through eval behind a list of forbidden "
        "words: a user whose name contains one ('Information' holds 'format') was refused, and a "
        "database row was code. Literals are parsed as literals.",
        source="own finding; Read in the history: safe_eval by blocklist",
        edits=(
            Edit(
                path="sessions.py",
                find='frappe.safe_eval(record and record[0][1] or "{}")',
                replace='ast.literal_eval(record and record[0][1] or "{}")',
            ),
            Edit(
                path="sessions.py",
                find="import json\nfrom",
                replace="import ast\nimport json\nfrom",
            ),
        ),
    ),
    Correction(
        name="disabled-user-session",
        why="A session outlived its user: disabling somebody left them working.",
        source="fixed upstream by 15.41",
        edits=(
            Edit(
                path="sessions.py",
                find='\t\tself.sid = "Guest"\n\t\t\tr = self.get_session_data()\n\n\t\treturn r\n',
                replace='\t\tself.sid = "Guest"\n\t\t\tr = self.get_session_data()\n'
                '\t\telif r.user not in ("Guest", "Administrator") and not frappe.db.get_value(\n'
                '\t\t\t"User", r.user, "enabled", cache=True\n\t\t):\n'
                "\t\t\tself._delete_session()\n"
                "\t\t\tclear_cookies()\n"
                '\t\t\tself.sid = "Guest"\n'
                "\t\t\tr = self.get_session_data()\n\n"
                "\t\treturn r\n",
            ),
        ),
    ),
    Correction(
        name="sid-from-cookie-only",
        why="A session id in the address ends up in logs and history, and lets a link log a victim "
        "into the attacker's session.",
        source="own finding",
        edits=(
            Edit(
                path="app.py",
                find="\tfrappe.local.form_dict = frappe._dict(args)\n",
                replace='\targs.pop("sid", None)\n\tfrappe.local.form_dict = frappe._dict(args)\n',
            ),
        ),
    ),
    Correction(
        name="boot-without-sid",
        why="The page carried the session id in its script: any script on it could take the "
        "session away although the cookie is HttpOnly.",
        source="list of the base: sid in boot",
        edits=(
            Edit(path="boot.py", find='\t\tbootinfo.sid = frappe.session["sid"]\n', replace=""),
        ),
    ),
    Correction(
        name="failed-authorization-refused",
        why="A request with a wrong key or token went on as Guest and got public answers with "
        "status 200; a key of a disabled user still worked; secrets were compared byte by byte.",
        source="list of the base: API auth falling through to Guest",
        edits=(
            Edit(
                path="api.py",
                find="\tvalidate_auth_via_hooks()\n\n\ndef validate_oauth",
                replace="\tvalidate_auth_via_hooks()\n\n"
                '\tif authorization_header[0] and frappe.session.user in ("", "Guest", None):\n'
                "\t\traise frappe.AuthenticationError\n\n\ndef validate_oauth",
            ),
            Edit(
                path="api.py",
                find="\tif api_secret == doc_secret:\n",
                replace='\tis_enabled = doctype != "User" or frappe.db.get_value(doctype, doc, "enabled")\n'
                "\tif doc and is_enabled and hmac.compare_digest(\n"
                '\t\tstr(api_secret).encode(), str(doc_secret or "").encode()\n'
                "\t):\n",
            ),
            Edit(
                path="api.py",
                find="import binascii\nimport json",
                replace="import binascii\nimport hmac\nimport json",
            ),
        ),
    ),
    Correction(
        name="reset-key-hashed",
        why="The key of a password reset lay readable in the User row: whoever reads a row or a "
        "backup takes the account over.",
        source="probed live on 2023-08, fixed upstream by 15.41",
        edits=(
            Edit(
                path="core/doctype/user/user.py",
                find='\t\tself.db_set("reset_password_key", key)\n',
                replace='\t\tself.db_set("reset_password_key", hash_of_reset_key(key))\n',
            ),
            Edit(
                path="core/doctype/user/user.py",
                find='\t\t\t"User", {"reset_password_key": key}, ["name"',
                replace='\t\t\t"User", {"reset_password_key": hash_of_reset_key(key)}, ["name"',
            ),
            Edit(
                path="core/doctype/user/user.py",
                find="\n\ndef _get_user_for_update_password(",
                replace="\n\ndef hash_of_reset_key(key):\n"
                "\treturn hashlib.sha256(str(key).encode()).hexdigest()\n"
                "\n\ndef _get_user_for_update_password(",
            ),
            Edit(
                path="core/doctype/user/user.py",
                find="from collections.abc import Sequence\n",
                replace="import hashlib\nfrom collections.abc import Sequence\n",
            ),
        ),
    ),
    Correction(
        name="password-change-by-post-only",
        why="A link or an image could ask for a reset mail or set a password: GET needs no CSRF "
        "token. A GET also passed the limit on reset mails, which counted POST alone.",
        source="probed live on 2023-08: password reset by GET",
        edits=(
            Edit(
                path="core/doctype/user/user.py",
                find="@frappe.whitelist(allow_guest=True)\ndef update_password(",
                replace='@frappe.whitelist(allow_guest=True, methods=["POST"])\ndef update_password(',
            ),
            Edit(
                path="core/doctype/user/user.py",
                find="@frappe.whitelist(allow_guest=True)\n@rate_limit(limit=get_password_reset_limit, "
                'seconds=24 * 60 * 60, methods=["POST"])\n',
                replace='@frappe.whitelist(allow_guest=True, methods=["POST"])\n'
                "@rate_limit(limit=get_password_reset_limit, seconds=60 * 60)\n",
            ),
            Edit(
                path="core/doctype/user/user.py",
                find="@frappe.whitelist()\ndef generate_keys(",
                replace='@frappe.whitelist(methods=["POST"])\ndef generate_keys(',
            ),
            Edit(
                path="utils/password.py",
                find='frappe.db.get_single_value("System Settings", "password_reset_limit") or 0',
                replace='frappe.db.get_single_value("System Settings", "password_reset_limit") or 3',
            ),
        ),
    ),
    Correction(
        name="login-attempts-by-address",
        why="Failed logins were counted per account only: one machine could try a common password "
        "on every account of an entity.",
        source="list of the base: no per-IP login tracking",
        edits=(
            Edit(
                path="auth.py",
                find="\t\t_raw_user_name = user\n",
                replace="\t\taddress_tracker = get_address_tracker()\n\t\t_raw_user_name = user\n",
            ),
            Edit(
                path="auth.py",
                find='\t\tif not user:\n\t\t\tself.fail("Invalid login credentials", user=_raw_user_name)\n',
                replace="\t\tif not user:\n\t\t\taddress_tracker and address_tracker.add_failure_attempt()\n"
                '\t\t\tself.fail("Invalid login credentials", user=_raw_user_name)\n',
            ),
            Edit(
                path="auth.py",
                find="\t\tif not user.is_authenticated:\n\t\t\ttracker and",
                replace="\t\tif not user.is_authenticated:\n"
                "\t\t\taddress_tracker and address_tracker.add_failure_attempt()\n\t\t\ttracker and",
            ),
            Edit(
                path="auth.py",
                find="\n\nclass LoginAttemptTracker:\n",
                replace="\n\ndef get_address_tracker():\n"
                '\t"""Count failures of one address too: 10 times an account\'s limit, as many people\n'
                '\tsit behind one address."""\n'
                '\tlimit = cint(frappe.get_system_settings("allow_consecutive_login_attempts"))\n'
                "\tif not limit or not frappe.local.request_ip:\n"
                "\t\treturn None\n"
                "\ttracker = LoginAttemptTracker(\n"
                '\t\t"address:" + frappe.local.request_ip,\n'
                "\t\tmax_consecutive_login_attempts=limit * 10,\n"
                '\t\tlock_interval=cint(frappe.get_system_settings("allow_login_after_fail")) or 60,\n'
                "\t)\n"
                "\tif not tracker.is_user_allowed():\n"
                "\t\tfrappe.throw(\n"
                '\t\t\t_("Your account has been locked and will resume after {0} seconds").format(\n'
                '\t\t\t\tcint(frappe.get_system_settings("allow_login_after_fail")) or 60\n'
                "\t\t\t),\n"
                "\t\t\tfrappe.SecurityException,\n"
                "\t\t)\n"
                "\treturn tracker\n"
                "\n\nclass LoginAttemptTracker:\n",
            ),
        ),
    ),
    Correction(
        name="account-locked-for-one-address",
        why="Six wrong passwords locked an account for everybody: whoever knew a colleague's e-mail "
        "address kept the colleague out. The address that failed is locked out, and all addresses "
        "only after twenty times as many failures, which together guess too slowly.",
        source="own finding",
        edits=(
            Edit(
                path="auth.py",
                find="\ttracker = LoginAttemptTracker(user_name, **tracker_kwargs)\n",
                replace="\ttracker = AccountTracker(user_name, **tracker_kwargs)\n",
            ),
            Edit(
                path="auth.py",
                find="\n\ndef get_login_attempt_tracker(",
                replace=ACCOUNT_TRACKER + "\n\ndef get_login_attempt_tracker(",
            ),
        ),
    ),
    Correction(
        name="login-redirect-same-site",
        why="The login page sent a logged-in visitor to whatever site the address named, and a "
        "backslash passed the check in the browser.",
        source="list of the base: open redirect at login",
        edits=(
            Edit(
                path="www/login.py",
                find='\tredirect_to = frappe.local.request.args.get("redirect-to")\n',
                replace='\tredirect_to = on_this_site(frappe.local.request.args.get("redirect-to"))\n',
            ),
            Edit(
                path="www/login.py",
                find="\n\ndef get_context(context):\n",
                replace="\n\ndef on_this_site(address):\n"
                '\t"""Return `address` when a browser would stay on this site, else None."""\n'
                '\tpath = (address or "").strip()\n'
                "\tif path.startswith(frappe.local.request.host_url):\n"
                '\t\tpath = "/" + path[len(frappe.local.request.host_url) :]\n'
                '\tif any(character < " " or character == "\\\\" for character in path):\n'
                "\t\treturn None\n"
                '\tis_path = path.startswith("/") and not path.startswith("//")\n'
                '\treturn path if is_path or path == "login" else None\n'
                "\n\ndef get_context(context):\n",
            ),
            Edit(
                path="utils/oauth.py",
                find='\tfrappe.local.response["type"] = "redirect"\n\n\tif not redirect_to:\n',
                replace="\tfrom frappe.www.login import on_this_site\n\n"
                '\tfrappe.local.response["type"] = "redirect"\n\n'
                "\tredirect_to = on_this_site(redirect_to)\n\tif not redirect_to:\n",
            ),
            Edit(
                path="public/js/frappe/utils/common.js",
                find="\t\t\treturn is_absolute(url) ? domain(location.href) !== domain(url) : false;\n",
                replace="\t\t\ttry {\n"
                "\t\t\t\treturn new URL(url, location.href).origin !== location.origin;\n"
                "\t\t\t} catch {\n"
                "\t\t\t\treturn true;\n"
                "\t\t\t}\n",
            ),
        ),
    ),
    Correction(
        name="ended-session-stays-ended",
        why="Whatever still answered when a session was ended put it back into the cache, and "
        "with it the access; signing out of the website did so always.",
        source="upstream 72b45400, c0ba12cc; docs/security-advisories.md",
        edits=(
            Edit(
                path="sessions.py",
                find="\t\t\t\t.set(Sessions.lastupdate, now)\n\t\t\t).run()\n\n"
                '\t\t\tfrappe.db.set_value("User", frappe.session.user, "last_active", now, update_modified=False)\n',
                replace="\t\t\t\t.set(Sessions.lastupdate, now)\n\t\t\t).run()\n"
                "\t\t\tif not frappe.db._cursor.rowcount:\n"
                "\t\t\t\treturn False  # ended meanwhile\n\n"
                '\t\t\tfrappe.db.set_value("User", frappe.session.user, "last_active", now, update_modified=False)\n',
            ),
            Edit(
                path="sessions.py",
                find="\t\t\tupdated_in_db = True\n\n"
                '\t\tfrappe.cache.hset("session", self.sid, self.data)\n',
                replace="\t\t\tupdated_in_db = True\n"
                '\t\t\tfrappe.cache.hset("session", self.sid, self.data)\n',
            ),
        ),
    ),
    Correction(
        name="all-sessions-are-ended",
        why="Who changed the own password kept as many other sessions as the own profile allows.",
        source="upstream 924460cd; docs/security-advisories.md",
        edits=(
            Edit(
                path="sessions.py",
                find="\tfor sid in get_sessions_to_clear(user, keep_current):\n",
                replace="\tfor sid in get_sessions_to_clear(user, keep_current, force):\n",
            ),
            Edit(
                path="sessions.py",
                find="def get_sessions_to_clear(user=None, keep_current=False):\n",
                replace="def get_sessions_to_clear(user=None, keep_current=False, force=False):\n",
            ),
            Edit(
                path="sessions.py",
                find="\tif user == frappe.session.user:\n\t\tsimultaneous_sessions",
                replace="\tif user == frappe.session.user and not force:\n\t\tsimultaneous_sessions",
            ),
        ),
    ),
    Correction(
        name="tried-password-stays-here",
        why="Asking how strong a password is brought the password back in the answer.",
        source="docs/security-advisories.md",
        edits=(
            Edit(
                path="core/doctype/user/user.py",
                find='\t\tresult["feedback"]["password_policy_validation_passed"] = password_policy_validation_passed\n',
                replace='\t\tresult["feedback"]["password_policy_validation_passed"] = password_policy_validation_passed\n'
                '\t\tresult.pop("password", None)\n'
                '\t\tresult.pop("sequence", None)  # its parts\n',
            ),
        ),
    ),
)
