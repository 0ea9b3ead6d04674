"""The register in an entity: written by the exchange alone, read by everybody who buys or pays.

Owns which fields a message may write. What the hub does not tell is not touched, and a field that
this version does not know is left out.
"""

from __future__ import annotations

from erp_app.exchange.inbox import HUB
from erp_app.purchasing.standing import TOLD
from erp_app.store import exchange
from erp_app.store import suppliers as store


def apply_supplier(name: str, content: dict) -> None:
    """Write what the hub says of a supplier. A receiver of the hook diwan_exchange_kinds."""
    store.write_supplier(name, {field: content[field] for field in TOLD if field in content})


def as_of() -> str:
    """Return since when this entity may be behind the register, in the site's time; "" for never
    reached."""
    reached = exchange.load_reached_at(HUB)
    return str(reached.replace(microsecond=0)) if reached else ""
