"""Our small series of corrections to the restored Frappe, in the order of application.

Each module holds one theme. Every correction is named in a test of tests/runtime/; what hooks of
the app can do instead is not done here (erp_app/guards). On an upstream v15 bench nothing of this
is applied: most of it is fixed there, the rest is met by the guards.
"""

from ops.runtime.corrections import (
    documents,
    execution,
    forms,
    interfaces,
    oauth,
    people,
    permissions,
    queries,
    scripting,
    sessions,
    speed,
)
from ops.runtime.corrections.model import Correction, CorrectionMisfitError, Edit, apply_corrections

SERIES: tuple[Correction, ...] = (
    *interfaces.SERIES,
    *execution.SERIES,
    *sessions.SERIES,
    *oauth.SERIES,
    *people.SERIES,
    *permissions.SERIES,
    *queries.SERIES,
    *scripting.SERIES,
    *speed.SERIES,
    *forms.SERIES,
    *documents.SERIES,
)

__all__ = ["SERIES", "Correction", "CorrectionMisfitError", "Edit", "apply_corrections"]
