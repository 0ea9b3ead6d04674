"""What the head of a page says: language, direction, and whether it may be enlarged.

Frappe writes neither direction nor, in one of its versions, the language into pages outside the
Desk (log in, messages, errors); a page that states its direction is left alone.
"""

import re

import frappe

from erp_app.domain.languages import direction_of

_HTML_TAG = re.compile(rb"<html\b[^>]*>", re.IGNORECASE)
_VIEWPORT = re.compile(rb'<meta name="viewport"[^>]*user-scalable=no[^>]*>')
_ZOOMABLE = b'<meta name="viewport" content="width=device-width, initial-scale=1">'
_HEAD_BYTES = 2_000
_PRINT_PAGE = "printview"


def set_page_language(response=None, request=None) -> None:
    """Write lang and dir into the html tag of `response`. Frappe's after_request hook."""
    if response is None or response.mimetype != "text/html" or response.is_streamed:
        return
    body = response.get_data()
    found = _HTML_TAG.search(body[:_HEAD_BYTES])
    if not found or b"dir=" in found.group():
        return
    tag = build_html_tag(found.group(), frappe.local.lang or "en")
    response.set_data(body[: found.start()] + tag + body[found.end() :])


def allow_zoom(response=None, request=None) -> None:
    """Let a page be enlarged with two fingers, which the Desk forbids. An after_request hook."""
    if response is None or response.mimetype != "text/html" or response.is_streamed:
        return
    body = response.get_data()
    if found := _VIEWPORT.search(body[:_HEAD_BYTES]):
        response.set_data(body[: found.start()] + _ZOOMABLE + body[found.end() :])


def complete_print_page(context) -> dict[str, str]:
    """Return the body of the print page with what the page's own script looks for.

    Frappe's hook `update_website_context`. The script of that page fails at a print format of
    one's own, which has neither the block nor the foot of the standard one.
    """
    if context.get("path") != _PRINT_PAGE:
        return {}
    body = context.get("body") or ""
    if 'id="footer-html"' not in body:
        body += '<div id="footer-html"></div>'
    if "page-break" not in body:
        body = f'<div class="page-break">{body}</div>'
    return {"body": body}


def build_html_tag(tag: bytes, language: str) -> bytes:
    """Return `tag` with this language and its direction, keeping its other attributes.

    >>> build_html_tag(b'<html lang="en" class="a">', "ar")
    b'<html class="a" lang="ar" dir="rtl">'
    """
    kept = re.sub(rb'\s+lang="[^"]*"', b"", tag[:-1])
    return kept + f' lang="{language}" dir="{direction_of(language)}">'.encode()
