"""The roles that people may be given here: ours, never a technical one of the base."""

from __future__ import annotations

GRANTABLE_ROLES = frozenset(
    {
        "Entity Administrator", "Finance Officer", "Finance Manager", "Budget Controller",
        "Treasurer", "Buyer", "Purchasing Manager",
        "HR Officer", "HR Manager", "Employee", "Auditor",
    }
)  # fmt: skip
CENTRE_ROLES = frozenset(
    {"Centre Operator", "Analytics User", "Supplier Registrar", "Supplier Approver"}
)


def roles_of_site(site_role: str | None) -> frozenset[str]:
    """Return the roles that people hold on a site. site_role: "hub", or that of an entity."""
    return GRANTABLE_ROLES | CENTRE_ROLES if site_role == "hub" else GRANTABLE_ROLES
