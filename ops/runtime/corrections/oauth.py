"""Corrections to the OAuth 2 provider, through which the hub signs people in."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="oauth-user-is-session-user",
        why="The user of a code was read from a cookie that anybody writes: a token of the "
        "Administrator for every logged-in visitor.",
        source="trap 1",
        edits=(
            Edit(
                path="oauth.py",
                find='\t\toac.user = unquote(cookie_dict["user_id"].value)\n',
                replace="\t\toac.user = frappe.session.user\n",
            ),
        ),
    ),
    Correction(
        name="oauth-client-secret-checked",
        why="A stolen code was enough for a token: nobody asked the client for its secret.",
        source="trap 2",
        edits=(
            Edit(
                path="oauth.py",
                find="\t\tcookie_dict = get_cookie_dict_from_headers(request)\n"
                '\t\tuser_id = unquote(cookie_dict.get("user_id").value) if "user_id" in cookie_dict '
                'else "Guest"\n\t\treturn frappe.session.user == user_id\n\n'
                "\tdef authenticate_client_id",
                replace='\t\tgiven = request.client_secret or frappe.form_dict.get("client_secret") or ""\n'
                '\t\texpected = oc.client_secret or ""\n'
                "\t\treturn bool(expected) and hmac.compare_digest(given.encode(), expected.encode())\n\n"
                "\tdef authenticate_client_id",
            ),
            Edit(path="oauth.py", find="import hashlib\n", replace="import hashlib\nimport hmac\n"),
        ),
    ),
    Correction(
        name="oauth-no-password-grant",
        why="A client registered for codes exchanged a user's password for a token, past the login "
        "limits.",
        source="trap 2",
        edits=(
            Edit(
                path="oauth.py",
                find='return grant_type in ["authorization_code", "refresh_token", "password"]',
                replace='return grant_type in ["authorization_code", "refresh_token"]',
            ),
        ),
    ),
    Correction(
        name="token-ends-when-it-says",
        why="A token's end was reckoned in local mean time: a minute became twenty in Dubai.",
        source="docs/security-advisories.md",
        edits=(
            Edit(
                path="oauth.py",
                find="\t\ttoken_expiration_local = otoken.expiration_time.replace(\n"
                "\t\t\ttzinfo=pytz.timezone(get_system_timezone())\n\t\t)\n"
                "\t\ttoken_expiration_utc = token_expiration_local.astimezone(pytz.utc)\n"
                "\t\tis_token_valid = (\n"
                "\t\t\tfrappe.utils.datetime.datetime.utcnow().replace(tzinfo=pytz.utc) < token_expiration_utc\n"
                '\t\t) and otoken.status != "Revoked"\n',
                replace="\t\tis_fresh = frappe.utils.now_datetime() < otoken.expiration_time\n"
                '\t\tis_token_valid = is_fresh and otoken.status != "Revoked"\n',
            ),
        ),
    ),
)
