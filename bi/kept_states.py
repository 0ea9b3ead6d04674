"""What people keep under a key: links to share, filters in an address, charts being drawn.

It opens to whoever sees all that its maker saw, and to nobody by guessing.

Such a state holds no rows, yet what somebody typed and chose: names of people, titles, questions in
SQL. Superset opens it to everybody who may read its dashboard or dataset, which is everybody, and
counts its links up from one behind letters that a few of them give away. Owns two rules: a state
remembers whose rows its maker saw and is closed to whoever sees less (rows themselves are asked for
again, as whoever opens it); and a link ends in a seal of this installation.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

from flask import Flask, current_app, g, render_template
from superset.utils.core import get_user_id

from bi.arabic import in_own_language
from bi.errors import RefusedError
from bi.said_errors import is_page
from bi.scope import ClaimsInvalidError, EntityScope, read_scope
from bi.scope_store import scope_of_user

LINKS = ("dashboard", "explore", "sql_lab")  # Superset's kinds of links to share
SEAL_LETTERS = 24
UNKNOWN = "There is no such link. Ask for it again."
OF_OTHERS = (
    "This link was made by somebody who sees entities that you do not. "
    "Open the dashboard and choose its filters yourself."
)


class StateUnknownError(RefusedError):
    """No state has this key."""

    status = 404


class StateOfOthersError(RefusedError):
    """A state was made by somebody who sees more than who asks for it."""


def keep_states_among_readers(app: Flask) -> None:
    """Put both rules over Superset's own handling of keys."""
    for kind in LINKS:
        _seal_links(kind)
    _close_oldest_links()
    _note_makers()
    _ask_whose_they_are()
    for error in (StateUnknownError, StateOfOthersError):
        app.register_error_handler(error, _say)


def reach_of_reader() -> dict[str, Any]:
    """Return what a state remembers of its maker: {"owner": user, "scope": whose rows they see}."""
    scope = scope_of_user(getattr(g, "user", None))
    return {"owner": get_user_id(), "scope": scope.as_json() if scope else None}


def is_open(kept: Mapping[str, Any]) -> bool:
    """Return whether who asks may read a state; one that does not say whose it is stays closed."""
    if kept.get("owner") is not None and kept["owner"] == get_user_id():
        return True
    seen, maker = scope_of_user(getattr(g, "user", None)), _read(kept.get("scope"))
    return seen is not None and maker is not None and seen.covers(maker)


def _read(text: Any) -> EntityScope | None:
    try:
        return read_scope(json.loads(text))
    except (ClaimsInvalidError, TypeError, ValueError):
        return None


def _seal_links(kind: str) -> None:
    """Let one of Superset's kinds of links be of a maker, and end in a seal."""
    base, create, get = (
        import_module(f"superset.commands.{kind}.permalink.{part}")
        for part in ("base", "create", "get")
    )
    if hasattr(create.encode_permalink_key, "seals"):
        return
    [command] = [one for name, one in vars(base).items() if name.endswith("PermalinkCommand")]
    command.codec = _codec_of_makers(command.codec)
    encode, decode = create.encode_permalink_key, get.decode_permalink_id

    def encode_permalink_key(key: int, salt: str) -> str:
        return encode(key, salt) + _seal(key, salt)

    def decode_permalink_id(key: str, salt: str) -> int:
        return _unseal(decode, key, salt)

    encode_permalink_key.seals = True
    create.encode_permalink_key = encode_permalink_key
    get.decode_permalink_id = decode_permalink_id
    if hasattr(create, "get_user_id"):  # who sees other rows by now makes another link
        create.get_user_id = lambda: list(reach_of_reader().values())


def _seal(number: int, salt: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    text = f"diwan link {salt} {number}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()[:SEAL_LETTERS]


def _unseal(decode: Callable[..., int], key: str, salt: str) -> int:
    """Return the number of a link. Raises: StateUnknownError."""
    from superset.key_value.exceptions import KeyValueParseKeyError

    try:
        number = decode(key[:-SEAL_LETTERS], salt)
    except KeyValueParseKeyError:
        number = -1
    given = key[-SEAL_LETTERS:].encode()
    if number < 0 or not hmac.compare_digest(given, _seal(number, salt).encode()):
        raise StateUnknownError(in_own_language(UNKNOWN))
    return number


def _codec_of_makers(inner: Any) -> Any:
    """Return a codec that keeps whose a state is beside it, and opens it to its readers."""
    from superset.key_value.types import KeyValueCodec

    class CodecOfMakers(KeyValueCodec):
        def encode(self, value: dict[Any, Any]) -> bytes:
            return json.dumps({**reach_of_reader(), "state": inner.encode(value).decode()}).encode()

        def decode(self, value: bytes) -> dict[Any, Any]:
            kept = json.loads(value)
            if "state" not in kept or not is_open(kept):
                raise StateOfOthersError(in_own_language(OF_OTHERS))
            return inner.decode(kept["state"].encode())

    return CodecOfMakers()


def _close_oldest_links() -> None:
    """Close SQL Lab's links by bare numbers, a table that nothing writes to any more."""
    from superset.commands.sql_lab.permalink.get import GetSqlLabPermalinkCommand as Command

    run = Command.run
    if run.__module__ == __name__:
        return

    def run_numbered(self: Any) -> Any:
        if self.key.startswith("kv:"):
            raise StateUnknownError(in_own_language(UNKNOWN))
        return run(self)

    Command.run = run_numbered


def _note_makers() -> None:
    """Let what Superset keeps for a while (filters, charts being drawn) say whose it is."""
    from superset.extensions import cache_manager

    for store in (cache_manager.filter_state_cache, cache_manager.explore_form_data_cache):
        if not hasattr(store.set, "notes_makers"):
            store.set = _noting(store.set)


def _noting(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def set_of_maker(key: str, value: Any, *more: Any, **facts: Any) -> Any:
        if isinstance(value, dict) and value.get("owner") == get_user_id():
            value = {**value, **reach_of_reader()}
        return original(key, value, *more, **facts)

    set_of_maker.notes_makers = True
    return set_of_maker


def _ask_whose_they_are() -> None:
    """Let what is kept for a while be as good as gone for who may not read it: Superset then opens
    the dashboard or the chart as it was saved."""
    from superset.commands.dashboard.filter_state.get import GetFilterStateCommand
    from superset.commands.explore.form_data.get import GetFormDataCommand
    from superset.extensions import cache_manager
    from superset.temporary_cache.utils import cache_key

    find_filters, find_chart = GetFilterStateCommand.get, GetFormDataCommand.run
    if find_filters.__module__ == __name__:
        return

    def get(self: Any, asked: Any) -> Any:
        key = cache_key(asked.resource_id, asked.key)
        return (
            find_filters(self, asked)
            if _is_kept_for(cache_manager.filter_state_cache, key)
            else None
        )

    def run(self: Any) -> Any:
        store, key = cache_manager.explore_form_data_cache, self._cmd_params.key
        return find_chart(self) if _is_kept_for(store, key) else None

    GetFilterStateCommand.get, GetFormDataCommand.run = get, run


def _is_kept_for(store: Any, key: str | None) -> bool:
    kept = store.get(key) if key else None
    return isinstance(kept, dict) and is_open(kept)


def _say(error: RefusedError) -> Any:
    """Answer a page in both languages, a program in JSON."""
    from superset.views.error_handling import json_error_response

    if not is_page():
        return json_error_response([error.error], status=error.status)
    reason = "unknown" if isinstance(error, StateUnknownError) else "of_others"
    return render_template("diwan/kept_state.html", reason=reason), error.status
