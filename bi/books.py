"""From a row of the dashboards to its document in the entity's own books.

Owns the address: an entity's site stands beside the hub's, under its code. Refuses strangers and
what is no code; whether the reader may see the document is asked by the books themselves.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Blueprint, abort, redirect
from flask_login import current_user

from bi.environment import load_environment
from erp_app.domain.hub.lifecycle import CODE_PATTERN

blueprint = Blueprint("diwan_books", __name__)
_KIND = re.compile(r"[A-Za-z][A-Za-z ]{0,60}")


@blueprint.route("/diwan/books/<entity>/<kind>/<name>")
def open_document(entity: str, kind: str, name: str) -> Any:
    """Lead to a document. kind: its type as the ledger says it ("Journal"); name: its number."""
    if not current_user.is_authenticated:
        abort(401)
    if not CODE_PATTERN.fullmatch(entity) or not _KIND.fullmatch(kind):
        abort(404)
    return redirect(document_address(load_environment().hub_url, entity, kind, name))


def document_address(hub_url: str, entity: str, kind: str, name: str) -> str:
    """Return where a document is opened.

    >>> document_address("http://hub.localhost:8080", "roads", "Opening Balances", "OB/1")
    'http://roads.localhost:8080/app/opening-balances/OB%2F1'
    """
    hub = urlsplit(hub_url)
    host = f"{entity}.{hub.netloc.partition('.')[2]}"
    return f"{hub.scheme}://{host}/app/{kind.lower().replace(' ', '-')}/{quote(name, safe='')}"
