"""The register on a running platform: suppliers of the hub, and what an entity knows of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.inside import Inside

PATIENCE_SECONDS = 60.0


class Register:
    """The hub's register as its server side sees it, and the mirrors of the entities."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.inside = Inside(facts["erp_python"], facts["sites_dir"], facts.get("environment", {}))
        self.hub = facts["sites"]["hub"]
        self.entities = [facts["sites"]["entity_a"], facts["sites"]["entity_b"]]

    def add(self, count: int = 1) -> list[str]:
        """Return the numbers of new suppliers."""
        code = "from tests.erp.suppliers import registered\n"
        return self.inside.run(
            f"{code}result = [registered() for _one in range({count})]", self.hub
        )

    def block(self, name: str) -> str:
        """Block a supplier; return the block's name."""
        return self.inside.run(
            "frappe.set_user('supplier.approver@hub.localhost')\n"
            "doc = frappe.get_doc(dict(doctype='Supplier Block', supplier="
            f"{name!r}, block_reason='Tried')).insert()\ndoc.submit()\nresult = doc.name",
            self.hub,
        )

    def head(self) -> int:
        code = "from erp_app.store.exchange import load_head\nresult = load_head()"
        return self.inside.run(code, self.hub)

    def known(self, entity: str) -> dict[str, str]:
        """Return number -> status of the suppliers that an entity knows."""
        code = "result = dict(frappe.db.sql('select name, status from tabSupplier'))"
        return self.inside.run(code, entity)

    def registered(self) -> dict[str, str]:
        return self.known(self.hub)

    def position(self, entity: str) -> dict[str, Any]:
        """Return last_number, last_seal and reached_at of an entity."""
        code = (
            "from erp_app.store.exchange import load_positions as load\nresult = load().get('hub')"
        )
        return self.inside.run(code, entity) or {}

    def wait(self, happened: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
        """Return after how many seconds something had happened; it must, in time."""
        begun = time.monotonic()
        while not happened():
            assert time.monotonic() - begun < seconds, "it has not happened in time"
            time.sleep(0.2)
        return time.monotonic() - begun
