"""Our small series of corrections to the restored Frappe, in the order of application.

Each module holds one theme. Every correction has a test in tests/runtime/ named after it; what
hooks of the app can do instead is not done here (erp_app/guards).
"""

from ops.runtime.corrections import interfaces
from ops.runtime.corrections.model import Correction, CorrectionMisfitError, Edit, apply_corrections

SERIES: tuple[Correction, ...] = (*interfaces.SERIES,)

__all__ = ["SERIES", "Correction", "CorrectionMisfitError", "Edit", "apply_corrections"]
