"""A visitor who wants to become a supplier: the mail, whether it was confirmed, what came of it.

Written by the public page alone (`purchasing.self_registration`).
"""

from erp_app.documents.engine_written import EngineWritten


class SupplierRegistration(EngineWritten):
    """Refuses every write through the document interface."""
