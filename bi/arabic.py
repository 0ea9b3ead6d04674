"""Superset's Arabic with our corrections over it, for its pages and its menu.

Owns the answer at the address that pages fetch their words from. Superset reads its file anew for
each page; ours is put together once a process and may be kept by the browser.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Response, request, session

from erp_app.domain.languages import ARABIC

WORDS = Path(__file__).with_name("arabic.yml")
ADDRESS = "/superset/language_pack/ar/"
TILES = "Governed tiles"  # the entry of bi/proposals in the menu
SECONDS_KEPT = 3600  # new words of a release are seen within the hour


@cache
def own_words() -> dict[str, list[str]]:
    """Return English -> Arabic, in one form or in the six of a plural."""
    given = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return {key: one if isinstance(one, list) else [one] for key, one in given.items()}


@cache
def _pack() -> bytes:
    from superset.translations.utils import get_language_pack

    pack = get_language_pack("ar") or {}
    catalogue = pack["locale_data"]["superset"] | own_words()
    pack = pack | {"locale_data": {"superset": catalogue}}
    return json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()


def serve_words() -> Response | None:
    """Return the answer to a request for the Arabic words, which are no secret; None for others."""
    if request.path != ADDRESS or request.method != "GET":
        return None
    answer = Response(_pack(), mimetype="application/json")
    answer.headers["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    return answer


def in_own_language(text: str, *values: object) -> str:
    """Return words of ours, filled in, in the language of the request's session."""
    if session.get("locale") == ARABIC:
        [text, *_] = own_words().get(text, [text])
    return text % values if values else text


def name_menu(bootstrap: dict[str, Any]) -> dict[str, Any]:
    """Return Superset's COMMON_BOOTSTRAP_OVERRIDES_FUNC: the menu of an Arabic page in Arabic, and
    what is ours after what is Superset's.

    The menu's names come from the server's catalogue, which has no place for ours.
    """
    data = bootstrap["menu_data"]
    menu = sorted(data["menu"], key=_is_ours)
    if bootstrap["locale"] == ARABIC:
        menu = [_named(one) for one in menu]
    return {"menu_data": {**data, "menu": menu}}


def _is_ours(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("name") == TILES


def _named(entry: Any) -> Any:
    """Return one entry of the menu and those below it; lines between entries are plain text."""
    if not isinstance(entry, dict):
        return entry
    [label, *_] = own_words().get(str(entry.get("label")), [entry.get("label")])
    named = {**entry, "label": label}
    if "childs" in entry:
        named["childs"] = [_named(one) for one in entry["childs"]]
    return named
