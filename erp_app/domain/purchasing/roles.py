"""Who keeps the register of suppliers: one prepares, another one decides."""

REGISTRAR, APPROVER = "Supplier Registrar", "Supplier Approver"
REGISTRARS, APPROVERS = frozenset({REGISTRAR}), frozenset({APPROVER})
# Pays in an entity, and so reads whole account numbers.
TREASURER = "Treasurer"
