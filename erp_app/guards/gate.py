"""The gate: every web request is checked against the allow-list before the framework acts on it.

Owns the order of the checks and what a refusal looks like (401 or 403, logged). Refuses
everything that `allowed.yml` does not name, for every role. Runs as an authentication hook: the
session or token is known, nothing has been dispatched yet.
"""

import time
from html import escape
from pathlib import Path

import frappe
from frappe import _
from frappe.api import get_request_form_data
from frappe.auth import validate_ip_address
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from erp_app.audit.access_refusals import note_refusal
from erp_app.domain.findings import RuleError
from erp_app.domain.findings import _ as _mark
from erp_app.domain.languages import direction_of
from erp_app.domain.reading.values import require_whole_letters
from erp_app.guards import (
    answers,
    downloads,
    half_sessions,
    pdf,
    presence,
    recording,
    sent_documents,
    sessions,
)
from erp_app.guards.acts import Act, ActKind, is_safe_redirect, read_act
from erp_app.guards.allow_list import AllowList, load_allow_list
from erp_app.guards.arguments import Schema
from erp_app.guards.policy import BAD_REQUEST, Policy, Refusal
from erp_app.store import guards as store

ALLOW_LIST_PATH = Path(__file__).with_name("allowed.yml")
ARGUMENTS_PATH = Path(__file__).with_name("arguments.yml")
TOKEN_SCHEMES = frozenset({"basic", "bearer", "token"})
TOKEN_METHODS = frozenset({"erp_app.api.identity.claims"})
REDIRECT_ARGUMENTS = ("redirect-to", "redirect_to", "redirect")
SESSION_ARGUMENT_METHODS = ("frappe.realtime.",)

# A locked account is a refusal, not a fault of the server.
frappe.SecurityException.http_status_code = 403

# Headers as the server hands them on: a look through all of them for one that is not there, as
# most are not, costs more than any other part of the gate.
AUTHORIZATION, TOKEN_SOURCE = "HTTP_AUTHORIZATION", "HTTP_FRAPPE_AUTHORIZATION_SOURCE"
NAMED_SITE = "HTTP_X_FRAPPE_SITE_NAME"
LOOKED_SECONDS = 1.0  # so often a worker looks whether the allow-list has changed
ROLES_KEPT_MAX = 2000

_compiled: dict[str, object] = {"modified": None, "allow_list": None}
_looked_at = 0.0
_policies: dict[frozenset[str], Policy] = {}
_policies_by_list: dict[tuple[str, ...], Policy] = {}  # the same, by roles as they are stored
_is_installed = False


def before_request() -> None:
    """Refuses a request that names another site than its host, or borrows a session by argument."""
    if not _is_installed:
        _install()
    request = frappe.local.request
    _require_whole_letters(request)
    _require_served_site()
    _require_site_of_host(request)
    if source := request.environ.get(TOKEN_SOURCE):
        note_refusal("Token", source, "a token source other than a user")
        _raise(frappe.AuthenticationError, _("This token is not accepted"))
    _require_no_borrowed_session(request)
    sessions.require_own_page(request)
    sessions.begin()


def _install() -> None:
    """Put our words and our renderer in place of the base's; once per process."""
    global _is_installed
    answers.install()
    pdf.install_renderer()
    _is_installed = True


def after_request(response=None, request=None) -> None:
    """Give an error page its real status; one base sends refusals and "closed" pages as 200."""
    if response is not None:
        downloads.name_file(response, frappe.local.request.path)
    status = frappe.local.response.get("http_status_code")
    if response is not None and response.status_code == 200 and status in (401, 403, 503):
        response.status_code = status


def check_request() -> None:
    """Refuses what the caller's roles may not do; the last step before dispatch.

    Raises: frappe.AuthenticationError for a bad token or a disabled user,
    frappe.PermissionError for everything that is not on the list.
    """
    request = frappe.local.request
    if request.method == "OPTIONS":  # a preflight: no session was read, nothing is dispatched
        return
    _require_valid_token(request)
    sessions.require_session_token(request)
    _require_enabled_user()
    form = frappe.local.form_dict
    _require_safe_redirect(form)
    act = read_act(request.method, request.path, form)
    _require_confined_token(request, act)
    roles = tuple(frappe.get_roles(frappe.session.user))
    half_sessions.require_whole(request, act, roles)
    allow_list = load_current_allow_list()
    refusal = allow_list.find_refusal(_policy_of(allow_list, roles), act, form)
    if recording.is_recording():
        recording.record_act(act, form, refusal)
        if recording.is_permissive():
            return
    if refusal:
        refuse(act, refusal)
    _hand_on(act, allow_list.schema_of(act), form)


def _hand_on(act: Act, schema: Schema | None, form: dict) -> None:
    """Leave to the dispatcher what was read, and nothing else of what was sent."""
    presence.note_document(act, form)
    try:
        if schema:
            _clean_arguments(schema, form)
        if act.kind is ActKind.DOCUMENT:
            _clean_resource(act, form)
    except RuleError as error:
        refuse(act, Refusal(error.template, *error.values, status=BAD_REQUEST))


def _clean_arguments(schema: Schema, form: dict) -> None:
    """Drop what nobody reads; leave documents and changes as fields of their types.

    Raises: RuleError, frappe.ValidationError.
    """
    schema.settle(form)
    for name in schema.documents & form.keys():
        form[name] = sent_documents.clean_argument(form[name])
    for name in schema.changes & form.keys():
        if form[name]:
            cleaned = sent_documents.clean_changes(form["doctype"], form[name], form.get("value"))
            form[name] = cleaned[0]
            if "value" in form:
                form["value"] = cleaned[1]


def _clean_resource(act: Act, form: dict) -> None:
    """Reduce the REST path's document, the request's body, to fields. Raises: RuleError."""
    if isinstance(fields := form.get("fields"), str):
        # The base takes nothing but JSON here, names with commas end in an error of the server.
        form["fields"] = fields if fields[:1] == "[" else frappe.as_json(fields.split(","))
    if act.right not in ("create", "write"):
        return
    values = get_request_form_data()
    if not isinstance(values, dict):
        raise RuleError(_mark("a document in JSON with its doctype is expected"))
    is_new = act.right == "create"
    form["data"] = frappe.as_json(sent_documents.clean_values(act.target, values, is_new))


class BadRequestError(frappe.ValidationError):
    """What was sent cannot be read as what the method takes."""

    http_status_code = BAD_REQUEST


def refuse(act: Act, reason: Refusal) -> None:
    """Log the refusal and answer 403, or 400 for what cannot be read."""
    note_refusal(act.kind.value, act.target, reason)
    frappe.flags.disable_traceback = True
    text = _in_words(reason)
    if reason.status == BAD_REQUEST:
        _raise(BadRequestError, _("This request cannot be read: {0}.").format(text))
    message = _("Not allowed: {0}. Ask your administrator if you need it.").format(text)
    _raise(frappe.PermissionError, message)


def _in_words(reason: Refusal) -> str:
    """Return a refusal in the caller's language, with those inside it."""
    values = (_in_words(v) if isinstance(v, Refusal) else _(v) for v in reason.values)
    return _(reason.template).format(*values)


def _raise(error: type[Exception], message: str) -> None:
    """Answers programs in JSON and people with a page of ours, both with the error's status."""
    request = frappe.local.request
    accepts_json = "application/json" in request.headers.get("Accept", "")
    if frappe.local.is_ajax or accepts_json or request.path.startswith("/api/"):
        frappe.throw(message, error, title=_("Not allowed"))
    page = _render_refusal_page(message, error.http_status_code)
    raise HTTPException(response=page)


def _render_refusal_page(message: str, status: int) -> Response:
    """Return the base answers a refused page with status 200 in one version, so the page is
    ours."""
    language = frappe.local.lang or "en"
    direction = direction_of(language)
    text, home = escape(message), escape(_("Home"))
    page = (
        f'<!doctype html><html lang="{escape(language)}" dir="{direction}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{text}</title>'
        f'<body style="font-family:sans-serif;max-width:40em;margin:15vh auto;padding:0 1em">'
        f'<p>{text}</p><p><a href="/">{home}</a></p></body></html>'
    )
    return Response(page, status=status, mimetype="text/html")


def load_current_allow_list() -> AllowList:
    """Return the compiled list, compiled again when the file has changed on disk."""
    global _looked_at
    now = time.monotonic()
    if now - _looked_at > LOOKED_SECONDS:
        modified = (ALLOW_LIST_PATH.stat().st_mtime_ns, ARGUMENTS_PATH.stat().st_mtime_ns)
        if _compiled["modified"] != modified:
            _compile(modified)
        _looked_at = now
    return _compiled["allow_list"]


def _compile(modified: tuple[int, int]) -> None:
    """Compile the list as it stands. modified: when its two files were written."""
    _compiled["allow_list"] = load_allow_list(
        ALLOW_LIST_PATH.read_text(encoding="utf-8"), ARGUMENTS_PATH.read_text(encoding="utf-8")
    )
    _compiled["modified"] = modified
    _policies.clear()
    _policies_by_list.clear()


def lets_call(user: str, method: str) -> bool:
    """Return True when the allow-list opens a method to one of the user's roles."""
    policy = _policy_of(load_current_allow_list(), tuple(frappe.get_roles(user)))
    return method in policy.post or method in policy.get


def _policy_of(allow_list: AllowList, stored: tuple[str, ...]) -> Policy:
    """Return what roles may do together. stored: the roles as somebody has them."""
    policy = _policies_by_list.get(stored)
    if policy is None:
        roles = frozenset(stored).intersection(allow_list.policies)
        policy = _policies.get(roles)
        if policy is None:
            policy = _policies[roles] = allow_list.policy_for(roles)
        if len(_policies_by_list) >= ROLES_KEPT_MAX:
            _policies_by_list.clear()
        _policies_by_list[stored] = policy
    return policy


def _require_served_site() -> None:
    """Refuse the template: the front never serves it, and whoever asks a worker itself is nobody
    who should."""
    if frappe.conf.get("diwan_role") == "template":
        _raise(frappe.PermissionError, _("Not allowed"))


def _require_whole_letters(request) -> None:
    """Refuse half of a letter anywhere: the error would come later, and be one of the server.

    It comes by an escape of JSON alone; texts that are JSON themselves are looked at when read.
    """
    body = request.get_data()
    if b"\\ud" not in body and b"\\uD" not in body:
        return
    try:
        require_whole_letters(frappe.local.form_dict)
    except RuleError as error:
        text = _(error.template).format(*error.values)
        _raise(BadRequestError, _("This request cannot be read: {0}.").format(text))


def _require_site_of_host(request) -> None:
    named = request.environ.get(NAMED_SITE)
    if not named or frappe.conf.get("diwan_trust_site_header"):
        return
    if named != request.host.split(":", 1)[0]:
        note_refusal("Site Header", named, "the header names another site than the host")
        _raise(frappe.PermissionError, _("Not allowed"))


def _require_no_borrowed_session(request) -> None:
    """Refuse a session id in an argument: it leaks into logs and can be planted."""
    form = frappe.local.form_dict
    if "sid" not in form:
        return
    method = form.get("cmd") or request.path.removeprefix("/api/method/")
    if not str(method).startswith(SESSION_ARGUMENT_METHODS):
        note_refusal("Session", request.path, "a session id in the arguments")
        _raise(frappe.AuthenticationError, _("A session id belongs in a cookie"))


def _require_valid_token(request) -> None:
    """Refuse an Authorization header that names nobody, or that comes beside a session."""
    header = request.environ.get(AUTHORIZATION)
    if not header:
        return
    scheme, _separator, token = header.partition(" ")
    cookie_user = frappe.local.login_manager.user
    valid = scheme.lower() in TOKEN_SCHEMES and token and frappe.session.user not in ("", "Guest")
    if not valid or cookie_user not in ("", "Guest", None):
        note_refusal("Token", scheme, "the token is not valid, or came together with a session")
        _raise(frappe.AuthenticationError, _("This token is not accepted"))
    validate_ip_address(frappe.session.user)  # the base asks at sign-in only


def _require_confined_token(request, act: Act) -> None:
    """Refuse a token of the dashboards' sign-in all but who its holder is."""
    token = request.environ.get(AUTHORIZATION, "").partition(" ")[2]
    if token and act.target not in TOKEN_METHODS and store.is_bearer_token(token):
        note_refusal("Token", act.target, "a token of the sign-in opens the claims only")
        _raise(frappe.PermissionError, _("Not allowed"))


def _require_enabled_user() -> None:
    user = frappe.session.user
    if user in ("Guest", "Administrator") or frappe.get_cached_value("User", user, "enabled"):
        return
    note_refusal("Session", user, "the user is disabled")
    frappe.local.login_manager.logout()
    _raise(frappe.AuthenticationError, _("This user is disabled"))


def _require_safe_redirect(form) -> None:
    for argument in REDIRECT_ARGUMENTS:
        if argument in form and not is_safe_redirect(form[argument]):
            note_refusal("Redirect", str(form[argument]), "a redirect to another site")
            _raise(frappe.PermissionError, _("Not allowed: a redirect to another site"))
