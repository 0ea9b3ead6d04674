"""Corrections to sessions, logins, keys and passwords."""

import ast
import re

import pytest

from ops.runtime import Runtime
from tests.runtime.corrections.proofs import Function, InErp, Source, assert_before, proves


@proves("session-literals")
def test_session_rows_are_literals(function: Function) -> None:
    resume = function("sessions.py", "get_session_data_from_db")
    assert "ast.literal_eval(" in resume
    assert "safe_eval" not in resume
    assert ast.literal_eval(str({"full_name": "Information Officer"}))
    with pytest.raises(ValueError, match="malformed"):
        ast.literal_eval("__import__('os').getcwd()")


@proves("disabled-user-session")
def test_session_of_a_disabled_user_ends(function: Function) -> None:
    record = function("sessions.py", "get_session_record")
    assert_before(record, '"enabled"', "self._delete_session()")
    assert record.count('self.sid = "Guest"') == 2


@proves("sid-from-cookie-only")
def test_session_id_in_the_address_is_dropped(function: Function) -> None:
    made = function("app.py", "make_form_dict")
    assert_before(made, 'args.pop("sid", None)', "frappe.local.form_dict = frappe._dict(args)")


@proves("boot-without-sid")
def test_page_holds_no_session_id(runtime: Runtime, source: Source) -> None:
    assert "bootinfo.sid" not in source("boot.py")
    scripts = (runtime.frappe / "public" / "js" / "frappe").rglob("*.js")
    assert not [path for path in scripts if "boot.sid" in path.read_text(encoding="utf-8")]


@proves("failed-authorization-refused")
def test_wrong_credentials_are_refused_not_ignored(function: Function) -> None:
    assert "raise frappe.AuthenticationError" in function("api.py", "validate_auth")
    checked = function("api.py", "validate_api_key_secret")
    assert "hmac.compare_digest(" in checked
    assert_before(checked, '"enabled"', "frappe.set_user(user)")
    assert "api_secret == doc_secret" not in checked


@proves("reset-key-hashed")
def test_reset_key_is_stored_as_a_hash(source: Source, function: Function, in_erp: InErp) -> None:
    user = "core/doctype/user/user.py"
    assert 'self.db_set("reset_password_key", hash_of_reset_key(key))' in source(user)
    found = function(user, "_get_user_for_update_password")
    assert '{"reset_password_key": hash_of_reset_key(key)}' in found
    told = in_erp(
        "from frappe.core.doctype.user.user import hash_of_reset_key as h\nreturn [h('a'), h('b')]"
    )
    assert told[0] != told[1]
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in told)


@proves("password-change-by-post-only")
def test_passwords_and_keys_change_by_post_only(in_erp: InErp) -> None:
    told = in_erp("""
import frappe.core.doctype.user.user as user
methods = frappe.allowed_http_methods_for_whitelisted_func
names = ["update_password", "reset_password", "generate_keys"]
return [methods[getattr(user, name)] for name in names]
""")
    assert told == [["POST"]] * 3


@proves("login-attempts-by-address")
def test_failed_logins_count_by_address_too(function: Function) -> None:
    authenticate = function("auth.py", "authenticate")
    assert authenticate.count("address_tracker.add_failure_attempt()") == 2
    assert_before(authenticate, "get_address_tracker()", "User.find_by_credentials")
    assert "max_consecutive_login_attempts=limit * 10" in function("auth.py", "get_address_tracker")


@proves("account-locked-for-one-address")
def test_account_is_locked_for_the_address_that_failed(in_erp: InErp) -> None:
    told = in_erp("""
from datetime import datetime
from unittest.mock import patch
import frappe.auth as module
from frappe.auth import AccountTracker
kept = {}
module.get_datetime = datetime.now
class Cache:
    def hget(self, name, key): return kept.get((name, key))
    def hset(self, name, key, value): kept[name, key] = value
    def hdel(self, name, key): kept.pop((name, key), None)
def tracker(address):
    frappe.local.request_ip = address
    return AccountTracker("a@example.com", max_consecutive_login_attempts=5, lock_interval=300)
def is_let_in(address): return tracker(address).is_user_allowed()
def fail(address, times):
    for _ in range(times): tracker(address).add_failure_attempt()
with patch.object(frappe, "cache", Cache()):
    fail("10.0.0.1", 6)
    after_six = [is_let_in("10.0.0.1"), is_let_in("10.0.0.2")]
    tracker("10.0.0.2").add_success_attempt()
    after_owner = [is_let_in("10.0.0.1"), is_let_in("10.0.0.2")]
    for number in range(94): fail(f"10.0.1.{number}", 1)
    at_limit = is_let_in("10.0.0.2")
    fail("10.0.2.1", 1)
    return [after_six, after_owner, at_limit, is_let_in("10.0.0.2")]
""")
    assert told == [[False, True], [False, True], True, False]


@proves("login-redirect-same-site")
def test_login_leads_to_this_site_only(in_erp: InErp, source: Source) -> None:
    outside = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "http://a.example.evil/",
        "",
        None,
    ]
    inside = ["/app", "/app/journal?x=1#y", "http://a.example/app", "login"]
    told = in_erp(
        """
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request
from frappe.www.login import on_this_site
frappe.local.request = Request(EnvironBuilder(base_url="http://a.example/").get_environ())
return [on_this_site(address) for address in given]
""",
        outside + inside,
    )
    assert told == [None] * 8 + ["/app", "/app/journal?x=1#y", "/app", "login"]
    assert "redirect_to = on_this_site(redirect_to)" in source("utils/oauth.py")
    script = source("public/js/frappe/utils/common.js")
    assert "new URL(url, location.href).origin !== location.origin" in script


@proves("ended-session-stays-ended")
def test_ended_session_is_not_put_back(function: Function) -> None:
    update = function("sessions.py", "update")
    assert_before(update, "if not frappe.db._cursor.rowcount:", 'frappe.cache.hset("session"')
    assert update.count('frappe.cache.hset("session"') == 1
    assert '\t\t\tfrappe.cache.hset("session"' in update, "within the branch that wrote the row"


@proves("all-sessions-are-ended")
def test_forced_end_keeps_no_session(function: Function) -> None:
    assert "get_sessions_to_clear(user, keep_current, force)" in function(
        "sessions.py", "clear_sessions"
    )
    assert "and not force" in function("sessions.py", "get_sessions_to_clear")


@proves("tried-password-stays-here")
def test_strength_of_a_password_is_told_without_it(function: Function) -> None:
    told = function("core/doctype/user/user.py", "test_password_strength")
    assert_before(told, 'result.pop("password", None)', "return result")
